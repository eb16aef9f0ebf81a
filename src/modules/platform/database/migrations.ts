import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { createDataSource } from './data-source.js';
import { migrations } from '../../../../migrations/index.js';

/** One migrator at a time, also when several instances of the program are started together. */
const LOCK = 'SELECT pg_advisory_lock(762347001)';

/**
 * The queue protects its tables by row-level security without policies: only their owner gets in. The
 * application's role is let in here, after each upgrade of the queue, and not by a migration of ours.
 */
const QUEUE_RIGHTS = `DO $$
DECLARE t regclass;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'caopan_app') THEN RETURN; END IF;
  -- TypeORM makes its book before the first migration could grant anything; /ready reads it.
  GRANT SELECT ON migration TO caopan_app;
  GRANT USAGE ON SCHEMA graphile_worker TO caopan_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO caopan_app;
  GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA graphile_worker TO caopan_app;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO caopan_app;
  FOR t IN SELECT oid FROM pg_class c WHERE relnamespace = 'graphile_worker'::regnamespace AND relrowsecurity
              AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = 'caopan_app')
  LOOP
    EXECUTE format('CREATE POLICY caopan_app ON %s TO caopan_app USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$`;

/**
 * Brings the database up to date: the queue's own schema first (migrations grant rights on it), then ours,
 * each in a transaction of its own.
 *
 * @param ownerUrl a connection that owns the tables
 * @returns the names of the migrations that were run now
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: ownerUrl });
  await lock.connect();
  try {
    await lock.query(LOCK);
    await runMigrations({ connectionString: ownerUrl });
    const dataSource = createDataSource(ownerUrl, 2);
    dataSource.setOptions({ migrations, migrationsTableName: 'migration' });
    await dataSource.initialize();
    try {
      const done = await dataSource.runMigrations({ transaction: 'each' });
      await lock.query(QUEUE_RIGHTS);
      return done.map(({ name }) => name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}
