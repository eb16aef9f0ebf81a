import { Injectable } from '@nestjs/common';
import { actorKey, type RequestContext } from '../context/request-context.js';
import type { Transaction } from '../database/sql-executor.js';
import { newId } from '../kernel/ids.js';
import { JobStore } from './job.store.js';

export interface JobRequest {
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Jobs of one queue run one after another; leave out for jobs that may run side by side. */
  readonly queue?: string;
}

@Injectable()
export class JobService {
  constructor(private readonly store: JobStore) {}

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
}
