import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Merchant } from './merchant.entity.js';

/** The code by which an account proves that it speaks for a merchant of the feed. Only its hash is kept. */
@Entity('merchant_claim_code')
@Unique('merchant_claim_code_unique', ['codeHash'])
@Index('merchant_claim_code_merchant_id', ['merchantId'])
export class MerchantClaimCode {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'merchant_claim_code_pkey' })
  id!: string;

  @Column('uuid', { name: 'merchant_id' })
  @ForeignKey(() => Merchant, { name: 'merchant_claim_code_merchant' })
  merchantId!: string;

  @Column('bytea', { name: 'code_hash' })
  codeHash!: Buffer;

  @Column('text', { name: 'issued_by' })
  issuedBy!: string;

  @Column({ type: 'timestamptz', name: 'issued_at', precision: 3 })
  issuedAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'used_at', precision: 3, nullable: true })
  usedAt!: Date | null;

  @Column('uuid', { name: 'used_by', nullable: true })
  usedBy!: string | null;
}
