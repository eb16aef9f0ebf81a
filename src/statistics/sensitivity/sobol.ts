import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { mean, sampleVariance } from '../numeric/moments.js';
import type { RandomGenerator } from '../seeded-random/random-generator.js';

export interface SobolIndex {
  /** S: the share of variance that goes if this group alone were known. */
  firstOrder: number;
  /** S_T: the share that remains if all but this group were known. */
  total: number;
  /** Monte-Carlo standard errors of both. */
  firstOrderError: number;
  totalError: number;
}

/**
 * Sobol sensitivity indices of groups of random choices, by Saltelli's design: two independent
 * samples A and B, and for each group the sample A with that group's choices from B; that is
 * samples·(groups + 2) evaluations.
 *
 * First order: mean of f(B)·(f(AB) − f(A)) with f centred; total: mean of (f(A) − f(AB))² / 2; both
 * over the variance.
 *
 * Source: Saltelli et al. (2010), Computer Physics Communications 181, 259–270, table 2 (b) and (f).
 *
 * @param model takes a generator per group, from which it draws whatever the group decides, and
 *   returns a finite number. The same generators give the same number.
 * @param samples at least 2; a few hundred tell groups apart, thousands give two digits
 * @returns TOO_FEW below 2 samples, INVALID_INPUT without groups or for a result that isn't finite,
 *   ZERO_VARIANCE if the result never varies.
 */
export function sobolIndices(
  groups: number,
  model: (generators: readonly RandomGenerator[]) => number,
  samples: number,
  generator: RandomGenerator,
): Estimate<{ variance: number; groups: SobolIndex[] }> {
  if (!(Number.isInteger(groups) && groups > 0)) {
    return cannotEstimate('INVALID_INPUT', 'there is at least one group');
  }
  if (!(Number.isInteger(samples) && samples >= 2)) {
    return cannotEstimate('TOO_FEW', `a variance needs 2 samples, not ${samples}`);
  }
  const rows = Array.from({ length: samples }, (_, sample) => {
    // A generator remembers what was drawn: every evaluation needs fresh ones.
    const fresh = (side: 0 | 1, group: number): RandomGenerator =>
      generator.substream((sample * groups + group) * 2 + side);
    const evaluate = (sideOf: (group: number) => 0 | 1): number =>
      model(Array.from({ length: groups }, (__, group) => fresh(sideOf(group), group)));
    return {
      a: evaluate(() => 0),
      b: evaluate(() => 1),
      mixed: Array.from({ length: groups }, (__, own) => evaluate((g) => (g === own ? 1 : 0))),
    };
  });
  const outputs = rows.flatMap(({ a, b }) => [a, b]);
  if (!rows.every((row) => [row.a, row.b, ...row.mixed].every(Number.isFinite))) {
    return cannotEstimate('INVALID_INPUT', 'the model gave a result that is not finite');
  }
  const [centre, variance] = [mean(outputs), sampleVariance(outputs)];
  if (!centre.estimable) return centre;
  if (!variance.estimable) return variance;
  if (variance.value === 0) return cannotEstimate('ZERO_VARIANCE', 'the result never varies');
  const indices = Array.from({ length: groups }, (_, group): SobolIndex => {
    const first = rows.map(({ a, b, mixed }) => (b - centre.value) * (mixed[group]! - a));
    const total = rows.map(({ a, mixed }) => ((a - mixed[group]!) * (a - mixed[group]!)) / 2);
    const [s, st] = [shareOf(first, variance.value), shareOf(total, variance.value)];
    return {
      firstOrder: s.share,
      total: st.share,
      firstOrderError: s.error,
      totalError: st.error,
    };
  });
  return estimated({ variance: variance.value, groups: indices });
}

function shareOf(terms: readonly number[], variance: number): { share: number; error: number } {
  const [centre, spread] = [mean(terms), sampleVariance(terms)];
  if (!centre.estimable || !spread.estimable) throw new RangeError('there are at least two terms');
  return {
    share: centre.value / variance,
    error: Math.sqrt(spread.value / terms.length) / variance,
  };
}
