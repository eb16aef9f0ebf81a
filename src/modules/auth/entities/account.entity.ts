import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Locale } from '../../platform/kernel/result.js';
import type { AccountState } from '../domain/account.js';

@Entity('account')
@Unique('account_email_unique', ['email'])
@Check('account_email_lower', `email = lower(email)`)
@Check('account_locale', `locale IN ('en', 'zh-CN')`)
@Check('account_state', `state IN ('ACTIVE', 'DISABLED')`)
export class Account {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_pkey' })
  id!: string;

  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  /** Argon2id in PHC string format. */
  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  /** The language in which the account is written to. */
  @Column('text')
  locale!: Locale;

  @Column('text', { default: 'ACTIVE' })
  state!: AccountState;

  @Column({ type: 'timestamptz', name: 'password_changed_at', precision: 3 })
  passwordChangedAt!: Date;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
