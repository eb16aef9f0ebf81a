import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import type { Dataset, DatasetColumn } from '../platform/datasets/dataset.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { csvOfRow, quoteIdentifier } from './sql-text.js';
import { ROW_FAULTS } from './domain/row-faults.js';

/** The table in which the rows of one load wait for their merge. */
export function stagingTable(loadId: string): string {
  return `staging.load_${loadId.replaceAll('-', '')}`;
}

const LARGEST_INT = 2_147_483_647;

function stagedType(column: DatasetColumn): string {
  switch (column.type) {
    case 'text':
      return 'text';
    case 'integer':
      return (column.maximum ?? LARGEST_INT) > LARGEST_INT ? 'bigint' : 'int';
    case 'money':
      return 'numeric(16, 2)';
    case 'decimal':
      return (column.decimals ?? 2) === 2 ? 'numeric(16, 2)' : 'numeric';
    case 'date':
      return 'date';
    case 'timestamp':
      return 'timestamptz(3)';
  }
}

interface Problem {
  readonly column: string;
  readonly code: string;
  readonly en: string;
  readonly zh: string;
}

/** A COPY that is being fed. */
export class StagingCopy {
  private failure: Error | undefined;

  constructor(private readonly stream: CopyStreamQuery) {
    stream.on('error', (error: Error) => (this.failure = error));
  }

  /** Returns when the database has room for more. */
  async write(block: Uint8Array): Promise<void> {
    if (this.failure) throw this.failure;
    await new Promise<void>((resolve, reject) =>
      this.stream.write(block, (error) => (error ? reject(error) : resolve())),
    );
  }

  async end(): Promise<void> {
    if (this.failure) throw this.failure;
    await new Promise<void>((resolve, reject) => {
      this.stream.once('finish', resolve);
      this.stream.once('error', reject);
      this.stream.end();
    });
  }

  /** Gives up: the transaction is going to be rolled back. */
  async abandon(): Promise<void> {
    if (this.stream.closed) return;
    await new Promise<void>((resolve) => {
      this.stream.once('close', resolve);
      this.stream.destroy();
    });
  }
}

@Injectable()
export class StagingStore {
  /**
   * Made in the transaction that fills it, so that an upload that dies leaves nothing behind and a server with
   * wal_level = minimal writes the rows only once; logged, so that what was acknowledged survives a crash.
   */
  async create(transaction: Transaction, loadId: string, dataset: Dataset): Promise<void> {
    const columns = dataset.columns.map(
      (column) => `${quoteIdentifier(column.name)} ${stagedType(column)}`,
    );
    await transaction.execute(
      `CREATE TABLE ${stagingTable(loadId)} (line bigint NOT NULL, ${columns.join(', ')})
         WITH (autovacuum_enabled = false)`,
    );
  }

  /** Lines for this COPY: `<line number>,<the row as it was sent>`. */
  async copy(
    transaction: Transaction,
    loadId: string,
    columns: readonly DatasetColumn[],
  ): Promise<StagingCopy> {
    const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
    const client = (await transaction.manager.queryRunner!.connect()) as ClientBase;
    const stream = client.query(
      copyFrom(
        `COPY ${stagingTable(loadId)} (line, ${names})
           FROM STDIN (FORMAT csv, FREEZE, FORCE_NULL (${names}), ENCODING 'UTF8')`,
      ),
    );
    return new StagingCopy(stream);
  }

  async drop(transaction: Transaction, loadId: string): Promise<void> {
    await transaction.execute(`DROP TABLE IF EXISTS ${stagingTable(loadId)}`);
  }

  /** Settings for statements over whole files; until the end of the transaction. */
  async prepareForWholeFiles(transaction: Transaction): Promise<void> {
    await transaction.execute(
      `SELECT set_config('statement_timeout', '0', true), set_config('work_mem', '256MB', true),
              set_config('synchronous_commit', 'on', true), set_config('jit', 'off', true)`,
    );
  }

  /** The same bytes were merged before: only what was refused then is looked at again. */
  async keepOnlyRejectedBefore(
    transaction: Transaction,
    loadId: string,
    earlierLoadId: string,
  ): Promise<void> {
    await transaction.execute(
      `DELETE FROM ${stagingTable(loadId)} s
        WHERE NOT EXISTS (SELECT FROM feed_reject r WHERE r.load_id = $1 AND r.line = s.line)`,
      [earlierLoadId],
    );
  }

  /** One row that stands there twice counts once; different rows with one key are all rejected. */
  async resolveDuplicates(
    transaction: Transaction,
    loadId: string,
    dataset: Dataset,
    columns: readonly string[],
  ): Promise<void> {
    const staging = stagingTable(loadId);
    const key = dataset.naturalKey.map(quoteIdentifier).join(', ');
    // Only a whole-file aggregate, which nearly always says no: what follows is for the files that need it.
    const repeated = `SELECT ${key} FROM ${staging} GROUP BY ${key} HAVING count(*) > 1`;
    if ((await transaction.query(`${repeated} LIMIT 1`)).length === 0) return;

    const every = dataset.columns.map(({ name }) => `s.${quoteIdentifier(name)}`).join(', ');
    const groups = `SELECT min(s.line) AS first, array_agg(s.line) AS lines, count(DISTINCT ROW(${every})) AS versions
      FROM ${staging} s JOIN (${repeated}) r USING (${key}) GROUP BY ${key}`;
    const { en, zh } = ROW_FAULTS.CONFLICTING_ROWS;
    await this.reject(
      transaction,
      loadId,
      `SELECT s.line, ${csvOfRow(columns, dataset.columns)} AS raw, ARRAY[1] AS problems
         FROM ${staging} s JOIN (SELECT unnest(lines) AS line FROM (${groups}) g WHERE versions > 1) c USING (line)`,
      [{ column: dataset.naturalKey[0]!, code: 'CONFLICTING_ROWS', en, zh }],
    );
    await transaction.execute(
      `DELETE FROM ${staging} s USING (SELECT first, unnest(lines) AS line FROM (${groups}) g) d
        WHERE s.line = d.line AND s.line <> d.first`,
    );
  }

  /** Everything that is wrong with a row is said at once; a row with anything wrong leaves the staging table. */
  async applyChecks(
    transaction: Transaction,
    loadId: string,
    dataset: Dataset,
    columns: readonly string[],
  ): Promise<void> {
    const staging = stagingTable(loadId);
    const { checks, setChecks = [] } = dataset;
    if (checks.length > 0) {
      const flags = checks.map(({ isBad }, index) => `CASE WHEN ${isBad} THEN ${index + 1} END`);
      await this.reject(
        transaction,
        loadId,
        `SELECT s.line, ${csvOfRow(columns, dataset.columns)} AS raw,
                array_remove(ARRAY[${flags.join(', ')}], NULL) AS problems
           FROM ${staging} s ${dataset.lookups ?? ''}
          WHERE ${checks.map(({ isBad }) => `(${isBad})`).join(' OR ')}`,
        checks.map(toProblem),
      );
    }
    for (const check of setChecks) {
      await this.reject(
        transaction,
        loadId,
        `SELECT s.line, ${csvOfRow(columns, dataset.columns)} AS raw, ARRAY[1] AS problems
           FROM ${staging} s WHERE s.line IN (${check.badLines(staging)})`,
        [toProblem(check)],
      );
    }
  }

  /** @param bad SQL of rows (line, raw, problems: indexes from 1 into the list) */
  private async reject(
    transaction: Transaction,
    loadId: string,
    bad: string,
    problems: readonly Problem[],
  ): Promise<void> {
    await transaction.execute(
      `WITH bad AS MATERIALIZED (${bad}),
            gone AS (DELETE FROM ${stagingTable(loadId)} s USING bad WHERE s.line = bad.line)
       INSERT INTO feed_reject (load_id, line, ordinal, column_name, code, reason_en, reason_zh, raw)
       SELECT $1, bad.line, p.ordinal, p."column", p.code, p.en, p.zh, bad.raw
         FROM bad CROSS JOIN LATERAL unnest(bad.problems) AS problem(ordinal)
         JOIN (SELECT ordinal, item->>'column' AS "column", item->>'code' AS code, item->>'en' AS en, item->>'zh' AS zh
                 FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS list(item, ordinal)) p
           ON p.ordinal = problem.ordinal`,
      [loadId, JSON.stringify(problems)],
    );
  }
}

function toProblem(check: {
  column: string;
  code: string;
  reason: { en: string; zh: string };
}): Problem {
  return { column: check.column, code: check.code, en: check.reason.en, zh: check.reason.zh };
}
