import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { OperatedSession } from './operated-session.entity.js';

/** What the provider means to do in a session. Frozen when the session starts. */
@Entity('session_plan')
@Check('session_plan_exposures', 'exposures > 0')
@Check('session_plan_entries', 'entries > 0 AND entries <= exposures')
@Check('session_plan_watch_minutes', 'watch_minutes > 0')
@Check('session_plan_budget', 'promotion_budget >= 0')
@Check('session_plan_before', 'promotion_before_share BETWEEN 0 AND 100')
@Check('session_plan_totals', 'num_nulls(exposures, entries, watch_minutes) IN (0, 3)')
@Check(
  'session_plan_mix',
  `least(gift_share, traffic_share, profit_share, volume_share) >= 0
   AND gift_share + traffic_share + profit_share + volume_share = 100`,
)
export class SessionPlanEntity {
  @PrimaryColumn('uuid', {
    name: 'operated_session_id',
    primaryKeyConstraintName: 'session_plan_pkey',
  })
  @ForeignKey(() => OperatedSession, { name: 'session_plan_claim' })
  operatedSessionId!: string;

  @Column('bigint', { nullable: true })
  exposures!: string | null;

  @Column('bigint', { nullable: true })
  entries!: string | null;

  @Column('numeric', { name: 'watch_minutes', precision: 16, scale: 2, nullable: true })
  watchMinutes!: string | null;

  @Column('numeric', { name: 'gift_share', precision: 5, scale: 2 })
  giftShare!: string;

  @Column('numeric', { name: 'traffic_share', precision: 5, scale: 2 })
  trafficShare!: string;

  @Column('numeric', { name: 'profit_share', precision: 5, scale: 2 })
  profitShare!: string;

  @Column('numeric', { name: 'volume_share', precision: 5, scale: 2 })
  volumeShare!: string;

  @Column('numeric', { name: 'promotion_budget', precision: 16, scale: 2 })
  promotionBudget!: string;

  @Column('numeric', { name: 'promotion_before_share', precision: 5, scale: 2 })
  promotionBeforeShare!: string;

  @Column('date', { name: 'warm_up_from', nullable: true })
  warmUpFrom!: string | null;

  @Column('text', { name: 'warm_up' })
  warmUp!: string;

  @Column('text', { name: 'filed_by' })
  filedBy!: string;

  @Column({ type: 'timestamptz', name: 'filed_at', precision: 3 })
  filedAt!: Date;

  @Column('int', { default: 1 })
  version!: number;
}

/** What the provider learnt from a session. Filed once. */
@Entity('session_review')
export class SessionReview {
  @PrimaryColumn('uuid', {
    name: 'operated_session_id',
    primaryKeyConstraintName: 'session_review_pkey',
  })
  @ForeignKey(() => OperatedSession, { name: 'session_review_claim' })
  operatedSessionId!: string;

  @Column('text', { name: 'went_well' })
  wentWell!: string;

  @Column('text', { name: 'to_improve' })
  toImprove!: string;

  @Column('text', { name: 'next_steps' })
  nextSteps!: string;

  @Column('text', { name: 'filed_by' })
  filedBy!: string;

  @Column({ type: 'timestamptz', name: 'filed_at', precision: 3 })
  filedAt!: Date;
}
