import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import { ComputedWith } from './computed-with.js';

@Entity('merchant_month')
@Index('merchant_month_tiers', ['monthEnd', 'tier', 'merchantId'])
@Check('merchant_month_tier', `tier IN ('COLD_START', 'TAIL', 'WAIST', 'SHOULDER', 'HEAD')`)
export class MerchantMonth extends ComputedWith {
  @PrimaryColumn('uuid', {
    name: 'merchant_id',
    primaryKeyConstraintName: 'merchant_month_pkey',
  })
  @ForeignKey('Merchant', 'id', { name: 'merchant_month_merchant' })
  merchantId!: string;

  @PrimaryColumn('date', { name: 'month_end', primaryKeyConstraintName: 'merchant_month_pkey' })
  monthEnd!: string;

  /** Of the trailing window that ends with the month. */
  @Column('numeric', { name: 'net_gmv', precision: 18, scale: 2 })
  netGmv!: string;

  /** Days of the trailing window that the feed holds. */
  @Column('int', { name: 'days_observed' })
  daysObserved!: number;

  /** The first day, of the window or the month, that the feed holds. */
  @Column('date', { name: 'first_day' })
  firstDay!: string;

  /** Of the calendar month. */
  @Column('numeric', { name: 'paid_gmv', precision: 18, scale: 2 })
  paidGmv!: string;

  /** Of the calendar month. */
  @Column('numeric', { name: 'month_net_gmv', precision: 18, scale: 2 })
  monthNetGmv!: string;

  @Column('text')
  tier!: TradingTier;

  @Column('boolean')
  provisional!: boolean;
}
