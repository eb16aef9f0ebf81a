import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Credentials } from './credentials.js';
import type { ServerBinaries } from './server-binaries.js';
import type { ServerPlace } from './server-place.js';
import type { Durability } from './server-settings.js';

const run = promisify(execFile);

/** All that running a PostgreSQL program for a place takes. */
export interface Launch {
  place: ServerPlace;
  durability: Durability;
  binaries: ServerBinaries;
  credentials: Credentials;
}

/** Runs a PostgreSQL program as the server's user, from a folder that this user can be in. */
export async function runProgram(launch: Launch, program: string, args: string[]): Promise<void> {
  const { place } = launch;
  await run(program, args, {
    ...(place.user ?? {}),
    cwd: place.folder,
    windowsHide: true,
    // The server would take defaults from PG* variables, and its messages must stay in English.
    env: {
      ...Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^(PG|LC_)/.test(name)),
      ),
      LC_ALL: 'C',
    },
  });
}

/** What a failed program printed, or why it could not be run. */
export function outputOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return stderr?.trim() || message;
}

export function postmasterPath(place: ServerPlace): string {
  return join(place.dataDirectory, 'postmaster.pid');
}

/** Inside the data directory, the only folder that the server's user may write to. */
export function startLogPath(place: ServerPlace): string {
  return join(place.dataDirectory, 'startup.log');
}

/** Outside the data directory: root must not write files in a folder that another user controls. */
export function configurationPath(place: ServerPlace): string {
  return join(place.folder, 'postgresql.conf');
}

export function accessRulesPath(place: ServerPlace): string {
  return join(place.folder, 'pg_hba.conf');
}
