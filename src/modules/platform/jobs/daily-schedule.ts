import { parseCronItems, type ParsedCronItem } from 'graphile-worker';
import { DateTime } from 'luxon';
import { BUSINESS_ZONE } from '../kernel/business-date.js';
import type { TimeOfDay } from './job-registry.js';

/** The queue's task that starts the daily job named in its payload. */
export const DAILY_TASK = 'daily_job';

const ONE_DAY = 24 * 60 * 60 * 1_000;

/**
 * Daily jobs as the queue's timetable, which is in UTC. A worker that was away at the time starts the job when
 * it is back, if that is within a day.
 */
export function dailySchedule(
  jobs: readonly { readonly kind: string; readonly at: TimeOfDay }[],
): ParsedCronItem[] {
  return parseCronItems(
    jobs.map(({ kind, at }) => {
      const [hour, minute] = at.split(':').map(Number);
      // The business zone keeps one offset all year, so any day tells the time in UTC.
      const utc = DateTime.fromObject(
        { year: 2026, month: 1, day: 1, hour, minute },
        { zone: BUSINESS_ZONE },
      ).toUTC();
      if (!utc.isValid) throw new Error(`${at} is no time of day for daily job ${kind}`);
      return {
        task: DAILY_TASK,
        match: `${utc.minute} ${utc.hour} * * *`,
        identifier: kind,
        payload: { kind },
        options: { backfillPeriod: ONE_DAY, maxAttempts: 5 },
      };
    }),
  );
}
