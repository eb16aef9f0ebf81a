import pg from 'pg';
import { entities } from '../../src/entities.js';
import { createDataSource } from '../../src/modules/platform/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** Tables that no entity describes, and why. */
const WITHOUT_ENTITY: readonly { pattern: RegExp; why: string }[] = [
  { pattern: /^migration$/, why: 'TypeORM’s own book of migrations' },
  { pattern: /_history$/, why: 'superseded facts, written and read by set-based SQL only' },
  {
    pattern: /^(merchant_day|live_session|session_minute)(_\d{4}_\d{2})?$/,
    why: 'partitioned facts',
  },
  {
    pattern: /^(market_index|session_outcome|uplift_contribution|uplift_record)$/,
    why: 'figures that are made again, written and read by set-based SQL only',
  },
  { pattern: /^(live_session_registry|promotion_day|indicator_value)$/, why: 'facts of the feed' },
];

describe('entities and migrations', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('describe the same tables: TypeORM would change nothing', async () => {
    const dataSource = createDataSource(database.ownerUrl, 2, entities);
    await dataSource.initialize();
    try {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('leave no table without an entity, but for those that say why', async () => {
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
    );
    await client.end();
    const dataSource = createDataSource(database.ownerUrl, 2, entities);
    await dataSource.initialize();
    const described = new Set(dataSource.entityMetadatas.map(({ tableName }) => tableName));
    await dataSource.destroy();
    const missing = rows
      .map(({ name }) => name)
      .filter(
        (name) => !described.has(name) && !WITHOUT_ENTITY.some(({ pattern }) => pattern.test(name)),
      );
    expect(missing).toEqual([]);
  });
});
