import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { OperatedSession } from './operated-session.entity.js';

/** A version of what the provider means to do in a session. The last one before the start counts. */
@Entity('session_plan')
@Check('session_plan_version', 'version >= 1')
@Check('session_plan_net_gmv', 'net_gmv > 0')
@Check('session_plan_exposures', 'exposures > 0')
@Check('session_plan_click_through_rate', 'click_through_rate > 0 AND click_through_rate <= 1')
@Check('session_plan_watch_minutes', 'watch_minutes_per_entry > 0')
@Check('session_plan_gmv_per_watch_minute', 'gmv_per_watch_minute > 0')
@Check('session_plan_warm_up', 'warm_up_days BETWEEN 0 AND 365')
@Check(
  'session_plan_factors',
  `num_nonnulls(exposures, click_through_rate, watch_minutes_per_entry, gmv_per_watch_minute) <= 3`,
)
@Check(
  'session_plan_mix',
  `least(gift_share, traffic_share, profit_share, volume_share) >= 0
   AND gift_share + traffic_share + profit_share + volume_share = 100`,
)
@Check('session_plan_budget', 'least(promotion_before, promotion_burst) >= 0')
export class SessionPlan {
  @PrimaryColumn('uuid', {
    name: 'operated_session_id',
    primaryKeyConstraintName: 'session_plan_pkey',
  })
  @ForeignKey(() => OperatedSession, { name: 'session_plan_claim' })
  operatedSessionId!: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'session_plan_pkey' })
  version!: number;

  @Column('numeric', { name: 'net_gmv', precision: 16, scale: 2 })
  netGmv!: string;

  @Column('bigint', { nullable: true })
  exposures!: string | null;

  @Column('numeric', { name: 'click_through_rate', precision: 9, scale: 8, nullable: true })
  clickThroughRate!: string | null;

  @Column('numeric', { name: 'watch_minutes_per_entry', precision: 14, scale: 6, nullable: true })
  watchMinutesPerEntry!: string | null;

  @Column('numeric', { name: 'gmv_per_watch_minute', precision: 18, scale: 6, nullable: true })
  gmvPerWatchMinute!: string | null;

  @Column('numeric', { name: 'gift_share', precision: 5, scale: 2 })
  giftShare!: string;

  @Column('numeric', { name: 'traffic_share', precision: 5, scale: 2 })
  trafficShare!: string;

  @Column('numeric', { name: 'profit_share', precision: 5, scale: 2 })
  profitShare!: string;

  @Column('numeric', { name: 'volume_share', precision: 5, scale: 2 })
  volumeShare!: string;

  @Column('numeric', { name: 'promotion_before', precision: 16, scale: 2 })
  promotionBefore!: string;

  @Column('numeric', { name: 'promotion_burst', precision: 16, scale: 2 })
  promotionBurst!: string;

  @Column('int', { name: 'warm_up_days' })
  warmUpDays!: number;

  @Column('text')
  note!: string;

  @Column('text', { name: 'filed_by' })
  filedBy!: string;

  @Column({ type: 'timestamptz', name: 'filed_at', precision: 3 })
  filedAt!: Date;
}
