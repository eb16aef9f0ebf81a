import { isUnserved, type BusinessDay, type Term } from './calendar.js';

export interface PanelCandidate {
  merchant: string;
  /** All its engagements, contests included. */
  served: readonly Term[];
}

/**
 * The fixed panel of a market index: merchants unserved both in the lookback and on the day, without those
 * excluded (the merchant itself, its related parties, contest merchants).
 *
 * @param lookback first and last day of the baseline's lookback
 * @param day of the session that is judged
 */
export function unservedPanel<T extends PanelCandidate>(
  candidates: readonly T[],
  lookback: { from: BusinessDay; to: BusinessDay },
  day: BusinessDay,
  excluded: ReadonlySet<string>,
  washoutDays: number,
): T[] {
  return candidates.filter(
    ({ merchant, served }) =>
      !excluded.has(merchant) &&
      isUnserved(served, lookback.from, lookback.to, washoutDays) &&
      isUnserved(served, day, day, washoutDays),
  );
}
