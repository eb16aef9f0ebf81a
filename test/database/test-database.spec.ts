import { withClient } from '../../src/local/database-roles.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('createTestDatabase', () => {
  let databases: TestDatabase[];

  beforeEach(async () => {
    databases = await Promise.all(Array.from({ length: 4 }, () => createTestDatabase()));
  });
  afterEach(() => Promise.all(databases.map((database) => database.drop())));

  it('gives each caller a migrated database of its own, also at the same time', async () => {
    const [first, second] = databases;
    await withClient(first!.ownerUrl, (client) => client.query('CREATE TABLE only_here ()'));
    const tables = async (url: string): Promise<string[]> =>
      withClient(url, async (client) => {
        const { rows } = await client.query<{ relname: string }>(
          `SELECT relname FROM pg_class WHERE relname IN ('migration', 'only_here') AND relkind = 'r' ORDER BY 1`,
        );
        return rows.map(({ relname }) => relname);
      });
    expect(await tables(first!.ownerUrl)).toEqual(['migration', 'only_here']);
    expect(await tables(second!.ownerUrl)).toEqual(['migration']);
  });

  it('keeps the application role from changing the schema', async () => {
    await withClient(databases[0]!.appUrl, async (client) => {
      await expect(client.query('DROP TABLE migration')).rejects.toMatchObject({ code: '42501' });
      await expect(client.query('CREATE TABLE sneaky ()')).rejects.toMatchObject({ code: '42501' });
    });
  });
});
