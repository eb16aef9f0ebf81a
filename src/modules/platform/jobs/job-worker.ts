import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Logger as QueueLogger, run, type Runner, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { Clock } from '../clock/clock.js';
import { Configuration } from '../config/configuration.js';
import { systemContext } from '../context/request-context.js';
import { Database } from '../database/database.js';
import { Outbox } from '../outbox/outbox.js';
import { JobRefused, JobRegistry } from './job-registry.js';
import { JobStore } from './job.store.js';
import { SCHEDULED_TASK, timetable } from './timetable.js';
import { WorkerRoll } from './worker-roll.js';

const MAXIMUM_ATTEMPTS = 5;

/** Takes work from the queue: background jobs, and deliveries of outbox events. Runs in the worker process. */
@Injectable()
export class JobWorker implements OnModuleDestroy {
  private readonly logger = new Logger(JobWorker.name);
  private runner: Runner | undefined;
  private pool: pg.Pool | undefined;
  private roll: WorkerRoll | undefined;

  constructor(
    private readonly configuration: Configuration,
    private readonly registry: JobRegistry,
    private readonly outbox: Outbox,
    private readonly jobs: JobStore,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async start(concurrency = 2): Promise<void> {
    const pool = new pg.Pool({
      connectionString: this.configuration.values.DATABASE_URL,
      max: concurrency + 3,
      application_name: 'caopan-worker',
    });
    const lost = (error: Error) => this.logger.warn(`worker connection lost: ${error.message}`);
    pool.on('error', lost);
    pool.on('connect', (client) => client.on('error', lost));
    this.pool = pool;
    this.roll = new WorkerRoll(pool);
    await this.roll.enter();
    this.runner = await run({
      pgPool: pool,
      concurrency,
      noHandleSignals: true,
      pollInterval: 1_000,
      taskList: this.tasks(),
      parsedCronItems: timetable(this.registry.schedules.values()),
      events: this.roll.events,
      logger: new QueueLogger(() => (level, message) => this.tell(level, message)),
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.runner?.stop().catch(() => undefined);
    await this.roll?.leave();
    await this.pool?.end();
  }

  /** The queue tells of every task; only what went wrong is worth a line in our log. */
  private tell(level: string, message: string): void {
    if (level === 'error') this.logger.error(message);
    else if (level === 'warning') this.logger.warn(message);
    else this.logger.debug(message);
  }

  private tasks(): TaskList {
    return {
      background_job: async (payload) => this.runJob((payload as { jobId: string }).jobId),
      outbox_event: async (payload) => this.fanOut((payload as { eventId: string }).eventId),
      outbox_delivery: async (payload) =>
        this.deliver(payload as { eventId: string; handler: string }),
      [SCHEDULED_TASK]: async (payload) => this.runScheduled((payload as { name: string }).name),
    };
  }

  private async runJob(id: string): Promise<void> {
    if (!(await this.jobs.begin(id))) return;
    const job = (await this.jobs.byIds([id])).get(id)!;
    const handler = this.registry.handlerOf(job.kind);
    try {
      if (!handler) throw new JobRefused('UNKNOWN_KIND', `no handler for jobs of kind ${job.kind}`);
      const result = await handler(
        {
          id,
          context: systemContext(`job:${job.kind}`, this.clock.now()),
          progress: (fraction, step) => this.jobs.progress(id, fraction, step),
        },
        job.payload,
      );
      await this.jobs.succeed(id, result);
    } catch (error) {
      if (error instanceof JobRefused) return this.jobs.fail(id, error.code, error.message);
      this.logger.error({ jobId: id, kind: job.kind, err: error }, 'job failed');
      if (job.attempts >= MAXIMUM_ATTEMPTS) {
        // What went wrong inside is for the log; the user learns that it did and whom to tell.
        return this.jobs.fail(id, 'INTERNAL', `the job failed ${job.attempts} times; quote ${id}`);
      }
      throw error;
    }
  }

  private async runScheduled(name: string): Promise<void> {
    const context = systemContext(`schedule:${name}`, this.clock.now());
    await this.registry.schedules.get(name)?.run(context);
  }

  /** One delivery for each handler, so that a failing one does not repeat the others. */
  private async fanOut(eventId: string): Promise<void> {
    const [event] = await this.database.query<{ kind: string }>(
      'SELECT kind FROM outbox_event WHERE id = $1',
      [eventId],
    );
    for (const handler of this.outbox.handlersOf(event?.kind ?? '').keys()) {
      await this.database.execute(
        `SELECT graphile_worker.add_job('outbox_delivery', json_build_object('eventId', $1::text, 'handler', $2::text),
                                        job_key => $1::text || ':' || $2::text)`,
        [eventId, handler],
      );
    }
  }

  private async deliver({ eventId, handler }: { eventId: string; handler: string }): Promise<void> {
    const [event] = await this.database.query<{ kind: string; payload: Record<string, unknown> }>(
      'SELECT kind, payload FROM outbox_event WHERE id = $1',
      [eventId],
    );
    if (event) await this.outbox.handlersOf(event.kind).get(handler)?.(event.payload, eventId);
  }
}
