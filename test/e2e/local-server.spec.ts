import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { findServerProcess } from '../../src/local/embedded-server.js';
import { isRunning } from '../../src/local/process-table.js';
import { chooseServerPlace } from '../../src/local/server-place.js';

const SUPPORT = join(import.meta.dirname, '..', 'support');
const LOADER = join(SUPPORT, 'typescript-loader.mjs');
const START = join(SUPPORT, 'stand-ins', 'start.ts');

jest.setTimeout(60_000);

/** One `npm start` in the project folder of a test. */
class Run {
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

async function until(condition: () => unknown, what: () => string): Promise<void> {
  for (const deadline = Date.now() + 40_000; !(await condition());) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what()}`);
    await delay(50);
  }
}

interface Answer {
  notes: number;
  role: string;
  pid: number;
  owner: string | null;
}

async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Answer;
}

describe('npm start', () => {
  let folder: string;
  let runs: Run[];

  const start = (environment?: NodeJS.ProcessEnv): Run => {
    const run = new Run(folder, environment);
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

  it('starts, serves, stops in order and finds everything again', async () => {
    const first = start();
    const url = await first.ready();
    expect(first.output).toMatch(/PostgreSQL 18\.\d+ on 127\.0\.0\.1:\d+, new; data in \.caopan/);
    expect(first.output).toContain('staff  ann  secret');
    expect(first.output).toContain(`1. Open ${url}/notes`);
    expect(await ask(`${url}/1`, { method: 'PUT' })).toMatchObject({
      notes: 11,
      role: 'caopan_app',
      owner: null,
    });
    const pid = await serverPid();
    expect(pid).toBeDefined();
    const { api } = await filesIn(folder);

    expect(await first.stop('SIGINT')).toBe(0);
    expect(first.output).toContain('stopped; the data is kept');
    expect(await isRunning(pid!)).toBe(false);
    await expect(stat(postmasterFile())).rejects.toThrow('ENOENT');
    expect(await readFile(api, 'utf8')).toContain('api stopped in order');

    const second = start();
    expect(await ask(await second.ready())).toMatchObject({ notes: 11 });
    expect(second.output).toContain('restarted');
    expect(await second.stop('SIGTERM')).toBe(0);
  });

  it("ends with npm's shell, which does not pass SIGTERM on", async () => {
    const script = `"${process.execPath}" --import "${LOADER}" "${START}"; exit 0`;
    const shell = spawn('/bin/sh', ['-c', script], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await until(
      () => output.includes('caopan is ready at'),
      () => `the start:\n${output}`,
    );
    shell.kill('SIGTERM');
    await until(
      () => output.includes('stopped; the data is kept'),
      () => `the stop:\n${output}`,
    );
    expect(await serverPid()).toBeUndefined();
  });

  it('keeps passwords and keys to its owner', async () => {
    const run = start();
    await run.ready();
    for (const name of ['credentials.json', 'secrets.json']) {
      const path = join(place().folder, name);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      for (const value of Object.values(JSON.parse(await readFile(path, 'utf8')) as object)) {
        expect(run.output).not.toContain(value);
      }
    }
    expect((await stat(place().dataDirectory)).mode & 0o777).toBe(0o700);
    const { api, configuration } = await filesIn(folder);
    expect(await readFile(configuration, 'utf8')).toContain("listen_addresses = '127.0.0.1'");
    expect((await stat(api)).mode & 0o777).toBe(0o600);
    await run.stop();
  });

  it('adopts the server of a killed start and has lost nothing that was acknowledged', async () => {
    const killed = start();
    const url = await killed.ready();
    const { pid: apiPid } = await ask(url);
    const acknowledged = putUntilItFails(url);
    await delay(300);
    const pid = await serverPid();
    killed.process.kill('SIGKILL');
    await until(
      async () => !(await isRunning(apiPid)),
      () => 'the orphaned API to leave',
    );
    const count = await acknowledged;
    expect(count).toBeGreaterThan(5);
    expect(await isRunning(pid!)).toBe(true);

    const next = start();
    const { notes } = await ask(await next.ready());
    expect(next.output).toContain('still running from an earlier start');
    expect(await serverPid()).toBe(pid);
    expect(notes).toBeGreaterThanOrEqual(10 + count);
    expect(await next.stop()).toBe(0);
    expect(await isRunning(pid!)).toBe(false);
  });

  it('recovers when the server was killed together with the start', async () => {
    const killed = start();
    const url = await killed.ready();
    const acknowledged = putUntilItFails(url);
    await delay(300);
    const pid = await serverPid();
    process.kill(-killed.process.pid!, 'SIGKILL');
    process.kill(pid!, 'SIGKILL');
    const count = await acknowledged;
    expect(count).toBeGreaterThan(5);
    expect(await readFile(postmasterFile(), 'utf8')).toContain(String(pid));

    const next = start();
    const { notes } = await ask(await next.ready());
    expect(await serverPid()).not.toBe(pid);
    expect(notes).toBeGreaterThanOrEqual(10 + count);
    expect(await next.stop()).toBe(0);
  });

  it("starts over a lock file that names somebody else's process, and leaves that alone", async () => {
    const first = start();
    await first.ready();
    const file = await readFile(postmasterFile(), 'utf8');
    await first.stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      ...(place().user ?? {}),
      cwd: '/',
    });
    await once(stranger, 'spawn');
    try {
      await writeFile(postmasterFile(), file.replace(/^\d+/, String(stranger.pid)));
      const next = start();
      await next.ready();
      expect(await serverPid()).not.toBe(stranger.pid);
      expect(await next.stop()).toBe(0);
      expect(await isRunning(stranger.pid!)).toBe(true);
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('starts over a lock file that broke off', async () => {
    const first = start();
    await first.ready();
    await first.stop();
    await writeFile(postmasterFile(), '');
    const next = start();
    await next.ready();
    expect(await next.stop()).toBe(0);
  });

  it('refuses a second start in the same folder, and says where the first one is', async () => {
    const first = start();
    const url = await first.ready();
    const second = start();
    expect(await second.exitCode()).toBe(1);
    expect(second.output).toContain(
      `already running in ${folder} as process ${first.process.pid}, at ${url}`,
    );
    expect(await ask(url)).toMatchObject({ notes: 10 });
    expect(await first.stop()).toBe(0);
  });

  it('lets one of two simultaneous first starts in', async () => {
    const both = [start(), start()];
    const refused = await Promise.race(
      both.map(async (run) => ({ run, code: await run.exitCode() })),
    );
    expect(refused.code).toBe(1);
    expect(refused.run.output).toContain('already running');
    const other = both.find((run) => run !== refused.run)!;
    await other.ready();
    expect(await other.stop()).toBe(0);
  });

  it('completes a first load of data that was interrupted', async () => {
    const killed = start({ SEED_DELAY: '400' });
    await killed.says('migrations');
    await delay(1_500);
    expect(killed.output).not.toContain('ready');
    killed.process.kill('SIGKILL');
    await killed.exitCode();

    const interrupted = start({ SEED_DELAY: '400' });
    await interrupted.says('migrations');
    await delay(600);
    expect(await interrupted.stop()).toBe(0);
    expect(await serverPid()).toBeUndefined();

    const next = start();
    expect(await ask(await next.ready())).toMatchObject({ notes: 10 });
    await next.stop();
  });

  it('restarts an API that crashes, and says so', async () => {
    const run = start();
    const url = await run.ready();
    const { pid } = await ask(url);
    await fetch(`${url}/crash`).catch(() => undefined);
    await run.says('ended (exit code 7); starting it again in 0.25 s');
    await until(
      () =>
        ask(url).then(
          (answer) => answer.pid !== pid,
          () => false,
        ),
      () => `the API again:\n${run.output}`,
    );
    process.kill((await ask(url)).pid, 'SIGKILL');
    await run.says('ended (SIGKILL); starting it again in 0.5 s');
    expect(await run.stop()).toBe(0);
  });

  it('gives up on an API that keeps ending, with its last words', async () => {
    const run = start({ API_FAILS: '1' });
    expect(await run.exitCode()).toBe(1);
    expect(run.output).toContain('The api keeps ending (exit code 3, 5 times)');
    expect(run.output).toContain('the reason why the API ends');
    expect(await serverPid()).toBeUndefined();
  });

  it('starts a database that dies under it again', async () => {
    const run = start();
    const url = await run.ready();
    const pid = (await serverPid())!;
    process.kill(pid, 'SIGKILL');
    await run.says('PostgreSQL had died; it was started again');
    expect(await serverPid()).not.toBe(pid);
    await until(
      () =>
        ask(url).then(
          () => true,
          () => false,
        ),
      () => `the API again:\n${run.output}`,
    );
    expect(await run.stop()).toBe(0);
  });

  it('kills a program that does not want to end when asked twice', async () => {
    const run = start({ WORKER_STUBBORN: '1' });
    await run.ready();
    const asked = Date.now();
    run.process.kill('SIGINT');
    await delay(500);
    expect(await run.stop('SIGINT')).toBe(0);
    expect(Date.now() - asked).toBeLessThan(8_000);
    expect(await serverPid()).toBeUndefined();
  });

  it('takes the next port when the wanted one is taken', async () => {
    const { taken, port } = await occupyPort();
    try {
      const run = start({ PORT: String(port) });
      const url = await run.ready();
      expect(run.output).toContain(`${port} is taken; using`);
      expect(Number(new URL(url).port)).toBeGreaterThan(port);
      await run.stop();
    } finally {
      taken.close();
    }
  });

  it('uses the database that DATABASE_URL names and starts none', async () => {
    const host = start();
    await host.ready();
    const { credentials, configuration } = await filesIn(folder);
    const passwords = JSON.parse(await readFile(credentials, 'utf8')) as Record<string, string>;
    const port = /port = '(\d+)'/.exec(await readFile(configuration, 'utf8'))![1];
    const urlOf = (role: string, password = passwords[role]) =>
      `postgresql://${role}:${password}@127.0.0.1:${port}/caopan`;

    const elsewhere = await realpath(await mkdtemp(join(tmpdir(), 'caopan-external-')));
    try {
      const guest = new Run(elsewhere, {
        DATABASE_URL: urlOf('caopan_app'),
        MIGRATION_DATABASE_URL: urlOf('caopan_owner'),
      });
      runs.push(guest);
      expect(await ask(await guest.ready())).toMatchObject({ notes: 10 });
      expect(guest.output).toContain(`at 127.0.0.1:${port}/caopan (DATABASE_URL)`);
      expect(guest.output).toContain('notes 100 % (1 of 1)');
      expect(await guest.stop()).toBe(0);
      await expect(stat(join(elsewhere, '.caopan', 'postgres'))).rejects.toThrow('ENOENT');

      const wrong = new Run(elsewhere, { DATABASE_URL: urlOf('caopan_app', 'not-the-password') });
      runs.push(wrong);
      expect(await wrong.exitCode()).toBe(1);
      expect(wrong.output).toContain('refuses this user or password');
      expect(wrong.output).not.toContain('not-the-password');
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
    await host.stop();
  });
});

async function filesIn(
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
async function putUntilItFails(url: string): Promise<number> {
  for (let id = 1; ; id += 1) {
    const stored = await fetch(`${url}/${id}`, { method: 'PUT' }).then(
      async (response) => response.ok && (await response.text()) !== '',
      () => false,
    );
    if (!stored) return id - 1;
  }
}

async function occupyPort(): Promise<{ taken: Server; port: number }> {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { taken, port: address.port };
}
