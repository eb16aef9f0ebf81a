import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { MembershipRole } from '../../platform/access/roles.js';
import { Account } from './account.entity.js';
import { SCOPE_FITS_ROLE } from './membership.entity.js';

@Entity('invitation')
@Unique('invitation_token_unique', ['tokenHash'])
@Check('invitation_email_lower', `email = lower(email)`)
@Check('invitation_scope', SCOPE_FITS_ROLE)
@Check('invitation_answered_once', `accepted_at IS NULL OR revoked_at IS NULL`)
@Index('invitation_email', ['email'])
@Index('invitation_provider_id', ['providerId', 'createdAt', 'id'], {
  where: 'provider_id IS NOT NULL',
})
@Index('invitation_merchant_id', ['merchantId', 'createdAt', 'id'], {
  where: 'merchant_id IS NOT NULL',
})
@Index('invitation_created', ['createdAt', 'id'])
export class Invitation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'invitation_pkey' })
  id!: string;

  @Column('text')
  email!: string;

  @Column('text')
  role!: MembershipRole;

  @Column('uuid', { name: 'provider_id', nullable: true })
  @ForeignKey('Provider', { name: 'invitation_provider' })
  providerId!: string | null;

  @Column('uuid', { name: 'operator_id', nullable: true })
  @ForeignKey('Operator', { name: 'invitation_operator' })
  operatorId!: string | null;

  @Column('uuid', { name: 'merchant_id', nullable: true })
  @ForeignKey('Merchant', { name: 'invitation_merchant' })
  merchantId!: string | null;

  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  /** As in the audit: `account:<uuid>`, or `system:cli` for the first administrator. */
  @Column('text', { name: 'invited_by' })
  invitedBy!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'accepted_at', precision: 3, nullable: true })
  acceptedAt!: Date | null;

  @Column('uuid', { name: 'accepted_by', nullable: true })
  @ForeignKey(() => Account, { name: 'invitation_accepted_by' })
  acceptedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  revokedAt!: Date | null;
}
