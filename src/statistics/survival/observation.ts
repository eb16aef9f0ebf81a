import { cannotEstimate, type CannotEstimate } from '../numeric/estimate.js';

/**
 * One subject's time under observation. It is at risk on (entry, time]: a merchant first seen on day
 * 40 after joining enters at 40 (left truncation), one that is still waiting ends without an event
 * (right censoring).
 */
export interface SurvivalObservation {
  /** End of observation, in any unit of time. */
  time: number;
  /** Whether the observation ended with the event. */
  event: boolean;
  /** Start of observation; absent: from the beginning. */
  entry?: number;
}

/** One distinct time at which something happened. */
export interface RiskTableRow {
  time: number;
  /** Subjects under observation just before `time`. */
  atRisk: number;
  events: number;
  censored: number;
}

/** What is wrong with the observations, or null. */
export function invalidObservations(
  observations: readonly SurvivalObservation[],
): CannotEstimate | null {
  if (observations.length === 0) return cannotEstimate('NO_DATA', 'there are no observations');
  const wrong = observations.findIndex(
    ({ time, entry }) =>
      !Number.isFinite(time) || (entry !== undefined && !(entry < time && entry > -Infinity)),
  );
  if (wrong < 0) return null;
  return cannotEstimate(
    'INVALID_INPUT',
    `observation ${wrong}: the time must be a finite number after the entry`,
  );
}

/** Numbers at risk, events and censorings at every distinct end of observation, in order of time. */
export function riskTable(observations: readonly SurvivalObservation[]): RiskTableRow[] {
  const ends = [...observations].sort((a, b) => a.time - b.time);
  const entries = Float64Array.from(observations, ({ entry }) => entry ?? -Infinity).sort();
  const rows: RiskTableRow[] = [];
  let entered = 0;
  let left = 0;
  while (left < ends.length) {
    const time = ends[left]!.time;
    while (entered < entries.length && entries[entered]! < time) entered++;
    const row: RiskTableRow = { time, atRisk: entered - left, events: 0, censored: 0 };
    for (; left < ends.length && ends[left]!.time === time; left++) {
      if (ends[left]!.event) row.events++;
      else row.censored++;
    }
    rows.push(row);
  }
  return rows;
}
