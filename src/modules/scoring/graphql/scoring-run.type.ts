import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar, DecimalScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { IDEMPOTENCY_ERRORS } from '../../platform/idempotency/idempotency.js';
import { errorCatalogue, type ErrorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { publicId } from '../../platform/kernel/ids.js';
import { windowOf } from '../domain/run-setting.js';
import {
  applyScoringRunErrors,
  scoringRunStates,
  startScoringRunErrors,
  type ScoringRunState,
} from '../domain/scoring-run.js';
import type { ScoreChange } from '../provider-score.store.js';
import type { ScoringRunRow } from '../scoring-run.store.js';

const ScoringRunStateEnum = enumOf(scoringRunStates.states, {
  name: 'ScoringRunState',
  description: 'Being computed, ready to be compared and applied, or given up.',
});

@ObjectType('ModelVersion', { description: 'One version of a capability model.' })
export class ModelVersionType {
  @Field() code!: string;
  @Field(() => Int) version!: number;
}

@ObjectType('ScoringRun', {
  implements: () => [Node],
  description: 'All admitted providers scored by every model, on the feed as of one load.',
})
export class ScoringRunType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ScoringRunStateEnum) state!: ScoringRunState;
  @Field({ description: 'Whether this is the run that the board shows.' }) applied!: boolean;
  @Field(() => DateScalar, { description: 'The last day that counts.' }) cutoff!: string;
  @Field(() => DateScalar, { description: 'The first day that counts.' }) firstDay!: string;
  @Field({ description: 'The load of the feed as of which all rows were read.' })
  loadNumber!: string;
  @Field(() => [ModelVersionType]) models!: readonly ModelVersionType[];
  @Field(() => ID, { description: 'The background job that computes it.' }) jobId!: string;
  @Field(() => Int, { nullable: true, description: 'How many were admitted at the cutoff.' })
  providers!: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'Over all results; `verify` makes it again.',
  })
  resultSha256!: string | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) finishedAt!: Date | null;
}

@ObjectType()
export class ScoringRunConnection extends Connection(ScoringRunType, 'ScoringRun') {}

@InputType({ description: 'Which runs: all conditions hold at once.' })
export class ScoringRunFilterInput {
  @Field(() => [ScoringRunStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: ScoringRunState[];
  @Field(() => DateScalar, { nullable: true }) cutoff?: string;
}

@ArgsType()
export class ScoringRunsArgs extends PageArgs {
  @Field(() => ScoringRunFilterInput, { nullable: true }) filter?: ScoringRunFilterInput;
}

@ArgsType()
export class ScoringRunChangesArgs extends PageArgs {
  @Field(() => ID) runId!: string;
  @Field({ description: '`five-force` or `eleven-module`.' })
  @MaxLength(60)
  modelCode!: string;
}

@ObjectType('ScoreChange', {
  description: 'How a run differs from the applied one for a provider.',
})
export class ScoreChangeType {
  readonly providerId!: string;
  @Field(() => DecimalScalar, { nullable: true }) scoreBefore!: string | null;
  @Field(() => DecimalScalar, { nullable: true }) scoreAfter!: string | null;
  @Field(() => Int, { nullable: true }) rankBefore!: number | null;
  @Field(() => Int, { nullable: true }) rankAfter!: number | null;
}

@ObjectType()
export class ScoreChangeConnection extends Connection(ScoreChangeType, 'ScoreChange') {}

const IDEMPOTENCY_KEY = 'Your own key: the same call repeated under it is done once.';

@InputType({ description: 'The last day that counts: yesterday or earlier.' })
export class StartScoringRunInput {
  @Field(() => DateScalar) cutoff!: string;
  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Which run is to be shown.' })
export class ApplyScoringRunInput {
  @Field(() => ID) runId!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      'The run that you compared with (null: none was applied). If another was applied meanwhile, the call is refused. Leave out to apply in any case.',
  })
  expectedAppliedRunId?: string | null;
  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

const StartScoringRunError = UserErrorType('StartScoringRun', keyed(startScoringRunErrors));
const ApplyScoringRunError = UserErrorType('ApplyScoringRun', keyed(applyScoringRunErrors));

/** With the errors that any call with an idempotency key can answer with. */
function keyed<Code extends string>(
  catalogue: ErrorCatalogue<Code>,
): ErrorCatalogue<Code | keyof typeof IDEMPOTENCY_ERRORS> {
  const idempotency = errorCatalogue(IDEMPOTENCY_ERRORS);
  return {
    codes: [...catalogue.codes, ...idempotency.codes],
    error: (code, path, parameters) =>
      code in IDEMPOTENCY_ERRORS
        ? idempotency.error(code as keyof typeof IDEMPOTENCY_ERRORS, path, parameters)
        : catalogue.error(code as Code, path, parameters),
  };
}

@ObjectType({ description: 'The run that is being computed, or what was wrong with the call.' })
export class StartScoringRunPayload {
  @Field(() => ScoringRunType, { nullable: true }) run?: ScoringRunType;
  @Field(() => [StartScoringRunError]) userErrors!: InstanceType<typeof StartScoringRunError>[];
}

@ObjectType({ description: 'The run that is shown now, or what was wrong with the call.' })
export class ApplyScoringRunPayload {
  @Field(() => ScoringRunType, { nullable: true }) run?: ScoringRunType;
  @Field(() => [ApplyScoringRunError]) userErrors!: InstanceType<typeof ApplyScoringRunError>[];
}

export function toScoringRunType(row: ScoringRunRow): ScoringRunType {
  const { state, applied, cutoff, loadNumber, models, providers, resultSha256 } = row;
  return {
    id: publicId('ScoringRun', row.id),
    state,
    applied,
    cutoff,
    firstDay: windowOf(cutoff, row.setting).firstDay,
    loadNumber,
    models,
    jobId: publicId('BackgroundJob', row.jobId),
    providers,
    resultSha256,
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  };
}

export function toScoreChangeType(row: ScoreChange): ScoreChangeType {
  const { providerId, scoreBefore, scoreAfter, rankBefore, rankAfter } = row;
  return { providerId, scoreBefore, scoreAfter, rankBefore, rankAfter };
}
