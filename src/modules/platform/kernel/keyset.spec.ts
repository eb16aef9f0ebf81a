import fc from 'fast-check';
import { keysetQuery, PageRequestError, type KeysetOrder, type Page } from './keyset.js';

const ORDER: KeysetOrder = {
  name: 'score',
  columns: [
    { sql: 'r.score', key: 'score', type: 'int', direction: 'DESC' },
    { sql: 'r.id', key: 'id', type: 'int', direction: 'ASC' },
  ],
};

interface Row {
  readonly score: number;
  readonly id: number;
}

const compare = (a: Row, b: Row) => b.score - a.score || a.id - b.id;

/** What the database would do with the query: the same comparison over an array. */
function fetch(all: readonly Row[], request: Parameters<typeof keysetQuery>[1]) {
  const query = keysetQuery(ORDER, request);
  const backward = request.last != null;
  const sorted = [...all].sort(compare);
  const cursor = query.parameters.length
    ? { score: Number(query.parameters[0]), id: Number(query.parameters[1]) }
    : undefined;
  const beyond = sorted.filter(
    (row) => !cursor || (backward ? compare(row, cursor) < 0 : compare(row, cursor) > 0),
  );
  const fetched = (backward ? beyond.reverse() : beyond).slice(0, query.limit);
  return query.page(fetched);
}

const rows = fc.uniqueArray(fc.record({ score: fc.integer({ min: 0, max: 5 }), id: fc.nat(500) }), {
  selector: (row) => row.id,
  maxLength: 60,
});

describe('keyset paging', () => {
  it('walks every row once, in order, from either end, whatever the page size', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 20 }), fc.boolean(), (all, size, backward) => {
        const seen: Row[] = [];
        let cursor: string | null = null;
        for (;;) {
          const page: Page<Row> = backward
            ? fetch(all, { last: size, before: cursor })
            : fetch(all, { first: size, after: cursor });
          if (backward) seen.unshift(...page.rows);
          else seen.push(...page.rows);
          cursor = backward ? page.startCursor : page.endCursor;
          if (!(backward ? page.hasPreviousPage : page.hasNextPage)) break;
        }
        expect(seen).toEqual([...all].sort(compare));
      }),
    );
  });

  it('neither repeats nor loses rows when others come between two pages', () => {
    fc.assert(
      fc.property(rows, rows, fc.integer({ min: 1, max: 20 }), (before, added, size) => {
        const first = fetch(before, { first: size });
        const ids = new Set(before.map(({ id }) => id));
        const after = [...before, ...added.filter(({ id }) => !ids.has(id))];
        const seen = [...first.rows];
        for (let cursor = first.endCursor; cursor;) {
          const page: Page<Row> = fetch(after, { first: 100, after: cursor });
          seen.push(...page.rows);
          cursor = page.hasNextPage ? page.endCursor : null;
        }
        expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
        expect(before.every((row) => seen.includes(row))).toBe(true);
      }),
    );
  });

  it('compares as a row when all columns run one way, and column by column otherwise', () => {
    const page = keysetQuery(ORDER, { first: 1 }).page([{ score: 3, id: 7 }]);
    const mixed = keysetQuery(ORDER, { first: 1, after: page.endCursor }, 4);
    expect(mixed.where).toBe('((r.score < $4::int) OR (r.score = $4::int AND r.id > $5::int))');
    const oneWay = {
      ...ORDER,
      columns: ORDER.columns.map((column) => ({ ...column, direction: 'ASC' as const })),
    };
    expect(keysetQuery(oneWay, { first: 1, after: page.endCursor }, 1).where).toBe(
      '(r.score, r.id) > ($1::int, $2::int)',
    );
  });

  it.each([
    [{}, /either `first` or `last`/],
    [{ first: 1, last: 1 }, /either `first` or `last`/],
    [{ first: 0 }, /from 1 to 100; it was 0/],
    [{ first: 101 }, /from 1 to 100; it was 101/],
    [{ first: 1, before: 'x' }, /`after` goes with `first`/],
    [{ first: 1, after: 'rubbish' }, /is not a cursor of this list/],
    [{ first: 1, after: cursor(['score', '1']) }, /is not a cursor/],
    [{ first: 1, after: cursor(['other', '1', '2']) }, /is not a cursor/],
    [{ first: 1, after: cursor(['score', '1; DROP TABLE', '2']) }, /is not a cursor/],
  ])('refuses %j and says why', (request, message) => {
    expect(() => keysetQuery(ORDER, request)).toThrow(PageRequestError);
    expect(() => keysetQuery(ORDER, request)).toThrow(message);
  });
});

function cursor(parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}
