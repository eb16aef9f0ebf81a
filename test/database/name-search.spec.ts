import fc from 'fast-check';
import pg from 'pg';
import { nameContains } from '../../src/modules/platform/database/name-search.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('search for a part of a name', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const found = async (names: readonly string[], text: string) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT name FROM unnest($2::text[]) AS known (name) WHERE ${nameContains('name', '$1', text)}`,
      [text, names],
    );
    return rows.map(({ name }) => name);
  };

  it('finds what contains it, for any texts', async () => {
    // Few characters, one of them outside the basic plane, so that texts often contain one another.
    const text = fc
      .array(fc.constantFrom('女', '装', 'a', 'A', '%', '_', '\\', "'", '𠮷', ' '), {
        maxLength: 7,
      })
      .map((characters) => characters.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 12 }), text, async (names, part) => {
        const expected = names.filter((name) => name.toLowerCase().includes(part.toLowerCase()));
        expect(await found(names, part)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['女', '女装', '义乌女装', 'AB'])('looks %s up in the index', async (part) => {
    await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off');
    for (const table of ['merchant', 'operator']) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT id FROM ${table} WHERE ${nameContains('name', '$1', part).replaceAll(
          '$1',
          pg.escapeLiteral(part),
        )}`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain(`Bitmap Index Scan on ${table}_name_grams`);
    }
    await client.query('ROLLBACK');
  });

  it('holds for everything when nothing is looked for', async () => {
    const { rows } = await client.query(
      `SELECT name FROM unnest($2::text[]) AS known (name) WHERE ${nameContains('name', '$1', undefined)}`,
      [null, ['女装', '']],
    );
    expect(rows).toHaveLength(2);
  });
});
