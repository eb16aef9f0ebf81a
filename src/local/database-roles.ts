import pg from 'pg';
import { APPLICATION_ROLE, OWNER_ROLE, type Credentials } from './credentials.js';

/** Makes the two login roles, or gives the existing ones the passwords that we hold. */
export async function ensureRoles(
  administratorUrl: string,
  credentials: Credentials,
): Promise<void> {
  await withClient(administratorUrl, async (client) => {
    for (const role of [OWNER_ROLE, APPLICATION_ROLE] as const) {
      const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      const verb = known.rowCount === 0 ? 'CREATE' : 'ALTER';
      await client.query(
        `${verb} ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(credentials[role])}`,
      );
    }
  });
}

/**
 * Makes a database that the owner role owns, if there is none of that name.
 *
 * @param administratorUrl a superuser's connection to any other database of the server
 * @param template a database to copy, files and all, to which nobody may be connected
 */
export async function ensureDatabase(
  administratorUrl: string,
  name: string,
  template?: string,
): Promise<void> {
  await withClient(administratorUrl, async (client) => {
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    const quoted = client.escapeIdentifier(name);
    const copying = template
      ? `TEMPLATE ${client.escapeIdentifier(template)} STRATEGY FILE_COPY`
      : '';
    if (known.rowCount === 0) {
      await client.query(`CREATE DATABASE ${quoted} OWNER ${OWNER_ROLE} ${copying}`);
    }
    await client.query(`REVOKE ALL ON DATABASE ${quoted} FROM PUBLIC`);
    await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${quoted} TO ${APPLICATION_ROLE}`);
  });
}

/** Runs a piece of work on one connection, which is closed afterwards. */
export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
  connectionTimeoutMillis = 10_000,
): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis });
  // Without a listener, a server that goes away between two queries would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
