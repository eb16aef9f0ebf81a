import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Side } from '../domain/engagement.js';
import { Engagement } from './engagement.entity.js';

/** What the two sides wrote each other. Never edited; staff may take the words away, and that shows. */
@Entity('engagement_message')
@Index('engagement_message_sent', ['engagementId', 'sentAt', 'id'])
@Check('engagement_message_side', `side IN ('PROVIDER', 'MERCHANT', 'PLATFORM')`)
@Check(
  'engagement_message_redacted',
  `CASE WHEN redacted_at IS NULL THEN num_nonnulls(redacted_by, redaction_reason) = 0 AND body <> ''
     ELSE num_nulls(redacted_by, redaction_reason) = 0 AND body = '' END`,
)
export class EngagementMessage {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'engagement_message_pkey' })
  id!: string;

  @Column('uuid', { name: 'engagement_id' })
  @ForeignKey(() => Engagement, { name: 'engagement_message_engagement' })
  engagementId!: string;

  @Column('text')
  side!: Side | 'PLATFORM';

  @Column('text')
  author!: string;

  @Column('text')
  body!: string;

  @Column({ type: 'timestamptz', name: 'sent_at', precision: 3 })
  sentAt!: Date;

  @Column({ type: 'timestamptz', name: 'redacted_at', precision: 3, nullable: true })
  redactedAt!: Date | null;

  @Column('text', { name: 'redacted_by', nullable: true })
  redactedBy!: string | null;

  @Column('text', { name: 'redaction_reason', nullable: true })
  redactionReason!: string | null;
}
