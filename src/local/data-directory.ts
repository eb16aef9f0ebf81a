import { chown, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADMINISTRATOR } from './credentials.js';
import { makeFolder } from './files.js';
import { LocalServerError } from './local-server-error.js';
import { outputOf, runProgram, type Launch } from './server-launch.js';
import type { ServerPlace } from './server-place.js';

/** Character classes for pg_trgm, the first that the system knows; sorting and case never depend on it. */
const CHARACTER_TYPES = ['C.UTF-8', 'en_US.UTF-8', 'C'];

/**
 * Makes the data directory if there is none, under a draft name that is changed at the end: one that
 * exists is complete. True when it was made now.
 */
export async function ensureDataDirectory(launch: Launch): Promise<boolean> {
  const { folder, dataDirectory, user } = launch.place;
  if (await isFolder(dataDirectory)) return false;
  const draft = join(folder, 'data.draft');
  await rm(draft, { recursive: true, force: true });
  await makeFolder(draft, 0o700);
  const passwordFile = join(folder, 'password.draft');
  await writeFile(passwordFile, launch.credentials.postgres, { mode: 0o600 });
  if (user) {
    await chown(draft, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  try {
    await initialise(launch, draft, passwordFile);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, dataDirectory);
  return true;
}

async function initialise(launch: Launch, folder: string, passwordFile: string): Promise<void> {
  for (const characterType of CHARACTER_TYPES) {
    try {
      await runProgram(launch, launch.binaries.initdb, [
        `--pgdata=${folder}`,
        `--username=${ADMINISTRATOR}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        `--lc-ctype=${characterType}`,
        '--no-instructions',
        ...(launch.durability === 'durable' ? [] : ['--no-sync']),
      ]);
      return;
    } catch (error) {
      const said = outputOf(error);
      if (said.includes('invalid locale name')) continue;
      const remedy = said.includes('could not look up effective user ID')
        ? 'PostgreSQL needs a user with an entry in /etc/passwd: start as one that has it.'
        : 'If its programs do not run on this system, set DATABASE_URL to a PostgreSQL 15 or newer of your own.';
      throw new LocalServerError(
        `PostgreSQL could not make its data directory in ${folder}:\n${said}\n${remedy}`,
      );
    }
  }
}

/** Ordinary users cannot run a server on data that root's start has given to another user. */
export async function requireOwnership(place: ServerPlace): Promise<void> {
  const expected = place.user?.uid ?? process.getuid?.();
  const { uid } = await stat(place.dataDirectory);
  if (expected === undefined || uid === expected) return;
  throw new LocalServerError(
    `The database in ${place.dataDirectory} belongs to user ${uid}, not to you (${expected}): ` +
      'it was made by a start as root. Start as root again, or delete that folder to begin anew.',
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
