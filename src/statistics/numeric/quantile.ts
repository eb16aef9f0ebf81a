import { cannotEstimate, estimated, type Estimate } from './estimate.js';

/**
 * Definitions of a sample quantile, numbered as in Hyndman & Fan (1996), "Sample quantiles in
 * statistical packages", The American Statistician 50, 361–365:
 * 1 inverse of the empirical distribution (PostgreSQL `percentile_disc`), 6 Weibull (Minitab, SPSS),
 * 7 linear between order statistics (R, Excel, PostgreSQL `percentile_cont`), 8 median-unbiased.
 */
export type QuantileDefinition = 1 | 6 | 7 | 8;

/**
 * A sample quantile.
 *
 * @param probability from 0 to 1
 * @returns NO_DATA for an empty sample, INVALID_INPUT for a probability outside [0, 1].
 */
export function quantile(
  values: readonly number[],
  probability: number,
  definition: QuantileDefinition = 7,
): Estimate<number> {
  if (!(probability >= 0 && probability <= 1)) {
    return cannotEstimate('INVALID_INPUT', `a probability lies in [0, 1], not at ${probability}`);
  }
  if (values.length === 0) return cannotEstimate('NO_DATA', 'a quantile needs at least one value');
  return estimated(quantileOfSorted(Float64Array.from(values).sort(), probability, definition));
}

/** The same on values that are already sorted upward and not empty. */
export function quantileOfSorted(
  sorted: ArrayLike<number>,
  probability: number,
  definition: QuantileDefinition = 7,
): number {
  const n = sorted.length;
  const at = (rank: number): number => sorted[Math.min(Math.max(rank, 1), n) - 1]!;
  // Probabilities such as 0.05 are not exact doubles: a position this near to a whole rank is that rank.
  const fuzz = 4 * Number.EPSILON * n;
  if (definition === 1) return at(Math.ceil(n * probability - fuzz));
  const offset = { 6: probability, 7: 1 - probability, 8: (probability + 1) / 3 }[definition];
  const position = n * probability + offset;
  const below = Math.floor(position + fuzz);
  const fraction = Math.abs(position - below) < fuzz ? 0 : position - below;
  const low = at(below);
  return fraction === 0 ? low : low + fraction * (at(below + 1) - low);
}
