/**
 * Business days are whole numbers: days since 1970-01-01 of the Asia/Shanghai calendar. The caller turns
 * dates into them, so that nothing here knows a time zone.
 */
export type BusinessDay = number;

/** Weeks since the week of Monday 1969-12-29; weeks begin on Monday. */
export function weekOf(day: BusinessDay): number {
  return Math.floor((day + 3) / 7);
}

/** ISO weekday, 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: BusinessDay): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** A term from its first to its last day, both included; open if it has not ended. */
export interface Term {
  from: BusinessDay;
  to: BusinessDay | null;
}

/**
 * Whether no term, lengthened by the wash-out days after it, meets any day from `from` to `to`: what a
 * merchant sold while it was served, or still under the influence of it, is no baseline.
 */
export function isUnserved(
  terms: readonly Term[],
  from: BusinessDay,
  to: BusinessDay,
  washoutDays: number,
): boolean {
  return terms.every(
    (term) => term.from > to || (term.to !== null && term.to + washoutDays < from),
  );
}
