import { jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../../src/local/process-table.js';
import {
  ask,
  filesIn,
  LOADER,
  occupyPort,
  START,
  startFixture,
  until,
} from '../support/start-fixture.js';

jest.setTimeout(60_000);

describe('npm start', () => {
  const { start, folder, place, serverPid, postmasterFile } = startFixture();

  it("ends with npm's shell, which does not pass SIGTERM on", async () => {
    const script = `"${process.execPath}" --import "${LOADER}" "${START}"; exit 0`;
    const shell = spawn('/bin/sh', ['-c', script], {
      cwd: folder(),
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
    const { api, configuration } = await filesIn(folder());
    expect(await readFile(configuration, 'utf8')).toContain("listen_addresses = '127.0.0.1'");
    expect((await stat(api)).mode & 0o777).toBe(0o600);
    await run.stop();
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
    const { credentials, configuration } = await filesIn(folder());
    const passwords = JSON.parse(await readFile(credentials, 'utf8')) as Record<string, string>;
    const port = /port = '(\d+)'/.exec(await readFile(configuration, 'utf8'))![1];
    const urlOf = (role: string, password = passwords[role]) =>
      `postgresql://${role}:${password}@127.0.0.1:${port}/caopan`;

    const elsewhere = await realpath(await mkdtemp(join(tmpdir(), 'caopan-external-')));
    try {
      const urls = {
        DATABASE_URL: urlOf('caopan_app'),
        MIGRATION_DATABASE_URL: urlOf('caopan_owner'),
      };
      const guest = start(urls, elsewhere);
      expect(await ask(await guest.ready())).toMatchObject({ notes: 10 });
      expect(guest.output).toContain(`at 127.0.0.1:${port}/caopan (DATABASE_URL)`);
      expect(guest.output).toContain('notes 100 % (1 of 1)');
      expect(await guest.stop()).toBe(0);
      await expect(stat(join(elsewhere, '.caopan', 'postgres'))).rejects.toThrow('ENOENT');

      const wrong = start({ DATABASE_URL: urlOf('caopan_app', 'not-the-password') }, elsewhere);
      expect(await wrong.exitCode()).toBe(1);
      expect(wrong.output).toContain('refuses this user or password');
      expect(wrong.output).not.toContain('not-the-password');
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
    await host.stop();
  });
});
