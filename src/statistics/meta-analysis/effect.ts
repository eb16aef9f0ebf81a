import { cannotEstimate, type CannotEstimate } from '../numeric/estimate.js';

/** One unit's estimate with its sampling variance, e.g. a merchant's log uplift. */
export interface Effect {
  estimate: number;
  variance: number;
}

/** What is wrong with the effects, or null. */
export function invalidEffects(effects: readonly Effect[]): CannotEstimate | null {
  if (effects.length === 0) return cannotEstimate('NO_DATA', 'there are no effects to pool');
  const wrong = effects.findIndex(
    ({ estimate, variance }) =>
      !Number.isFinite(estimate) || !(variance > 0 && variance < Infinity),
  );
  if (wrong < 0) return null;
  return cannotEstimate('INVALID_INPUT', `effect ${wrong}: needs an estimate and a variance > 0`);
}

/** Precision-weighted mean with the sums that every estimator of heterogeneity is made of. */
export interface WeightedSums {
  mean: number;
  /** Σw, Σw², Σw³ for w = 1/(v + τ²). */
  w1: number;
  w2: number;
  w3: number;
  /** Cochran's Q = Σ w(y − mean)². */
  q: number;
  /** Σ w²(y − mean)². */
  q2: number;
}

export function weightedSums(effects: readonly Effect[], tauSquared: number): WeightedSums {
  let w1 = 0;
  let w2 = 0;
  let w3 = 0;
  let weighted = 0;
  for (const { estimate, variance } of effects) {
    const w = 1 / (variance + tauSquared);
    w1 += w;
    w2 += w * w;
    w3 += w * w * w;
    weighted += w * estimate;
  }
  const mean = weighted / w1;
  let q = 0;
  let q2 = 0;
  for (const { estimate, variance } of effects) {
    const w = 1 / (variance + tauSquared);
    const square = (estimate - mean) ** 2;
    q += w * square;
    q2 += w * w * square;
  }
  return { mean, w1, w2, w3, q, q2 };
}
