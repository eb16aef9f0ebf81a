import { studentTQuantile, twoSidedPValue, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';

/** One unit's outcome with the same metric (or another one) measured before assignment. */
export interface AdjustableUnit {
  outcome: number;
  covariate: number;
}

export interface CupedResult {
  /** Adjusted treated mean minus adjusted control mean. */
  difference: number;
  standardError: number;
  interval: Interval;
  pValue: number;
  /** Coefficient of the covariate. */
  theta: number;
  /** Share of the outcome's variance that the covariate took away. */
  varianceReduction: number;
}

/**
 * CUPED: Y − θ(X − X̄) compared between the arms of a randomised experiment by Welch's t. X must have
 * been measured before assignment.
 *
 * Source: Deng, Xu, Kohavi & Walker (WSDM 2013). θ = cov(Y, X)/var(X) is pooled within arms, so that the
 * effect itself does not leak into it (its point estimate is then that of the analysis of covariance);
 * 'overall' ignores the arms as the paper does.
 *
 * @returns TOO_FEW below two units an arm, ZERO_VARIANCE if the covariate or the adjusted outcome does
 *   not vary.
 */
export function cuped(
  treated: readonly AdjustableUnit[],
  control: readonly AdjustableUnit[],
  { theta: pooling = 'within-arms' as 'within-arms' | 'overall', confidence = 0.95 } = {},
): Estimate<CupedResult> {
  if (treated.length < 2 || control.length < 2) {
    return cannotEstimate('TOO_FEW', 'both arms need at least two units');
  }
  const all = [...treated, ...control];
  if (!all.every((unit) => Number.isFinite(unit.outcome) && Number.isFinite(unit.covariate))) {
    return cannotEstimate('INVALID_INPUT', 'outcomes and covariates must be finite');
  }
  const arms = pooling === 'overall' ? [all] : [treated, control];
  const products = arms.map(crossProducts).reduce((a, b) => ({
    yy: a.yy + b.yy,
    xy: a.xy + b.xy,
    xx: a.xx + b.xx,
  }));
  if (products.xx === 0) return cannotEstimate('ZERO_VARIANCE', 'the covariate does not vary');
  const theta = products.xy / products.xx;
  const adjust = (units: readonly AdjustableUnit[]): number[] =>
    units.map(({ outcome, covariate }) => outcome - theta * covariate);
  const a = momentsOf(adjust(treated));
  const b = momentsOf(adjust(control));
  const variance = a.variance / treated.length + b.variance / control.length;
  if (variance === 0) return cannotEstimate('ZERO_VARIANCE', 'the adjusted outcome does not vary');
  const degreesOfFreedom =
    variance ** 2 /
    ((a.variance / treated.length) ** 2 / (treated.length - 1) +
      (b.variance / control.length) ** 2 / (control.length - 1));
  const difference = a.mean - b.mean;
  const standardError = Math.sqrt(variance);
  const halfWidth = studentTQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError;
  return estimated({
    difference,
    standardError,
    interval: { lower: difference - halfWidth, upper: difference + halfWidth },
    pValue: twoSidedPValue(difference / standardError, degreesOfFreedom),
    theta,
    varianceReduction: products.yy === 0 ? 0 : products.xy ** 2 / (products.xx * products.yy),
  });
}

function crossProducts(units: readonly AdjustableUnit[]): { yy: number; xy: number; xx: number } {
  const meanY = units.reduce((sum, unit) => sum + unit.outcome, 0) / units.length;
  const meanX = units.reduce((sum, unit) => sum + unit.covariate, 0) / units.length;
  const products = { yy: 0, xy: 0, xx: 0 };
  for (const { outcome, covariate } of units) {
    products.yy += (outcome - meanY) ** 2;
    products.xy += (outcome - meanY) * (covariate - meanX);
    products.xx += (covariate - meanX) ** 2;
  }
  return products;
}

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
