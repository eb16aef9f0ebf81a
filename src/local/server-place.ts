import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAtomically } from './files.js';
import { LocalServerError } from './local-server-error.js';

/** The user that the server runs as when the starter is root, whom PostgreSQL refuses: nobody, on every Unix. */
const NOBODY = 65_534;

/** An unprivileged user and group for the server's processes. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/** Owner and mode of a folder, as `fs.stat` gives them. */
export interface FolderPermissions {
  uid: number;
  gid: number;
  mode: number;
}

/** Where a project's server lives. */
export interface ServerPlace {
  /** Holds the data directory, the configuration, the credentials and, where needed, a copy of the binaries. */
  folder: string;
  dataDirectory: string;
  /** Set when the starter is root and must lower its rights for the server. */
  user?: ServerUser;
  /** Why the folder is not inside the project, in a sentence; undefined when it is. */
  reason?: string;
}

/** Whether that user may pass through a folder: the permission bits only, access control lists are not looked at. */
export function mayPass(user: ServerUser, folder: FolderPermissions): boolean {
  if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}

/** Whether that user may pass through a folder and all folders above it. */
export function mayReach(user: ServerUser, folder: string): boolean {
  const above = dirname(folder);
  return mayPass(user, statSync(folder)) && (above === folder || mayReach(user, above));
}

/** A short name for a project, the same in every run: folders and locks outside the project carry it. */
export function projectKey(projectFolder: string): string {
  return createHash('sha256').update(realpathSync(projectFolder)).digest('hex').slice(0, 12);
}

/** What `.caopan/postgres.json` remembers, so that people and later starts find the data. */
interface RememberedPlace {
  project: string;
  folder: string;
}

/**
 * Chooses the place: where the project's database is already; else `.caopan/postgres` of the
 * project; for root in a project that an unprivileged user cannot reach (a home folder of mode
 * 0700), `/var/lib/caopan-<project key>`.
 *
 * Root keeps running the server as the user who owns the data already, so that `sudo npm start`
 * after `npm start` does not take an ordinary user's database away.
 */
export function chooseServerPlace(
  projectFolder: string,
  outsideRoot = '/var/lib',
  startedByRoot = process.getuid?.() === 0,
): ServerPlace {
  const project = realpathSync(projectFolder);
  const inside = join(project, '.caopan', 'postgres');
  const known = rememberedFolder(project);
  if (!startedByRoot) return placeIn(known ?? inside);

  const user = ownerOf(placeIn(known ?? inside).dataDirectory) ?? nobody();
  if (known && known !== inside) return { ...placeIn(known), user };
  if (mayReach(user, project)) return { ...placeIn(inside), user };
  if (existsSync(placeIn(inside).dataDirectory)) {
    throw new LocalServerError(
      `The database in ${inside} belongs to user ${user.uid}, who can no longer reach that folder. ` +
        `Let other users pass through the folders above it (chmod o+x).`,
    );
  }
  return {
    ...placeIn(join(outsideRoot, `caopan-${projectKey(project)}`)),
    user: nobody(),
    reason: `root may not run PostgreSQL, and other users cannot reach ${project}`,
  };
}

/** The user for a new server of root's. */
export function nobody(): ServerUser {
  return { uid: NOBODY, gid: NOBODY };
}

/** Leaves the note that `chooseServerPlace` reads. */
export async function rememberPlace(projectFolder: string, place: ServerPlace): Promise<void> {
  const note = {
    project: realpathSync(projectFolder),
    folder: place.folder,
    dataDirectory: place.dataDirectory,
    ...(place.reason ? { reason: place.reason } : {}),
  };
  await writeAtomically(notePath(note.project), `${JSON.stringify(note, null, 2)}\n`, 0o644);
}

/** A copied project gets a database of its own; a moved one keeps its. */
function rememberedFolder(project: string): string | undefined {
  const path = notePath(project);
  if (!existsSync(path)) return undefined;
  const note = JSON.parse(readFileSync(path, 'utf8')) as RememberedPlace;
  if (!existsSync(placeIn(note.folder).dataDirectory)) return undefined;
  return note.project === project || !existsSync(note.project) ? note.folder : undefined;
}

function notePath(project: string): string {
  return join(project, '.caopan', 'postgres.json');
}

/** The parts of a server's folder. */
export function placeIn(folder: string): { folder: string; dataDirectory: string } {
  return { folder, dataDirectory: join(folder, 'data') };
}

function ownerOf(folder: string): ServerUser | undefined {
  if (!existsSync(folder)) return undefined;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? undefined : { uid, gid };
}
