import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import {
  MISMATCH_REASONS,
  operatedSessionStates,
  type MismatchReason,
  type OperatedSessionState,
} from '../domain/operated-session.js';
import { sessionAnswers, type SessionAnswer } from '../domain/session-answer.js';
import type { OperatedSessionRow } from '../operated-session.store.js';

export const OperatedSessionStateEnum = enumOf(operatedSessionStates.states, {
  name: 'OperatedSessionState',
  description: 'Claimed; verified by the feed; at odds with the feed; withdrawn before it was due.',
});
export const SessionAnswerEnum = enumOf(sessionAnswers.states, {
  name: 'SessionAnswer',
  description:
    'What the merchant makes of a verified session, beside what the feed says. CONFIRMED_BY_SILENCE does not count toward a certificate; DISPUTED and DISPUTE_UPHELD do not score.',
});
const MismatchReasonEnum = Object.fromEntries(MISMATCH_REASONS.map((reason) => [reason, reason]));
registerEnumType(MismatchReasonEnum, {
  name: 'MismatchReason',
  description: 'Why the feed does not confirm a claim. It is tried again with each later load.',
  valuesMap: {
    OTHER_MERCHANT: { description: 'The session with this code is another merchant’s.' },
    TIMES_DISAGREE: { description: 'It began too far from the planned start.' },
    OUTSIDE_TERM: { description: 'It took place on a day outside the engagement’s term.' },
    SEVERAL_CANDIDATES: { description: 'No code was given and several sessions fit the plan.' },
    SESSION_HELD: { description: 'Another claim holds the session.' },
    OPERATOR_ELSEWHERE: { description: 'The operator ran another session at that time.' },
  },
});

@ObjectType('OperatedSession', {
  implements: () => [Node],
  description: 'The claim that an operator runs a live session under an engagement (操盘场次).',
})
export class OperatedSessionType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID) engagementId!: string;
  @Field(() => ID) providerId!: string;
  @Field(() => ID) merchantId!: string;
  @Field(() => ID) operatorId!: string;
  @Field({ description: 'The provider’s own name for the claim.' }) clientReference!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The platform’s code: of the session found in the feed, else as claimed.',
  })
  sessionCode!: string | null;
  @Field(() => ID, { nullable: true, description: 'The live session that the feed confirmed.' })
  liveSessionId!: string | null;
  @Field(() => DateTimeScalar) plannedStart!: Date;
  @Field(() => DateTimeScalar) plannedEnd!: Date;
  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      'Net GMV aimed at, as the claim said it. A plan filed before the start takes its place.',
  })
  targetGmv!: string | null;
  @Field() note!: string;
  @Field(() => OperatedSessionStateEnum) state!: OperatedSessionState;
  @Field(() => MismatchReasonEnum, { nullable: true }) mismatchReason!: MismatchReason | null;
  @Field({
    description:
      'Claimed early enough to score. Judged by the plan until the feed has told the real start.',
  })
  inTime!: boolean;
  @Field(() => DateTimeScalar) claimedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) withdrawnAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Real start, once verified.' })
  startedAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Real end, once verified.' })
  endedAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) verifiedAt!: Date | null;
  @Field(() => SessionAnswerEnum) answer!: SessionAnswer;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When silence confirms it. Null where nobody was asked.',
  })
  answerDueAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) answeredAt!: Date | null;
  @Field({ description: 'Brought along from before the platform kept claims itself.' })
  imported!: boolean;
}

@ObjectType()
export class OperatedSessionConnection extends Connection(OperatedSessionType, 'OperatedSession') {}

export function toOperatedSessionType(row: OperatedSessionRow): OperatedSessionType {
  return {
    id: publicId('OperatedSession', row.id),
    engagementId: publicId('Engagement', row.engagementId),
    providerId: publicId('Provider', row.providerId),
    merchantId: publicId('Merchant', row.merchantId),
    operatorId: publicId('Operator', row.operatorId),
    clientReference: row.clientReference,
    sessionCode: row.foundCode ?? row.sessionCode,
    liveSessionId: row.sessionId && publicId('LiveSession', row.sessionId),
    plannedStart: row.plannedStart,
    plannedEnd: row.plannedEnd,
    targetGmv: row.planTargetGmv,
    note: row.planNote,
    state: row.state,
    mismatchReason: row.mismatchReason,
    inTime: row.inTime,
    claimedAt: row.claimedAt,
    withdrawnAt: row.withdrawnAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    verifiedAt: row.verifiedAt,
    answer: row.answer,
    answerDueAt: row.answerDueAt,
    answeredAt: row.answeredAt,
    imported: row.imported,
  };
}
