import type { MergeCounts, StagedLoad } from '../../platform/datasets/dataset.js';
import type { Transaction } from '../../platform/database/sql-executor.js';

/** How staged rows lie in a table of facts and in its history. */
export interface FactTable {
  readonly table: string;
  readonly history: string;
  /** LEFT JOINs that find the ids; every staged row has them by now. */
  readonly lookups?: string;
  /** Column of the table → SQL over `s` and the lookups. Together the primary key. */
  readonly key: Readonly<Record<string, string>>;
  /** Columns that both the staging table and the table have. */
  readonly values: readonly string[];
  /** The key column by whose months the table is partitioned. */
  readonly partitionedBy?: string;
}

/**
 * Merges staged rows by their key: unknown keys are inserted, rows that differ are superseded and go to the
 * history with both load numbers, equal rows are left alone. Three statements for however many rows.
 */
export async function mergeFacts(
  fact: FactTable,
  transaction: Transaction,
  { staging, loadNumber }: StagedLoad,
): Promise<MergeCounts> {
  const { table, history, lookups = '', key, values, partitionedBy } = fact;
  const keyColumns = Object.keys(key);
  const source = `${staging} s ${lookups}`;

  const span = await spanOf(fact, transaction, source);
  if (span.rows === 0) return { inserted: 0, superseded: 0 };
  const { firstDate, lastDate } = span;
  if (partitionedBy)
    await transaction.query('SELECT ensure_month_partitions($1, $2, $3)', [
      table,
      firstDate,
      lastDate,
    ]);

  // With the dates spelt out, only the months that the file touches are looked into.
  const inMonths = partitionedBy
    ? ` AND t.${partitionedBy} BETWEEN '${firstDate}' AND '${lastDate}'`
    : '';
  const sameKey = `${keyColumns.map((column) => `t.${column} = ${key[column]}`).join(' AND ')}${inMonths}`;
  const columns = [...keyColumns, ...values];

  const inserted = await transaction.execute(
    `INSERT INTO ${table} (${columns.join(', ')}, load_number)
     SELECT ${[...Object.values(key), ...values.map((value) => `s.${value}`)].join(', ')}, $1
       FROM ${source} WHERE NOT EXISTS (SELECT FROM ${table} t WHERE ${sameKey})`,
    [loadNumber],
  );
  if (inserted === span.rows) return { inserted, superseded: 0, firstDate, lastDate };

  const differs = `t.load_number < $1 AND (${values.map((value) => `t.${value}`).join(', ')})
    IS DISTINCT FROM (${values.map((value) => `s.${value}`).join(', ')})`;
  const superseded = await transaction.execute(
    `INSERT INTO ${history} (${columns.join(', ')}, load_number, superseded_by)
     SELECT ${columns.map((column) => `t.${column}`).join(', ')}, t.load_number, $1
       FROM ${source} JOIN ${table} t ON ${sameKey} WHERE ${differs}`,
    [loadNumber],
  );
  if (superseded > 0)
    await transaction.execute(
      `UPDATE ${table} t SET ${values.map((value) => `${value} = s.${value}`).join(', ')}, load_number = $1
         FROM ${source} WHERE ${sameKey} AND ${differs}`,
      [loadNumber],
    );
  return { inserted, superseded, firstDate, lastDate };
}

async function spanOf(
  { key, partitionedBy }: FactTable,
  transaction: Transaction,
  source: string,
): Promise<{ rows: number; firstDate: string | null; lastDate: string | null }> {
  const date = partitionedBy ?? ('date' in key ? 'date' : undefined);
  const span = date
    ? `min(${key[date]}), max(${key[date]})`
    : 'NULL::date AS min, NULL::date AS max';
  const [row] = await transaction.query<{ count: string; min: string | null; max: string | null }>(
    `SELECT count(*), ${span} FROM ${source}`,
  );
  return { rows: Number(row!.count), firstDate: row!.min, lastDate: row!.max };
}
