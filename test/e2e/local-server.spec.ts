import { jest } from '@jest/globals';
import { readFile, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../../src/local/process-table.js';
import { ask, filesIn, putUntilItFails, startFixture, until } from '../support/start-fixture.js';

jest.setTimeout(60_000);

describe('npm start', () => {
  const { start, folder, serverPid, postmasterFile } = startFixture();

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
    const { api } = await filesIn(folder());

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

  it('refuses a second start in the same folder, and says where the first one is', async () => {
    const first = start();
    const url = await first.ready();
    const second = start();
    expect(await second.exitCode()).toBe(1);
    expect(second.output).toContain(
      `already running in ${folder()} as process ${first.process.pid}, at ${url}`,
    );
    expect(await ask(url)).toMatchObject({ notes: 10 });
    expect(await first.stop()).toBe(0);
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
});
