import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { exactSum } from '../numeric/sum.js';

/** How disagreement grows with the distance of two ratings: 1 if they differ, |i − j|, or (i − j)². */
export type DisagreementWeights = 'UNWEIGHTED' | 'LINEAR' | 'QUADRATIC';

/**
 * Cohen's kappa of two raters: 1 − observed / expected disagreement.
 *
 * Source: Cohen (1968), "Weighted kappa", Psychological Bulletin 70, 213–220.
 *
 * @param counts square: how often the first rater said i (row) and the second j (column); categories
 *   in their order
 * @returns NO_DATA without ratings, ZERO_VARIANCE if both raters used one and the same category only,
 *   INVALID_INPUT for another shape.
 */
export function cohenKappa(
  counts: readonly (readonly number[])[],
  weights: DisagreementWeights,
): Estimate<number> {
  const n = counts.length;
  if (counts.some((row) => row.length !== n || row.some((count) => !(count >= 0)))) {
    return cannotEstimate('INVALID_INPUT', 'counts form a square of numbers ≥ 0');
  }
  const total = exactSum(counts.flat());
  if (total === 0) return cannotEstimate('NO_DATA', 'there is no pair of ratings');
  const first = counts.map((row) => exactSum(row));
  const second = counts.map((_, j) => exactSum(counts.map((row) => row[j]!)));
  const observed: number[] = [];
  const expected: number[] = [];
  counts.forEach((row, i) =>
    row.forEach((count, j) => {
      const penalty = disagreement(i - j, weights);
      observed.push(penalty * count);
      expected.push((penalty * first[i]! * second[j]!) / total);
    }),
  );
  const chance = exactSum(expected);
  if (chance === 0) return cannotEstimate('ZERO_VARIANCE', 'only one category was ever used');
  return estimated(1 - exactSum(observed) / chance);
}

function disagreement(distance: number, weights: DisagreementWeights): number {
  if (weights === 'UNWEIGHTED') return distance === 0 ? 0 : 1;
  return weights === 'LINEAR' ? Math.abs(distance) : distance * distance;
}
