import { newId } from '../../src/modules/platform/kernel/ids.js';
import type { TestApplication } from './application.js';

/** What stands in a column that must not be null and that the row says nothing of. */
const FILLERS: Readonly<Record<string, () => unknown>> = {
  uuid: newId,
  text: () => newId(),
  'text[]': () => [],
  bytea: () => Buffer.from(newId()),
  jsonb: () => '{}',
  date: () => '2026-01-01',
  'timestamp with time zone': () => '2026-01-01T00:00:00Z',
  numeric: () => '0',
  bigint: () => '1',
  integer: () => 1,
  boolean: () => false,
};

/**
 * Inserts a row of which only what matters is given; columns that must not be null are filled in, so that the
 * world does not have to follow every new column. Does nothing where the table is not there (yet).
 *
 * @returns the row's id
 */
export async function insertRow(
  application: Pick<TestApplication, 'sql'>,
  table: string,
  given: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { rows: columns } = await application.sql.query<{
    name: string;
    type: string;
    needed: boolean;
  }>(
    `SELECT a.attname AS name, a.atttypid::regtype::text AS type,
            a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS needed
       FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped`,
    [table],
  );
  const row: Record<string, unknown> = {};
  for (const { name, type, needed } of columns) {
    if (name in given) row[name] = given[name];
    else if (needed) {
      const filler = FILLERS[type];
      if (!filler) throw new Error(`${table}.${name}: no filler for ${type}`);
      row[name] = filler();
    }
  }
  const names = Object.keys(row);
  if (names.length === 0) return newId();
  await application.sql.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
  return (row.id as string | undefined) ?? newId();
}
