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

@Injectable()
export class JobRegistry {
  private readonly handlers = new Map<string, JobHandler>();

  register(kind: string, handler: JobHandler): void {
    if (this.handlers.has(kind)) throw new Error(`job kind ${kind} registered twice`);
    this.handlers.set(kind, handler);
  }

  handlerOf(kind: string): JobHandler | undefined {
    return this.handlers.get(kind);
  }
}
