import type { DatasetColumn } from '../platform/datasets/dataset.js';

/** A name from our own dataset descriptions, never from a file. */
export function quoteIdentifier(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`not a column name: ${name}`);
  return `"${name}"`;
}

/**
 * SQL of a staged row (alias `s`) as a line of CSV, in the file's own order of columns. Values, not bytes: a
 * number or time may be written a little differently from how it was sent.
 */
export function csvOfRow(
  fileColumns: readonly string[],
  columns: readonly DatasetColumn[],
): string {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const cells = fileColumns.map((name) => csvOfCell(byName.get(name)!));
  return `concat_ws(',', ${cells.join(', ')})`;
}

function csvOfCell({ name, type }: DatasetColumn): string {
  const value = `s.${quoteIdentifier(name)}`;
  if (type === 'timestamp')
    return `coalesce(to_char(${value} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"'), '')`;
  if (type !== 'text') return `coalesce(${value}::text, '')`;
  return `CASE WHEN ${value} ~ '[",\\n\\r]' THEN '"' || replace(${value}, '"', '""') || '"' ELSE coalesce(${value}, '') END`;
}
