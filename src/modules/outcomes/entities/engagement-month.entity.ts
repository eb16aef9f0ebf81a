import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What an engagement's merchant sold on the days of its term, by calendar month. */
@Entity('engagement_month')
@Index('engagement_month_end', ['monthEnd'])
export class EngagementMonth {
  @PrimaryColumn('uuid', {
    name: 'engagement_id',
    primaryKeyConstraintName: 'engagement_month_pkey',
  })
  @ForeignKey('Engagement', 'id', { name: 'engagement_month_engagement' })
  engagementId!: string;

  @PrimaryColumn('date', { name: 'month_end', primaryKeyConstraintName: 'engagement_month_pkey' })
  monthEnd!: string;

  @Column('numeric', { name: 'paid_gmv', precision: 18, scale: 2 })
  paidGmv!: string;

  @Column('numeric', { name: 'net_gmv', precision: 18, scale: 2 })
  netGmv!: string;

  @Column('int', { name: 'days_observed' })
  daysObserved!: number;
}
