import { DateTime } from 'luxon';

/** The zone in which the platform keeps its books. Business dates are calendar days of this zone. */
export const BUSINESS_ZONE = 'Asia/Shanghai';

/** A calendar day `YYYY-MM-DD`. Plain text so that it orders, compares and travels exactly. */
export type BusinessDate = string;

/** Since 1991 that zone keeps the same offset all year, and the books begin in 2000. */
const OFFSET_MILLISECONDS = 8 * 3_600_000;

export function businessDateOf(instant: Date): BusinessDate {
  return new Date(instant.getTime() + OFFSET_MILLISECONDS).toISOString().slice(0, 10);
}

/** True for a real calendar day written `YYYY-MM-DD` between 2000 and 2999. */
export function isBusinessDate(text: string): boolean {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  // A day or month that there is not becomes one of the next month or year.
  return new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(text);
}

export function addDays(date: BusinessDate, days: number): BusinessDate {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate()!;
}

/** Whole days from `start` to `end` (negative when `end` comes first). */
export function daysBetween(start: BusinessDate, end: BusinessDate): number {
  const from = DateTime.fromISO(start, { zone: 'utc' });
  return Math.round(DateTime.fromISO(end, { zone: 'utc' }).diff(from, 'days').days);
}

/** The instant at which a business date begins. */
export function startOfBusinessDate(date: BusinessDate): Date {
  return DateTime.fromISO(date, { zone: BUSINESS_ZONE }).toJSDate();
}
