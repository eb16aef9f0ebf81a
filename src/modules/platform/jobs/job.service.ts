import { Injectable } from '@nestjs/common';
import { actorKey, type RequestContext } from '../context/request-context.js';
import type { Transaction } from '../database/sql-executor.js';
import { newId } from '../kernel/ids.js';
import type { JobRequest } from './job-request.js';
import { JobStore } from './job.store.js';

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
