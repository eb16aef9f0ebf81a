import { Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { IDEMPOTENCY_ERRORS } from '../../platform/idempotency/idempotency.js';
import { errorCatalogue, type ErrorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { publicId } from '../../platform/kernel/ids.js';
import { startOutcomeComputationErrors } from '../domain/outcome-computation.js';
import type { OutcomeComputationState } from '../entities/outcome-computation.entity.js';
import type { OutcomeComputationRow } from '../outcome-computation.store.js';

const OutcomeComputationStateEnum = enumOf(['COMPUTING', 'READY', 'FAILED'], {
  name: 'OutcomeComputationState',
  description: 'Being computed, done, or given up.',
});

@ObjectType('NamedCount', { description: 'How many of what.' })
export class NamedCountType {
  @Field() name!: string;
  @Field(() => Float) count!: number;
}

@ObjectType('OutcomeComputation', {
  implements: () => [Node],
  description: 'One making of the outcomes, on one state of the database.',
})
export class OutcomeComputationType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => OutcomeComputationStateEnum) state!: OutcomeComputationState;
  @Field(() => DateScalar, { description: 'The last day that counts.' }) asOf!: string;
  @Field(() => String, { nullable: true }) loadNumber!: string | null;
  @Field(() => Int) policyVersion!: number;
  @Field({ description: 'Everything anew; otherwise what changed since the load named.' })
  full!: boolean;
  @Field(() => String, { nullable: true }) sinceLoad!: string | null;
  @Field(() => [NamedCountType]) counts!: NamedCountType[];
  @Field(() => [NamedCountType], { description: 'Seconds of each step.' })
  timings!: NamedCountType[];
  @Field(() => ID, { description: 'The background job.' }) jobId!: string;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) finishedAt!: Date | null;
}

@ObjectType()
export class OutcomeComputationConnection extends Connection(
  OutcomeComputationType,
  'OutcomeComputation',
) {}

@InputType({ description: 'What to compute.' })
export class StartOutcomeComputationInput {
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Everything anew, or only what changed since the last computation.',
  })
  full!: boolean;
  @Field(() => DateScalar, { nullable: true, description: 'The last day that counts: yesterday.' })
  asOf?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Your own key: the same call repeated under it is done once.',
  })
  idempotencyKey?: string | null;
}

const StartOutcomeComputationError = UserErrorType('StartOutcomeComputation', keyed());

function keyed(): ErrorCatalogue<
  (typeof startOutcomeComputationErrors.codes)[number] | keyof typeof IDEMPOTENCY_ERRORS
> {
  const idempotency = errorCatalogue(IDEMPOTENCY_ERRORS);
  return {
    codes: [...startOutcomeComputationErrors.codes, ...idempotency.codes],
    error: (code, path, parameters) =>
      code in IDEMPOTENCY_ERRORS
        ? idempotency.error(code as keyof typeof IDEMPOTENCY_ERRORS, path, parameters)
        : startOutcomeComputationErrors.error(
            code as (typeof startOutcomeComputationErrors.codes)[number],
            path,
            parameters,
          ),
  };
}

@ObjectType({ description: 'The computation that was queued, or what was wrong with the call.' })
export class StartOutcomeComputationPayload {
  @Field(() => OutcomeComputationType, { nullable: true }) computation?: OutcomeComputationType;
  @Field(() => [StartOutcomeComputationError])
  userErrors!: InstanceType<typeof StartOutcomeComputationError>[];
}

export function toOutcomeComputationType(row: OutcomeComputationRow): OutcomeComputationType {
  return {
    id: publicId('OutcomeComputation', row.id),
    state: row.state,
    asOf: row.asOf,
    loadNumber: row.loadNumber,
    policyVersion: row.policyVersion,
    full: row.full,
    sinceLoad: row.sinceLoad,
    counts: named(row.counts),
    timings: named(row.timings),
    jobId: publicId('BackgroundJob', row.jobId),
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  };
}

function named(counts: Readonly<Record<string, number>>): NamedCountType[] {
  return Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => ({ name, count }));
}
