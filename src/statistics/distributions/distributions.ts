import logBetaFunction from '@stdlib/math-base-special-betaln';
import betaCdfFunction from '@stdlib/stats-base-dists-beta-cdf';
import betaQuantileFunction from '@stdlib/stats-base-dists-beta-quantile';
import chiSquareCdfFunction from '@stdlib/stats-base-dists-chisquare-cdf';
import chiSquareQuantileFunction from '@stdlib/stats-base-dists-chisquare-quantile';
import normalCdfFunction from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantileFunction from '@stdlib/stats-base-dists-normal-quantile';
import studentTCdfFunction from '@stdlib/stats-base-dists-t-cdf';
import studentTQuantileFunction from '@stdlib/stats-base-dists-t-quantile';

/**
 * The distributions that the estimators need, over stdlib (Boost and Cephes algorithms). Arguments
 * are checked here because the library answers nonsense with NaN.
 */

/** P(Z ≤ x) of the standard normal distribution. */
export function normalCdf(x: number): number {
  return checked('normalCdf', normalCdfFunction(x, 0, 1), x);
}

/** The standard normal quantile; `probability` strictly between 0 and 1. */
export function normalQuantile(probability: number): number {
  return normalQuantileFunction(open(probability), 0, 1);
}

/** P(T ≤ x) of Student's t; `degreesOfFreedom` > 0, infinite for the normal distribution. */
export function studentTCdf(x: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === Infinity) return normalCdf(x);
  return checked('studentTCdf', studentTCdfFunction(x, degreesOfFreedom), x, degreesOfFreedom);
}

/** Student's t quantile; `degreesOfFreedom` > 0, infinite for the normal distribution. */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === Infinity) return normalQuantile(probability);
  return checked(
    'studentTQuantile',
    studentTQuantileFunction(open(probability), degreesOfFreedom),
    probability,
    degreesOfFreedom,
  );
}

/** P(X > x) of the chi-square distribution: the p-value of a chi-square statistic. */
export function chiSquareUpperTail(x: number, degreesOfFreedom: number): number {
  return 1 - checked('chiSquareUpperTail', chiSquareCdfFunction(x, degreesOfFreedom), x);
}

export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  return checked(
    'chiSquareQuantile',
    chiSquareQuantileFunction(open(probability), degreesOfFreedom),
    probability,
    degreesOfFreedom,
  );
}

/** P(X ≤ x) of Beta(alpha, beta), both shapes > 0. */
export function betaCdf(x: number, alpha: number, beta: number): number {
  return checked('betaCdf', betaCdfFunction(x, alpha, beta), x, alpha, beta);
}

export function betaQuantile(probability: number, alpha: number, beta: number): number {
  return checked('betaQuantile', betaQuantileFunction(probability, alpha, beta), alpha, beta);
}

/** ln B(alpha, beta), both > 0. */
export function logBeta(alpha: number, beta: number): number {
  return checked('logBeta', logBetaFunction(alpha, beta), alpha, beta);
}

/** Two-sided p-value of a t (or, with infinite degrees of freedom, z) statistic. */
export function twoSidedPValue(statistic: number, degreesOfFreedom = Infinity): number {
  return 2 * studentTCdf(-Math.abs(statistic), degreesOfFreedom);
}

function open(probability: number): number {
  if (probability > 0 && probability < 1) return probability;
  throw new RangeError(`a probability lies strictly between 0 and 1, not at ${probability}`);
}

function checked(name: string, value: number, ...args: number[]): number {
  if (Number.isNaN(value)) throw new RangeError(`${name}(${args.join(', ')}) is not defined`);
  return value;
}
