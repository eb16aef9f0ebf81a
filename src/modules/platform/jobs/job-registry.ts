import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../context/request-context.js';

export interface RunningJob {
  readonly id: string;
  readonly context: RequestContext;
  /** @param fraction 0 to 1; shown to whoever watches the job, so call it at each step over a second */
  progress(fraction: number, step: string): Promise<void>;
}

/**
 * Does the work and returns what is worth telling about it. Restartable and idempotent: after a crash it runs
 * again from its beginning, and must find out by itself what was already done.
 */
export type JobHandler = (
  job: RunningJob,
  payload: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** An outcome that no repetition will change. The message is shown to the user who asked for the job. */
export class JobRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Something to be done again and again, once in the whole installation each time. */
export interface Schedule {
  readonly name: string;
  /** Cron pattern, in UTC; `dailyAt` makes that of a time of the business day. */
  readonly pattern: string;
  /** Repeated after a crash, so it must be idempotent. */
  readonly run: (context: RequestContext) => Promise<void>;
}

@Injectable()
export class JobRegistry {
  private readonly handlers = new Map<string, JobHandler>();
  private readonly scheduled = new Map<string, Schedule>();

  register(kind: string, handler: JobHandler): void {
    if (this.handlers.has(kind)) throw new Error(`job kind ${kind} registered twice`);
    this.handlers.set(kind, handler);
  }

  schedule(schedule: Schedule): void {
    if (this.scheduled.has(schedule.name))
      throw new Error(`schedule ${schedule.name} registered twice`);
    this.scheduled.set(schedule.name, schedule);
  }

  get schedules(): ReadonlyMap<string, Schedule> {
    return this.scheduled;
  }

  handlerOf(kind: string): JobHandler | undefined {
    return this.handlers.get(kind);
  }
}
