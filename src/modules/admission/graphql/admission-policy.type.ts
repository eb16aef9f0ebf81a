import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { Policy } from '../../platform/policies/policy.service.js';
import { draftAdmissionPolicyErrors, startPolicyDryRunErrors } from '../admission-policy.errors.js';
import {
  closePolicyDraftErrors,
  DRY_RUN_OUTCOMES,
  policyDraftStates,
  type DryRunOutcome,
  type PolicyDraftState,
} from '../domain/policy-draft.js';
import type {
  AdmissionPolicyDraft,
  PolicyDryRun,
  PolicyDryRunResult,
} from '../entities/admission-policy.entity.js';

const DraftStateEnum = enumOf(policyDraftStates.states, {
  name: 'PolicyDraftState',
  description: 'APPROVED: it became a version of the policy.',
});
const OutcomeEnum = enumOf(DRY_RUN_OUTCOMES, {
  name: 'PolicyDryRunOutcome',
  description: 'What the draft would make of a provider that stands.',
});

@ObjectType('AdmissionPolicyVersion', { description: 'A version of the policy; it never changes.' })
export class PolicyVersionType {
  @Field(() => Int) version!: number;
  @Field(() => DateScalar) effectiveFrom!: string;
  @Field({ description: 'Documents, gates, terms and dates, as JSON.' }) body!: string;
}

@ObjectType('AdmissionPolicyDraft', {
  implements: () => [Node],
  description: 'The next version of the admission policy while two people agree on it.',
})
export class PolicyDraftType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => DraftStateEnum) state!: PolicyDraftState;
  @Field({ description: 'As JSON.' }) body!: string;
  @Field() note!: string;
  @Field(() => DateScalar) effectiveFrom!: string;
  @Field({ description: 'Key of the account that drafted it.' }) draftedBy!: string;
  @Field(() => DateTimeScalar) draftedAt!: Date;
  @Field(() => String, { nullable: true }) closedBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) closedAt!: Date | null;
  @Field(() => Int, { nullable: true, description: 'The version that it became.' })
  policyVersion!: number | null;
}

@ObjectType()
export class AdmissionPolicyDraftConnection extends Connection(
  PolicyDraftType,
  'AdmissionPolicyDraft',
) {}

@ObjectType('PolicyDryRunCount', { description: 'How many providers have a pair of outcomes.' })
export class DryRunCountType {
  @Field(() => OutcomeEnum) outcome!: DryRunOutcome;
  @Field(() => OutcomeEnum, { description: 'Under the policy in force.' })
  baseOutcome!: DryRunOutcome;
  @Field(() => Int) providers!: number;
}

@ObjectType('PolicyDryRunResult', {
  description: 'What a draft would make of one provider, beside the policy in force.',
})
export class DryRunResultType {
  @Field(() => ID) providerId!: string;
  @Field(() => OutcomeEnum) outcome!: DryRunOutcome;
  @Field(() => OutcomeEnum, { description: 'Under the policy in force.' })
  baseOutcome!: DryRunOutcome;
  @Field(() => [String]) failing!: string[];
  @Field(() => [String]) baseFailing!: string[];
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Since when a gate of the draft fails; the day of the run where data can’t tell.',
  })
  since!: string | null;
  @Field(() => DateScalar, { nullable: true }) bitesOn!: string | null;
  @Field(() => String, { nullable: true }) bitesGate!: string | null;
}

@ObjectType()
export class PolicyDryRunResultConnection extends Connection(
  DryRunResultType,
  'PolicyDryRunResult',
) {}

@ObjectType('PolicyDryRun', {
  implements: () => [Node],
  description: 'A draft tried on every provider that stands, beside the policy in force.',
})
export class DryRunType implements Node {
  readonly uuid!: string;

  @Field(() => ID) id!: string;
  @Field(() => ID) draftId!: string;
  @Field(() => Int) baseVersion!: number;
  @Field(() => DateScalar) asOf!: string;
  @Field(() => ID, { description: 'Watch its progress with `jobProgress`.' }) jobId!: string;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) finishedAt!: Date | null;
}

@InputType()
export class PolicyDryRunFilterInput {
  @Field(() => OutcomeEnum, { nullable: true }) outcome?: DryRunOutcome;
  @Field({ nullable: true, description: 'Only those whose outcome is another than now.' })
  changed?: boolean;
}

@ArgsType()
export class DryRunResultsArgs extends PageArgs {
  @Field(() => ID) dryRunId!: string;
  @Field(() => PolicyDryRunFilterInput, { nullable: true }) filter?: PolicyDryRunFilterInput;
}

@InputType({ description: 'The whole next version of the admission policy.' })
export class DraftAdmissionPolicyInput {
  @Field({ description: 'As JSON, in the form of the version in force.' })
  @MaxLength(200_000)
  body!: string;
  @Field({ description: 'What changes and why: 10 to 1,000 characters.' })
  @MaxLength(5_000)
  note!: string;
  @Field(() => DateScalar, { description: 'A day after today.' }) effectiveFrom!: string;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class ClosePolicyDraftInput {
  @Field(() => ID) draftId!: string;
}

@InputType()
export class StartPolicyDryRunInput {
  @Field(() => ID) draftId!: string;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

const DraftError = UserErrorType('DraftAdmissionPolicy', draftAdmissionPolicyErrors);
const CloseError = UserErrorType('ClosePolicyDraft', closePolicyDraftErrors);
const DryRunError = UserErrorType('StartPolicyDryRun', startPolicyDryRunErrors);

@ObjectType()
export class DraftAdmissionPolicyPayload {
  @Field(() => PolicyDraftType, { nullable: true }) draft?: PolicyDraftType;
  @Field(() => [DraftError]) userErrors!: InstanceType<typeof DraftError>[];
}

@ObjectType()
export class ClosePolicyDraftPayload {
  @Field(() => PolicyDraftType, { nullable: true }) draft?: PolicyDraftType;
  @Field(() => [CloseError]) userErrors!: InstanceType<typeof CloseError>[];
}

@ObjectType()
export class StartPolicyDryRunPayload {
  @Field(() => DryRunType, { nullable: true }) dryRun?: DryRunType;
  @Field(() => [DryRunError]) userErrors!: InstanceType<typeof DryRunError>[];
}

export function toVersionType({
  version,
  effectiveFrom,
  body,
}: Policy<unknown>): PolicyVersionType {
  return { version, effectiveFrom, body: JSON.stringify(body) };
}

export function toDraftType(row: AdmissionPolicyDraft): PolicyDraftType {
  return {
    ...row,
    id: publicId('AdmissionPolicyDraft', row.id),
    body: JSON.stringify(row.body),
  };
}

export function toDryRunType(row: PolicyDryRun): DryRunType {
  return {
    ...row,
    uuid: row.id,
    id: publicId('PolicyDryRun', row.id),
    draftId: publicId('AdmissionPolicyDraft', row.draftId),
    jobId: publicId('BackgroundJob', row.jobId),
  };
}

export function toResultType(row: PolicyDryRunResult): DryRunResultType {
  return {
    ...row,
    failing: [...row.failing],
    baseFailing: [...row.baseFailing],
    providerId: publicId('Provider', row.providerId),
  };
}
