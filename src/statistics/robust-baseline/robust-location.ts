import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';

/** Makes the median absolute deviation and the mean absolute deviation estimate σ of a normal. */
const MAD_TO_SIGMA = 1.4826;
const MEAN_DEVIATION_TO_SIGMA = 1.2533;

export interface RobustLocation {
  location: number;
  /** Scaled median absolute deviation about the median; 0 if all values are equal. */
  scale: number;
  /** Final weight of each value, adding up to 1: prior weight × Huber weight. */
  weights: number[];
}

/**
 * Weighted quantile: the smallest value up to which the weights reach the share, or the midpoint to the
 * next value if they reach it exactly.
 *
 * @param weights > 0, one per value; at least one value
 */
export function weightedQuantile(
  values: readonly number[],
  weights: readonly number[],
  probability: number,
): number {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const total = weights.reduce((a, b) => a + b, 0);
  const target = probability * total;
  let reached = 0;
  for (let i = 0; i < order.length; i++) {
    reached += weights[order[i]!]!;
    const next = order[i + 1];
    if (next !== undefined && Math.abs(reached - target) <= 1e-12 * total) {
      return (values[order[i]!]! + values[next]!) / 2;
    }
    if (reached > target) return values[order[i]!]!;
  }
  return values[order[order.length - 1]!]!;
}

/** Kish's effective sample size (Σw)²/Σw². */
export function effectiveSampleSize(weights: readonly number[]): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  return sum ** 2 / weights.reduce((total, weight) => total + weight ** 2, 0);
}

/**
 * Huber's M-estimator of location with the scaled median absolute deviation as its scale, on weighted
 * values: a value further than `tuning` scales away pulls only as much as one at that distance.
 *
 * Source: Huber (1981), Robust Statistics, section 6.4; as `MASS::huber` if all weights are equal.
 *
 * @param tuning 1.345 is 95 % efficient for normal data
 * @returns NO_DATA for no values.
 */
export function huberLocation(
  values: readonly number[],
  weights: readonly number[],
  tuning: number,
): Estimate<RobustLocation> {
  if (values.length === 0) return cannotEstimate('NO_DATA', 'a location needs at least one value');
  if (!values.every(Number.isFinite) || !weights.every((w) => w > 0 && w < Infinity)) {
    return cannotEstimate('INVALID_INPUT', 'values must be finite and weights > 0');
  }
  if (!(tuning > 0)) return cannotEstimate('INVALID_INPUT', `tuning must be > 0, not ${tuning}`);
  const median = weightedQuantile(values, weights, 0.5);
  const scale = robustScale(values, weights, median);
  if (scale === 0) return estimated({ location: median, scale, weights: normalised(weights) });
  let location = median;
  for (let iteration = 0; iteration < 500; iteration++) {
    const next = clippedMean(values, weights, location, tuning * scale);
    const moved = Math.abs(next - location);
    location = next;
    if (moved <= 1e-12 * scale) break;
  }
  const huber = values.map((value, i) => {
    const distance = Math.abs(value - location) / scale;
    return weights[i]! * (distance <= tuning ? 1 : tuning / distance);
  });
  return estimated({ location, scale, weights: normalised(huber) });
}

/** Scaled median absolute deviation about `centre`, in units of a normal standard deviation. */
export function robustScale(
  values: readonly number[],
  weights: readonly number[],
  centre: number,
): number {
  const deviations = values.map((value) => Math.abs(value - centre));
  const median = weightedQuantile(deviations, weights, 0.5);
  if (median > 0) return MAD_TO_SIGMA * median;
  // More than half the weight sits on one value: the median deviation is blind there.
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = deviations.reduce((sum, d, i) => sum + weights[i]! * d, 0) / total;
  return MEAN_DEVIATION_TO_SIGMA * mean;
}

/** Mean of the values after pulling those further than `reach` from the centre to that distance. */
function clippedMean(
  values: readonly number[],
  weights: readonly number[],
  centre: number,
  reach: number,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]! * Math.min(Math.max(values[i]!, centre - reach), centre + reach);
    total += weights[i]!;
  }
  return sum / total;
}

function normalised(weights: readonly number[]): number[] {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}
