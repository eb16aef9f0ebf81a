import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LeapRateGrouping } from '../domain/leap-rate.js';
import { ComputedWith } from './computed-with.js';

@Entity('leap_rate')
@Index('leap_rate_order', ['grouping', 'rate', 'key'])
@Check('leap_rate_grouping', `grouping IN ('PROVIDER', 'CATEGORY', 'REGION')`)
export class LeapRate extends ComputedWith {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'leap_rate_pkey' })
  grouping!: LeapRateGrouping;

  /** A provider's id, or a code. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'leap_rate_pkey' })
  key!: string;

  @Column('date', { name: 'period_start' })
  periodStart!: string;

  @Column('date', { name: 'period_end' })
  periodEnd!: string;

  @Column('int')
  merchants!: number;

  @Column('int', { name: 'leaped_merchants' })
  leapedMerchants!: number;

  @Column('int', { name: 'pending_merchants' })
  pendingMerchants!: number;

  @Column('numeric', { precision: 9, scale: 6 })
  rate!: string;

  @Column('numeric', { precision: 9, scale: 6 })
  lower!: string;

  @Column('numeric', { precision: 9, scale: 6 })
  upper!: string;

  @Column('double precision', { name: 'prior_alpha', nullable: true })
  priorAlpha!: number | null;

  @Column('double precision', { name: 'prior_beta', nullable: true })
  priorBeta!: number | null;

  @Column('text', { name: 'unshrunk_reason', nullable: true })
  unshrunkReason!: string | null;
}
