import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import request from 'supertest';
import { TestApplication } from '../support/application.js';
import { eventually } from '../support/eventually.js';

const ROOT = join(import.meta.dirname, '../..');
const LOADER = join(ROOT, 'test/support/typescript-loader.mjs');

const FILE = `merchant_code,name,kind,category_code,region_code,joined_on,exited_on\r
M0000001,阿珍女装,HOST,apparel.womens,zhejiang.yiwu,2026-01-05,\r
`;

describe('a worker that is killed in the middle of a job', () => {
  let application: TestApplication;
  const workers: ChildProcess[] = [];

  /** A worker in a process of its own, as it runs in production. */
  async function startWorker(): Promise<ChildProcess> {
    const worker = spawn(process.execPath, ['--import', LOADER, join(ROOT, 'src/worker.ts')], {
      cwd: ROOT,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        NODE_ENV: 'test',
        DATABASE_URL: application.database.appUrl,
        ACCESS_TOKEN_SECRET: 'a secret that only the tests use, 32 bytes',
        DATA_ENCRYPTION_SECRET: 'another one that only the tests use, 32',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    workers.push(worker);
    await once(worker, 'message');
    return worker;
  }

  beforeAll(async () => {
    application = await TestApplication.start();
  }, 60_000);
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await application.stop();
  });

  it('leaves it to the next one, and what was acknowledged lands', async () => {
    const first = await startWorker();
    // Holds the merge up, so that the worker is surely in it when it dies.
    const hold = await application.sql.connect();
    await hold.query('BEGIN; LOCK TABLE merchant IN ACCESS EXCLUSIVE MODE');
    const { body, status } = await request(application.url)
      .post('/feed/merchants')
      .set('authorization', `Bearer ${await application.tokenFor({ role: 'ADMINISTRATOR' })}`)
      .set('content-type', 'text/csv')
      .send(FILE);
    expect(status).toBe(202);
    const locked = await eventually(async () => {
      const { rows } = await hold.query<{ locked_by: string }>(
        `SELECT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL`,
      );
      return rows[0];
    });
    expect(locked.locked_by).not.toBe('');
    first.kill('SIGKILL');
    await once(first, 'exit');
    await hold.query('ROLLBACK');
    hold.release();

    await startWorker();
    const state = await eventually(async () => {
      const { data } = await application.graphql(
        { role: 'ADMINISTRATOR' },
        'query ($id: ID!) { feedLoad(id: $id) { state inserted } }',
        { id: body.loadId },
      );
      return data.feedLoad.state === 'STAGED' ? undefined : data.feedLoad;
    }, 30_000);
    expect(state).toEqual({ state: 'MERGED', inserted: '1' });
  }, 90_000);
});
