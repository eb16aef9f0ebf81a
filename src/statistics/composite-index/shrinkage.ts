import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { exactSum } from '../numeric/sum.js';

/** A value drawn toward the mean of its peers, and how much of its own evidence it kept. */
export interface Shrunken {
  value: number;
  /** From 0 (only the peers speak) to 1 (only the unit itself). */
  reliability: number;
}

/**
 * Shrinks by sample size: reliability n / (n + k), where k is the sample at which a unit's own value
 * and the peer mean count alike.
 *
 * Source: Bühlmann (1967), ASTIN Bulletin 4, 199–207 (credibility with k = σ² / τ²).
 *
 * @param sampleSize ≥ 0
 * @param priorStrength k > 0, in observations
 */
export function shrinkBySampleSize(
  value: number,
  sampleSize: number,
  peerMean: number,
  priorStrength: number,
): Estimate<Shrunken> {
  if (!(sampleSize >= 0 && priorStrength > 0)) {
    return cannotEstimate('INVALID_INPUT', 'a sample size is ≥ 0 and a prior strength is > 0');
  }
  return estimated(shrink(value, peerMean, sampleSize / (sampleSize + priorStrength)));
}

/**
 * Shrinks by precision: reliability τ² / (τ² + v), the posterior mean of a normal model.
 *
 * @param variance v ≥ 0, the squared standard error of the value
 * @param betweenVariance τ² ≥ 0, the variance of true values between peers
 * @returns ZERO_VARIANCE if both are zero.
 */
export function shrinkByVariance(
  value: number,
  variance: number,
  peerMean: number,
  betweenVariance: number,
): Estimate<Shrunken> {
  if (!(variance >= 0 && betweenVariance >= 0)) {
    return cannotEstimate('INVALID_INPUT', 'variances are ≥ 0');
  }
  const total = variance + betweenVariance;
  if (total === 0) return cannotEstimate('ZERO_VARIANCE', 'neither peers nor the value vary');
  return estimated(shrink(value, peerMean, betweenVariance / total));
}

/**
 * James–Stein estimates toward the grand mean, positive part:
 * reliability c = max(0, 1 − (k − 3)·v / Σ(y − ȳ)²), the same for all.
 *
 * Source: Efron & Morris (1975), JASA 70, 311–319; (1977), Scientific American 236(5), 119–127.
 *
 * @param variance v > 0, known and common to all values
 * @returns TOO_FEW below four values, ZERO_VARIANCE if all are equal.
 */
export function shrinkJamesStein(
  values: readonly number[],
  variance: number,
): Estimate<{ reliability: number; values: number[] }> {
  if (!(variance > 0)) return cannotEstimate('INVALID_INPUT', 'the common variance is > 0');
  if (values.length < 4) {
    return cannotEstimate('TOO_FEW', `James–Stein needs 4 values, there are ${values.length}`);
  }
  const centre = exactSum(values) / values.length;
  const squares = exactSum(values.map((value) => (value - centre) * (value - centre)));
  if (squares === 0) return cannotEstimate('ZERO_VARIANCE', 'all values are equal');
  const reliability = Math.max(0, 1 - ((values.length - 3) * variance) / squares);
  return estimated({
    reliability,
    values: values.map((value) => shrink(value, centre, reliability).value),
  });
}

function shrink(value: number, peerMean: number, reliability: number): Shrunken {
  return { value: peerMean + reliability * (value - peerMean), reliability };
}
