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

/** When a daily job starts, in the zone of the business day: `"00:05"`. */
export type TimeOfDay = `${number}:${number}`;

@Injectable()
export class JobRegistry {
  private readonly handlers = new Map<string, JobHandler>();
  private readonly times = new Map<string, TimeOfDay>();

  register(kind: string, handler: JobHandler): void {
    if (this.handlers.has(kind)) throw new Error(`job kind ${kind} registered twice`);
    this.handlers.set(kind, handler);
  }

  /** A job that starts by itself every day, once however many workers there are, and late rather than never. */
  registerDaily(kind: string, at: TimeOfDay, handler: JobHandler): void {
    this.register(kind, handler);
    this.times.set(kind, at);
  }

  get dailyJobs(): readonly { readonly kind: string; readonly at: TimeOfDay }[] {
    return [...this.times].map(([kind, at]) => ({ kind, at }));
  }

  handlerOf(kind: string): JobHandler | undefined {
    return this.handlers.get(kind);
  }
}
