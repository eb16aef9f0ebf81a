import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { exactSum } from '../numeric/sum.js';

/**
 * How values become one. A floor lifts smaller values, so that one zero doesn't annihilate a
 * geometric or harmonic mean; without one (null) a value ≤ 0 cannot be averaged.
 */
export type Aggregation =
  | { kind: 'ARITHMETIC' }
  | { kind: 'GEOMETRIC'; floor: number | null }
  | { kind: 'HARMONIC'; floor: number | null };

/**
 * The weighted arithmetic, geometric or harmonic mean. Weights need not add up to one; only their
 * proportions count. Sums are exact, so the digits do not depend on the order of the terms; the
 * geometric mean is exp(Σ w·ln x).
 *
 * Source: OECD/JRC Handbook (2008), §6; COINr `a_amean()`, `a_gmean()`, `a_hmean()`.
 *
 * @returns NO_DATA for no values, INVALID_INPUT for a negative weight, ZERO_DENOMINATOR if the weights
 *   add up to zero, NON_POSITIVE for a value ≤ 0 that no floor lifts.
 */
export function weightedMean(
  aggregation: Aggregation,
  values: readonly number[],
  weights: readonly number[],
): Estimate<number> {
  const shares = normaliseWeights(weights);
  if (!shares.estimable) return shares;
  if (values.length !== weights.length) {
    return cannotEstimate('INVALID_INPUT', `${values.length} values, ${weights.length} weights`);
  }
  const floored = values.map((value) => applyFloor(aggregation, value));
  if (aggregation.kind !== 'ARITHMETIC' && floored.some((value) => !(value > 0))) {
    return cannotEstimate('NON_POSITIVE', 'this mean takes positive numbers: set a floor');
  }
  switch (aggregation.kind) {
    case 'ARITHMETIC':
      return estimated(exactSum(floored.map((value, i) => value * shares.value[i]!)));
    case 'GEOMETRIC':
      return estimated(
        Math.exp(exactSum(floored.map((value, i) => Math.log(value) * shares.value[i]!))),
      );
    case 'HARMONIC':
      return estimated(1 / exactSum(floored.map((value, i) => shares.value[i]! / value)));
  }
}

/** The value that an aggregation uses: lifted to its floor. */
export function applyFloor(aggregation: Aggregation, value: number): number {
  if (aggregation.kind === 'ARITHMETIC' || aggregation.floor === null) return value;
  return Math.max(value, aggregation.floor);
}

/**
 * Weights in proportion, adding up to one.
 * NO_DATA for none, INVALID_INPUT for a negative or infinite one, ZERO_DENOMINATOR if all are zero.
 */
export function normaliseWeights(weights: readonly number[]): Estimate<number[]> {
  if (weights.length === 0) return cannotEstimate('NO_DATA', 'there is nothing to weigh');
  if (!weights.every((weight) => weight >= 0 && Number.isFinite(weight))) {
    return cannotEstimate('INVALID_INPUT', 'weights are finite numbers ≥ 0');
  }
  const total = exactSum(weights);
  if (total === 0) return cannotEstimate('ZERO_DENOMINATOR', 'all weights are zero');
  return estimated(weights.map((weight) => weight / total));
}
