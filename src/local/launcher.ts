import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, type DatabaseSource } from './database-source.js';
import { makeFolder } from './files.js';
import { acquireInstanceLock, type InstanceLock } from './instance-lock.js';
import { LocalServerError } from './local-server-error.js';
import { firstFreePort } from './ports.js';
import { parseSeedLine, renderProgress, type SeedLine } from './progress-lines.js';
import { nextRestart } from './restart-policy.js';
import type { Screen } from './screen.js';
import { projectKey } from './server-place.js';
import type { StartSteps } from './start-steps.js';
import { SupervisedProcess } from './supervised-process.js';
import { runTask } from './task.js';

const DEFAULT_PORT = 4000;
const DATABASE_WATCH_MILLISECONDS = 2_000;
const SLOW_START_MILLISECONDS = 30_000;

export interface LaunchOptions {
  projectFolder: string;
  steps: StartSteps;
  environment: NodeJS.ProcessEnv;
  screen: Screen;
  /** Aborted by the first request to stop: everything ends in order. */
  stop: AbortSignal;
  /** Aborted by the second one: programs are killed rather than asked. */
  hurry: AbortSignal;
}

/**
 * Starts everything, keeps it running and, when asked to stop, ends it in order: programs first,
 * the database last. Resolves when all is down.
 *
 * @throws LocalServerError when something cannot be started or kept running; all is down then too
 */
export async function launch(options: LaunchOptions): Promise<void> {
  const lock = await takeLock(options.projectFolder);
  let database: DatabaseSource | undefined;
  try {
    const begun = Date.now();
    database = await openDatabase(options.projectFolder, options.environment);
    options.screen.step('database', `${database.description} (${seconds(begun)})`);
    const seeded = await prepareData(options, database);
    await serve(options, database, lock, seeded);
  } catch (error) {
    if (!options.stop.aborted) throw error;
  } finally {
    await database?.stop();
    await lock.release();
  }
}

async function takeLock(projectFolder: string): Promise<InstanceLock> {
  const attempt = await acquireInstanceLock(`caopan-${projectKey(projectFolder)}`);
  if (attempt.acquired) return attempt.lock;
  const { pid, url } = attempt.holder ?? {};
  const who = pid === undefined ? '' : ` as process ${pid}`;
  throw new LocalServerError(
    `caopan is already running in ${projectFolder}${who}, ${url ? `at ${url}` : 'and still starting'}. ` +
      'Stop that one first (Ctrl-C in its terminal).',
  );
}

type Account = Extract<SeedLine, { type: 'account' }>;

interface Seeded {
  accounts: Account[];
  suggestions: string[];
}

async function prepareData(options: LaunchOptions, database: DatabaseSource): Promise<Seeded> {
  const { screen, steps, stop } = options;
  const environment = {
    ...database.settings,
    ...options.environment,
    DATABASE_URL: database.applicationUrl,
    MIGRATION_DATABASE_URL: database.ownerUrl,
  };

  let begun = Date.now();
  let last = 'done';
  const onMigration = (line: string): void => {
    last = line;
    screen.progress('migrations', line);
  };
  await runTask('The migration', steps.migrate, environment, onMigration, stop);
  screen.step('migrations', `${last} (${seconds(begun)})`);

  begun = Date.now();
  last = 'complete';
  const seeded: Seeded = { accounts: [], suggestions: [] };
  const onSeed = (text: string): void => {
    const line = parseSeedLine(text);
    if (line.type === 'account') seeded.accounts.push(line);
    else if (line.type === 'suggestion') seeded.suggestions.push(line.text);
    else {
      last = line.type === 'progress' ? renderProgress(line) : line.text;
      screen.progress('data', last);
    }
  };
  const demonstrate = database.embedded || options.environment.SEED_DEMO_DATA === 'true';
  const seed = demonstrate ? steps.seed : steps.seedReferenceOnly;
  await runTask('Loading the data', seed, environment, onSeed, stop);
  screen.step('data', `${last} (${seconds(begun)})`);
  return seeded;
}

/** Runs the API and the worker until somebody asks to stop or one of them cannot be kept running. */
async function serve(
  options: LaunchOptions,
  database: DatabaseSource,
  lock: InstanceLock,
  seeded: Seeded,
): Promise<void> {
  const { screen, stop, hurry } = options;
  const logs = resolve(options.projectFolder, '.caopan', 'log');
  await makeFolder(logs, 0o700);
  const port = await choosePort(options);
  const environment: NodeJS.ProcessEnv = {
    ...database.settings,
    PUBLIC_URL: `http://localhost:${port}`,
    ...options.environment,
    DATABASE_URL: database.applicationUrl,
    PORT: String(port),
  };
  // Only migrations and seeds act as the schema's owner.
  delete environment.MIGRATION_DATABASE_URL;

  const watching = new AbortController();
  const databaseWatch = keepDatabase(database, screen, watching.signal);
  const { programs, listening, failed } = superviseServices(options, environment, logs);
  const ends = [failed, abortion(stop), databaseWatch.then(() => abortion(stop))];
  // Each may fail after another has ended the race.
  for (const end of ends) end.catch(() => undefined);
  const kill = (): void => void Promise.all(programs.map((one) => one.stop(0)));
  hurry.addEventListener('abort', kill, { once: true });
  try {
    for (const one of programs) one.start();
    const slow = setTimeout(
      () => screen.progress('api', `is still starting; its log is ${join(logs, 'api.log')}`),
      SLOW_START_MILLISECONDS,
    );
    const url = await Promise.race([listening, ...ends]).finally(() => clearTimeout(slow));
    lock.publish({ pid: process.pid, url });
    screen.text(welcome(url, seeded, logs));
    await Promise.race(ends);
  } finally {
    if (stop.aborted) screen.text('\n  stopping …');
    watching.abort();
    await Promise.all(programs.map((one) => one.stop()));
    await databaseWatch.catch(() => undefined);
    hurry.removeEventListener('abort', kill);
  }
}

interface Services {
  programs: SupervisedProcess[];
  /** The API's address, once it serves. */
  listening: Promise<string>;
  /** Rejects when one of them cannot be kept running. */
  failed: Promise<never>;
}

function superviseServices(
  { screen, steps }: LaunchOptions,
  environment: NodeJS.ProcessEnv,
  logs: string,
): Services {
  let onListening!: (url: string) => void;
  let onFailure!: (error: LocalServerError) => void;
  const listening = new Promise<string>((resolve) => (onListening = resolve));
  const failed = new Promise<never>((_resolve, reject) => (onFailure = reject));
  const programs = (['api', 'worker'] as const).map(
    (name) =>
      new SupervisedProcess(
        { name, module: steps[name], environment, logFile: join(logs, `${name}.log`) },
        {
          restarting: (name, exit, wait) =>
            screen.step(name, `ended (${exit}); starting it again in ${wait / 1000} s`),
          listening: (name, url) => {
            screen.step(name, `listening at ${url}`);
            if (name === 'api') onListening(url);
          },
          gaveUp: (_name, error) => onFailure(error),
        },
      ),
  );
  return { programs, listening, failed };
}

/** Rejects with the signal's reason when the signal is aborted. */
function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    else signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

async function choosePort(options: LaunchOptions): Promise<number> {
  const wanted = Number(options.environment.PORT || DEFAULT_PORT);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65_535) {
    throw new LocalServerError('PORT must be a whole number from 1 to 65535.');
  }
  const port = await firstFreePort(wanted);
  if (port !== wanted) {
    options.screen.step('port', `${wanted} is taken; using ${port} (PORT chooses another)`);
  }
  return port;
}

/** Starts a server of our own again when it dies, until the signal. Rejects when that is of no use. */
async function keepDatabase(
  database: DatabaseSource,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const deaths: number[] = [];
  while (!signal.aborted) {
    if (await database.revive()) {
      screen.step('database', 'PostgreSQL had died; it was started again and has recovered');
      deaths.push(Date.now());
      if (nextRestart(deaths) === 'give-up') {
        throw new LocalServerError(
          'PostgreSQL keeps dying; is the machine out of memory or disk space?',
        );
      }
    }
    await delay(DATABASE_WATCH_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
}

/** What a person wants to know once all is up. */
export function welcome(url: string, seeded: Seeded, logs: string): string {
  const lines = ['', `  caopan is ready at ${url}`];
  if (seeded.accounts.length > 0) {
    const width = (pick: (account: Account) => string): number =>
      Math.max(...seeded.accounts.map((account) => pick(account).length));
    const [roles, logins] = [width((it) => it.role), width((it) => it.login)];
    lines.push('', '  Sign in as (role, login, password; invented people):');
    for (const { role, login, password } of seeded.accounts) {
      lines.push(`    ${role.padEnd(roles)}  ${login.padEnd(logins)}  ${password}`);
    }
  }
  if (seeded.suggestions.length > 0) {
    lines.push('', '  Try next:');
    for (const [index, text] of seeded.suggestions.entries()) {
      lines.push(`    ${index + 1}. ${text.replaceAll('{url}', url)}`);
    }
  }
  return [...lines, '', `  Logs: ${logs}    Stop: Ctrl-C`, ''].join('\n');
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
