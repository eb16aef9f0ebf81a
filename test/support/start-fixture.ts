import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findServerProcess } from '../../src/local/embedded-server.js';
import { isRunning } from '../../src/local/process-table.js';
import { chooseServerPlace } from '../../src/local/server-place.js';

export const LOADER = join(import.meta.dirname, 'typescript-loader.mjs');
export const START = join(import.meta.dirname, 'stand-ins', 'start.ts');

/** One `npm start` in the project folder of a test. */
export class Run {
  output = '';
  readonly process: ChildProcess;
  private readonly ended: Promise<number | null>;

  constructor(folder: string, environment: NodeJS.ProcessEnv = {}) {
    const { DATABASE_URL: _database, PORT: _port, ...inherited } = process.env;
    this.process = spawn(process.execPath, ['--import', LOADER, START], {
      cwd: folder,
      // A group of its own, so that a test can kill all of it and nothing else.
      detached: true,
      env: { ...inherited, NODE_OPTIONS: '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.ended = once(this.process, 'close').then(([code]) => code as number | null);
  }

  async says(text: string): Promise<void> {
    await until(
      () => this.output.includes(text),
      () => `"${text}" in:\n${this.output}`,
    );
  }

  /** The API's address. */
  async ready(): Promise<string> {
    await this.says('caopan is ready at');
    return /caopan is ready at (\S+)/.exec(this.output)![1]!;
  }

  exitCode(): Promise<number | null> {
    return this.ended;
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.process.kill(signal);
    return this.ended;
  }
}

export async function until(condition: () => unknown, what: () => string): Promise<void> {
  for (const deadline = Date.now() + 40_000; !(await condition());) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what()}`);
    await delay(50);
  }
}

export interface Answer {
  notes: number;
  role: string;
  pid: number;
  owner: string | null;
}

export async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Answer;
}

/** What a test of `npm start` works with: a project folder of its own, and whatever it starts there. */
export interface StartFixture {
  start(environment?: NodeJS.ProcessEnv, elsewhere?: string): Run;
  folder(): string;
  place(): ReturnType<typeof chooseServerPlace>;
  serverPid(): Promise<number | undefined>;
  postmasterFile(): string;
}

/** Registers the hooks that make the folder before each test, and end everything in it afterwards. */
export function startFixture(): StartFixture {
  let folder: string;
  let runs: Run[];

  const start = (environment?: NodeJS.ProcessEnv, elsewhere?: string): Run => {
    const run = new Run(elsewhere ?? folder, environment);
    runs.push(run);
    return run;
  };
  const place = () => chooseServerPlace(folder);
  const serverPid = (): Promise<number | undefined> => findServerProcess(place());
  const postmasterFile = () => join(place().dataDirectory, 'postmaster.pid');

  beforeEach(async () => {
    runs = [];
    folder = await realpath(await mkdtemp(join(tmpdir(), 'caopan start-')));
    await chmod(folder, 0o755);
  });

  afterEach(async () => {
    for (const { process: supervisor } of runs) supervisor.kill('SIGKILL');
    const pid = await serverPid();
    if (pid !== undefined) {
      process.kill(pid, 'SIGQUIT');
      await until(
        async () => !(await isRunning(pid)),
        () => 'the end of the server',
      );
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  return { start, folder: () => folder, place, serverPid, postmasterFile };
}

export async function filesIn(
  folder: string,
): Promise<Record<'api' | 'configuration' | 'credentials', string>> {
  const { folder: serverFolder } = chooseServerPlace(folder);
  return {
    api: join(folder, '.caopan', 'log', 'api.log'),
    configuration: join(serverFolder, 'postgresql.conf'),
    credentials: join(serverFolder, 'credentials.json'),
  };
}

/** Adds rows one after another; how many were acknowledged before the API was gone. */
export async function putUntilItFails(url: string): Promise<number> {
  for (let id = 1; ; id += 1) {
    const stored = await fetch(`${url}/${id}`, { method: 'PUT' }).then(
      async (response) => response.ok && (await response.text()) !== '',
      () => false,
    );
    if (!stored) return id - 1;
  }
}

export async function occupyPort(): Promise<{ taken: Server; port: number }> {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { taken, port: address.port };
}
