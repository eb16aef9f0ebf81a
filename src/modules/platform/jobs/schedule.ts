import { Injectable } from '@nestjs/common';

export interface ScheduledWork {
  /** Unique and stable: the queue remembers by it when the work was last due. */
  readonly name: string;
  /** When, as a cron pattern in UTC: `17 * * * *` is seventeen minutes past each hour. */
  readonly pattern: string;
  /** Repeated after a crash, so it must be idempotent. */
  readonly run: () => Promise<void>;
}

/** Where modules say what is to be done again and again. One worker of all does it each time. */
@Injectable()
export class Schedule {
  private readonly works = new Map<string, ScheduledWork>();

  add(work: ScheduledWork): void {
    if (this.works.has(work.name)) throw new Error(`scheduled work ${work.name} added twice`);
    this.works.set(work.name, work);
  }

  all(): readonly ScheduledWork[] {
    return [...this.works.values()];
  }
}
