import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { quantileOfSorted, type QuantileDefinition } from '../numeric/quantile.js';
import { presentValues, type Column, type Direction } from './column.js';

/** The values of an indicator that count as the worst and the best (lowest and highest). */
export interface Goalposts {
  low: number;
  high: number;
}

export interface GoalpostScale extends Goalposts {
  /** The scores at the worse and the better goalpost, for example [0, 100]. */
  range: readonly [worst: number, best: number];
  /** LOG places a value by its logarithm, as the HDI does with income; goalposts must be positive. */
  scale: 'LINEAR' | 'LOG';
  /** What happens to a value beyond a goalpost. */
  beyond: 'CLAMP' | 'EXTRAPOLATE';
}

/**
 * Goalposts at two percentiles of a peer group, for example 0.05 and 0.95. Freeze them in the model
 * version: live goalposts make a score move when others join.
 *
 * NO_DATA for an empty column, TOO_FEW below `minimumUnits`, ZERO_VARIANCE if both coincide,
 * INVALID_INPUT unless 0 ≤ lower < upper ≤ 1.
 */
export function percentileGoalposts(
  column: Column,
  lower: number,
  upper: number,
  minimumUnits: number,
  definition: QuantileDefinition = 7,
): Estimate<Goalposts> {
  if (!(lower >= 0 && lower < upper && upper <= 1)) {
    return cannotEstimate('INVALID_INPUT', `percentiles ${lower} and ${upper} are not in order`);
  }
  const sorted = Float64Array.from(presentValues(column)).sort();
  if (sorted.length === 0) return cannotEstimate('NO_DATA', 'no value to take goalposts from');
  if (sorted.length < minimumUnits) {
    return cannotEstimate('TOO_FEW', `${sorted.length} values, ${minimumUnits} are needed`);
  }
  const low = quantileOfSorted(sorted, lower, definition);
  const high = quantileOfSorted(sorted, upper, definition);
  if (low === high) return cannotEstimate('ZERO_VARIANCE', `both goalposts are at ${low}`);
  return estimated({ low, high });
}

/**
 * Places one value between goalposts: (x − low) / (high − low), or with logarithms, mapped to the
 * range; mirrored if lower is better.
 *
 * Source: UNDP, Human Development Report 2023/24, technical note 1 (fixed goalposts, logarithm of
 * income); OECD/JRC Handbook (2008), §5.
 *
 * ZERO_DENOMINATOR if the goalposts coincide, INVALID_INPUT if they are out of order, NON_POSITIVE if
 * a logarithm would be needed of a number ≤ 0.
 */
export function normaliseToGoalposts(
  value: number,
  scale: GoalpostScale,
  direction: Direction,
): Estimate<number> {
  if (scale.low === scale.high) {
    return cannotEstimate('ZERO_DENOMINATOR', `both goalposts are at ${scale.low}`);
  }
  if (!(scale.low < scale.high)) {
    return cannotEstimate('INVALID_INPUT', `goalposts ${scale.low} and ${scale.high} are reversed`);
  }
  const clamps = scale.beyond === 'CLAMP';
  const placed = clamps ? Math.min(Math.max(value, scale.low), scale.high) : value;
  if (scale.scale === 'LOG' && !(scale.low > 0 && placed > 0)) {
    return cannotEstimate('NON_POSITIVE', 'a logarithmic scale takes positive numbers only');
  }
  const position =
    scale.scale === 'LOG'
      ? Math.log(placed / scale.low) / Math.log(scale.high / scale.low)
      : (placed - scale.low) / (scale.high - scale.low);
  const [worst, best] = scale.range;
  const share = direction === 'HIGHER_IS_BETTER' ? position : 1 - position;
  return estimated(worst + (best - worst) * share);
}
