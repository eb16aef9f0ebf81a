import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { SessionEndReason } from '../domain/session.js';
import { Account } from './account.entity.js';
import { Membership } from './membership.entity.js';

@Entity('account_session')
@Check(
  'account_session_end_reason',
  `end_reason IN ('SIGNED_OUT', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'MEMBERSHIP_ENDED', 'ACCOUNT_DISABLED')`,
)
@Check('account_session_ended', `(ended_at IS NULL) = (end_reason IS NULL)`)
@Index('account_session_account_id', ['accountId', 'expiresAt'])
@Index('account_session_membership_id', ['membershipId'], { where: 'ended_at IS NULL' })
export class AccountSession {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_session_pkey' })
  id!: string;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey(() => Account, { name: 'account_session_account' })
  accountId!: string;

  @Column('uuid', { name: 'membership_id' })
  @ForeignKey(() => Membership, { name: 'account_session_membership' })
  membershipId!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  /** However often it is refreshed, a session ends then. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason!: SessionEndReason | null;
}

@Entity('refresh_token')
@Index('refresh_token_session_id', ['sessionId'])
export class RefreshToken {
  @PrimaryColumn('bytea', { name: 'token_hash', primaryKeyConstraintName: 'refresh_token_pkey' })
  tokenHash!: Buffer;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey(() => AccountSession, { name: 'refresh_token_session', onDelete: 'CASCADE' })
  sessionId!: string;

  @Column({ type: 'timestamptz', name: 'issued_at', precision: 3 })
  issuedAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'used_at', precision: 3, nullable: true })
  usedAt!: Date | null;
}
