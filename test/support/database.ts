import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { prepareTemplate } from './template.js';

export interface TestDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  drop(): Promise<void>;
}

/** A database of one's own, cloned from the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_SERVER_URL!;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await ensureTemplate(server);
  await administer(
    server,
    `CREATE DATABASE ${name} TEMPLATE ${process.env.TEST_TEMPLATE} OWNER caopan_owner STRATEGY FILE_COPY`,
  );
  return {
    ownerUrl: urlFor(server, 'caopan_owner', name),
    appUrl: urlFor(server, 'caopan_app', name),
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/**
 * The first worker of a run that needs the template makes it; the others wait. Made here and not in Jest's
 * global setup, because that runs before any TypeScript can be imported.
 */
async function ensureTemplate(server: string): Promise<void> {
  const template = process.env.TEST_TEMPLATE!;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
    const ready = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (ready.rowCount) return;
    await client.query(`CREATE DATABASE ${template}_half OWNER caopan_owner`);
    await prepareTemplate(urlFor(server, 'caopan_owner', `${template}_half`));
    await client.query(`ALTER DATABASE ${template}_half RENAME TO ${template}`);
  } finally {
    await client.end();
  }
}

async function administer(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function urlFor(server: string, user: string, database: string): string {
  const url = new URL(server);
  url.username = user;
  url.pathname = `/${database}`;
  return url.toString();
}
