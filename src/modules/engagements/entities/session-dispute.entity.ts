import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DisputeGrounds, DisputeState } from '../domain/session-dispute.js';
import { Engagement } from './engagement.entity.js';
import { OperatedSession } from './operated-session.entity.js';

/** A merchant’s objection to a verified claim, what the provider says to it, and how staff settled it. */
@Entity('session_dispute')
@Index('session_dispute_one_open', ['operatedSessionId'], {
  unique: true,
  where: `state IN ('RAISED', 'ANSWERED')`,
})
@Index('session_dispute_claim_raised', ['operatedSessionId', 'raisedAt'])
@Index('session_dispute_raised', ['raisedAt', 'id'])
@Index('session_dispute_provider_raised', ['providerId', 'raisedAt', 'id'])
@Index('session_dispute_merchant_raised', ['merchantId', 'raisedAt', 'id'])
@Index('session_dispute_engagement_raised', ['engagementId', 'raisedAt', 'id'])
@Check('session_dispute_state', `state IN ('RAISED', 'ANSWERED', 'UPHELD', 'REJECTED', 'LAPSED')`)
@Check(
  'session_dispute_grounds',
  `grounds IN ('OTHER_OPERATOR', 'NOT_OPERATED', 'NOT_AGREED', 'POOR_CONDUCT', 'OTHER')`,
)
@Check(
  'session_dispute_heard',
  'num_nulls(provider_statement, provider_answered_by, provider_answered_at) IN (0, 3)',
)
@Check('session_dispute_answered', `state <> 'ANSWERED' OR provider_statement IS NOT NULL`)
@Check(
  'session_dispute_decided',
  `CASE WHEN state IN ('RAISED', 'ANSWERED') THEN num_nonnulls(decision_reason, decided_by, decided_at) = 0
     ELSE num_nulls(decision_reason, decided_by, decided_at) = 0 END`,
)
export class SessionDispute {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'session_dispute_pkey' })
  id!: string;

  @Column('uuid', { name: 'operated_session_id' })
  @ForeignKey(() => OperatedSession, { name: 'session_dispute_claim' })
  operatedSessionId!: string;

  @Column('uuid', { name: 'engagement_id' })
  @ForeignKey(() => Engagement, { name: 'session_dispute_engagement' })
  engagementId!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', 'id', { name: 'session_dispute_provider' })
  providerId!: string;

  @Column('uuid', { name: 'merchant_id' })
  @ForeignKey('Merchant', 'id', { name: 'session_dispute_merchant' })
  merchantId!: string;

  @Column('uuid', { name: 'operator_id' })
  @ForeignKey('Operator', 'id', { name: 'session_dispute_operator' })
  operatorId!: string;

  @Column('text')
  state!: DisputeState;

  @Column('text')
  grounds!: DisputeGrounds;

  @Column('text')
  statement!: string;

  @Column('text', { name: 'raised_by' })
  raisedBy!: string;

  @Column({ type: 'timestamptz', name: 'raised_at', precision: 3 })
  raisedAt!: Date;

  /** Until then the provider is waited for; afterwards staff may settle without its word. */
  @Column({ type: 'timestamptz', name: 'answer_due_at', precision: 3 })
  answerDueAt!: Date;

  @Column('text', { name: 'provider_statement', nullable: true })
  providerStatement!: string | null;

  @Column('text', { name: 'provider_answered_by', nullable: true })
  providerAnsweredBy!: string | null;

  @Column({ type: 'timestamptz', name: 'provider_answered_at', precision: 3, nullable: true })
  providerAnsweredAt!: Date | null;

  @Column('text', { name: 'decision_reason', nullable: true })
  decisionReason!: string | null;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3, nullable: true })
  decidedAt!: Date | null;
}
