import { leastSquares } from '../linear-algebra/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { indexLevel, type MarketIndex, type PanelObservation } from './market-index.js';

/**
 * How fast merchants wander away from where they were, beyond the market: the variance of a merchant's own
 * log change over h weeks is 2·noise + 7h·drift, fitted over the lags by least squares with the number of
 * pairs as weights (the variogram of a random walk observed with noise).
 *
 * @param maximumLag longest lag in weeks, at least 2
 * @returns drift variance per day (≥ 0) and the noise variance of one merchant-week; TOO_FEW below two lags.
 */
export function estimateDrift(
  observations: readonly PanelObservation[],
  index: MarketIndex,
  maximumLag: number,
): Estimate<{ variancePerDay: number; weekNoiseVariance: number }> {
  const covered = observations.flatMap((row) => {
    const level = indexLevel(index, row.week);
    return level === null ? [] : [{ ...row, logRate: row.logRate - level }];
  });
  const lags = squaredChanges(covered, maximumLag);
  if (lags.length < 2) return cannotEstimate('TOO_FEW', 'drift needs changes over two lags');
  const constant =
    lags.reduce((total, { sum }) => total + sum, 0) / lags.reduce((n, { pairs }) => n + pairs, 0);
  if (lags.length === 2) {
    const [a, b] = lags as [(typeof lags)[0], (typeof lags)[0]];
    const slope = (b.sum / b.pairs - a.sum / a.pairs) / (b.lag - a.lag);
    return estimated(asDrift(slope, a.sum / a.pairs - slope * a.lag, constant));
  }
  const fit = leastSquares(
    lags.map(({ lag }) => [1, lag]),
    lags.map(({ sum, pairs }) => sum / pairs),
    lags.map(({ pairs }) => pairs),
  );
  if (!fit.estimable) return fit;
  return estimated(asDrift(fit.value.coefficients[1]!, fit.value.coefficients[0]!, constant));
}

/** A falling variogram means no drift: then all of it is noise. */
function asDrift(
  slope: number,
  intercept: number,
  constant: number,
): { variancePerDay: number; weekNoiseVariance: number } {
  if (slope <= 0) return { variancePerDay: 0, weekNoiseVariance: constant / 2 };
  return { variancePerDay: slope / 7, weekNoiseVariance: Math.max(0, intercept) / 2 };
}

/** How merchants move away from where they were, beyond the market. */
export interface Wandering {
  /** Of a random walk, per day. */
  walkVariancePerDay: number;
  /** Of merchants' own steady growth about the market's, per day squared. */
  trendVariancePerDaySquared: number;
  weekNoiseVariance: number;
}

/**
 * Drift of two kinds: the variance of a merchant's own log change over h days is
 * 2·noise + h·walk + h²·trend, because some merchants grow faster than others for months. Fitted over the
 * lags by least squares with the number of pairs as weights, none of the parts below zero.
 *
 * @param observations with the market's level already taken out
 * @param maximumLag longest lag in weeks, at least 3
 * @returns TOO_FEW below three lags.
 */
export function estimateWandering(
  observations: readonly PanelObservation[],
  maximumLag: number,
): Estimate<Wandering> {
  const lags = squaredChanges(observations, maximumLag);
  if (lags.length < 3) return cannotEstimate('TOO_FEW', 'wandering needs changes over three lags');
  const values = lags.map(({ sum, pairs }) => sum / pairs);
  const weights = lags.map(({ pairs }) => pairs);
  let best: { error: number; wandering: Wandering } | null = null;
  for (const powers of [[0, 1, 2], [0, 1], [0, 2], [1, 2], [0], [1], [2]]) {
    const rows = lags.map(({ lag }) => powers.map((power) => (7 * lag) ** power));
    const fit = leastSquares(rows, values, weights);
    if (!fit.estimable || fit.value.coefficients.some((part) => part < 0)) continue;
    const part = (power: number) => fit.value.coefficients[powers.indexOf(power)] ?? 0;
    const error = rows.reduce((total, row, i) => {
      const fitted = row.reduce((sum, x, j) => sum + x * fit.value.coefficients[j]!, 0);
      return total + weights[i]! * (values[i]! - fitted) ** 2;
    }, 0);
    if (best && best.error <= error) continue;
    best = {
      error,
      wandering: {
        weekNoiseVariance: part(0) / 2,
        walkVariancePerDay: part(1),
        trendVariancePerDaySquared: part(2),
      },
    };
  }
  return best
    ? estimated(best.wandering)
    : cannotEstimate('NOT_CONVERGED', 'no variogram without a negative part fits');
}

/** Sum and number of squared changes of each merchant over each lag, shortest first. */
function squaredChanges(
  observations: readonly PanelObservation[],
  maximumLag: number,
): { lag: number; sum: number; pairs: number }[] {
  const byMerchant = new Map<string, Map<number, number>>();
  for (const { merchant, week, logRate } of observations) {
    const weeks = byMerchant.get(merchant);
    if (weeks) weeks.set(week, logRate);
    else byMerchant.set(merchant, new Map([[week, logRate]]));
  }
  const lags = Array.from({ length: maximumLag }, (_, i) => ({ lag: i + 1, sum: 0, pairs: 0 }));
  for (const weeks of byMerchant.values()) {
    for (const [week, value] of weeks) {
      for (const entry of lags) {
        const later = weeks.get(week + entry.lag);
        if (later === undefined) continue;
        entry.sum += (later - value) ** 2;
        entry.pairs += 1;
      }
    }
  }
  return lags.filter(({ pairs }) => pairs > 0);
}
