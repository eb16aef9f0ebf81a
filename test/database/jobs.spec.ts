import { JobRefused, JobRegistry } from '../../src/modules/platform/jobs/job-registry.js';
import { JobService } from '../../src/modules/platform/jobs/job.service.js';
import { JobStore, type JobRow } from '../../src/modules/platform/jobs/job.store.js';
import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { UnitOfWork } from '../../src/modules/platform/database/unit-of-work.js';
import { Outbox } from '../../src/modules/platform/outbox/outbox.js';
import { TestApplication } from '../support/application.js';
import { eventually } from '../support/eventually.js';

const context = systemContext('test', new Date());

describe('background jobs and the outbox', () => {
  let application: TestApplication;
  const ran: unknown[] = [];
  const delivered: unknown[] = [];
  let failures = 0;

  beforeAll(async () => {
    application = await TestApplication.start();
    const registry = application.nest.get(JobRegistry);
    registry.register('test.double', async (job, { value }) => {
      await job.progress(0.5, 'half way');
      ran.push(value);
      return { doubled: (value as number) * 2 };
    });
    registry.register('test.refuse', () => Promise.reject(new JobRefused('NO_WAY', 'never works')));
    const outbox = application.nest.get(Outbox);
    outbox.on('test.happened', 'first', async (payload) => void delivered.push(['first', payload]));
    outbox.on('test.happened', 'second', async (payload) => {
      failures += 1;
      if (failures === 1) throw new Error('the first try fails');
      delivered.push(['second', payload]);
    });
    await application.nest.get(JobWorker).start();
  });
  afterAll(() => application.stop());

  const start = (kind: string, payload: Record<string, unknown>) =>
    application.nest
      .get(UnitOfWork)
      .run(context, (transaction) =>
        application.nest.get(JobService).start(transaction, context, { kind, payload }),
      );
  const finished = (id: string) =>
    eventually(async () => {
      const job = (await application.nest.get(JobStore).byIds([id])).get(id)!;
      return job.finished_at ? job : undefined;
    });

  it('runs a job and keeps its result', async () => {
    const job: JobRow = await finished(await start('test.double', { value: 21 }));
    expect(job).toMatchObject({ state: 'SUCCEEDED', result: { doubled: 42 }, attempts: 1 });
    expect(Number(job.progress)).toBe(1);
  });

  it('does not run a job whose transaction was rolled back', async () => {
    const unitOfWork = application.nest.get(UnitOfWork);
    await expect(
      unitOfWork.run(context, async (transaction) => {
        await application.nest
          .get(JobService)
          .start(transaction, context, { kind: 'test.double', payload: { value: 666 } });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await finished(await start('test.double', { value: 1 }));
    expect(ran).not.toContain(666);
  });

  it('ends a refused job at once, with its reason', async () => {
    const job = await finished(await start('test.refuse', {}));
    expect(job).toMatchObject({
      state: 'FAILED',
      error_code: 'NO_WAY',
      error_message: 'never works',
      attempts: 1,
    });
  });

  it('takes over the job of a worker that was killed', async () => {
    // A dead worker: on the roll, holding a job, and no connection that holds its lock.
    const id = await application.nest.get(UnitOfWork).run(context, async (transaction) => {
      const jobId = await application.nest
        .get(JobService)
        .start(transaction, context, { kind: 'test.double', payload: { value: 7 } });
      await transaction.execute(
        `INSERT INTO job_worker (worker_id, lock_key) VALUES ('worker-dead', 424242)`,
      );
      await transaction.execute(
        `UPDATE graphile_worker._private_jobs SET locked_by = 'worker-dead', locked_at = now()
          WHERE payload->>'jobId' = $1`,
        [jobId],
      );
      await transaction.execute(`UPDATE background_job SET state = 'RUNNING' WHERE id = $1`, [
        jobId,
      ]);
      return jobId;
    });
    expect(await finished(id)).toMatchObject({ state: 'SUCCEEDED', result: { doubled: 14 } });
  }, 30_000);

  it('delivers an event to each handler, and again only to the one that failed', async () => {
    await application.nest
      .get(UnitOfWork)
      .run(context, (transaction) =>
        application.nest
          .get(Outbox)
          .publish(transaction, { kind: 'test.happened', payload: { n: 1 } }),
      );
    await eventually(async () => (delivered.length === 2 ? true : undefined));
    expect(delivered).toEqual(
      expect.arrayContaining([
        ['first', { n: 1 }],
        ['second', { n: 1 }],
      ]),
    );
  }, 30_000);
});
