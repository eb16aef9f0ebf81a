import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { IssuerKey } from './entities/issuer-key.entity.js';

const COLUMNS = `id, key_id AS "keyId", controller, public_key AS "publicKey",
  private_key AS "privateKey", created_at AS "createdAt", retired_at AS "retiredAt"`;

export type PublishedKey = Omit<IssuerKey, 'privateKey'>;

@Injectable()
export class IssuerKeyStore {
  constructor(private readonly database: Database) {}

  async active(executor: SqlExecutor, controller: string): Promise<IssuerKey | undefined> {
    const [row] = await executor.query<IssuerKey>(
      `SELECT ${COLUMNS} FROM issuer_key WHERE controller = $1 AND retired_at IS NULL`,
      [controller],
    );
    return row;
  }

  /** All keys that ever signed, oldest first; without their secrets. */
  async published(): Promise<PublishedKey[]> {
    return this.database.query<PublishedKey>(
      `SELECT id, key_id AS "keyId", controller, public_key AS "publicKey",
              created_at AS "createdAt", retired_at AS "retiredAt"
         FROM issuer_key ORDER BY created_at, id`,
    );
  }

  /** @returns false when the issuer has an active key already: somebody else was faster */
  async insertUnlessActive(
    executor: SqlExecutor,
    key: Omit<IssuerKey, 'retiredAt'>,
  ): Promise<boolean> {
    const inserted = await executor.execute(
      `INSERT INTO issuer_key (id, key_id, controller, public_key, private_key, created_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (controller) WHERE retired_at IS NULL DO NOTHING`,
      [key.id, key.keyId, key.controller, key.publicKey, key.privateKey, key.createdAt],
    );
    return inserted === 1;
  }

  async retire(transaction: Transaction, controller: string, at: Date): Promise<void> {
    await transaction.execute(
      'UPDATE issuer_key SET retired_at = $2 WHERE controller = $1 AND retired_at IS NULL',
      [controller, at],
    );
  }

  /** Every key with its secret, locked against other changes. */
  async lockAll(transaction: Transaction): Promise<IssuerKey[]> {
    return transaction.query<IssuerKey>(
      `SELECT ${COLUMNS} FROM issuer_key ORDER BY created_at, id FOR UPDATE`,
    );
  }

  async replaceSecrets(
    transaction: Transaction,
    keys: readonly Pick<IssuerKey, 'id' | 'privateKey'>[],
  ): Promise<void> {
    await transaction.execute(
      `UPDATE issuer_key k SET private_key = r.private_key
         FROM unnest($1::uuid[], $2::bytea[]) AS r(id, private_key) WHERE k.id = r.id`,
      [keys.map(({ id }) => id), keys.map(({ privateKey }) => privateKey)],
    );
  }
}
