import { studentTQuantile } from './distributions.js';

/** A confidence or prediction interval on the scale of its estimate. */
export type Interval = { lower: number; upper: number };

/** The quantile that a two-sided interval of this confidence uses, e.g. 1.96 for 0.95. */
export function criticalValue(confidence: number, degreesOfFreedom = Infinity): number {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`a confidence lies strictly between 0 and 1, not at ${confidence}`);
  }
  return studentTQuantile((1 + confidence) / 2, degreesOfFreedom);
}

/** estimate ± critical value × standard error. */
export function symmetricInterval(
  estimate: number,
  standardError: number,
  confidence: number,
  degreesOfFreedom = Infinity,
): Interval {
  const halfWidth = criticalValue(confidence, degreesOfFreedom) * standardError;
  return { lower: estimate - halfWidth, upper: estimate + halfWidth };
}
