import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { EngagementState, Side } from '../domain/engagement.js';
import { Engagement } from './engagement.entity.js';

@Entity('engagement_transition')
@Index('engagement_transition_engagement_id', ['engagementId', 'decidedAt'])
@Check('engagement_transition_side', `side IN ('PROVIDER', 'MERCHANT', 'PLATFORM')`)
export class EngagementTransition {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'engagement_transition_pkey' })
  id!: string;

  @Column('uuid', { name: 'engagement_id' })
  @ForeignKey(() => Engagement, { name: 'engagement_transition_engagement' })
  engagementId!: string;

  @Column('text', { name: 'from_state', nullable: true })
  fromState!: EngagementState | null;

  @Column('text', { name: 'to_state' })
  toState!: EngagementState;

  @Column('text', { default: '' })
  reason!: string;

  @Column('text')
  side!: Side | 'PLATFORM';

  @Column('text', { name: 'decided_by' })
  decidedBy!: string;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3 })
  decidedAt!: Date;
}
