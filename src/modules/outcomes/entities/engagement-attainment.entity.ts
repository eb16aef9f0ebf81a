import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ComputedWith } from './computed-with.js';

@Entity('engagement_attainment')
@Index('engagement_attainment_provider_id', ['providerId', 'attainment', 'engagementId'])
@Index('engagement_attainment_order', ['attainment', 'engagementId'])
@Index('engagement_attainment_merchant_id', ['merchantId'])
export class EngagementAttainment extends ComputedWith {
  @PrimaryColumn('uuid', {
    name: 'engagement_id',
    primaryKeyConstraintName: 'engagement_attainment_pkey',
  })
  @ForeignKey('Engagement', 'id', { name: 'engagement_attainment_engagement' })
  engagementId!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', 'id', { name: 'engagement_attainment_provider' })
  providerId!: string;

  @Column('uuid', { name: 'merchant_id' })
  @ForeignKey('Merchant', 'id', { name: 'engagement_attainment_merchant' })
  merchantId!: string;

  @Column('date', { name: 'first_day' })
  firstDay!: string;

  /** The last day of the term that has passed. */
  @Column('date', { name: 'last_day' })
  lastDay!: string;

  @Column('boolean')
  complete!: boolean;

  @Column('numeric', { name: 'target_gmv', precision: 16, scale: 2 })
  targetGmv!: string;

  @Column('numeric', { name: 'target_to_date', precision: 16, scale: 2 })
  targetToDate!: string;

  @Column('numeric', { name: 'paid_gmv', precision: 18, scale: 2 })
  paidGmv!: string;

  @Column('numeric', { name: 'net_gmv', precision: 18, scale: 2 })
  netGmv!: string;

  @Column('int', { name: 'days_observed' })
  daysObserved!: number;

  @Column('numeric', { precision: 20, scale: 6, nullable: true })
  attainment!: string | null;

  @Column('boolean')
  provisional!: boolean;
}
