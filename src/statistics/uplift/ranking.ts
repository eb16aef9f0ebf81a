import type { Interval } from '../distributions/index.js';
import {
  hierarchicalEffects,
  type Effect,
  type HierarchicalPrior,
} from '../meta-analysis/index.js';
import { estimated, type Estimate } from '../numeric/estimate.js';
import { ratioInterval } from './session-uplift.js';

export interface ShrunkUplift {
  /** Posterior median of the uplift, a ratio of medians minus one. */
  uplift: number;
  interval: Interval;
  /** Posterior probability of an uplift above zero. */
  probabilityPositive: number;
}

/**
 * Records of many operators, each shrunk toward their mean by how little it is based on: one lucky session
 * does not lead a table. Sort by `interval.lower` or `probabilityPositive`, and show the interval.
 *
 * @param records mean log uplift and its variance per operator
 * @returns in the order of the records; the errors of `hierarchicalEffects`
 */
export function shrinkUplifts(
  records: readonly Effect[],
  options: { prior?: HierarchicalPrior; confidence?: number } = {},
): Estimate<{ mean: ShrunkUplift; newOperator: ShrunkUplift; operators: ShrunkUplift[] }> {
  const posterior = hierarchicalEffects(records, options);
  if (!posterior.estimable) return posterior;
  const { mean, newUnit, units } = posterior.value;
  const asUplift = (effect: typeof mean): ShrunkUplift => ({
    uplift: Math.expm1(effect.median),
    interval: ratioInterval(effect.interval),
    probabilityPositive: effect.probabilityAbove,
  });
  return estimated({
    mean: asUplift(mean),
    newOperator: asUplift(newUnit),
    operators: units.map(asUplift),
  });
}
