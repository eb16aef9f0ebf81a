import { cannotEstimate, estimated, type Estimate } from './estimate.js';
import { exactSum } from './sum.js';

/** Arithmetic mean; NO_DATA for nothing. The same digits in any order. */
export function mean(values: readonly number[]): Estimate<number> {
  if (values.length === 0) return cannotEstimate('NO_DATA', 'the mean needs at least one value');
  return estimated(exactSum(values) / values.length);
}

/** Sample variance, divisor n − 1; TOO_FEW below two values. */
export function sampleVariance(values: readonly number[]): Estimate<number> {
  if (values.length < 2) {
    return cannotEstimate('TOO_FEW', `a variance needs 2 values, there are ${values.length}`);
  }
  const squares = deviations(values).map((deviation) => deviation * deviation);
  return estimated(exactSum(squares) / (values.length - 1));
}

/** Sample standard deviation, divisor n − 1; TOO_FEW below two values. */
export function sampleStandardDeviation(values: readonly number[]): Estimate<number> {
  const variance = sampleVariance(values);
  return variance.estimable ? estimated(Math.sqrt(variance.value)) : variance;
}

/**
 * Sample skewness G1, as in Excel and e1071 type 2 (Joanes & Gill 1998).
 * TOO_FEW below 3 values, ZERO_VARIANCE if all are equal.
 */
export function skewness(values: readonly number[]): Estimate<number> {
  const n = values.length;
  if (n < 3) return cannotEstimate('TOO_FEW', `skewness needs 3 values, there are ${n}`);
  const centred = deviations(values);
  const second = exactSum(centred.map((d) => d * d));
  if (second === 0) return cannotEstimate('ZERO_VARIANCE', 'all values are equal');
  const third = exactSum(centred.map((d) => d * d * d));
  const biased = (Math.sqrt(n) * third) / (second * Math.sqrt(second));
  return estimated((biased * Math.sqrt(n * (n - 1))) / (n - 2));
}

/**
 * Sample excess kurtosis G2, as in Excel and e1071 type 2 (Joanes & Gill 1998).
 * TOO_FEW below 4 values, ZERO_VARIANCE if all are equal.
 */
export function excessKurtosis(values: readonly number[]): Estimate<number> {
  const n = values.length;
  if (n < 4) return cannotEstimate('TOO_FEW', `kurtosis needs 4 values, there are ${n}`);
  const centred = deviations(values);
  const second = exactSum(centred.map((d) => d * d));
  if (second === 0) return cannotEstimate('ZERO_VARIANCE', 'all values are equal');
  const fourth = exactSum(centred.map((d) => d * d * d * d));
  const ratio = (n * fourth) / (second * second);
  return estimated((((n + 1) * (ratio - 3) + 6) * (n - 1)) / ((n - 2) * (n - 3)));
}

function deviations(values: readonly number[]): number[] {
  const centre = exactSum(values) / values.length;
  return values.map((value) => value - centre);
}
