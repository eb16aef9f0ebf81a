import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { AccountState } from './domain/account.js';
import type { Account } from './entities/account.entity.js';

const COLUMNS = `a.id, a.email, a.name, a.password_hash AS "passwordHash", a.locale, a.state,
  a.password_changed_at AS "passwordChangedAt", a.created_at AS "createdAt"`;

@Injectable()
export class AccountStore {
  constructor(private readonly database: Database) {}

  /** @returns false when the e-mail has an account already */
  async insert(transaction: Transaction, account: Account): Promise<boolean> {
    const inserted = await transaction.execute(
      `INSERT INTO account (id, email, name, password_hash, locale, state, password_changed_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (email) DO NOTHING`,
      [
        account.id,
        account.email,
        account.name,
        account.passwordHash,
        account.locale,
        account.state,
        account.passwordChangedAt,
        account.createdAt,
      ],
    );
    return inserted === 1;
  }

  async byEmail(
    email: string,
    executor: SqlExecutor = this.database,
  ): Promise<Account | undefined> {
    const sql = `SELECT ${COLUMNS} FROM account a WHERE a.email = $1`;
    return (await executor.query<Account>(sql, [email]))[0];
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, Account>> {
    const sql = `SELECT ${COLUMNS} FROM account a WHERE a.id = ANY($1::uuid[])`;
    const rows = await executor.query<Account>(sql, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /**
   * Holds the account as it was read until the transaction ends.
   * @returns false when its password or state is another one meanwhile
   */
  async lockUnchanged(transaction: Transaction, account: Account): Promise<boolean> {
    const rows = await transaction.query(
      `SELECT FROM account WHERE id = $1 AND state = 'ACTIVE' AND password_hash = $2 FOR SHARE`,
      [account.id, account.passwordHash],
    );
    return rows.length === 1;
  }

  async setPassword(
    transaction: Transaction,
    id: string,
    passwordHash: string,
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      'UPDATE account SET password_hash = $2, password_changed_at = $3 WHERE id = $1',
      [id, passwordHash, at],
    );
  }

  /** @returns false when the account is not in `from` */
  async changeState(
    transaction: Transaction,
    id: string,
    from: AccountState,
    to: AccountState,
  ): Promise<boolean> {
    const sql = 'UPDATE account SET state = $3 WHERE id = $1 AND state = $2';
    return (await transaction.execute(sql, [id, from, to])) === 1;
  }

  /**
   * Takes an account's person out of it, and out of what invited it.
   * @param passwordHash of a password that nobody knows
   */
  async forgetPerson(
    transaction: Transaction,
    { id, email }: Account,
    passwordHash: string,
  ): Promise<void> {
    const erased = `erased-${id}@erased.invalid`;
    await transaction.execute(
      `UPDATE account SET email = $2, name = '', password_hash = $3 WHERE id = $1`,
      [id, erased, passwordHash],
    );
    await transaction.execute('UPDATE invitation SET email = $2 WHERE email = $1', [email, erased]);
  }
}
