import { normalQuantile, type Interval } from '../distributions/index.js';
import {
  poolEffects,
  probabilityAbove,
  shrinkEffects,
  type Effect,
  type PooledEffect,
  type PoolOptions,
} from '../meta-analysis/index.js';
import { estimated, type Estimate } from '../numeric/estimate.js';
import { ratioInterval } from './session-uplift.js';

export interface ShrunkUplift {
  /** Posterior median of the uplift, a ratio of medians minus one. */
  uplift: number;
  interval: Interval;
  /** Posterior probability of an uplift above zero. */
  probabilityPositive: number;
  /** A posterior quantile that few fall below: what a cautious table sorts by. */
  lowerBound: number;
  /** Share of its own record that counts. */
  weight: number;
}

/**
 * Records of many operators, each shrunk toward their mean by how little it is based on (empirical Bayes):
 * one lucky session does not lead a table.
 *
 * @param records mean log uplift and its variance per operator
 * @param lowerProbability of the lower bound, e.g. 0.05
 * @returns in the order of the records; the errors of `poolEffects`
 */
export function shrinkUplifts(
  records: readonly Effect[],
  lowerProbability: number,
  options: PoolOptions = {},
): Estimate<{ pool: PooledEffect; operators: ShrunkUplift[] }> {
  const pool = poolEffects(records, options);
  if (!pool.estimable) return pool;
  const shrunk = shrinkEffects(records, pool.value, options.confidence);
  return estimated({
    pool: pool.value,
    operators: shrunk.map((effect) => ({
      uplift: Math.expm1(effect.estimate),
      interval: ratioInterval(effect.interval),
      probabilityPositive: probabilityAbove(effect, 0),
      lowerBound: Math.expm1(
        effect.estimate + normalQuantile(lowerProbability) * effect.standardError,
      ),
      weight: effect.weight,
    })),
  });
}
