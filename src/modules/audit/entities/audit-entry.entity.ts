import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type AuditValues = Readonly<Record<string, unknown>>;

@Entity('audit_entry')
@Index('audit_entry_object', ['objectKind', 'objectId', 'id'])
@Index('audit_entry_actor', ['actor', 'id'])
@Index('audit_entry_provider', ['providerId', 'id'], { where: 'provider_id IS NOT NULL' })
@Index('audit_entry_merchant', ['merchantId', 'id'], { where: 'merchant_id IS NOT NULL' })
export class AuditEntry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_entry_pkey' })
  id!: string;

  @Column({ type: 'timestamptz', name: 'occurred_at', precision: 3 })
  occurredAt!: Date;

  /** `account:<uuid>`, `key:<uuid>` or `system:<job>`: never a name. */
  @Column('text')
  actor!: string;

  @Column('text', { name: 'actor_role' })
  actorRole!: string;

  @Column('text')
  action!: string;

  @Column('text', { name: 'object_kind' })
  objectKind!: string;

  @Column('uuid', { name: 'object_id' })
  objectId!: string;

  @Column('jsonb', { nullable: true })
  before!: AuditValues | null;

  @Column('jsonb', { nullable: true })
  after!: AuditValues | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  /** Whose affair it is: they may read the entry. */
  @Column('uuid', { name: 'provider_id', nullable: true })
  providerId!: string | null;

  @Column('uuid', { name: 'merchant_id', nullable: true })
  merchantId!: string | null;
}
