import { studentTCdf } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import type { Baseline } from './baseline.js';
import { effectiveSampleSize, huberLocation } from './robust-location.js';

export interface RecentDip {
  /** Recent minus earlier log level: negative if sales dipped. */
  change: number;
  standardError: number;
  /** One-sided: how likely so deep a dip is by chance. */
  pValue: number;
  recentSessions: number;
  earlierSessions: number;
}

/**
 * Whether the sessions just before an engagement lie below the earlier ones of the same lookback, after all
 * corrections. A dip may be bad luck that would have passed by itself (regression to the mean) or sandbagging;
 * either way it is a signal for review, with the rows as evidence.
 *
 * @param dayOf the day of a baseline row's session
 * @param recentDays how long before the engagement counts as "just before"
 * @returns TOO_FEW below two sessions on a side.
 */
export function recentDip(
  baseline: Baseline,
  dayOf: (sessionId: string) => number,
  recentDays: number,
  huberTuning: number,
): Estimate<RecentDip> {
  const from = baseline.engagementStart - recentDays;
  const recent = baseline.rows.filter(({ id }) => dayOf(id) >= from);
  const earlier = baseline.rows.filter(({ id }) => dayOf(id) < from);
  if (recent.length < 2 || earlier.length < 2) {
    return cannotEstimate('TOO_FEW', 'a dip needs two sessions just before and two earlier ones');
  }
  const sides = [recent, earlier].map((rows) =>
    huberLocation(
      rows.map(({ residual }) => residual),
      rows.map(() => 1),
      huberTuning,
    ),
  );
  const [late, early] = sides as [(typeof sides)[0], (typeof sides)[0]];
  if (!late.estimable) return late;
  if (!early.estimable) return early;
  const change = late.value.location - early.value.location;
  const standardError = Math.sqrt(
    baseline.sessionVariance / effectiveSampleSize(late.value.weights) +
      baseline.sessionVariance / effectiveSampleSize(early.value.weights),
  );
  return estimated({
    change,
    standardError,
    pValue: studentTCdf(change / standardError, baseline.degreesOfFreedom),
    recentSessions: recent.length,
    earlierSessions: earlier.length,
  });
}
