import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import type { LeapState } from '../domain/leap-decision.js';
import { ComputedWith } from './computed-with.js';

const TIERS = `('COLD_START', 'TAIL', 'WAIST', 'SHOULDER', 'HEAD')`;

@Entity('leap')
@Unique('leap_once_per_tier', ['merchantId', 'toTier'])
@Index('leap_reached', ['reachedOn', 'id'])
@Index('leap_provider_id', ['providerId', 'state', 'reachedOn'])
@Check('leap_from_tier', `from_tier IN ${TIERS}`)
@Check('leap_to_tier', `to_tier IN ${TIERS}`)
@Check('leap_state', `state IN ('PENDING', 'CONFIRMED', 'NOT_HELD')`)
@Check('leap_decided', `(state = 'PENDING') = (decided_on IS NULL)`)
export class Leap extends ComputedWith {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'leap_pkey' })
  id!: string;

  @Column('uuid', { name: 'merchant_id' })
  @ForeignKey('Merchant', 'id', { name: 'leap_merchant' })
  merchantId!: string;

  @Column('text', { name: 'from_tier' })
  fromTier!: TradingTier;

  @Column('text', { name: 'to_tier' })
  toTier!: TradingTier;

  @Column('date', { name: 'reached_on' })
  reachedOn!: string;

  @Column('numeric', { name: 'net_gmv', precision: 18, scale: 2 })
  netGmv!: string;

  @Column('text')
  state!: LeapState;

  @Column('int', { name: 'met_months' })
  metMonths!: number;

  @Column('int', { name: 'missed_months' })
  missedMonths!: number;

  @Column('date', { name: 'decided_on', nullable: true })
  decidedOn!: string | null;

  @Column('int', { name: 'credit_sessions' })
  creditSessions!: number;

  @Column('uuid', { name: 'provider_id', nullable: true })
  @ForeignKey('Provider', 'id', { name: 'leap_provider' })
  providerId!: string | null;
}
