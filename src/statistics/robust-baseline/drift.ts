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
  const byMerchant = new Map<string, Map<number, number>>();
  for (const { merchant, week, logRate } of observations) {
    const level = indexLevel(index, week);
    if (level === null) continue;
    const weeks = byMerchant.get(merchant) ?? new Map<number, number>();
    weeks.set(week, logRate - level);
    byMerchant.set(merchant, weeks);
  }
  const squares = new Map<number, { sum: number; pairs: number }>();
  for (const weeks of byMerchant.values()) {
    for (const [week, value] of weeks) {
      for (let lag = 1; lag <= maximumLag; lag++) {
        const later = weeks.get(week + lag);
        if (later === undefined) continue;
        const entry = squares.get(lag) ?? { sum: 0, pairs: 0 };
        entry.sum += (later - value) ** 2;
        entry.pairs += 1;
        squares.set(lag, entry);
      }
    }
  }
  if (squares.size < 2) return cannotEstimate('TOO_FEW', 'drift needs changes over two lags');
  const lags = [...squares.entries()].sort(([a], [b]) => a - b);
  const constant =
    lags.reduce((sum, [, e]) => sum + e.sum, 0) / lags.reduce((n, [, e]) => n + e.pairs, 0);
  if (lags.length === 2) {
    const [[lagA, a], [lagB, b]] = lags as [(typeof lags)[0], (typeof lags)[0]];
    const slope = (b.sum / b.pairs - a.sum / a.pairs) / (lagB - lagA);
    return estimated(asDrift(slope, a.sum / a.pairs - slope * lagA, constant));
  }
  const fit = leastSquares(
    lags.map(([lag]) => [1, lag]),
    lags.map(([, { sum, pairs }]) => sum / pairs),
    lags.map(([, { pairs }]) => pairs),
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
