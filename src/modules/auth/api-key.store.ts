import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import { ApiKey } from './entities/api-key.entity.js';

const COLUMNS = `k.id, k.name, k.datasets, k.created_by AS "createdBy", k.created_at AS "createdAt",
  k.last_used_at AS "lastUsedAt", k.revoked_at AS "revokedAt"`;

const NEWEST_FIRST: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'k.created_at', key: 'createdAt', type: 'timestamptz', direction: 'DESC' },
    { sql: 'k.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

@Injectable()
export class ApiKeyStore {
  constructor(private readonly database: Database) {}

  async insert(transaction: Transaction, key: ApiKey): Promise<void> {
    await transaction.manager.insert(ApiKey, key);
  }

  async addSecret(
    transaction: Transaction,
    apiKeyId: string,
    hash: Buffer,
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      'INSERT INTO api_key_secret (secret_hash, api_key_id, created_at) VALUES ($1, $2, $3)',
      [hash, apiKeyId, at],
    );
  }

  /** Lets the key's secrets live no longer than until `end`; throws away those that are over. */
  async endSecrets(
    transaction: Transaction,
    apiKeyId: string,
    end: Date,
    now: Date,
  ): Promise<void> {
    await transaction.execute(
      'DELETE FROM api_key_secret WHERE api_key_id = $1 AND expires_at <= $2',
      [apiKeyId, now],
    );
    await transaction.execute(
      'UPDATE api_key_secret SET expires_at = least(expires_at, $2) WHERE api_key_id = $1',
      [apiKeyId, end],
    );
  }

  async lock(transaction: Transaction, id: string): Promise<ApiKey | undefined> {
    const sql = `SELECT ${COLUMNS} FROM api_key k WHERE k.id = $1 FOR UPDATE`;
    return (await transaction.query<ApiKey>(sql, [id]))[0];
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, ApiKey>> {
    const sql = `SELECT ${COLUMNS} FROM api_key k WHERE k.id = ANY($1::uuid[])`;
    const rows = await executor.query<ApiKey>(sql, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  async revoke(transaction: Transaction, id: string, at: Date): Promise<void> {
    await transaction.execute('UPDATE api_key SET revoked_at = $2 WHERE id = $1', [id, at]);
    await transaction.execute('DELETE FROM api_key_secret WHERE api_key_id = $1', [id]);
  }

  /** The key that a secret opens now. */
  async bySecret(hash: Buffer, now: Date): Promise<ApiKey | undefined> {
    const [key] = await this.database.query<ApiKey>(
      `SELECT ${COLUMNS} FROM api_key_secret s JOIN api_key k ON k.id = s.api_key_id
        WHERE s.secret_hash = $1 AND (s.expires_at IS NULL OR s.expires_at > $2) AND k.revoked_at IS NULL`,
      [hash, now],
    );
    return key;
  }

  /** At most one write a minute for each key, however busy it is. */
  async touch(id: string, now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE api_key SET last_used_at = $2
        WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2::timestamptz - interval '1 minute')`,
      [id, now],
    );
  }

  async page(request: PageRequest, withTotal: boolean): Promise<Page<ApiKey>> {
    const keyset = keysetQuery(NEWEST_FIRST, request);
    const rows = await this.database.query<ApiKey>(
      `SELECT ${COLUMNS} FROM api_key k WHERE ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      keyset.parameters,
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>('SELECT count(*) FROM api_key');
    return keyset.page(rows, Number(total!.count));
  }
}
