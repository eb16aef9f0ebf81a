/** Business dates as whole days since 1970-01-01 and local minutes since then, all in Asia/Shanghai. */

export const MINUTES_PER_DAY = 1440;

/** Day number of a date, after Howard Hinnant's days_from_civil. */
export function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

export function civilDate(number: number): { year: number; month: number; day: number } {
  const shifted = number + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1,
  };
}

/** Day number of a YYYY-MM-DD text, or null if there is no such day. */
export function parseDate(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return null;
  const number = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
  return formatDate(number) === text ? number : null;
}

export function formatDate(number: number): string {
  const { year, month, day } = civilDate(number);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** 0 is Monday. */
export function weekday(number: number): number {
  return (((number + 3) % 7) + 7) % 7;
}

/** Whole weeks since the Monday of 1969-12-29. */
export function weekNumber(number: number): number {
  return Math.floor((number + 3) / 7);
}

export function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
