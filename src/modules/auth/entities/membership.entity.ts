import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { MembershipRole } from '../../platform/access/roles.js';
import { Account } from './account.entity.js';

const ROLES = `'REVIEWER', 'RANKING_MANAGER', 'CONTEST_MANAGER', 'CERTIFICATION_OFFICER', 'ADMINISTRATOR', 'JUROR',
  'ASSESSOR', 'PROVIDER_OWNER', 'PROVIDER_MEMBER', 'OPERATOR', 'MERCHANT_OWNER', 'MERCHANT_MEMBER'`;

/** Whose objects a role stands for; the shape that memberships and invitations share. */
export const SCOPE_FITS_ROLE = `(provider_id IS NOT NULL) = (role IN ('PROVIDER_OWNER', 'PROVIDER_MEMBER', 'OPERATOR'))
  AND (operator_id IS NOT NULL) = (role = 'OPERATOR')
  AND (merchant_id IS NOT NULL) = (role IN ('MERCHANT_OWNER', 'MERCHANT_MEMBER'))`;

@Entity('membership')
@Check('membership_role', `role IN (${ROLES})`)
@Check('membership_scope', SCOPE_FITS_ROLE)
@Index('membership_once_platform', ['accountId', 'role'], {
  unique: true,
  where: 'ended_at IS NULL AND provider_id IS NULL AND merchant_id IS NULL',
})
@Index('membership_once_provider', ['accountId', 'role', 'providerId'], {
  unique: true,
  where: 'ended_at IS NULL AND provider_id IS NOT NULL',
})
@Index('membership_once_merchant', ['accountId', 'role', 'merchantId'], {
  unique: true,
  where: 'ended_at IS NULL AND merchant_id IS NOT NULL',
})
@Index('membership_once_operator', ['operatorId'], {
  unique: true,
  where: 'ended_at IS NULL AND operator_id IS NOT NULL',
})
@Index('membership_account_id', ['accountId'])
@Index('membership_provider_id', ['providerId', 'createdAt', 'id'], {
  where: 'provider_id IS NOT NULL',
})
@Index('membership_merchant_id', ['merchantId', 'createdAt', 'id'], {
  where: 'merchant_id IS NOT NULL',
})
@Index('membership_created', ['createdAt', 'id'])
export class Membership {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'membership_pkey' })
  id!: string;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey(() => Account, { name: 'membership_account' })
  accountId!: string;

  @Column('text')
  role!: MembershipRole;

  @Column('uuid', { name: 'provider_id', nullable: true })
  @ForeignKey('Provider', { name: 'membership_provider' })
  providerId!: string | null;

  @Column('uuid', { name: 'operator_id', nullable: true })
  @ForeignKey('Operator', { name: 'membership_operator' })
  operatorId!: string | null;

  @Column('uuid', { name: 'merchant_id', nullable: true })
  @ForeignKey('Merchant', { name: 'membership_merchant' })
  merchantId!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null;
}
