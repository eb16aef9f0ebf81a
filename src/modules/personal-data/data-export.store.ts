import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { ExportQuery } from '../platform/exports/export-registry.js';

const ROWS_AT_ONCE = 500;

@Injectable()
export class DataExportStore {
  /** The rows as JSON text, some at a time: a merchant's days are too many to hold. */
  async *rows(transaction: Transaction, { text, values }: ExportQuery): AsyncGenerator<string[]> {
    await transaction.execute(
      `DECLARE exported NO SCROLL CURSOR FOR SELECT to_jsonb(r)::text AS row FROM (${text}) r`,
      values,
    );
    for (;;) {
      const rows = await transaction.query<{ row: string }>(`FETCH ${ROWS_AT_ONCE} FROM exported`);
      if (rows.length > 0) yield rows.map(({ row }) => row);
      if (rows.length < ROWS_AT_ONCE) break;
    }
    await transaction.execute('CLOSE exported');
  }

  /** One export of an account at a time: @returns whether another is waiting or running */
  async isRunning(transaction: Transaction, requestedBy: string, kind: string): Promise<boolean> {
    await transaction.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 24))', [
      requestedBy,
    ]);
    const rows = await transaction.query(
      `SELECT FROM background_job
        WHERE kind = $1 AND requested_by = $2 AND state IN ('QUEUED', 'RUNNING')`,
      [kind, requestedBy],
    );
    return rows.length > 0;
  }
}
