import { normalCdf, symmetricInterval, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import type { Effect } from './effect.js';

export interface ShrunkEffect {
  estimate: number;
  /** Includes the uncertainty of the mean that it is shrunk toward. */
  standardError: number;
  interval: Interval;
  /** Share of its own estimate that survives: B = τ²/(τ² + v). */
  weight: number;
}

/**
 * Empirical Bayes effects θ̂ = μ + B(y − μ), B = τ²/(τ² + v), with variance
 * τ²(1 − B) + (1 − B)²·SE(μ)² (best linear unbiased prediction, as metafor's `blup`). The interval
 * takes τ² for known: right if it comes from a large frozen pool, otherwise see `hierarchicalEffects`.
 */
export function shrinkEffects(
  effects: readonly Effect[],
  pool: { mean: number; standardError: number; tauSquared: number },
  confidence = 0.95,
): ShrunkEffect[] {
  return effects.map(({ estimate, variance }) => {
    const weight = pool.tauSquared / (pool.tauSquared + variance);
    const shrunk = pool.mean + weight * (estimate - pool.mean);
    const standardError = Math.sqrt(
      pool.tauSquared * (1 - weight) + ((1 - weight) * pool.standardError) ** 2,
    );
    return {
      estimate: shrunk,
      standardError,
      interval: symmetricInterval(shrunk, standardError, confidence),
      weight,
    };
  });
}

/** Posterior probability that an effect lies above `threshold`. */
export function probabilityAbove(
  effect: { estimate: number; standardError: number },
  threshold: number,
): number {
  if (effect.standardError === 0) return effect.estimate > threshold ? 1 : 0;
  return normalCdf((effect.estimate - threshold) / effect.standardError);
}

/**
 * James–Stein estimates with a common known variance, shrunk toward their mean by
 * c = max(0, 1 − (k − 3)σ²/Σ(y − ȳ)²).
 *
 * Source: Efron & Morris (1977), "Stein's paradox in statistics", Scientific American 236.
 *
 * @returns TOO_FEW below four values; equal values come back as they are (c = 0).
 */
export function jamesStein(
  values: readonly number[],
  variance: number,
): Estimate<{ estimates: number[]; mean: number; factor: number }> {
  if (values.length < 4) return cannotEstimate('TOO_FEW', 'James–Stein needs four values');
  if (!(variance >= 0) || !values.every(Number.isFinite)) {
    return cannotEstimate('INVALID_INPUT', 'values must be finite and the variance ≥ 0');
  }
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const factor = spread === 0 ? 0 : Math.max(0, 1 - ((values.length - 3) * variance) / spread);
  return estimated({
    estimates: values.map((value) => mean + factor * (value - mean)),
    mean,
    factor,
  });
}
