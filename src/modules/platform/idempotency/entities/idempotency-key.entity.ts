import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The first answer to a keyed call, given again when the call is repeated. */
@Entity('idempotency_key')
@Index('idempotency_key_created_at', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pkey' })
  actor!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pkey' })
  mutation!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pkey' })
  key!: string;

  @Column('bytea', { name: 'request_hash' })
  requestHash!: Buffer;

  /** The answer as JSON, sealed: it may hold a secret that is shown once. */
  @Column('bytea', { name: 'sealed_response' })
  sealedResponse!: Buffer;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
