import { join, relative } from 'node:path';
import {
  APPLICATION_ROLE,
  connectionUrl,
  DATABASE_NAME,
  loadSecrets,
  OWNER_ROLE,
} from './credentials.js';
import { ensureDatabase, withClient } from './database-roles.js';
import { startEmbeddedServer, type EmbeddedServer } from './embedded-server.js';
import { checkExternalDatabase } from './external-database.js';
import { makeFolder } from './files.js';
import { LocalServerError } from './local-server-error.js';
import { chooseServerPlace, rememberPlace, type ServerPlace } from './server-place.js';

/** The database of a start, ours or somebody else's. */
export interface DatabaseSource {
  /** The application role's connection. */
  applicationUrl: string;
  /** The owner role's connection, for migrations and seeds. */
  ownerUrl: string;
  /** Settings that belong to this database and that the environment may override. */
  settings: Record<string, string>;
  /** For people: version and place, no password. */
  description: string;
  embedded: boolean;
  /** Starts a server of ours again if it has died. True when it had. */
  revive(): Promise<boolean>;
  stop(): Promise<void>;
}

/** The database that DATABASE_URL names, or a server of our own in the project's folder. */
export async function openDatabase(
  projectFolder: string,
  environment: NodeJS.ProcessEnv,
): Promise<DatabaseSource> {
  const url = environment.DATABASE_URL;
  return url
    ? openExternalDatabase(url, environment.MIGRATION_DATABASE_URL || url)
    : openEmbeddedDatabase(projectFolder);
}

async function openExternalDatabase(
  applicationUrl: string,
  ownerUrl: string,
): Promise<DatabaseSource> {
  const found = await checkExternalDatabase('DATABASE_URL', applicationUrl);
  if (ownerUrl !== applicationUrl) await checkExternalDatabase('MIGRATION_DATABASE_URL', ownerUrl);
  return {
    applicationUrl,
    ownerUrl,
    settings: {},
    description: `PostgreSQL ${found.version} at ${found.location} (DATABASE_URL)`,
    embedded: false,
    revive: async () => false,
    stop: async () => undefined,
  };
}

async function openEmbeddedDatabase(projectFolder: string): Promise<DatabaseSource> {
  const place = chooseServerPlace(projectFolder);
  // Passable for the server's user; what is private inside has modes of its own.
  await makeFolder(join(projectFolder, '.caopan'), 0o755);
  let server = await startEmbeddedServer({ place, durability: 'durable' });
  await rememberPlace(projectFolder, place);
  const urlOf = (role: typeof OWNER_ROLE | typeof APPLICATION_ROLE): string =>
    connectionUrl(role, server.credentials, server.port, DATABASE_NAME);
  await ensureDatabase(server.administratorUrl(), DATABASE_NAME);
  return {
    applicationUrl: urlOf(APPLICATION_ROLE),
    ownerUrl: urlOf(OWNER_ROLE),
    settings: await loadSecrets(place.folder),
    description: await describe(projectFolder, place, server),
    embedded: true,
    revive: async () => {
      if (await server.isRunning()) return false;
      const { port } = server;
      server = await startEmbeddedServer({ place, durability: 'durable' });
      if (server.port !== port) {
        throw new LocalServerError(
          `PostgreSQL died, and another program has taken its port ${port} since. Start again.`,
        );
      }
      return true;
    },
    stop: () => server.stop(),
  };
}

const ORIGINS: Record<EmbeddedServer['origin'], string> = {
  created: 'new',
  started: 'restarted',
  adopted: 'still running from an earlier start',
};

async function describe(
  projectFolder: string,
  place: ServerPlace,
  server: EmbeddedServer,
): Promise<string> {
  const version = await withClient(server.administratorUrl(), async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]!.server_version;
  });
  const inside = relative(projectFolder, place.dataDirectory);
  const where = place.reason || inside.startsWith('..') ? place.dataDirectory : inside;
  const why = place.reason ? `, because ${place.reason}` : '';
  return `PostgreSQL ${version} on 127.0.0.1:${server.port}, ${ORIGINS[server.origin]}; data in ${where}${why}`;
}
