import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { exactSum } from '../numeric/sum.js';

/**
 * Measures of a ranked list as NIST trec_eval defines them. `relevance` holds the judged level of each
 * result in the order shown: an unjudged result or a level ≤ 0 counts as 0. `judged` holds the levels
 * of everything that was judged for the query, shown or not.
 */

/** Sorts as trec_eval does: by score (single precision) and then by id, both downward. */
export function trecOrder<T extends { id: string; score: number }>(results: readonly T[]): T[] {
  return [...results].sort((a, b) => {
    const byScore = Math.fround(b.score) - Math.fround(a.score);
    return byScore !== 0 ? byScore : a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
  });
}

/**
 * Normalised discounted cumulative gain with linear gain: Σ level / log₂(rank + 1), over the same of
 * the ideal order.
 *
 * Source: Järvelin & Kekäläinen (2002), ACM TOIS 20, 422–446, in trec_eval's form. (The variant with
 * gain 2^level − 1 gives other numbers.)
 *
 * @param cutoff how many results count, everything if left out
 * @returns ZERO_DENOMINATOR if nothing relevant was judged.
 */
export function normalisedDiscountedGain(
  relevance: readonly number[],
  judged: readonly number[],
  cutoff = Number.POSITIVE_INFINITY,
): Estimate<number> {
  const ideal = discountedGain(
    [...judged].sort((a, b) => b - a),
    cutoff,
  );
  if (ideal === 0) return cannotEstimate('ZERO_DENOMINATOR', 'nothing relevant was judged');
  return estimated(discountedGain(relevance, cutoff) / ideal);
}

/**
 * Average precision: the mean over all relevant items of the precision where each is shown, 0 for
 * those that are not.
 *
 * @param relevantCount how many relevant items were judged
 */
export function averagePrecision(
  relevance: readonly number[],
  relevantCount: number,
): Estimate<number> {
  if (relevantCount <= 0) return cannotEstimate('ZERO_DENOMINATOR', 'nothing relevant was judged');
  let found = 0;
  const precisions = relevance.map((level, i) => (level > 0 ? ++found / (i + 1) : 0));
  return estimated(exactSum(precisions) / relevantCount);
}

/** The mean of average precision over queries; queries with nothing relevant don't count. */
export function meanAveragePrecision(
  queries: readonly { relevance: readonly number[]; relevantCount: number }[],
): Estimate<number> {
  const scores = queries.flatMap((query) => {
    const score = averagePrecision(query.relevance, query.relevantCount);
    return score.estimable ? [score.value] : [];
  });
  if (scores.length === 0) return cannotEstimate('NO_DATA', 'no query has anything relevant');
  return estimated(exactSum(scores) / scores.length);
}

/** Relevant among the first k, over k (also when fewer were shown). */
export function precisionAt(relevance: readonly number[], k: number): number {
  if (!(Number.isInteger(k) && k > 0)) throw new RangeError(`k is a whole number ≥ 1, not ${k}`);
  return relevantAmong(relevance, k) / k;
}

/** Relevant among the first k, over all relevant ones. */
export function recallAt(
  relevance: readonly number[],
  relevantCount: number,
  k: number,
): Estimate<number> {
  if (relevantCount <= 0) return cannotEstimate('ZERO_DENOMINATOR', 'nothing relevant was judged');
  return estimated(relevantAmong(relevance, k) / relevantCount);
}

/** 1 / rank of the first relevant result, 0 if there is none. */
export function reciprocalRank(relevance: readonly number[]): number {
  const first = relevance.findIndex((level) => level > 0);
  return first < 0 ? 0 : 1 / (first + 1);
}

function discountedGain(relevance: readonly number[], cutoff: number): number {
  const counted = relevance.slice(0, Math.min(cutoff, relevance.length));
  return exactSum(counted.map((level, i) => Math.max(level, 0) / Math.log2(i + 2)));
}

function relevantAmong(relevance: readonly number[], k: number): number {
  return relevance.slice(0, k).filter((level) => level > 0).length;
}
