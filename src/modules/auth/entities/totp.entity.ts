import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from './account.entity.js';

@Entity('account_totp')
export class AccountTotp {
  @PrimaryColumn('uuid', { name: 'account_id', primaryKeyConstraintName: 'account_totp_pkey' })
  @ForeignKey(() => Account, { name: 'account_totp_account' })
  accountId!: string;

  @Column('bytea', { name: 'secret_encrypted' })
  secretEncrypted!: Buffer;

  @Column({ type: 'timestamptz', name: 'enrolled_at', precision: 3 })
  enrolledAt!: Date;

  /** Null until a first code has shown that the authenticator holds the secret. */
  @Column({ type: 'timestamptz', name: 'confirmed_at', precision: 3, nullable: true })
  confirmedAt!: Date | null;

  @Column('bigint', { name: 'last_step', nullable: true })
  lastStep!: string | null;
}

/** Present until used. */
@Entity('recovery_code')
@Index('recovery_code_account_id', ['accountId'])
export class RecoveryCode {
  @PrimaryColumn('bytea', { name: 'code_hash', primaryKeyConstraintName: 'recovery_code_pkey' })
  codeHash!: Buffer;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey(() => Account, { name: 'recovery_code_account' })
  accountId!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
