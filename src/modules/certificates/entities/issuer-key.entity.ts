import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A key that signs certificates, or did. */
@Entity('issuer_key')
@Unique('issuer_key_key_id_unique', ['keyId'])
@Index('issuer_key_one_active', ['controller'], { unique: true, where: 'retired_at IS NULL' })
export class IssuerKey {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'issuer_key_pkey' })
  id!: string;

  /** The DID URL by which signatures name it. */
  @Column('text', { name: 'key_id' })
  keyId!: string;

  /** The issuer's DID when the key was made. */
  @Column('text')
  controller!: string;

  /** 32 bytes in base64url. */
  @Column('text', { name: 'public_key' })
  publicKey!: string;

  /** Encrypted (key-box.ts). */
  @Column('bytea', { name: 'private_key' })
  privateKey!: Buffer;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'retired_at', precision: 3, nullable: true })
  retiredAt!: Date | null;
}
