import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '../modules/platform/database/database.js';
import { JobStore, type JobRow } from '../modules/platform/jobs/job.store.js';

/** Waits for the end of a job that a worker runs. @param tell is told of every new step */
export async function jobFinished(
  application: INestApplicationContext,
  jobId: string,
  tell: (step: string) => void,
): Promise<JobRow> {
  let step = 'queued';
  for (;;) {
    const job = (await application.get(JobStore).byIds([jobId])).get(jobId)!;
    if (job.finished_at) return job;
    if (job.step !== step) tell((step = job.step));
    await pause(50);
  }
}

/** Waits until no event waits for its delivery, but for those that failed and wait for another try. */
export async function eventsDelivered(application: INestApplicationContext): Promise<void> {
  for (;;) {
    const [row] = await application.get(Database).query<{ waiting: boolean }>(
      `SELECT EXISTS (SELECT FROM graphile_worker.jobs
                       WHERE task_identifier LIKE 'outbox_%' AND run_at <= now() AND attempts < max_attempts) AS waiting`,
    );
    if (!row!.waiting) return;
    await pause(100);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
