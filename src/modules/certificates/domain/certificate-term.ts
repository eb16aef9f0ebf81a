import {
  addDays,
  startOfBusinessDate,
  type BusinessDate,
} from '../../platform/kernel/business-date.js';

/**
 * The last day of a term of whole months: 31 January plus one month ends on the last day of February,
 * 15 March plus twelve months on 14 March of the next year.
 */
export function lastDayOfTerm(firstDay: BusinessDate, months: number): BusinessDate {
  const [year, month, day] = firstDay.split('-').map(Number) as [number, number, number];
  const monthsFromZero = year * 12 + (month - 1) + months;
  const endYear = Math.floor(monthsFromZero / 12);
  const endMonth = (monthsFromZero % 12) + 1;
  const iso = (d: number) =>
    `${endYear}-${String(endMonth).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
  const daysInMonth = new Date(Date.UTC(endYear, endMonth, 0)).getUTCDate();
  // A term that starts on a day which the last month lacks ends with that month.
  return day > daysInMonth ? iso(daysInMonth) : addDays(iso(day), -1);
}

/** The last instant of a business date, to the second. */
export function endOfBusinessDate(date: BusinessDate): Date {
  return new Date(startOfBusinessDate(addDays(date, 1)).getTime() - 1_000);
}
