import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { PartyGround } from '../domain/party-mark.js';

const ACTIVE = 'ended_at IS NULL';

/** Who owns, represents or is paid for a provider or a merchant, as a keyed hash. Shared marks make related parties. */
@Entity('party_mark')
@Check('party_mark_ground', `ground IN ('OWNER', 'LEGAL_REPRESENTATIVE', 'BANK_ACCOUNT')`)
@Check('party_mark_party', 'num_nonnulls(provider_id, merchant_id) = 1')
@Check(
  'party_mark_ended',
  '(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)',
)
@Index('party_mark_once_provider', ['providerId', 'ground', 'mark'], {
  unique: true,
  where: `provider_id IS NOT NULL AND ${ACTIVE}`,
})
@Index('party_mark_once_merchant', ['merchantId', 'ground', 'mark'], {
  unique: true,
  where: `merchant_id IS NOT NULL AND ${ACTIVE}`,
})
@Index('party_mark_mark', ['mark'], { where: ACTIVE })
@Index('party_mark_provider_id', ['providerId', 'id'], { where: 'provider_id IS NOT NULL' })
@Index('party_mark_merchant_id', ['merchantId', 'id'], { where: 'merchant_id IS NOT NULL' })
export class PartyMark {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'party_mark_pkey' })
  id!: string;

  @Column('uuid', { name: 'provider_id', nullable: true })
  @ForeignKey('Provider', { name: 'party_mark_provider' })
  providerId!: string | null;

  @Column('uuid', { name: 'merchant_id', nullable: true })
  @ForeignKey('Merchant', { name: 'party_mark_merchant' })
  merchantId!: string | null;

  @Column('text')
  ground!: PartyGround;

  @Column('bytea')
  mark!: Buffer;

  @Column('text', { name: 'declared_by' })
  declaredBy!: string;

  @Column({ type: 'timestamptz', name: 'declared_at', precision: 3 })
  declaredAt!: Date;

  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null;

  @Column('text', { name: 'ended_by', nullable: true })
  endedBy!: string | null;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason!: string | null;
}
