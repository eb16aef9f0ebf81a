import digamma from '@stdlib/math-base-special-digamma';
import trigamma from '@stdlib/math-base-special-trigamma';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import type { PooledVariance } from './baseline.js';

/** A unit's own sample variance and the degrees of freedom behind it. */
export interface SampleVariance {
  variance: number;
  degreesOfFreedom: number;
}

/** Beyond so many degrees of freedom units' variances differ by no more than chance. */
const EQUAL_VARIANCES = 1e6;

/**
 * What units' variances have in common: the scale s₀² and degrees of freedom d₀ of the scaled inverse χ²
 * from which they are drawn, by the moments of ln s². Then each unit's own is shrunk to
 * (d₀s₀² + ds²)/(d₀ + d), and its t has d₀ + d degrees of freedom.
 *
 * With e = ln s² − ψ(d/2) + ln(d/2): trigamma(d₀/2) = var(e) − mean trigamma(d/2), and
 * ln s₀² = mean(e) + ψ(d₀/2) − ln(d₀/2).
 *
 * Source: Smyth (2004), "Linear models and empirical Bayes methods", Statistical Applications in Genetics
 * and Molecular Biology 3(1), section 6.2 (`fitFDist` of limma).
 *
 * @returns TOO_FEW below two units with a positive variance.
 */
export function estimatePooledVariance(units: readonly SampleVariance[]): Estimate<PooledVariance> {
  const used = units.filter(({ variance, degreesOfFreedom: d }) => variance > 0 && d > 0);
  if (used.length < 2) return cannotEstimate('TOO_FEW', 'a pool needs two units that vary');
  const logs = used.map(
    ({ variance, degreesOfFreedom: d }) => Math.log(variance) - digamma(d / 2) + Math.log(d / 2),
  );
  const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
  const spread = logs.reduce((sum, e) => sum + (e - mean) ** 2, 0) / (logs.length - 1);
  const chance = used.reduce((sum, u) => sum + trigamma(u.degreesOfFreedom / 2), 0) / used.length;
  if (spread <= chance) {
    return estimated({ variance: Math.exp(mean), degreesOfFreedom: EQUAL_VARIANCES });
  }
  const half = inverseTrigamma(spread - chance);
  return estimated({
    variance: Math.exp(mean + digamma(half) - Math.log(half)),
    degreesOfFreedom: Math.min(EQUAL_VARIANCES, 2 * half),
  });
}

/** Newton's method on 1/trigamma, which is nearly linear (Smyth 2004, appendix). */
function inverseTrigamma(value: number): number {
  if (value > 1e7) return 1 / Math.sqrt(value);
  if (value < 1e-6) return 1 / value;
  let y = 0.5 + 1 / value;
  for (let iteration = 0; iteration < 50; iteration++) {
    const current = trigamma(y);
    const h = 1e-4 * y;
    const slope = (trigamma(y + h) - trigamma(y - h)) / (2 * h);
    const step = (current * (1 - current / value)) / slope;
    y += step;
    if (-step / y < 1e-8) break;
  }
  return y;
}
