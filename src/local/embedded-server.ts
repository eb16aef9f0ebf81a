import { rm, unlink } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ADMINISTRATOR, connectionUrl, loadCredentials, type Credentials } from './credentials.js';
import { ensureDataDirectory, requireOwnership } from './data-directory.js';
import { ensureRoles, withClient } from './database-roles.js';
import { makeFolder, readIfPresent, tail, writeAtomically } from './files.js';
import { LocalServerError } from './local-server-error.js';
import { anyFreePort, isFree } from './ports.js';
import { parsePostmasterFile, servesDirectory, type PostmasterFile } from './postmaster-file.js';
import { commandLine, isAlive, isRunning } from './process-table.js';
import { packagedBinaries, prepareBinaries } from './server-binaries.js';
import {
  accessRulesPath,
  configurationPath,
  outputOf,
  postmasterPath,
  runProgram,
  startLogPath,
  type Launch,
} from './server-launch.js';
import type { ServerPlace } from './server-place.js';
import { renderConfiguration, serverSettings, type Durability } from './server-settings.js';
import { decideServerAction } from './server-state.js';

/** Recovery after a crash replays at most `max_wal_size` of log; a slow disk is given this long for it. */
const START_SECONDS = 120;
const STOP_SECONDS = 60;

/** A running server of our own. */
export interface EmbeddedServer {
  port: number;
  pid: number;
  credentials: Credentials;
  /** What the start found: nothing, a stopped server, or a healthy one that a killed start left behind. */
  origin: 'created' | 'started' | 'adopted';
  /** A connection string of the administrator, for databases and roles. */
  administratorUrl(database?: string): string;
  /** Ends all sessions, writes everything out and waits until the server is gone; no error if it is gone already. */
  stop(): Promise<void>;
  isRunning(): Promise<boolean>;
}

export interface EmbeddedServerOptions {
  place: ServerPlace;
  durability: Durability;
  /** The package with PostgreSQL's programs; default: the one that npm installed. */
  binariesPackage?: string;
}

/**
 * Starts the server of a place, making its data directory if there is none. The caller holds the
 * place's instance lock: two of these at once on one folder would take each other's server.
 *
 * @throws LocalServerError when the server cannot be started, with the server's own last words
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { place } = options;
  await makeFolder(place.folder, 0o755);
  const launch: Launch = {
    place,
    durability: options.durability,
    binaries: await prepareBinaries(
      options.binariesPackage ?? packagedBinaries(),
      join(place.folder, 'binaries'),
      place.user,
    ),
    credentials: await loadCredentials(place.folder),
  };
  const created = await ensureDataDirectory(launch);
  await requireOwnership(place);
  const adopted = !created && (await settleEarlierServer(launch));
  if (!adopted) await startServer(launch);
  const file = await readPostmasterFile(place);
  if (typeof file === 'string' || file.port === undefined) {
    throw new LocalServerError(await startFailure(place, 'it ended as soon as it had started'));
  }
  const server = describeServer(launch, file.pid, file.port, adopted, created);
  await ensureRoles(server.administratorUrl(), launch.credentials);
  return server;
}

/** The process that serves a place's data directory, if one does. */
export async function findServerProcess(place: ServerPlace): Promise<number | undefined> {
  const file = await readPostmasterFile(place);
  if (typeof file === 'string') return undefined;
  return (await isOurs(place, file.pid)) ? file.pid : undefined;
}

function describeServer(
  launch: Launch,
  pid: number,
  port: number,
  adopted: boolean,
  created: boolean,
): EmbeddedServer {
  return {
    port,
    pid,
    credentials: launch.credentials,
    origin: adopted ? 'adopted' : created ? 'created' : 'started',
    administratorUrl: (database = 'postgres') =>
      connectionUrl(ADMINISTRATOR, launch.credentials, port, database),
    stop: () => stopServer(launch),
    isRunning: () => isRunning(pid),
  };
}

/** Deals with what an earlier start left behind. True when its server runs and is fit to be used. */
async function settleEarlierServer(launch: Launch): Promise<boolean> {
  const deadline = Date.now() + START_SECONDS * 1000;
  for (;;) {
    switch (await inspect(launch)) {
      case 'start':
        return false;
      case 'adopt':
        return true;
      case 'remove-file-and-start':
        await unlink(postmasterPath(launch.place));
        return false;
      case 'stop-and-start':
        await stopServer(launch);
        return false;
      case 'wait':
        if (Date.now() > deadline) {
          throw new LocalServerError(
            `A PostgreSQL of an earlier start has been starting or stopping for ${START_SECONDS} seconds; ` +
              `look into ${join(launch.place.dataDirectory, 'log')}.`,
          );
        }
        await delay(100);
    }
  }
}

async function inspect(launch: Launch): Promise<ReturnType<typeof decideServerAction>> {
  const { place } = launch;
  const file = await readPostmasterFile(place);
  if (typeof file === 'string') {
    return decideServerAction({
      file,
      alive: false,
      ours: false,
      settingsCurrent: false,
      answers: false,
    });
  }
  const alive = isAlive(file.pid);
  const ours = alive && (await isOurs(place, file.pid));
  const { port } = file;
  const settingsCurrent =
    port !== undefined &&
    (await readIfPresent(configurationPath(place))) === configuration(launch, port);
  const answers = ours && port !== undefined && (await letsUsIn(launch, port));
  return decideServerAction({ file, alive, ours, settingsCurrent, answers });
}

async function letsUsIn(launch: Launch, port: number): Promise<boolean> {
  const url = connectionUrl(ADMINISTRATOR, launch.credentials, port, 'postgres');
  return withClient(url, (client) => client.query('SELECT 1'), 5_000).then(
    () => true,
    () => false,
  );
}

async function startServer(launch: Launch): Promise<void> {
  const { place } = launch;
  const deadline = Date.now() + START_SECONDS * 1000;
  for (;;) {
    const port = await choosePort(place);
    await writeAtomically(configurationPath(place), configuration(launch, port), 0o644);
    await writeAtomically(
      accessRulesPath(place),
      'host all all 127.0.0.1/32 scram-sha-256\n',
      0o644,
    );
    await rm(startLogPath(place), { force: true });
    try {
      await runProgram(launch, launch.binaries.pgCtl, [
        'start',
        '--wait',
        `--timeout=${START_SECONDS}`,
        `--pgdata=${place.dataDirectory}`,
        `--log=${startLogPath(place)}`,
        `--options=-c "config_file=${configurationPath(place)}"`,
      ]);
      return;
    } catch (error) {
      if (Date.now() > deadline || !(await anotherTryHelps(place, port))) {
        throw new LocalServerError(await startFailure(place, outputOf(error)));
      }
      await delay(250);
    }
  }
}

/** Somebody took the port in between, or backends of a killed server are still finishing a statement. */
async function anotherTryHelps(place: ServerPlace, port: number): Promise<boolean> {
  const said = await tail(startLogPath(place), 4_096);
  return said.includes('pre-existing shared memory block') || !(await isFree(port));
}

/** The port of the last start if it is free, so that a bookmarked connection stays good. */
async function choosePort(place: ServerPlace): Promise<number> {
  const earlier = /^port = '(\d+)'$/m.exec((await readIfPresent(configurationPath(place))) ?? '');
  const port = earlier ? Number(earlier[1]) : undefined;
  return port !== undefined && (await isFree(port)) ? port : anyFreePort();
}

function configuration(launch: Launch, port: number): string {
  const machine = { memoryBytes: totalmem(), processors: availableParallelism() };
  return renderConfiguration({
    port: String(port),
    listen_addresses: '127.0.0.1',
    // A socket's path may have 107 bytes only, and a project's folder can be longer.
    unix_socket_directories: '',
    hba_file: accessRulesPath(launch.place),
    ...serverSettings(machine, launch.durability),
  });
}

async function stopServer(launch: Launch): Promise<void> {
  const pid = await findServerProcess(launch.place);
  if (pid === undefined) return;
  try {
    await runProgram(launch, launch.binaries.pgCtl, [
      'stop',
      '--mode=fast',
      '--wait',
      `--timeout=${STOP_SECONDS}`,
      `--pgdata=${launch.place.dataDirectory}`,
    ]);
  } catch (error) {
    // It may have died by itself meanwhile, which is as good.
    if (await isOurs(launch.place, pid)) {
      throw new LocalServerError(`PostgreSQL did not stop: ${outputOf(error)}`);
    }
  }
  // The lock file goes first, the process a moment later.
  while (await isOurs(launch.place, pid)) await delay(10);
}

async function isOurs(place: ServerPlace, pid: number): Promise<boolean> {
  return servesDirectory((await commandLine(pid)) ?? '', place.dataDirectory);
}

async function readPostmasterFile(
  place: ServerPlace,
): Promise<PostmasterFile | 'garbled' | 'absent'> {
  const text = await readIfPresent(postmasterPath(place));
  return text === undefined ? 'absent' : (parsePostmasterFile(text) ?? 'garbled');
}

async function startFailure(place: ServerPlace, reason: string): Promise<string> {
  const logs = join(place.dataDirectory, 'log');
  const said = (await tail(startLogPath(place), 2_048)).trim();
  return `PostgreSQL did not start: ${reason.trim()}\n${said}\nMore may be in ${logs}.`;
}
