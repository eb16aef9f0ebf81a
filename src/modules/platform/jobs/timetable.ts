import { parseCronItems, type ParsedCronItem } from 'graphile-worker';
import { DateTime } from 'luxon';
import { BUSINESS_ZONE } from '../kernel/business-date.js';
import type { Schedule } from './job-registry.js';

/** The queue's task that does the scheduled work named in its payload. */
export const SCHEDULED_TASK = 'scheduled';

const ONE_DAY = 24 * 60 * 60 * 1_000;

/**
 * The pattern of "every day at that time" in the zone of the business day.
 * @param at `"00:05"`
 */
export function dailyAt(at: string): string {
  const [hour, minute] = at.split(':').map(Number);
  // The business zone keeps one offset all year, so any day tells the time in UTC.
  const utc = DateTime.fromObject(
    { year: 2026, month: 1, day: 1, hour, minute },
    { zone: BUSINESS_ZONE },
  ).toUTC();
  if (!utc.isValid) throw new Error(`${at} is no time of day`);
  return `${utc.minute} ${utc.hour} * * *`;
}

/** Schedules as the queue's timetable. What was due while no worker was there is made up for within a day. */
export function timetable(schedules: Iterable<Schedule>): ParsedCronItem[] {
  return parseCronItems(
    [...schedules].map(({ name, pattern }) => ({
      task: SCHEDULED_TASK,
      match: pattern,
      identifier: name,
      payload: { name },
      options: { backfillPeriod: ONE_DAY, maxAttempts: 5 },
    })),
  );
}
