import {
  chiSquareUpperTail,
  symmetricInterval,
  twoSidedPValue,
  type Interval,
} from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { invalidEffects, weightedSums, type Effect } from './effect.js';
import { tauSquared, type TauSquaredMethod } from './tau-squared.js';

/**
 * How the mean's interval is made. Knapp & Hartung (2003) scale the variance by the observed spread and
 * use t with k − 1 degrees of freedom; 'modified' never lets that narrow the interval. 'normal' is for a
 * τ² that comes from elsewhere: with two merchants t is 12.7.
 */
export type IntervalAdjustment = 'knapp-hartung' | 'modified-knapp-hartung' | 'normal';

export interface PoolOptions {
  /** An estimator, or a variance known from a larger frozen pool. */
  tauSquared?: TauSquaredMethod | number;
  adjustment?: IntervalAdjustment;
  confidence?: number;
}

export interface PooledEffect {
  mean: number;
  standardError: number;
  /** Of the mean effect; infinite for a normal interval. */
  degreesOfFreedom: number;
  interval: Interval;
  /** Against a mean effect of zero. */
  pValue: number;
  /** Where a new unit's own effect lies, with τ² taken for known; see `hierarchicalEffects`. */
  prediction: Interval;
  tauSquared: number;
  /** False if τ² is 0: the data cannot tell the units apart, which is not "they are equal". */
  distinguishable: boolean;
  /** Cochran's Q against equal effects. */
  heterogeneity: { q: number; degreesOfFreedom: number; pValue: number };
  units: number;
}

/**
 * Random-effects mean of independent units: yᵢ ~ N(θᵢ, vᵢ), θᵢ ~ N(μ, τ²).
 *
 * Source: DerSimonian & Laird (1986); Knapp & Hartung (2003), Statistics in Medicine 22; the
 * prediction interval μ ± t·√(τ² + SE²) of Higgins, Thompson & Spiegelhalter (2009) with the
 * degrees of freedom of the mean's interval, as metafor does.
 *
 * @returns TOO_FEW below two units, or for one unit unless τ² is given with a normal interval.
 */
export function poolEffects(
  effects: readonly Effect[],
  { tauSquared: tau = 'REML', adjustment = 'knapp-hartung', confidence = 0.95 }: PoolOptions = {},
): Estimate<PooledEffect> {
  const invalid = invalidEffects(effects);
  if (invalid) return invalid;
  const k = effects.length;
  if (k < 2 && (typeof tau === 'string' || adjustment !== 'normal')) {
    return cannotEstimate('TOO_FEW', 'pooling needs at least two units');
  }
  const between = typeof tau === 'number' ? givenVariance(tau) : tauSquared(effects, tau);
  if (!between.estimable) return between;
  const { mean, w1, q } = weightedSums(effects, between.value);
  const fixed = weightedSums(effects, 0);
  return estimated({
    ...describeMean(mean, 1 / w1, q, k, between.value, adjustment, confidence),
    heterogeneity: {
      q: fixed.q,
      degreesOfFreedom: k - 1,
      pValue: k > 1 ? chiSquareUpperTail(fixed.q, k - 1) : 1,
    },
  });
}

export function givenVariance(value: number): Estimate<number> {
  if (value >= 0 && value < Infinity) return estimated(value);
  return cannotEstimate('INVALID_INPUT', `a between-unit variance must be ≥ 0, not ${value}`);
}

/** Interval, test and prediction of a pooled mean with variance `variance` over k units. */
export function describeMean(
  mean: number,
  variance: number,
  q: number,
  k: number,
  between: number,
  adjustment: IntervalAdjustment,
  confidence: number,
): Omit<PooledEffect, 'heterogeneity'> {
  const scale = adjustment === 'normal' ? 1 : q / (k - 1);
  const factor = adjustment === 'modified-knapp-hartung' ? Math.max(1, scale) : scale;
  const standardError = Math.sqrt(factor * variance);
  const degreesOfFreedom = adjustment === 'normal' ? Infinity : k - 1;
  const certain = standardError === 0;
  return {
    mean,
    standardError,
    degreesOfFreedom,
    interval: symmetricInterval(mean, standardError, confidence, degreesOfFreedom),
    pValue: certain ? (mean === 0 ? 1 : 0) : twoSidedPValue(mean / standardError, degreesOfFreedom),
    prediction: symmetricInterval(
      mean,
      Math.sqrt(between + standardError ** 2),
      confidence,
      degreesOfFreedom,
    ),
    tauSquared: between,
    distinguishable: between > 0,
    units: k,
  };
}
