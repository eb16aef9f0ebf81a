import { excessKurtosis, skewness } from '../numeric/moments.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { quantileOfSorted, type QuantileDefinition } from '../numeric/quantile.js';
import { mapPresent, presentValues, type Column } from './column.js';

/**
 * A treatment once it was decided. It is plain data, so that a model version can freeze it and apply
 * it to values that arrive later.
 */
export type OutlierTreatment =
  | { kind: 'NONE' }
  | { kind: 'CLAMP'; low: number; high: number }
  | { kind: 'LOG'; minimum: number; offset: number };

/** An indicator is outlying if |skewness| reaches one limit and excess kurtosis the other. */
export interface ShapeLimits {
  skewness: number;
  kurtosis: number;
}

export interface Shape {
  skewness: number;
  kurtosis: number;
  passes: boolean;
}

export interface ShapeTreatment {
  treatment: OutlierTreatment;
  /** How many values were moved to the clamp. */
  winsorisedPoints: number;
  before: Shape;
  after: Shape;
}

/**
 * Sample skewness and excess kurtosis (both e1071 type 2) against limits.
 * TOO_FEW below four values, ZERO_VARIANCE if all are equal.
 */
export function shapeOf(column: Column, limits: ShapeLimits): Estimate<Shape> {
  const values = presentValues(column);
  const skew = skewness(values);
  if (!skew.estimable) return skew;
  const kurtosis = excessKurtosis(values);
  if (!kurtosis.estimable) return kurtosis;
  return estimated({
    skewness: skew.value,
    kurtosis: kurtosis.value,
    passes: Math.abs(skew.value) < limits.skewness || kurtosis.value < limits.kurtosis,
  });
}

/**
 * The treatment of the COIN tool: while the column fails the shape limits, its most extreme values on
 * the skewed side are moved to the next value, as long as fewer than `maximumPoints` were moved (tied
 * values move together, so the last step may pass the maximum). If it still fails, the original
 * column is transformed to ln(x − min + 0.01·(max − min)) instead.
 *
 * Source: COINr `Treat()`, `winsorise()` and `log_CT()` (Becker et al. 2022, JOSS 7(78), 4567); the
 * limits that practice uses are |skewness| 2 and kurtosis 3.5, and 5 points.
 *
 * @returns TOO_FEW or ZERO_VARIANCE where a shape can't be judged: then nothing should be treated.
 */
export function treatByShape(
  column: Column,
  limits: ShapeLimits,
  maximumPoints: number,
): Estimate<ShapeTreatment> {
  const before = shapeOf(column, limits);
  if (!before.estimable) return before;
  let treatment: OutlierTreatment = { kind: 'NONE' };
  let after = before.value;
  let winsorisedPoints = 0;
  while (!after.passes && winsorisedPoints < maximumPoints) {
    const next = clampNextExtreme(column, treatment, after.skewness >= 0);
    const shape = shapeOf(applyTreatment(column, next), limits);
    // Clamping away the only variation would leave an indicator that says nothing.
    if (!shape.estimable) break;
    treatment = next;
    after = shape.value;
    winsorisedPoints = countOutside(column, next);
  }
  if (after.passes) {
    return estimated({ treatment, winsorisedPoints, before: before.value, after });
  }
  const logarithm = logTreatment(column);
  const transformed = shapeOf(applyTreatment(column, logarithm), limits);
  if (!transformed.estimable) return transformed;
  return estimated({
    treatment: logarithm,
    winsorisedPoints: 0,
    before: before.value,
    after: transformed.value,
  });
}

/**
 * Winsorising at two percentiles, for example 0.025 and 0.975 (OECD/JRC Handbook 2008, p. 84).
 * NO_DATA for an empty column, INVALID_INPUT unless 0 ≤ lower < upper ≤ 1.
 */
export function treatByPercentiles(
  column: Column,
  lower: number,
  upper: number,
  definition: QuantileDefinition = 7,
): Estimate<OutlierTreatment> {
  if (!(lower >= 0 && lower < upper && upper <= 1)) {
    return cannotEstimate('INVALID_INPUT', `percentiles ${lower} and ${upper} are not in order`);
  }
  const sorted = Float64Array.from(presentValues(column)).sort();
  if (sorted.length === 0) return cannotEstimate('NO_DATA', 'no value to take percentiles of');
  return estimated({
    kind: 'CLAMP',
    low: quantileOfSorted(sorted, lower, definition),
    high: quantileOfSorted(sorted, upper, definition),
  });
}

/** Applies a decided treatment; missing values stay missing. */
export function applyTreatment(column: Column, treatment: OutlierTreatment): Column {
  return mapPresent(column, (value) => treatValue(value, treatment));
}

/** The same for one value. A value below a log's frozen minimum counts as that minimum. */
export function treatValue(value: number, treatment: OutlierTreatment): number {
  switch (treatment.kind) {
    case 'NONE':
      return value;
    case 'CLAMP':
      return Math.min(Math.max(value, treatment.low), treatment.high);
    case 'LOG':
      return Math.log(Math.max(value - treatment.minimum, 0) + treatment.offset);
  }
}

function clampNextExtreme(
  column: Column,
  current: OutlierTreatment,
  fromAbove: boolean,
): OutlierTreatment {
  const sorted = Float64Array.from(presentValues(applyTreatment(column, current))).sort();
  const low = sorted[0]!;
  const high = sorted[sorted.length - 1]!;
  return fromAbove
    ? { kind: 'CLAMP', low, high: sorted.findLast((value) => value < high) ?? high }
    : { kind: 'CLAMP', low: sorted.find((value) => value > low) ?? low, high };
}

function countOutside(column: Column, treatment: OutlierTreatment): number {
  return presentValues(column).filter((value) => treatValue(value, treatment) !== value).length;
}

function logTreatment(column: Column): OutlierTreatment {
  const values = presentValues(column);
  const minimum = values.reduce((least, value) => Math.min(least, value));
  const maximum = values.reduce((most, value) => Math.max(most, value));
  return { kind: 'LOG', minimum, offset: 0.01 * (maximum - minimum) };
}
