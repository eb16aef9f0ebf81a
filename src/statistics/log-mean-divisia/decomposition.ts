import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { logarithmicMean } from '../numeric/logarithmic-mean.js';
import { exactSum } from '../numeric/sum.js';

/**
 * Factors per category: `factors[i][j]` ≥ 0 is factor j of category i, and the value of a category is
 * the product of its factors. Both sides have the same categories and factors in the same order.
 */
export type Factors = readonly (readonly number[])[];

export interface DifferenceDecomposition {
  from: number;
  to: number;
  /** Per factor: its part of to − from. */
  effects: number[];
  /** `byCategory[i][j]`: factor j's part in category i; columns add up to `effects`. */
  byCategory: number[][];
}

export interface RatioDecomposition {
  from: number;
  to: number;
  /** Per factor: its multiplier of to / from. */
  effects: number[];
}

/**
 * Additive LMDI-I: Δ_j = Σ_i L(V_i¹, V_i⁰)·ln(x_ij¹ / x_ij⁰), with L the logarithmic mean. It leaves no
 * residual (ΣΔ_j = V¹ − V⁰), treats both sides alike and is consistent when categories are added up.
 *
 * Zeros follow the eight rules of Ang, Zhang & Choi: a category that comes or goes belongs to the
 * factor that was zero; a factor that stays positive has no part in it. If several factors were zero
 * they share it equally, the analytical limit of Wood & Lenzen, so that nothing is counted twice. Hence
 * pass the old rate of a category that had no volume, if it has one, rather than a zero.
 *
 * Sources: Ang (2005), Energy Policy 33, 867–871; Ang, Zhang & Choi (1998), Energy 23, 489–495,
 * table 2; Wood & Lenzen (2006), Energy Policy 34, 1326–1331.
 *
 * @returns NO_DATA without categories or factors, INVALID_INPUT if the sides differ in shape or a
 *   factor isn't finite, NON_POSITIVE for a negative factor.
 */
export function decomposeDifference(from: Factors, to: Factors): Estimate<DifferenceDecomposition> {
  const problem = problemOf(from, to);
  if (problem !== null) return problem;
  const byCategory = from.map((factors, i) => categoryEffects(factors, to[i]!));
  return estimated({
    from: exactSum(from.map(product)),
    to: exactSum(to.map(product)),
    effects: from[0]!.map((_, j) => exactSum(byCategory.map((effects) => effects[j]!))),
    byCategory,
  });
}

/**
 * Multiplicative LMDI-I: D_j = exp(Σ_i L(V_i¹, V_i⁰) / L(V¹, V⁰)·ln(x_ij¹ / x_ij⁰)), so that
 * ΠD_j = V¹ / V⁰. Zeros in a category as above.
 *
 * Source: Ang (2005), Energy Policy 33, 867–871.
 *
 * @returns as above, and ZERO_DENOMINATOR if a whole side is zero.
 */
export function decomposeRatio(from: Factors, to: Factors): Estimate<RatioDecomposition> {
  const difference = decomposeDifference(from, to);
  if (!difference.estimable) return difference;
  const { effects, ...ends } = difference.value;
  if (ends.from === 0 || ends.to === 0) {
    return cannotEstimate('ZERO_DENOMINATOR', 'a ratio needs a positive value on both sides');
  }
  const scale = logarithmicMean(ends.to, ends.from);
  return estimated({ ...ends, effects: effects.map((effect) => Math.exp(effect / scale)) });
}

/**
 * Splits a chain of totals into factors whose product is the last total: a, b/a, c/b, … For GMV:
 * exposures, entries, watch minutes and GMV become exposures, click-through rate, watch minutes per
 * entry and GMV per watch minute.
 *
 * Where nothing could follow (0 / 0) the factor is 0.
 *
 * @returns NO_DATA for an empty chain, NON_POSITIVE for a negative total, ZERO_DENOMINATOR if
 *   something follows from nothing (the identity doesn't hold).
 */
export function factorsOfChain(totals: readonly number[]): Estimate<number[]> {
  if (totals.length === 0) return cannotEstimate('NO_DATA', 'a chain needs at least one total');
  if (!totals.every((total) => total >= 0 && Number.isFinite(total))) {
    return cannotEstimate('NON_POSITIVE', 'the totals of a chain are finite numbers ≥ 0');
  }
  const broken = totals.findIndex((total, i) => i > 0 && total > 0 && totals[i - 1] === 0);
  if (broken >= 0) {
    return cannotEstimate('ZERO_DENOMINATOR', `total ${broken + 1} of the chain follows from zero`);
  }
  return estimated(
    totals.map((total, i) => (i === 0 || total === 0 ? total : total / totals[i - 1]!)),
  );
}

function categoryEffects(from: readonly number[], to: readonly number[]): number[] {
  const [before, after] = [product(from), product(to)];
  if (before > 0 && after > 0) {
    const weight = logarithmicMean(after, before);
    return from.map((factor, j) => weight * Math.log(to[j]! / factor));
  }
  if (before === 0 && after === 0) return from.map(() => 0);
  const zeroSide = before === 0 ? from : to;
  const zeros = zeroSide.filter((factor) => factor === 0).length;
  return zeroSide.map((factor) => (factor === 0 ? (after - before) / zeros : 0));
}

function product(factors: readonly number[]): number {
  return factors.reduce((value, factor) => value * factor, 1);
}

function problemOf(from: Factors, to: Factors) {
  const factors = from[0]?.length ?? 0;
  if (factors === 0) return cannotEstimate('NO_DATA', 'there is no category with a factor');
  const all = [...from, ...to];
  if (from.length !== to.length || all.some((row) => row.length !== factors)) {
    return cannotEstimate('INVALID_INPUT', 'both sides need the same categories and factors');
  }
  if (!all.flat().every(Number.isFinite) || !all.map(product).every(Number.isFinite)) {
    return cannotEstimate('INVALID_INPUT', 'factors and their products are finite numbers');
  }
  return all.flat().some((factor) => factor < 0)
    ? cannotEstimate('NON_POSITIVE', 'factors are ≥ 0')
    : null;
}
