import {
  Check,
  Column,
  Entity,
  Exclusion,
  ForeignKey,
  Index,
  PrimaryColumn,
  Unique,
} from 'typeorm';
import type { MismatchReason, OperatedSessionState } from '../domain/operated-session.js';
import type { SessionAnswer } from '../domain/session-answer.js';
import { Engagement } from './engagement.entity.js';

@Entity('operated_session')
@Unique('operated_session_reference', ['providerId', 'clientReference'])
@Index('operated_session_one_holder', ['sessionCode', 'merchantId'], {
  unique: true,
  where: `session_code IS NOT NULL AND state <> 'WITHDRAWN'`,
})
@Index('operated_session_one_claim', ['sessionId'], {
  unique: true,
  where: 'session_id IS NOT NULL',
})
@Index('operated_session_provider_start', ['providerId', 'plannedStart', 'id'])
@Index('operated_session_merchant_start', ['merchantId', 'plannedStart', 'id'])
@Index('operated_session_engagement_start', ['engagementId', 'plannedStart', 'id'])
@Index('operated_session_operator_start', ['operatorId', 'plannedStart', 'id'])
@Index('operated_session_start', ['plannedStart', 'id'])
@Index('operated_session_claimed', ['claimedAt', 'id'])
@Index('operated_session_unverified', ['merchantId', 'plannedStart'], {
  where: `state IN ('CLAIMED', 'MISMATCHED')`,
})
@Index('operated_session_answer_due', ['answerDueAt', 'id'], {
  where: `answer = 'OPEN' AND answer_due_at IS NOT NULL`,
})
@Index('operated_session_unanswered', ['merchantId', 'answerDueAt'], {
  where: `answer = 'OPEN' AND answer_due_at IS NOT NULL`,
})
// Over an expression, which TypeORM can't describe.
@Index('operated_session_operator_busy', { synchronize: false })
@Check('operated_session_state', `state IN ('CLAIMED', 'VERIFIED', 'MISMATCHED', 'WITHDRAWN')`)
@Check(
  'operated_session_answer_known',
  `answer IN ('OPEN', 'CONFIRMED', 'CONFIRMED_BY_SILENCE', 'DISPUTED', 'DISPUTE_UPHELD', 'DISPUTE_REJECTED')`,
)
@Check('operated_session_answered', `(answer = 'OPEN') = (answered_at IS NULL)`)
@Check(
  'operated_session_answer_verified',
  `state = 'VERIFIED' OR answer = 'OPEN' AND answer_due_at IS NULL`,
)
@Check('operated_session_target', 'plan_target_gmv >= 0')
@Check('operated_session_times', 'planned_end > planned_start')
@Check(
  'operated_session_verified',
  `CASE WHEN state = 'VERIFIED'
     THEN num_nulls(session_id, started_at, ended_at, verified_at, verified_load) = 0
     ELSE num_nonnulls(session_id, started_at, ended_at, verified_at, verified_load) = 0 END`,
)
@Check('operated_session_mismatch', `(state = 'MISMATCHED') = (mismatch_reason IS NOT NULL)`)
@Check('operated_session_withdrawn', `(state = 'WITHDRAWN') = (withdrawn_at IS NOT NULL)`)
@Exclusion(
  'operated_session_one_at_a_time',
  `USING gist (operator_id WITH =, tstzrange(planned_start, planned_end) WITH &&) WHERE (state <> 'WITHDRAWN')`,
)
export class OperatedSession {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'operated_session_pkey' })
  id!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', 'id', { name: 'operated_session_provider' })
  providerId!: string;

  @Column('uuid', { name: 'merchant_id' })
  @ForeignKey('Merchant', 'id', { name: 'operated_session_merchant' })
  merchantId!: string;

  @Column('uuid', { name: 'engagement_id' })
  @ForeignKey(() => Engagement, { name: 'operated_session_engagement' })
  engagementId!: string;

  @Column('uuid', { name: 'operator_id' })
  @ForeignKey('Operator', 'id', { name: 'operated_session_operator' })
  operatorId!: string;

  @Column('text', { name: 'client_reference' })
  clientReference!: string;

  /** The platform's code as the claim gave it; which session was found is `sessionId`. */
  @Column('text', { name: 'session_code', nullable: true })
  sessionCode!: string | null;

  @Column({ type: 'timestamptz', name: 'planned_start', precision: 3 })
  plannedStart!: Date;

  @Column({ type: 'timestamptz', name: 'planned_end', precision: 3 })
  plannedEnd!: Date;

  @Column('numeric', { name: 'plan_target_gmv', precision: 16, scale: 2, nullable: true })
  planTargetGmv!: string | null;

  @Column('text', { name: 'plan_note', default: '' })
  planNote!: string;

  @Column('text')
  state!: OperatedSessionState;

  @Column('text', { name: 'mismatch_reason', nullable: true })
  mismatchReason!: MismatchReason | null;

  @Column({ type: 'timestamptz', name: 'claimed_at', precision: 3 })
  claimedAt!: Date;

  @Column({ type: 'timestamptz', name: 'withdrawn_at', precision: 3, nullable: true })
  withdrawnAt!: Date | null;

  @Column('uuid', { name: 'session_id', nullable: true })
  sessionId!: string | null;

  /** The session's times as they were when the claim was last held against it. */
  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'verified_at', precision: 3, nullable: true })
  verifiedAt!: Date | null;

  /** The load as of which state, session and `inTime` are what they are here. */
  @Column('bigint', { name: 'verified_load', nullable: true })
  verifiedLoad!: string | null;

  /** Claimed early enough to score. Measured against the plan until the real start is known. */
  @Column('boolean', { name: 'in_time' })
  inTime!: boolean;

  @Column('int', { name: 'policy_version' })
  policyVersion!: number;

  @Column('boolean', { default: false })
  imported!: boolean;

  /** What the merchant says of it, beside what the feed says (`state`). */
  @Column('text', { default: 'OPEN' })
  answer!: SessionAnswer;

  /** When silence becomes a confirmation; null where nobody was asked. */
  @Column({ type: 'timestamptz', name: 'answer_due_at', precision: 3, nullable: true })
  answerDueAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'answered_at', precision: 3, nullable: true })
  answeredAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'planned_at', precision: 3, nullable: true })
  plannedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'reviewed_at', precision: 3, nullable: true })
  reviewedAt!: Date | null;
}
