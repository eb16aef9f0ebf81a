import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { NotificationEntity } from './notification.entity.js';

@Entity('notification_read')
@Index('notification_read_notification_id', ['notificationId'])
export class NotificationRead {
  @PrimaryColumn('uuid', {
    name: 'account_id',
    primaryKeyConstraintName: 'notification_read_pkey',
  })
  accountId!: string;

  @PrimaryColumn('uuid', {
    name: 'notification_id',
    primaryKeyConstraintName: 'notification_read_pkey',
  })
  @ForeignKey(() => NotificationEntity, {
    name: 'notification_read_notification',
    onDelete: 'CASCADE',
  })
  notificationId!: string;

  @Column({ type: 'timestamptz', name: 'read_at', precision: 3 })
  readAt!: Date;
}
