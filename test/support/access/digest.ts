import { createHash } from 'node:crypto';
import type pg from 'pg';

/**
 * One hash over every row of every table, the queue's included: equal digests mean that nothing changed.
 *
 * @param without tables to leave out
 */
export async function databaseDigest(
  sql: pg.Pool,
  without: readonly string[] = [],
): Promise<string> {
  const { rows: tables } = await sql.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
      WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'graphile_worker'::regnamespace)
        AND c.relname <> ALL ($1::text[])
      ORDER BY 1`,
    [without],
  );
  const parts = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, (SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM ${name} t)`,
  );
  const { rows } = await sql.query(parts.join(' UNION ALL '));
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
