import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { exactDot, exactSum } from '../numeric/sum.js';
import { ranks } from './ranks.js';

/**
 * Kendall's tau-b: (concordant − discordant pairs) / √((pairs − ties in x)·(pairs − ties in y)), in
 * O(n log n).
 *
 * Source: Kendall (1945), Biometrika 33, 239–251; Knight (1966), JASA 61, 436–439.
 *
 * @returns TOO_FEW below two units, ALL_TIED if all values of a side are equal, INVALID_INPUT for
 *   unequal lengths or values that aren't finite.
 */
export function kendallTauB(x: readonly number[], y: readonly number[]): Estimate<number> {
  const problem = problemOfPairs(x, y);
  if (problem !== null) return problem;
  const order = x.map((_, i) => i).sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!);
  const xs = Float64Array.from(order, (i) => x[i]!);
  const ys = Float64Array.from(order, (i) => y[i]!);
  const pairs = (x.length * (x.length - 1)) / 2;
  const tiedX = tiedPairs(xs.length, (i) => xs[i] === xs[i - 1]);
  const tiedBoth = tiedPairs(xs.length, (i) => xs[i] === xs[i - 1] && ys[i] === ys[i - 1]);
  const discordant = sortCountingSwaps(ys);
  const tiedY = tiedPairs(ys.length, (i) => ys[i] === ys[i - 1]);
  if (tiedX === pairs || tiedY === pairs) {
    return cannotEstimate('ALL_TIED', 'all values of one side are equal');
  }
  const difference = pairs - tiedX - tiedY + tiedBoth - 2 * discordant;
  return estimated(difference / Math.sqrt(pairs - tiedX) / Math.sqrt(pairs - tiedY));
}

/**
 * Spearman's rho: the correlation of ranks, ties at their average.
 *
 * @returns as `kendallTauB`.
 */
export function spearmanRho(x: readonly number[], y: readonly number[]): Estimate<number> {
  const problem = problemOfPairs(x, y);
  if (problem !== null) return problem;
  const middle = (x.length + 1) / 2;
  const [u, v] = [x, y].map((side) =>
    ranks(side, 'LOWEST_FIRST', 'AVERAGE').map((rank) => rank - middle),
  ) as [number[], number[]];
  const [su, sv] = [u, v].map((side) => exactSum(side.map((rank) => rank * rank))) as [
    number,
    number,
  ];
  if (su === 0 || sv === 0) return cannotEstimate('ALL_TIED', 'all values of one side are equal');
  return estimated(exactDot(u, v) / Math.sqrt(su) / Math.sqrt(sv));
}

function problemOfPairs(x: readonly number[], y: readonly number[]) {
  if (x.length !== y.length) {
    return cannotEstimate('INVALID_INPUT', `${x.length} values against ${y.length}`);
  }
  if (x.length < 2) return cannotEstimate('TOO_FEW', 'a rank correlation needs two units');
  return [...x, ...y].every(Number.isFinite)
    ? null
    : cannotEstimate('INVALID_INPUT', 'values are finite numbers');
}

/** Pairs within runs of equal neighbours. */
function tiedPairs(length: number, sameAsBefore: (index: number) => boolean): number {
  let pairs = 0;
  let run = 0;
  for (let i = 1; i < length; i += 1) {
    run = sameAsBefore(i) ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

/** Sorts upward by merging and counts the pairs that stood in the wrong order. */
function sortCountingSwaps(values: Float64Array): number {
  let swaps = 0;
  const merged = new Float64Array(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      let left = start;
      let right = middle;
      for (let place = start; place < end; place += 1) {
        if (right < end && (left === middle || values[right]! < values[left]!)) {
          swaps += middle - left;
          merged[place] = values[right++]!;
        } else {
          merged[place] = values[left++]!;
        }
      }
    }
    values.set(merged);
  }
  return swaps;
}
