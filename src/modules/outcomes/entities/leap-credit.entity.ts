import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An engagement's exact share of a leap: `sessions` of the leap's `creditSessions`. */
@Entity('leap_credit')
@Index('leap_credit_provider_id', ['providerId', 'leapId'])
@Index('leap_credit_engagement_id', ['engagementId'])
@Check('leap_credit_sessions', 'sessions > 0')
export class LeapCredit {
  @PrimaryColumn('uuid', { name: 'leap_id', primaryKeyConstraintName: 'leap_credit_pkey' })
  @ForeignKey('Leap', 'id', { name: 'leap_credit_leap', onDelete: 'CASCADE' })
  leapId!: string;

  @PrimaryColumn('uuid', { name: 'engagement_id', primaryKeyConstraintName: 'leap_credit_pkey' })
  @ForeignKey('Engagement', 'id', { name: 'leap_credit_engagement' })
  engagementId!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', 'id', { name: 'leap_credit_provider' })
  providerId!: string;

  @Column('int')
  sessions!: number;

  @Column('int', { name: 'active_days' })
  activeDays!: number;
}
