import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, Matches, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import {
  DISPUTE_GROUNDS,
  disputeStates,
  type DisputeGrounds,
  type DisputeState,
  type Ruling,
} from '../domain/session-dispute.js';
import type { SessionDispute } from '../entities/session-dispute.entity.js';
import type { SessionDisputeFilter } from '../session-dispute.store.js';

const DisputeStateEnum = enumOf(disputeStates.states, {
  name: 'SessionDisputeState',
  description:
    'RAISED by the merchant, ANSWERED by the provider, UPHELD or REJECTED by staff; LAPSED when a corrected feed contradicts the session itself.',
});
const DisputeGroundsEnum = enumOf(DISPUTE_GROUNDS, {
  name: 'SessionDisputeGrounds',
  description:
    'Another operator ran the session; nobody of the provider did; it was not agreed; it was run badly; something else.',
});
const RulingEnum = enumOf(['UPHELD', 'REJECTED'], {
  name: 'SessionDisputeRuling',
  description: 'UPHELD: the merchant is right and the claim does not count. REJECTED: it counts.',
});

@ObjectType('SessionDispute', {
  implements: () => [Node],
  description: 'A merchant’s objection to a session that the feed verified, and its settlement.',
})
export class SessionDisputeType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID) operatedSessionId!: string;
  @Field(() => ID) engagementId!: string;
  @Field(() => ID) providerId!: string;
  @Field(() => ID) merchantId!: string;
  @Field(() => DisputeStateEnum) state!: DisputeState;
  @Field(() => DisputeGroundsEnum) grounds!: DisputeGrounds;
  @Field({ description: 'What the merchant says.' }) statement!: string;
  @Field(() => DateTimeScalar) raisedAt!: Date;
  @Field(() => DateTimeScalar, { description: 'Until then the provider is waited for.' })
  answerDueAt!: Date;
  @Field(() => String, { nullable: true, description: 'What the provider says to it.' })
  providerStatement!: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) providerAnsweredAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why staff decided so.' })
  decisionReason!: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) decidedAt!: Date | null;
}

@ObjectType()
export class SessionDisputeConnection extends Connection(SessionDisputeType, 'SessionDispute') {}

@InputType('SessionDisputeFilter', { description: 'All conditions hold at once.' })
export class SessionDisputeFilterInput {
  @Field(() => [DisputeStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: DisputeState[];

  @Field(() => ID, { nullable: true }) engagementId?: string;
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => ID, { nullable: true }) merchantId?: string;

  @Field({
    nullable: true,
    description: 'Can be settled now: the provider has answered, or its time is over.',
  })
  ripe?: boolean;
}

@ArgsType()
export class SessionDisputesArgs extends PageArgs {
  @Field(() => SessionDisputeFilterInput, { nullable: true })
  filter?: SessionDisputeFilterInput;
}

const EVIDENCE = {
  defaultValue: [],
  description: 'Evidence, uploaded with POST /files. Both sides and the staff who settle read it.',
};

@InputType()
export class DisputeOperatedSessionInput {
  @Field(() => ID) operatedSessionId!: string;
  @Field(() => DisputeGroundsEnum) grounds!: DisputeGrounds;
  @Field({ description: '10 to 2,000 characters: the provider answers to it.' })
  @MaxLength(5_000)
  @Matches(/^[^\0]*$/)
  statement!: string;
  @Field(() => [ID], EVIDENCE)
  @ArrayMaxSize(50)
  fileIds!: string[];
  @Field(() => String, { nullable: true }) idempotencyKey?: string | null;
}

@InputType()
export class AnswerSessionDisputeInput {
  @Field(() => ID) disputeId!: string;
  @Field({ description: '10 to 2,000 characters: what happened, and what shows it.' })
  @MaxLength(5_000)
  @Matches(/^[^\0]*$/)
  statement!: string;
  @Field(() => [ID], EVIDENCE)
  @ArrayMaxSize(50)
  fileIds!: string[];
}

@InputType()
export class SettleSessionDisputeInput {
  @Field(() => ID) disputeId!: string;
  @Field(() => RulingEnum) ruling!: Ruling;
  @Field({ description: '10 to 2,000 characters: both sides read it.' })
  @MaxLength(5_000)
  @Matches(/^[^\0]*$/)
  reason!: string;
}

export function toDisputeFilter(input: SessionDisputeFilterInput = {}): SessionDisputeFilter {
  const { engagementId, providerId, merchantId, ...rest } = input;
  return {
    ...rest,
    ...(engagementId != null && { engagementId: uuidOf('Engagement', engagementId) }),
    ...(providerId != null && { providerId: uuidOf('Provider', providerId) }),
    ...(merchantId != null && { merchantId: uuidOf('Merchant', merchantId) }),
  };
}

export function toDisputeType(row: SessionDispute): SessionDisputeType {
  return {
    id: publicId('SessionDispute', row.id),
    operatedSessionId: publicId('OperatedSession', row.operatedSessionId),
    engagementId: publicId('Engagement', row.engagementId),
    providerId: publicId('Provider', row.providerId),
    merchantId: publicId('Merchant', row.merchantId),
    state: row.state,
    grounds: row.grounds,
    statement: row.statement,
    raisedAt: row.raisedAt,
    answerDueAt: row.answerDueAt,
    providerStatement: row.providerStatement,
    providerAnsweredAt: row.providerAnsweredAt,
    decisionReason: row.decisionReason,
    decidedAt: row.decidedAt,
  };
}
