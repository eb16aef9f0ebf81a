import { Injectable } from '@nestjs/common';
import { NotFound } from '../access/access-denied.js';
import { STAFF } from '../access/roles.js';
import { actorKey, hasRole, type RequestContext } from '../context/request-context.js';
import type { Transaction } from '../database/sql-executor.js';
import { closable } from '../events/closable.js';
import { Listener } from '../events/listener.js';
import { newId } from '../kernel/ids.js';
import type { JobRequest } from './job-request.js';
import { JOB_CHANNEL, JobStore, type JobRow } from './job.store.js';

@Injectable()
export class JobService {
  constructor(
    private readonly store: JobStore,
    private readonly listener: Listener,
  ) {}

  /** Queues a job in the caller's transaction: it exists exactly if the change that wants it exists. */
  async start(
    transaction: Transaction,
    context: RequestContext,
    request: JobRequest,
  ): Promise<string> {
    const id = newId();
    await this.store.insert(transaction, id, request, actorKey(context.actor));
    return id;
  }

  /** Those of the jobs that the caller asked for, or for staff all of them. */
  async byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, JobRow>> {
    const jobs = await this.store.byIds(ids);
    if (hasRole(context, STAFF)) return jobs;
    const own = actorKey(context.actor);
    return new Map([...jobs].filter(([, job]) => job.requested_by === own));
  }

  /**
   * The job as it is now and after each change, until it has come to its end.
   * @throws NotFound for a job that the caller may not see
   */
  async watch(context: RequestContext, id: string): Promise<AsyncIterableIterator<JobRow>> {
    if (!(await this.byIds(context, [id])).has(id)) throw new NotFound('The job');
    const { listener, store } = this;
    return closable(async function* (signal) {
      // Listening comes before reading, so that no change falls between the two.
      const news = await listener.subscribe(JOB_CHANNEL, signal);
      const read = async () => (await store.byIds([id])).get(id);
      let job = await read();
      if (job) yield job;
      if (!job || hasEnded(job)) return;
      for await (const changedId of news) {
        // Empty after a lost connection: anything may have changed.
        if (changedId !== id && changedId !== '') continue;
        const before: JobRow = job;
        job = await read();
        if (!job) return;
        if (!isSame(before, job)) yield job;
        if (hasEnded(job)) return;
      }
    });
  }
}

function hasEnded({ state }: JobRow): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED';
}

function isSame(a: JobRow, b: JobRow): boolean {
  return (
    a.state === b.state &&
    a.progress === b.progress &&
    a.step === b.step &&
    a.attempts === b.attempts
  );
}
