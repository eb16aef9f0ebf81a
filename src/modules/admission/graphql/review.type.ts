import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsOptional, MaxLength, ValidateNested } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { Node } from '../../../graphql/node.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { daysBetween, businessDateOf } from '../../platform/kernel/business-date.js';
import { publicId } from '../../platform/kernel/ids.js';
import {
  REVIEW_KINDS,
  REVIEW_OUTCOMES,
  REVIEW_STEPS,
  reviewStates,
  type ReviewKind,
  type ReviewOutcome,
  type ReviewState,
  type ReviewStep,
} from '../domain/review.js';
import { RULINGS, type Ruling } from '../domain/standing.js';
import type { ReviewCase, ReviewGateAnswer, ReviewOpinion } from '../entities/review.entity.js';
import { REVIEW_ORDERS, type ReviewFilter, type ReviewOrder } from '../review.store.js';
import { RequestType } from './application.type.js';

const ReviewKindEnum = enumOf(REVIEW_KINDS, {
  name: 'ReviewKind',
  description:
    'An application, a ruling on a provider that stands, or a document that renews another.',
});
const ReviewStateEnum = enumOf(reviewStates.states, {
  name: 'ReviewState',
  description:
    'OPEN: awaits the first opinion. RECOMMENDED: the second. DISPUTED: the two disagree, a third decides.',
});
const ReviewOutcomeEnum = enumOf(REVIEW_OUTCOMES, {
  name: 'ReviewOutcome',
  description: 'RETURN asks the provider for more, and needs no second person.',
});
const ReviewStepEnum = enumOf(REVIEW_STEPS, {
  name: 'ReviewStep',
  description: 'FIRST recommends, SECOND decides when it agrees, THIRD decides when they disagree.',
});
const RulingEnum = enumOf(RULINGS, {
  name: 'Ruling',
  description: 'Suspend at once, reinstate, or exit (清退) after the policy’s notice.',
});
const ReviewOrderEnum = enumOf(Object.keys(REVIEW_ORDERS) as ReviewOrder[], {
  name: 'ReviewOrder',
  description: 'What is due first, or what waits longest.',
});

@ObjectType('ReviewOpinion', { description: 'What one person said on a review, and why.' })
export class OpinionType {
  @Field(() => ReviewStepEnum) step!: ReviewStep;
  @Field(() => ID) accountId!: string;
  @Field(() => ReviewOutcomeEnum) outcome!: ReviewOutcome;
  @Field() reason!: string;
  @Field(() => DateTimeScalar) givenAt!: Date;
}

@ObjectType('ReviewGateAnswer', { description: 'What a reviewer found where data can’t tell.' })
export class GateAnswerType {
  readonly uuid!: string;

  @Field() gate!: string;
  @Field() passed!: boolean;
  @Field() note!: string;
  @Field(() => DateTimeScalar) answeredAt!: Date;
}

@ObjectType('ReviewCase', {
  implements: () => [Node],
  description: 'Something that reviewers decide, by four eyes.',
})
export class ReviewType implements Node {
  readonly row!: ReviewCase;

  @Field(() => ID) id!: string;
  @Field(() => ReviewKindEnum) kind!: ReviewKind;
  @Field(() => ReviewStateEnum) state!: ReviewState;
  @Field(() => ReviewOutcomeEnum, { nullable: true }) outcome!: ReviewOutcome | null;
  @Field(() => RulingEnum, { nullable: true }) ruling!: Ruling | null;
  @Field(() => ID, { nullable: true }) applicationId!: string | null;
  @Field(() => ID, { nullable: true }) documentId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The account that gives the next opinion.' })
  assignedTo!: string | null;
  @Field(() => DateScalar, { description: 'When the next opinion is due.' }) dueOn!: string;
  @Field(() => DateTimeScalar) openedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) closedAt!: Date | null;
  @Field(() => Int, { description: 'Whole business days since it was opened, or that it took.' })
  ageDays!: number;
  @Field({ description: 'Open, and its due date has passed.' }) overdue!: boolean;
}

@ObjectType()
export class ReviewCaseConnection extends Connection(ReviewType, 'ReviewCase') {}

@InputType({ description: 'Which reviews: all conditions hold at once.' })
export class ReviewFilterInput {
  @Field(() => [ReviewKindEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(5)
  kinds?: ReviewKind[];
  @Field(() => [ReviewStateEnum], { nullable: true, description: 'Default: those that are open.' })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: ReviewState[];
  @Field({ nullable: true, description: 'Only what is assigned to you.' }) mine?: boolean;
  @Field({ nullable: true, description: 'Only what nobody has.' }) unassigned?: boolean;
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => DateScalar, { nullable: true, description: 'Due before that day.' })
  dueBefore?: string;
}

@ArgsType()
export class ReviewQueueArgs extends PageArgs {
  @Field(() => ReviewFilterInput, { nullable: true }) filter?: ReviewFilterInput;
  @Field(() => ReviewOrderEnum, { defaultValue: 'DUE' }) orderBy!: ReviewOrder;
}

export function toReviewFilter(
  { kinds, states, mine, unassigned, providerId, dueBefore }: ReviewFilterInput,
  accountId: string | null,
): ReviewFilter {
  return {
    ...(kinds && { kinds }),
    ...(states && { states }),
    ...(mine && accountId && { assignedTo: accountId }),
    ...(unassigned && { unassigned }),
    ...(providerId && { providerId: uuidOf('Provider', providerId) }),
    ...(dueBefore && { dueBefore }),
  };
}

@InputType({ description: 'Your opinion on a review that is assigned to you.' })
export class GiveReviewOpinionInput {
  @Field(() => ID) reviewId!: string;
  @Field(() => ReviewOutcomeEnum) outcome!: ReviewOutcome;
  @Field({ description: '10 to 1,000 characters; the provider reads it.' })
  @MaxLength(5_000)
  reason!: string;
  @Field(() => [RequestType], { defaultValue: [], description: 'With RETURN: what to supply.' })
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Type(() => RequestType)
  requests!: RequestType[];
}

@InputType({ description: 'What you found where data can’t tell. The last answer counts.' })
export class AnswerReviewGateInput {
  @Field(() => ID) reviewId!: string;
  @Field() @MaxLength(60) gate!: string;
  @Field() passed!: boolean;
  @Field({ description: 'What you looked at: 5 to 1,000 characters.' })
  @MaxLength(5_000)
  note!: string;
  @Field(() => [ID], { defaultValue: [], description: 'What proves it: uploads by POST /files.' })
  @ArrayMaxSize(50)
  fileIds!: string[];
}

@InputType()
export class ReassignReviewInput {
  @Field(() => ID) reviewId!: string;
  @Field(() => ID, { nullable: true, description: 'Default: yourself.' }) accountId?: string;
  @Field({ defaultValue: '' }) @MaxLength(1_000) reason!: string;
}

@InputType({ description: 'A ruling on a provider, which another reviewer confirms or refuses.' })
export class ProposeRulingInput {
  @Field(() => ID) providerId!: string;
  @Field(() => RulingEnum) ruling!: Ruling;
  @Field({ description: '10 to 1,000 characters; the provider reads it.' })
  @MaxLength(5_000)
  reason!: string;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

export function toReviewType(row: ReviewCase, now: Date): ReviewType {
  const end = row.closedAt ?? now;
  return {
    row,
    id: publicId('ReviewCase', row.id),
    kind: row.kind,
    state: row.state,
    outcome: row.outcome,
    ruling: row.ruling,
    applicationId: row.applicationId && publicId('AdmissionApplication', row.applicationId),
    documentId: row.documentId && publicId('AdmissionDocument', row.documentId),
    assignedTo: row.assignedTo && publicId('Account', row.assignedTo),
    dueOn: row.dueOn,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    ageDays: daysBetween(businessDateOf(row.openedAt), businessDateOf(end)),
    overdue: row.closedAt === null && row.dueOn < businessDateOf(now),
  };
}

export function toOpinionType({
  step,
  accountId,
  outcome,
  reason,
  givenAt,
}: ReviewOpinion): OpinionType {
  return { step, accountId: publicId('Account', accountId), outcome, reason, givenAt };
}

export function toGateAnswerType({
  id: uuid,
  gate,
  passed,
  note,
  answeredAt,
}: ReviewGateAnswer): GateAnswerType {
  return { uuid, gate, passed, note, answeredAt };
}
