import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { StatusPurpose } from './credential/status-list.js';

export interface SignedStatusList {
  readonly credential: string;
  readonly token: string;
  readonly datedAt: Date;
  /** The page's version whose bits it shows. */
  readonly version: string;
}

@Injectable()
export class StatusListStore {
  constructor(private readonly database: Database) {}

  /** Locks the newest page until the transaction ends, so that no two take the same index. */
  async lockNewestPage(
    transaction: Transaction,
  ): Promise<{ page: number; allocated: number } | undefined> {
    const [row] = await transaction.query<{ page: number; allocated: number }>(
      'SELECT page, allocated FROM status_page ORDER BY page DESC LIMIT 1 FOR UPDATE',
    );
    return row;
  }

  async addPage(transaction: Transaction, page: number): Promise<void> {
    await transaction.execute('INSERT INTO status_page (page) VALUES ($1) ON CONFLICT DO NOTHING', [
      page,
    ]);
  }

  /** Those of the candidates that no certificate has, in the order given. */
  async freeIndexes(
    transaction: Transaction,
    page: number,
    candidates: readonly number[],
  ): Promise<number[]> {
    const rows = await transaction.query<{ index: number }>(
      `SELECT k.index FROM unnest($2::int[]) WITH ORDINALITY AS k(index, place)
        WHERE NOT EXISTS (SELECT FROM certificate WHERE status_page = $1 AND status_index = k.index)
        ORDER BY k.place`,
      [page, candidates],
    );
    return rows.map(({ index }) => index);
  }

  async allocate(transaction: Transaction, page: number, count: number): Promise<void> {
    await transaction.execute('UPDATE status_page SET allocated = allocated + $2 WHERE page = $1', [
      page,
      count,
    ]);
  }

  /** Says that bits of the page changed. */
  async touch(transaction: Transaction, page: number): Promise<void> {
    await transaction.execute('UPDATE status_page SET version = version + 1 WHERE page = $1', [
      page,
    ]);
  }

  /** The list as it was last signed, and the version that the page has now. */
  async signed(
    page: number,
    purpose: StatusPurpose,
  ): Promise<{ pageVersion: string; list: SignedStatusList | undefined } | undefined> {
    const [row] = await this.database.query<Partial<SignedStatusList> & { pageVersion: string }>(
      `SELECT p.version AS "pageVersion", l.version, l.credential, l.token, l.dated_at AS "datedAt"
         FROM status_page p LEFT JOIN status_list l ON l.page = p.page AND l.purpose = $2
        WHERE p.page = $1`,
      [page, purpose],
    );
    if (!row) return undefined;
    const { pageVersion, ...list } = row;
    return { pageVersion, list: list.version ? (list as SignedStatusList) : undefined };
  }

  /** The page's version and the indexes whose bit is set on a day, of one moment. */
  async bits(
    page: number,
    purpose: StatusPurpose,
    today: BusinessDate,
  ): Promise<{ version: string; indexes: number[] }> {
    const [row] = await this.database.query<{ version: string; indexes: number[] }>(
      `SELECT p.version, coalesce(array_agg(c.status_index) FILTER (WHERE c.id IS NOT NULL), '{}') AS indexes
         FROM status_page p
         LEFT JOIN certificate c ON c.status_page = p.page
          AND (c.revoked_on <= $2::date OR ($3 AND c.suspended_at IS NOT NULL))
        WHERE p.page = $1 GROUP BY p.version`,
      [page, today, purpose === 'suspension'],
    );
    return row!;
  }

  /** Keeps a newly signed list, unless a newer one was kept meanwhile. */
  async keep(page: number, purpose: StatusPurpose, list: SignedStatusList): Promise<void> {
    await this.database.execute(
      `INSERT INTO status_list AS l (page, purpose, version, credential, token, dated_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (page, purpose) DO UPDATE
         SET version = excluded.version, credential = excluded.credential, token = excluded.token,
             dated_at = excluded.dated_at
       WHERE (excluded.version, excluded.dated_at) > (l.version, l.dated_at)`,
      [page, purpose, list.version, list.credential, list.token, list.datedAt],
    );
  }
}
