import type { BusinessDate } from '../../platform/kernel/business-date.js';

/** Last days of calendar months, by plain arithmetic: they are computed by the hundred thousand. */
export type MonthEnd = BusinessDate;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function monthEndOf(date: BusinessDate): MonthEnd {
  return endOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)));
}

export function firstOfMonth(date: BusinessDate): BusinessDate {
  return `${date.slice(0, 7)}-01`;
}

/** The end of the month so many months later (earlier when negative). */
export function monthsAfter(date: BusinessDate, months: number): MonthEnd {
  const index = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  return endOf(Math.floor(index / 12), (index % 12) + 1);
}

function endOf(year: number, month: number): MonthEnd {
  const leapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leapYear ? 29 : DAYS[month - 1]!;
  return `${year}-${String(month).padStart(2, '0')}-${days}`;
}
