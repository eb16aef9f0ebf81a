import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ObjectKind } from '../../platform/kernel/ids.js';
import type { NoticeParameters } from '../domain/notice-catalogue.js';

const OPEN = 'act_by IS NOT NULL AND done_at IS NULL';

@Entity('notification')
@Check(
  'notification_recipient_form',
  `recipient ~ '^(account|operator|provider|merchant):[0-9a-f-]{36}$|^staff:[A-Z_]+$'`,
)
@Index('notification_once', ['recipient', 'kind', 'key'], {
  unique: true,
  where: 'key IS NOT NULL',
})
@Index('notification_recipient', ['recipient', 'id'])
@Index('notification_open', ['recipient', 'actBy'], { where: OPEN })
@Index('notification_subject', ['subjectId'], { where: OPEN })
@Index('notification_created_at', ['createdAt'])
export class NotificationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'notification_pkey' })
  id!: string;

  /** See `audienceKeys`. */
  @Column('text')
  recipient!: string;

  @Column('text')
  kind!: string;

  @Column('text', { name: 'subject_type' })
  subjectType!: ObjectKind;

  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column('jsonb')
  parameters!: NoticeParameters;

  /** Until when the recipient must act; null when there is nothing to do. */
  @Column({ type: 'timestamptz', name: 'act_by', precision: 3, nullable: true })
  actBy!: Date | null;

  /** When what had to be done was done, or could no longer be. */
  @Column({ type: 'timestamptz', name: 'done_at', precision: 3, nullable: true })
  doneAt!: Date | null;

  /** Makes the notice unique for its recipient and kind. */
  @Column('text', { nullable: true })
  key!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
