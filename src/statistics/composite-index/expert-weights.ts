import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { exactSum } from '../numeric/sum.js';

export interface AnalyticHierarchyWeights {
  /** The principal right eigenvector, adding up to one. */
  weights: number[];
  principalEigenvalue: number;
  /** (λ − n) / (n − 1) over the mean of random matrices; practice rejects above 0.10. */
  consistencyRatio: number;
}

/** Saaty (1980), The Analytic Hierarchy Process: mean consistency index of random matrices, n = 1 … 10. */
const RANDOM_INDEX = [0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49];
const RECIPROCAL_TOLERANCE = 1e-6;
const MAXIMUM_ITERATIONS = 10_000;

/**
 * Weights from pairwise comparisons by the analytic hierarchy process.
 *
 * @param comparisons square, 1 to 10 rows; row i, column j says how many times more i counts than j,
 *   so that a_ij·a_ji = 1
 * @returns INVALID_INPUT for another shape, NON_POSITIVE for an entry ≤ 0.
 */
export function analyticHierarchyWeights(
  comparisons: readonly (readonly number[])[],
): Estimate<AnalyticHierarchyWeights> {
  const problem = problemOfComparisons(comparisons);
  if (problem !== null) return problem;
  const n = comparisons.length;
  let weights = comparisons.map(() => 1 / n);
  let eigenvalue = n;
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration += 1) {
    const product = comparisons.map((row) => exactSum(row.map((a, j) => a * weights[j]!)));
    eigenvalue = exactSum(product);
    const next = product.map((value) => value / eigenvalue);
    const change = Math.max(...next.map((value, i) => Math.abs(value - weights[i]!)));
    weights = next;
    if (change < 1e-15) break;
  }
  const randomIndex = RANDOM_INDEX[n - 1]!;
  const consistencyIndex = n < 3 ? 0 : (eigenvalue - n) / (n - 1);
  return estimated({
    weights,
    principalEigenvalue: eigenvalue,
    consistencyRatio: randomIndex === 0 ? 0 : consistencyIndex / randomIndex,
  });
}

function problemOfComparisons(comparisons: readonly (readonly number[])[]) {
  const n = comparisons.length;
  if (n < 1 || n > RANDOM_INDEX.length || comparisons.some((row) => row.length !== n)) {
    return cannotEstimate('INVALID_INPUT', 'comparisons form a square of 1 to 10 rows');
  }
  if (comparisons.flat().some((entry) => !(entry > 0 && Number.isFinite(entry)))) {
    return cannotEstimate('NON_POSITIVE', 'every comparison is a positive number');
  }
  const isReciprocal = comparisons.every((row, i) =>
    row.every((entry, j) => Math.abs(entry * comparisons[j]![i]! - 1) < RECIPROCAL_TOLERANCE),
  );
  return isReciprocal
    ? null
    : cannotEstimate('INVALID_INPUT', 'a comparison and its reverse must multiply to 1');
}
