import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('api_key')
@Index('api_key_created', ['createdAt', 'id'])
export class ApiKey {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'api_key_pkey' })
  id!: string;

  @Column('text')
  name!: string;

  /** The datasets that the key may load. */
  @Column('text', { array: true })
  datasets!: string[];

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  /** To the minute. */
  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, nullable: true })
  lastUsedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  revokedAt!: Date | null;
}

@Entity('api_key_secret')
@Index('api_key_secret_key_id', ['apiKeyId'])
export class ApiKeySecret {
  @PrimaryColumn('bytea', { name: 'secret_hash', primaryKeyConstraintName: 'api_key_secret_pkey' })
  secretHash!: Buffer;

  @Column('uuid', { name: 'api_key_id' })
  @ForeignKey(() => ApiKey, { name: 'api_key_secret_key' })
  apiKeyId!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  /** Null while it is the key's current secret. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;
}
