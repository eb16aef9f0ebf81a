import { withClient } from './database-roles.js';
import { LocalServerError } from './local-server-error.js';

const OLDEST_VERSION = 150_000;

/** A database that somebody else runs, as DATABASE_URL names it. */
export interface ExternalDatabase {
  /** For example `18.4`. */
  version: string;
  /** Host, port and database, without user and password. */
  location: string;
}

/**
 * Connects once, so that a wrong DATABASE_URL is reported before anything is started.
 *
 * @throws LocalServerError naming what to repair; it never carries the password
 */
export async function checkExternalDatabase(
  variable: string,
  url: string,
): Promise<ExternalDatabase> {
  const location = locationOf(variable, url);
  let found: { number: number; version: string };
  try {
    found = await withClient(url, async (client) => {
      const { rows } = await client.query<{ number: number; version: string }>(
        `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version`,
      );
      return rows[0]!;
    });
  } catch (error) {
    throw new LocalServerError(`${variable} (${location}): ${explainConnectionFailure(error)}`);
  }
  if (found.number < OLDEST_VERSION) {
    throw new LocalServerError(
      `${variable} (${location}): the server is PostgreSQL ${found.version}; 15 or newer is needed.`,
    );
  }
  return { version: found.version.split(' ')[0]!, location };
}

function locationOf(variable: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new LocalServerError(
      `${variable} is not a PostgreSQL address; it should look like postgresql://user:password@host:5432/database ` +
        '(characters such as @ : / in the password are written %40 %3A %2F).',
    );
  }
  return `${url.hostname || 'localhost'}:${url.port || '5432'}${url.pathname}`;
}

/** Says in a sentence why a connection failed, from the SQLSTATE or the system's error code alone. */
export function explainConnectionFailure(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  switch (code) {
    case '28P01':
    case '28000':
      return 'the server refuses this user or password.';
    case '3D000':
      return 'the server has no database of that name; create it first.';
    case '53300':
      return 'the server has no connection left; raise max_connections or stop another client.';
    case '57P03':
      return 'the server is starting or stopping; try again in a moment.';
    case 'ECONNREFUSED':
      return 'nothing listens there; is the server running, and is the port right?';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name is not known.';
  }
  if (/timeout/i.test(message ?? ''))
    return 'no answer; is the host reachable through the firewall?';
  if (/SSL|TLS|certificate/i.test(message ?? '')) {
    return 'the encrypted connection failed; see sslmode in the address.';
  }
  return `the connection failed (${code ?? 'no error code'}).`;
}
