import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { AttemptCount, AttemptKind } from './domain/back-off.js';

export interface AttemptKey {
  readonly kind: AttemptKind;
  readonly hash: Buffer;
}

const KEYS = `unnest($1::text[], $2::bytea[]) AS k(kind, key_hash)`;

@Injectable()
export class AttemptStore {
  constructor(private readonly database: Database) {}

  /** Makes and locks the rows, in the order of `keys`, so that attempts at one moment queue up. */
  async lock(
    transaction: Transaction,
    keys: readonly AttemptKey[],
    now: Date,
  ): Promise<Map<AttemptKind, AttemptCount>> {
    const parameters = [keys.map(({ kind }) => kind), keys.map(({ hash }) => hash)];
    // "Do update" and not "do nothing": it locks the row that is there already.
    const rows = await transaction.query<AttemptCount & { kind: AttemptKind }>(
      `INSERT INTO attempt_throttle AS t (kind, key_hash, attempts, last_attempt_at)
       SELECT k.kind, k.key_hash, 0, $3 FROM ${KEYS}
       ON CONFLICT (kind, key_hash) DO UPDATE SET attempts = t.attempts
       RETURNING t.kind, t.attempts, t.last_attempt_at AS "lastAttemptAt", t.blocked_until AS "blockedUntil"`,
      [...parameters, now],
    );
    return new Map(rows.map((row) => [row.kind, row]));
  }

  async save(
    transaction: Transaction,
    decided: readonly { key: AttemptKey; count: AttemptCount }[],
  ): Promise<void> {
    await transaction.execute(
      `UPDATE attempt_throttle t
          SET attempts = k.attempts, last_attempt_at = k.last_attempt_at, blocked_until = k.blocked_until
         FROM unnest($1::text[], $2::bytea[], $3::int[], $4::timestamptz[], $5::timestamptz[])
           AS k(kind, key_hash, attempts, last_attempt_at, blocked_until)
        WHERE t.kind = k.kind AND t.key_hash = k.key_hash`,
      [
        decided.map(({ key }) => key.kind),
        decided.map(({ key }) => key.hash),
        decided.map(({ count }) => count.attempts),
        decided.map(({ count }) => count.lastAttemptAt),
        decided.map(({ count }) => count.blockedUntil),
      ],
    );
  }

  async giveBack(keys: readonly AttemptKey[]): Promise<void> {
    await this.database.execute(
      `UPDATE attempt_throttle t SET attempts = greatest(0, t.attempts - 1), blocked_until = NULL FROM ${KEYS}
        WHERE t.kind = k.kind AND t.key_hash = k.key_hash`,
      [keys.map(({ kind }) => kind), keys.map(({ hash }) => hash)],
    );
  }

  async clear(key: AttemptKey): Promise<void> {
    await this.database.execute('DELETE FROM attempt_throttle WHERE kind = $1 AND key_hash = $2', [
      key.kind,
      key.hash,
    ]);
  }

  /** Throws away counts that the policy remembers no more, so that made-up names don't pile up. */
  async forget(before: Date): Promise<void> {
    await this.database.execute('DELETE FROM attempt_throttle WHERE last_attempt_at < $1', [
      before,
    ]);
  }
}
