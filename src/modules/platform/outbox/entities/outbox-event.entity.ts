import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('outbox_event')
export class OutboxEventEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'outbox_event_pkey' })
  id!: string;

  @Column('text')
  kind!: string;

  @Column('jsonb')
  payload!: unknown;

  @Column({ type: 'timestamptz', name: 'occurred_at', precision: 3, default: () => 'now()' })
  occurredAt!: Date;
}
