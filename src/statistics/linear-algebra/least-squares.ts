import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import {
  addOuterProduct,
  dot,
  factorPositiveDefinite,
  sandwich,
  zeros,
  type Rows,
} from './linear-algebra.js';

export interface LeastSquaresFit {
  coefficients: number[];
  residuals: number[];
  /** (XᵀWX)⁻¹: times the residual variance, the classical covariance of the coefficients. */
  inverseNormal: number[][];
  /** Weighted residual sum of squares over n − p. */
  residualVariance: number;
  degreesOfFreedom: number;
}

/**
 * Weighted least squares by the normal equations.
 *
 * @param design n × p, without an implied constant
 * @param response n values
 * @param weights n values > 0 (default 1)
 * @returns TOO_FEW unless n > p, SINGULAR for collinear columns.
 */
export function leastSquares(
  design: Rows,
  response: readonly number[],
  weights?: readonly number[],
): Estimate<LeastSquaresFit> {
  const parameters = design[0]?.length ?? 0;
  const degreesOfFreedom = response.length - parameters;
  if (parameters === 0 || degreesOfFreedom < 1) {
    return cannotEstimate(
      'TOO_FEW',
      `${parameters} coefficients need more than ${parameters} rows, there are ${response.length}`,
    );
  }
  const normal = zeros(parameters, parameters);
  const moments = new Array<number>(parameters).fill(0);
  design.forEach((row, index) => {
    const weight = weights?.[index] ?? 1;
    addOuterProduct(normal, row, weight);
    row.forEach((cell, column) => (moments[column]! += weight * cell * response[index]!));
  });
  const factor = factorPositiveDefinite(normal);
  if (!factor.estimable) return factor;
  const coefficients = factor.value.solve(moments);
  const residuals = response.map((value, index) => value - dot(design[index]!, coefficients));
  const squares = residuals.reduce((sum, r, index) => sum + (weights?.[index] ?? 1) * r * r, 0);
  return estimated({
    coefficients,
    residuals,
    inverseNormal: factor.value.inverse(),
    residualVariance: squares / degreesOfFreedom,
    degreesOfFreedom,
  });
}

/**
 * Liang–Zeger covariance of least-squares coefficients that lets rows of one cluster depend on each
 * other, with Stata's CR1 factor G/(G−1)·(n−1)/(n−p).
 *
 * @param clusters one key per row
 * @returns ONE_CLUSTER below two clusters.
 */
export function clusterRobustCovariance(
  design: Rows,
  fit: LeastSquaresFit,
  clusters: readonly (string | number)[],
): Estimate<{ covariance: number[][]; clusterCount: number }> {
  const parameters = fit.coefficients.length;
  const scores = new Map<string | number, number[]>();
  design.forEach((row, index) => {
    const key = clusters[index]!;
    const score = scores.get(key) ?? new Array<number>(parameters).fill(0);
    row.forEach((cell, column) => (score[column]! += cell * fit.residuals[index]!));
    scores.set(key, score);
  });
  const count = scores.size;
  if (count < 2) return cannotEstimate('ONE_CLUSTER', 'a clustered variance needs two clusters');
  const meat = zeros(parameters, parameters);
  const factor = (count / (count - 1)) * ((design.length - 1) / fit.degreesOfFreedom);
  for (const score of scores.values()) addOuterProduct(meat, score, factor);
  return estimated({ covariance: sandwich(fit.inverseNormal, meat), clusterCount: count });
}
