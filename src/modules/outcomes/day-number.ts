import { addDays, daysBetween, type BusinessDate } from '../platform/kernel/business-date.js';

const FIRST_DAY = '1970-01-01';

/** Days since 1970-01-01, as the statistics count them. */
export function dayOf(date: BusinessDate): number {
  return daysBetween(FIRST_DAY, date);
}

export function dateOf(day: number): BusinessDate {
  return addDays(FIRST_DAY, day);
}
