import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one account has not read and must do, as of one business day: what an e-mail of that day would say. */
@Entity('notification_digest')
export class NotificationDigest {
  @PrimaryColumn('date', {
    name: 'digest_on',
    primaryKeyConstraintName: 'notification_digest_pkey',
  })
  digestOn!: string;

  @PrimaryColumn('uuid', {
    name: 'account_id',
    primaryKeyConstraintName: 'notification_digest_pkey',
  })
  accountId!: string;

  @Column('int', { name: 'unread_count' })
  unreadCount!: number;

  /** The newest of them, as many as the policy lists. */
  @Column('uuid', { name: 'unread_ids', array: true })
  unreadIds!: string[];

  @Column('int', { name: 'due_count' })
  dueCount!: number;

  /** The most pressing of them, as many as the policy lists. */
  @Column('uuid', { name: 'due_ids', array: true })
  dueIds!: string[];

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
