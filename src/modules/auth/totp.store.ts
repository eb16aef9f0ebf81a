import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { AccountTotp } from './entities/totp.entity.js';

@Injectable()
export class TotpStore {
  constructor(private readonly database: Database) {}

  async find(
    accountId: string,
    executor: SqlExecutor = this.database,
  ): Promise<AccountTotp | undefined> {
    const [row] = await executor.query<AccountTotp>(
      `SELECT account_id AS "accountId", secret_encrypted AS "secretEncrypted", enrolled_at AS "enrolledAt",
              confirmed_at AS "confirmedAt", last_step AS "lastStep"
         FROM account_totp WHERE account_id = $1`,
      [accountId],
    );
    return row;
  }

  /** Starts or restarts an enrolment. @returns false when a confirmed one is in place */
  async enrol(
    transaction: Transaction,
    accountId: string,
    secret: Buffer,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `INSERT INTO account_totp AS t (account_id, secret_encrypted, enrolled_at) VALUES ($1, $2, $3)
       ON CONFLICT (account_id) DO UPDATE SET secret_encrypted = $2, enrolled_at = $3, last_step = NULL
        WHERE t.confirmed_at IS NULL`,
      [accountId, secret, at],
    );
    return touched === 1;
  }

  /** @returns false when there is no enrolment to confirm */
  async confirm(
    transaction: Transaction,
    accountId: string,
    step: number,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE account_totp SET confirmed_at = $3, last_step = $2
        WHERE account_id = $1 AND confirmed_at IS NULL`,
      [accountId, step, at],
    );
    return touched === 1;
  }

  async remove(transaction: Transaction, accountId: string): Promise<boolean> {
    await transaction.execute('DELETE FROM recovery_code WHERE account_id = $1', [accountId]);
    return (
      (await transaction.execute('DELETE FROM account_totp WHERE account_id = $1', [accountId])) ===
      1
    );
  }

  /** @returns false when this step's code, or a later one, was used before */
  async useStep(accountId: string, step: number): Promise<boolean> {
    const touched = await this.database.execute(
      `UPDATE account_totp SET last_step = $2
        WHERE account_id = $1 AND confirmed_at IS NOT NULL AND (last_step IS NULL OR last_step < $2)`,
      [accountId, step],
    );
    return touched === 1;
  }

  async addRecoveryCodes(
    transaction: Transaction,
    accountId: string,
    hashes: readonly Buffer[],
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      'INSERT INTO recovery_code (code_hash, account_id, created_at) SELECT unnest($2::bytea[]), $1, $3',
      [accountId, hashes, at],
    );
  }

  /** @returns false when the account has no such code (left) */
  async useRecoveryCode(
    transaction: Transaction,
    accountId: string,
    hash: Buffer,
  ): Promise<boolean> {
    const sql = 'DELETE FROM recovery_code WHERE account_id = $1 AND code_hash = $2';
    return (await transaction.execute(sql, [accountId, hash])) === 1;
  }
}
