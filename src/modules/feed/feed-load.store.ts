import { Injectable } from '@nestjs/common';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { Locale } from '../platform/kernel/result.js';
import type { FeedLoad, FeedLoadState } from './domain/load.js';
import type { RejectedRow } from './domain/row-encoder.js';
import { ROW_FAULTS } from './domain/row-faults.js';

export interface FeedLoadFilter {
  readonly dataset?: string;
  readonly states?: readonly FeedLoadState[];
}

/** Ids are UUIDv7: in order of time. */
const ID = { sql: 'l.id', key: 'id', type: 'uuid' } as const;
export const FEED_LOAD_ORDERS = {
  NEWEST: { name: 'newest', columns: [{ ...ID, direction: 'DESC' }] },
  OLDEST: { name: 'oldest', columns: [{ ...ID, direction: 'ASC' }] },
} as const satisfies Record<string, KeysetOrder>;
export type FeedLoadOrder = keyof typeof FEED_LOAD_ORDERS;

const COLUMNS = `l.id, l.dataset, l.state, l.file_name AS "fileName", l.columns, l.sha256,
  l.received_bytes AS "receivedBytes", l.content_bytes AS "contentBytes", l.row_count AS "rowCount",
  l.inserted_count AS "insertedCount", l.superseded_count AS "supersededCount",
  l.unchanged_count AS "unchangedCount", l.rejected_count AS "rejectedCount",
  l.first_date AS "firstDate", l.last_date AS "lastDate", l.load_number AS "loadNumber", l.repeats,
  l.job_id AS "jobId", l.requested_by AS "requestedBy", l.received_at AS "receivedAt", l.merged_at AS "mergedAt"`;

export interface ReceivedFile {
  readonly columns: readonly string[];
  readonly sha256: Buffer;
  readonly receivedBytes: number;
  readonly contentBytes: number;
  readonly rowCount: number;
  readonly rejectedCount: number;
  readonly jobId: string;
}

export interface MergeOutcome {
  readonly state: 'MERGED' | 'REPEATED';
  readonly loadNumber: string | null;
  readonly inserted: number;
  readonly superseded: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly firstDate: string | null;
  readonly lastDate: string | null;
  readonly repeats: string | null;
}

export interface RejectRow {
  readonly line: string;
  readonly ordinal: number;
  readonly column: string;
  readonly reason: string;
  readonly raw: string;
}

@Injectable()
export class FeedLoadStore {
  constructor(private readonly database: Database) {}

  /** One merge at a time, whatever runs it; until the end of the transaction. */
  async lockMerging(transaction: Transaction): Promise<void> {
    await transaction.execute('SELECT pg_advisory_xact_lock($1)', [MERGE_LOCK]);
  }

  async insert(
    transaction: Transaction,
    context: RequestContext,
    load: { readonly id: string; readonly dataset: string; readonly fileName: string },
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO feed_load (id, dataset, state, file_name, columns, requested_by, received_at)
       VALUES ($1, $2, 'STAGED', $3, '{}', $4, $5)`,
      [load.id, load.dataset, load.fileName, actorKey(context.actor), context.now],
    );
  }

  async complete(transaction: Transaction, id: string, file: ReceivedFile): Promise<void> {
    await transaction.execute(
      `UPDATE feed_load SET columns = $2, sha256 = $3, received_bytes = $4, content_bytes = $5, row_count = $6,
                            rejected_count = $7, job_id = $8
        WHERE id = $1`,
      [
        id,
        file.columns,
        file.sha256,
        file.receivedBytes,
        file.contentBytes,
        file.rowCount,
        file.rejectedCount,
        file.jobId,
      ],
    );
  }

  async insertRejects(
    transaction: Transaction,
    loadId: string,
    rejects: readonly RejectedRow[],
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO feed_reject (load_id, line, ordinal, column_name, code, reason_en, reason_zh, raw)
       SELECT $1, r.line, 1, r.column_name, r.code, reason.en, reason.zh, r.raw
         FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) AS r(line, column_name, code, raw)
         JOIN jsonb_to_recordset($6::jsonb) AS reason(code text, en text, zh text) USING (code)`,
      [
        loadId,
        rejects.map(({ line }) => line),
        rejects.map(({ column }) => column),
        rejects.map(({ code }) => code),
        rejects.map(({ raw }) => raw),
        JSON.stringify(
          [...new Set(rejects.map(({ code }) => code))].map((code) => ({
            code,
            ...ROW_FAULTS[code],
          })),
        ),
      ],
    );
  }

  /** Locked, so that a repeated delivery of its job waits and then finds it done. */
  async lock(transaction: Transaction, id: string): Promise<FeedLoad | undefined> {
    const [load] = await transaction.query<FeedLoad>(
      `SELECT ${COLUMNS} FROM feed_load l WHERE l.id = $1 FOR UPDATE`,
      [id],
    );
    return load;
  }

  /** The last load that merged the same bytes. */
  async earlierWithSameContent(
    transaction: Transaction,
    load: FeedLoad,
  ): Promise<string | undefined> {
    const [earlier] = await transaction.query<{ id: string }>(
      `SELECT id FROM feed_load WHERE dataset = $1 AND sha256 = $2 AND state = 'MERGED'
        ORDER BY load_number DESC LIMIT 1`,
      [load.dataset, load.sha256],
    );
    return earlier?.id;
  }

  /** To be called under the lock of the merge only. */
  async nextLoadNumber(transaction: Transaction): Promise<string> {
    const [row] = await transaction.query<{ next: string }>(
      'SELECT coalesce(max(load_number), 0) + 1 AS next FROM feed_load',
    );
    return row!.next;
  }

  async rejectedLines(transaction: Transaction, id: string): Promise<number> {
    const [row] = await transaction.query<{ count: string }>(
      'SELECT count(DISTINCT line) FROM feed_reject WHERE load_id = $1',
      [id],
    );
    return Number(row!.count);
  }

  async finish(
    transaction: Transaction,
    id: string,
    outcome: MergeOutcome,
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      `UPDATE feed_load
          SET state = $2, load_number = $3, inserted_count = $4, superseded_count = $5, unchanged_count = $6,
              rejected_count = $7, first_date = $8, last_date = $9, repeats = $10, merged_at = $11
        WHERE id = $1`,
      [
        id,
        outcome.state,
        outcome.loadNumber,
        outcome.inserted,
        outcome.superseded,
        outcome.unchanged,
        outcome.rejected,
        outcome.firstDate,
        outcome.lastDate,
        outcome.repeats,
        at,
      ],
    );
  }

  /** @returns the loads whose job has given up before `before` and that nobody will merge any more */
  async failUnmerged(transaction: Transaction, before: Date): Promise<string[]> {
    const rows = await transaction.query<{ id: string }>(
      `UPDATE feed_load l SET state = 'FAILED' FROM background_job j
        WHERE l.state = 'STAGED' AND j.id = l.job_id AND j.state = 'FAILED' AND j.finished_at < $1
       RETURNING l.id`,
      [before],
    );
    return rows.map(({ id }) => id);
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, FeedLoad>> {
    const rows = await executor.query<FeedLoad>(
      `SELECT ${COLUMNS} FROM feed_load l WHERE l.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async byJob(jobId: string): Promise<FeedLoad | undefined> {
    const [load] = await this.database.query<FeedLoad>(
      `SELECT ${COLUMNS} FROM feed_load l WHERE l.job_id = $1`,
      [jobId],
    );
    return load;
  }

  /** @param requestedBy only the loads of this actor; null for everybody's */
  async page(
    filter: FeedLoadFilter,
    requestedBy: string | null,
    order: FeedLoadOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<FeedLoad>> {
    const condition = `($1::text IS NULL OR l.dataset = $1) AND ($2::text[] IS NULL OR l.state = ANY($2))
      AND ($3::text IS NULL OR l.requested_by = $3)`;
    const parameters = [filter.dataset ?? null, filter.states ?? null, requestedBy];
    const keyset = keysetQuery(FEED_LOAD_ORDERS[order], request, parameters.length + 1);
    const rows = await this.database.query<FeedLoad>(
      `SELECT ${COLUMNS} FROM feed_load l WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM feed_load l WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** The rejects of a load in the order of its lines, a thousand at a time. */
  async *rejects(id: string, locale: Locale): AsyncGenerator<readonly RejectRow[]> {
    let line = '0';
    let ordinal = 0;
    for (;;) {
      const rows = await this.database.query<RejectRow>(
        `SELECT line, ordinal, column_name AS "column", raw,
                CASE WHEN $4 = 'zh-CN' THEN reason_zh ELSE reason_en END AS reason
           FROM feed_reject WHERE load_id = $1 AND (line, ordinal) > ($2::bigint, $3::int)
          ORDER BY line, ordinal LIMIT 1000`,
        [id, line, ordinal, locale],
      );
      if (rows.length > 0) yield rows;
      if (rows.length < 1_000) return;
      ({ line, ordinal } = rows[rows.length - 1]!);
    }
  }

  async currentLoadNumber(executor: SqlExecutor = this.database): Promise<string> {
    const [row] = await executor.query<{ current: string }>(
      'SELECT coalesce(max(load_number), 0) AS current FROM feed_load',
    );
    return row!.current;
  }
}

/** "feed merge": the key of the transaction-level advisory lock. */
const MERGE_LOCK = 762_347_002;
