import type pg from 'pg';
import { randomBytes } from 'node:crypto';
import {
  ADMINISTRATOR,
  APPLICATION_ROLE,
  connectionUrl,
  OWNER_ROLE,
} from '../../src/local/credentials.js';
import { ensureDatabase, withClient } from '../../src/local/database-roles.js';
import { ACCESS_VARIABLE, TEMPLATE_DATABASE, type TestServerAccess } from './test-server-access.js';

/** A database of a test file's own, with the whole schema and no rows but the template's. */
export interface TestDatabase {
  /** The role that owns every table: for fixtures and for what the application may not do. */
  ownerUrl: string;
  /** The role that the application runs as. */
  appUrl: string;
  /** A superuser, for looking at other roles' connections and ending them. */
  administratorUrl: string;
  /** Deletes it, ending whatever is still connected. */
  drop(): Promise<void>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const json = process.env[ACCESS_VARIABLE];
  if (!json) {
    throw new Error(
      'There is no test server: files that need a database belong in test/, whose Jest project starts one.',
    );
  }
  const { port, credentials } = JSON.parse(json) as TestServerAccess;
  const name = `test_${randomBytes(8).toString('hex')}`;
  const administratorUrl = connectionUrl(ADMINISTRATOR, credentials, port, 'postgres');
  await ensureDatabase(administratorUrl, name, TEMPLATE_DATABASE);
  return {
    ownerUrl: connectionUrl(OWNER_ROLE, credentials, port, name),
    appUrl: connectionUrl(APPLICATION_ROLE, credentials, port, name),
    administratorUrl: connectionUrl(ADMINISTRATOR, credentials, port, name),
    drop: () =>
      withClient(administratorUrl, async (client) => {
        await othersHaveLeft(client, name);
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      }),
  };
}

/**
 * Waits for connections that were closed a moment ago: a server process ended by force while it is closing tells its
 * client so, and a client that nobody listens to any more fails the whole suite.
 */
async function othersHaveLeft(client: pg.Client, name: string): Promise<void> {
  for (let tries = 0; tries < 40; tries += 1) {
    const others = await client.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name]);
    if (others.rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
