import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectionUrl, OWNER_ROLE } from '../../src/local/credentials.js';
import { ensureDatabase, withClient } from '../../src/local/database-roles.js';
import {
  findServerProcess,
  startEmbeddedServer,
  type EmbeddedServer,
} from '../../src/local/embedded-server.js';
import { acquireInstanceLock } from '../../src/local/instance-lock.js';
import { isRunning } from '../../src/local/process-table.js';
import { nobody, placeIn, type ServerPlace } from '../../src/local/server-place.js';
import { prepareTemplate } from './template.js';
import { TEMPLATE_DATABASE, type TestServerAccess } from './test-server-access.js';

const NAME_PREFIX = 'caopan-test-';
const MEMORY_DISK = '/dev/shm';
const MEMORY_DISK_LEAST_BYTES = 2 * 1024 ** 3;

/**
 * Starts the server of one test run with the migrated template database, in memory where there is
 * room. The returned function stops it and deletes its folder. Servers whose test run was killed
 * are removed first.
 */
export async function startTestServer(): Promise<{
  access: TestServerAccess;
  remove: () => Promise<void>;
}> {
  await removeOrphans();
  const name = `${NAME_PREFIX}${randomBytes(6).toString('hex')}`;
  // Before the folder: one without a lock is an orphan to every other run.
  const attempt = await acquireInstanceLock(name);
  if (!attempt.acquired) throw new Error(`The lock ${name} is taken already.`);
  const place = testPlace(join(baseFolders()[0]!, name));
  const remove = async (): Promise<void> => {
    await killServer(place);
    await rm(place.folder, { recursive: true, force: true });
    await attempt.lock.release();
  };
  try {
    const server = await startEmbeddedServer({ place, durability: 'disposable' });
    await makeTemplate(server);
    return { access: { port: server.port, credentials: server.credentials }, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function makeTemplate(server: EmbeddedServer): Promise<void> {
  await ensureDatabase(server.administratorUrl(), TEMPLATE_DATABASE);
  const { credentials, port } = server;
  const ownerUrl = connectionUrl(OWNER_ROLE, credentials, port, TEMPLATE_DATABASE);
  await prepareTemplate(ownerUrl);
  // A database that somebody is connected to cannot be copied.
  await withClient(server.administratorUrl(), (client) =>
    client.query(`ALTER DATABASE ${TEMPLATE_DATABASE} ALLOW_CONNECTIONS false IS_TEMPLATE true`),
  );
}

async function removeOrphans(): Promise<void> {
  const me = process.getuid?.();
  for (const base of baseFolders()) {
    for (const name of readdirSync(base).filter((it) => it.startsWith(NAME_PREFIX))) {
      const folder = join(base, name);
      if (me !== undefined && statSync(folder, { throwIfNoEntry: false })?.uid !== me) continue;
      const attempt = await acquireInstanceLock(name);
      if (!attempt.acquired) continue;
      await killServer(testPlace(folder));
      await rm(folder, { recursive: true, force: true });
      await attempt.lock.release();
    }
  }
}

/** At once and without writing anything out: the data is about to be deleted. */
async function killServer(place: ServerPlace): Promise<void> {
  const pid = await findServerProcess(place);
  if (pid === undefined) return;
  process.kill(pid, 'SIGQUIT');
  while (await isRunning(pid)) await delay(20);
}

/** Where test servers may be, the preferred folder first. */
function baseFolders(): string[] {
  if (!existsSync(MEMORY_DISK)) return [tmpdir()];
  const { bavail, bsize } = statfsSync(MEMORY_DISK);
  const folders = [MEMORY_DISK, tmpdir()];
  return bavail * bsize >= MEMORY_DISK_LEAST_BYTES ? folders : folders.reverse();
}

function testPlace(folder: string): ServerPlace {
  return { ...placeIn(folder), ...(process.getuid?.() === 0 ? { user: nobody() } : {}) };
}
