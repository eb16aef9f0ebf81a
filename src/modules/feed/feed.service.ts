import { Injectable } from '@nestjs/common';
import { NotFound } from '../platform/access/access-denied.js';
import { actorKey, hasRole, type RequestContext } from '../platform/context/request-context.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import { Listener } from '../platform/events/listener.js';
import { JOB_CHANNEL, JobStore, type JobRow } from '../platform/jobs/job.store.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import type { Locale } from '../platform/kernel/result.js';
import type { FeedLoad } from './domain/load.js';
import { safeCsvCell } from '../platform/kernel/safe-csv.js';
import { FeedLoadStore, type FeedLoadFilter, type FeedLoadOrder } from './feed-load.store.js';

export interface WatchedJob {
  readonly job: JobRow;
  readonly load: FeedLoad;
}

/** What became of files: loads, their jobs, their rejects. */
@Injectable()
export class FeedService {
  constructor(
    private readonly loads: FeedLoadStore,
    private readonly jobs: JobStore,
    private readonly listener: Listener,
  ) {}

  /** The number of the last load that is in; "0" before the first. Everything can be read as of it. */
  currentLoadNumber(executor?: SqlExecutor): Promise<string> {
    return this.loads.currentLoadNumber(executor);
  }

  page(
    context: RequestContext,
    filter: FeedLoadFilter,
    order: FeedLoadOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<FeedLoad>> {
    return this.loads.page(filter, ownOnly(context), order, request, withTotal);
  }

  /** The loads among these that the caller may see. */
  async byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, FeedLoad>> {
    const found = await this.loads.byIds(ids);
    for (const load of found.values()) if (!maySee(context, load)) found.delete(load.id);
    return found;
  }

  /** @throws NotFound */
  async job(context: RequestContext, jobId: string): Promise<WatchedJob> {
    // The job first: a load is complete before its job is, so a finished job never comes with an unfinished load.
    const job = (await this.jobs.byIds([jobId])).get(jobId);
    const load = job && (await this.loads.byJob(jobId));
    if (!load || !maySee(context, load)) throw new NotFound('This load’s job');
    return { job, load };
  }

  /**
   * The job as it is now and after each change, until it has come to its end.
   * @throws NotFound before the first value
   */
  async jobProgress(context: RequestContext, jobId: string): Promise<AsyncIterable<WatchedJob>> {
    const stop = new AbortController();
    // Listens before it looks, so that no change falls between the two.
    const news = await this.listener.subscribe(JOB_CHANNEL, stop.signal);
    try {
      return this.watch(context, await this.job(context, jobId), news, stop);
    } catch (error) {
      stop.abort();
      throw error;
    }
  }

  private async *watch(
    context: RequestContext,
    first: WatchedJob,
    news: AsyncIterable<string>,
    stop: AbortController,
  ): AsyncGenerator<WatchedJob> {
    try {
      yield first;
      if (isOver(first.job)) return;
      for await (const changed of news) {
        // An empty payload says: the connection was lost meanwhile, look again.
        if (changed !== '' && changed !== first.job.id) continue;
        const current = await this.job(context, first.job.id);
        yield current;
        if (isOver(current.job)) return;
      }
    } finally {
      stop.abort();
    }
  }

  /**
   * The rejects of a load as CSV (line, column, reason, raw), safe to open in a spreadsheet.
   * @throws NotFound
   */
  async rejectsCsv(
    context: RequestContext,
    loadId: string,
    locale: Locale,
  ): Promise<AsyncIterable<string>> {
    if (!(await this.byIds(context, [loadId])).has(loadId)) throw new NotFound('This load');
    return this.rejectLines(loadId, locale);
  }

  private async *rejectLines(loadId: string, locale: Locale): AsyncGenerator<string> {
    yield 'line,column,reason,raw\r\n';
    for await (const rows of this.loads.rejects(loadId, locale)) {
      const lines = rows.map(({ line, column, reason, raw }) =>
        [line, ...[column, reason, raw].map(safeCsvCell)].join(','),
      );
      yield `${lines.join('\r\n')}\r\n`;
    }
  }
}

function isOver(job: JobRow): boolean {
  return job.state === 'SUCCEEDED' || job.state === 'FAILED';
}

/** Keys see what they sent themselves. */
function ownOnly(context: RequestContext): string | null {
  return hasRole(context, ['ADMINISTRATOR', 'RANKING_MANAGER']) ? null : actorKey(context.actor);
}

function maySee(context: RequestContext, load: FeedLoad): boolean {
  const own = ownOnly(context);
  return own === null || own === load.requestedBy;
}
