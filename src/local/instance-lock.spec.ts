import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireInstanceLock, type LockAttempt } from './instance-lock.js';

function held(attempt: LockAttempt): Extract<LockAttempt, { acquired: true }>['lock'] {
  if (!attempt.acquired) throw new Error('the lock was not acquired');
  return attempt.lock;
}

describe.each([
  ['a name of the kernel', () => undefined],
  ['a socket file', () => join(tmpdir(), `caopan-${randomUUID()}.sock`)],
])('acquireInstanceLock with %s', (_what, makeAddress) => {
  it('lets one in, tells the others who that is, and lets the next in afterwards', async () => {
    const name = `caopan-${randomUUID()}`;
    const address = makeAddress();
    const lock = held(await acquireInstanceLock(name, address));
    lock.publish({ pid: process.pid, url: 'http://localhost:4000' });
    expect(await acquireInstanceLock(name, address)).toEqual({
      acquired: false,
      holder: { pid: process.pid, url: 'http://localhost:4000' },
    });
    await lock.release();
    await held(await acquireInstanceLock(name, address)).release();
  });

  it('lets exactly one of many in', async () => {
    const name = `caopan-${randomUUID()}`;
    const address = makeAddress();
    const attempts = await Promise.all(
      Array.from({ length: 20 }, () => acquireInstanceLock(name, address)),
    );
    expect(attempts.filter(({ acquired }) => acquired)).toHaveLength(1);
    for (const attempt of attempts) if (attempt.acquired) await attempt.lock.release();
  });
});

it('takes over a socket file that nobody listens to', async () => {
  const address = join(tmpdir(), `caopan-${randomUUID()}.sock`);
  await writeFile(address, '');
  await held(await acquireInstanceLock('unused', address)).release();
});
