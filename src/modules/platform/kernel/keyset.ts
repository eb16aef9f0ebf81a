/**
 * Keyset paging: a page starts after the values of the last row seen, so that it costs the same on page
 * one and on page ten thousand, and rows that come or go meanwhile neither repeat nor vanish.
 */
export interface KeysetColumn {
  /** SQL that is never null, for example `p.name` or `coalesce(s.score, -1)`. */
  readonly sql: string;
  /** The property of the row that carries this value back as text, used to make the cursor. */
  readonly key: string;
  /** The PostgreSQL type to which a cursor's text is cast: `text`, `uuid`, `numeric`, `date`… */
  readonly type: string;
  readonly direction: 'ASC' | 'DESC';
}

/** A total order: its last column is unique. The name is written into cursors. */
export interface KeysetOrder {
  readonly name: string;
  readonly columns: readonly KeysetColumn[];
}

export interface PageRequest {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  cursorOf(row: Row): string;
  /** Set by the store when the caller asked for it. */
  readonly totalCount?: number;
}

/** A page request that cannot be honoured. The message is fit to be shown to the caller. */
export class PageRequestError extends Error {}

export const MAXIMUM_PAGE_SIZE = 100;

export interface KeysetQuery {
  /** A condition to AND into WHERE (`TRUE` on the first page). */
  readonly where: string;
  readonly orderBy: string;
  /** One row more than asked for, to learn whether a further page exists. */
  readonly limit: number;
  readonly parameters: readonly string[];
  /** Puts the rows that the query returned into page form. */
  page<Row extends object>(fetched: readonly Row[], totalCount?: number): Page<Row>;
}

/**
 * @param firstParameter the number of the first free `$n` placeholder in the statement
 * @throws PageRequestError when `first`/`last` is missing or out of 1–100, or a cursor is not of this order
 */
export function keysetQuery(
  order: KeysetOrder,
  request: PageRequest,
  firstParameter = 1,
): KeysetQuery {
  const { size, backward } = readSize(request);
  const cursorText = backward ? request.before : request.after;
  const cursor = cursorText == null ? undefined : readCursor(order, cursorText);
  const columns = order.columns.map((column) => ({
    ...column,
    descending: (column.direction === 'DESC') !== backward,
  }));
  return {
    where: cursor ? beyond(columns, firstParameter) : 'TRUE',
    orderBy: columns
      .map(({ sql, descending }) => `${sql} ${descending ? 'DESC' : 'ASC'}`)
      .join(', '),
    limit: size + 1,
    parameters: cursor ?? [],
    page<Row extends object>(fetched: readonly Row[], totalCount?: number): Page<Row> {
      const more = fetched.length > size;
      const kept = more ? fetched.slice(0, size) : [...fetched];
      const rows = backward ? kept.reverse() : kept;
      const cursorOf = (row: Row) => writeCursor(order, row);
      return {
        rows,
        hasNextPage: backward ? cursor !== undefined : more,
        hasPreviousPage: backward ? more : cursor !== undefined,
        startCursor: rows.length > 0 ? cursorOf(rows[0]!) : null,
        endCursor: rows.length > 0 ? cursorOf(rows[rows.length - 1]!) : null,
        cursorOf,
        ...(totalCount === undefined ? {} : { totalCount }),
      };
    },
  };
}

function readSize(request: PageRequest): { size: number; backward: boolean } {
  const { first, last } = request;
  if ((first == null) === (last == null)) {
    throw new PageRequestError('Give either `first` or `last` (1 to 100), and not both.');
  }
  const backward = last != null;
  const size = (backward ? last : first)!;
  if (!Number.isInteger(size) || size < 1 || size > MAXIMUM_PAGE_SIZE) {
    throw new PageRequestError(
      `\`${backward ? 'last' : 'first'}\` must be a whole number from 1 to ${MAXIMUM_PAGE_SIZE}; it was ${size}.`,
    );
  }
  if (backward ? request.after != null : request.before != null) {
    throw new PageRequestError('`after` goes with `first`, and `before` with `last`.');
  }
  return { size, backward };
}

/**
 * `(a, b) > ($1, $2)` as a row comparison when every column runs the same way, because PostgreSQL can then
 * use one index range; otherwise the expanded form.
 */
function beyond(
  columns: readonly (KeysetColumn & { descending: boolean })[],
  firstParameter: number,
): string {
  const value = (index: number) => `$${firstParameter + index}::${columns[index]!.type}`;
  const sameWay = columns.every(({ descending }) => descending === columns[0]!.descending);
  if (sameWay) {
    const left = columns.map(({ sql }) => sql).join(', ');
    const right = columns.map((_, index) => value(index)).join(', ');
    return `(${left}) ${columns[0]!.descending ? '<' : '>'} (${right})`;
  }
  const alternatives = columns.map(({ sql, descending }, index) => {
    const equal = columns.slice(0, index).map((column, i) => `${column.sql} = ${value(i)}`);
    return [...equal, `${sql} ${descending ? '<' : '>'} ${value(index)}`].join(' AND ');
  });
  return `(${alternatives.map((alternative) => `(${alternative})`).join(' OR ')})`;
}

function writeCursor(order: KeysetOrder, row: object): string {
  const values = order.columns.map(({ key }) => {
    const value = (row as Record<string, unknown>)[key];
    if (value == null) throw new Error(`order ${order.name}: the row carries no "${key}"`);
    return value instanceof Date ? value.toISOString() : String(value);
  });
  return Buffer.from(JSON.stringify([order.name, ...values])).toString('base64url');
}

function readCursor(order: KeysetOrder, text: string): string[] {
  const problem = new PageRequestError(
    `"${text.slice(0, 40)}" is not a cursor of this list in order ${order.name}. Start again without it.`,
  );
  if (text.length > 1_000) throw problem;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw problem;
  }
  if (!Array.isArray(parts) || parts.length !== order.columns.length + 1) throw problem;
  if (parts[0] !== order.name || !parts.every((part) => typeof part === 'string')) throw problem;
  const values = (parts as string[]).slice(1);
  if (
    !values.every((value, index) => CURSOR_VALUE[order.columns[index]!.type]?.test(value) ?? true)
  ) {
    throw problem;
  }
  return values;
}

/** What a cursor's text must look like, so that an edited cursor is refused here and not by the database. */
const CURSOR_VALUE: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/,
  numeric: /^-?\d{1,30}(\.\d{1,30})?$/,
  bigint: /^-?\d{1,18}$/,
  int: /^-?\d{1,9}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  timestamptz: /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}(:?\d{2})?)$/,
  text: /^[^\0]*$/,
};
