import { normalCdf, normalQuantile, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { quantileOfSorted } from '../numeric/quantile.js';

/** A statistic of a sample; null where this sample has none (a zero denominator). */
export type Statistic<T> = (sample: readonly T[]) => number | null;

export interface BootstrapOptions {
  /** Uniform numbers in [0, 1); seed it, so that a result can be made again. */
  uniform: () => number;
  resamples: number;
  confidence?: number;
}

export interface BootstrapResult {
  estimate: number;
  /** Mean of the resampled statistics minus the estimate. */
  bias: number;
  standardError: number;
  percentile: Interval;
  /** Reflected percentile interval. */
  basic: Interval;
  /** Bias-corrected and accelerated interval (Efron 1987); null if the jackknife is flat. */
  accelerated: Interval | null;
  /** Resamples that had no statistic; they are left out. */
  failed: number;
}

/**
 * The nonparametric bootstrap. Resample what is independent: pass clusters (all sessions of a merchant
 * as one element), not rows.
 *
 * Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 13–14; quantiles are
 * order statistics at (R + 1)p as in R `boot`.
 *
 * @returns TOO_FEW below two elements, NO_DATA if the sample itself has no statistic, NOT_CONVERGED if
 *   more than a tenth of the resamples have none.
 */
export function bootstrap<T>(
  sample: readonly T[],
  statistic: Statistic<T>,
  { uniform, resamples, confidence = 0.95 }: BootstrapOptions,
): Estimate<BootstrapResult> {
  if (!(Number.isInteger(resamples) && resamples >= 100)) {
    return cannotEstimate('INVALID_INPUT', `resamples must be at least 100, not ${resamples}`);
  }
  if (sample.length < 2) return cannotEstimate('TOO_FEW', 'a bootstrap needs two elements');
  const estimate = statistic(sample);
  if (estimate === null) return cannotEstimate('NO_DATA', 'the sample has no such statistic');

  const replicates = resample(sample, statistic, uniform, resamples);
  const failed = resamples - replicates.length;
  if (failed > resamples / 10) {
    return cannotEstimate('NOT_CONVERGED', `${failed} of ${resamples} resamples had no statistic`);
  }
  const mean = replicates.reduce((a, b) => a + b, 0) / replicates.length;
  const squares = replicates.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const at = (probability: number): number => quantileOfSorted(replicates, probability, 6);
  const tail = (1 - confidence) / 2;
  const percentile = { lower: at(tail), upper: at(1 - tail) };
  return estimated({
    estimate,
    bias: mean - estimate,
    standardError: Math.sqrt(squares / (replicates.length - 1)),
    percentile,
    basic: { lower: 2 * estimate - percentile.upper, upper: 2 * estimate - percentile.lower },
    accelerated: acceleratedInterval(sample, statistic, estimate, replicates, tail, at),
    failed,
  });
}

/** The statistics of the resamples that have one, sorted. */
function resample<T>(
  sample: readonly T[],
  statistic: Statistic<T>,
  uniform: () => number,
  resamples: number,
): Float64Array {
  const n = sample.length;
  const drawn = new Array<T>(n);
  const replicates = new Float64Array(resamples);
  let count = 0;
  for (let run = 0; run < resamples; run++) {
    for (let i = 0; i < n; i++) drawn[i] = sample[Math.floor(uniform() * n)]!;
    const value = statistic(drawn);
    if (value !== null && Number.isFinite(value)) replicates[count++] = value;
  }
  return replicates.subarray(0, count).sort();
}

function acceleratedInterval<T>(
  sample: readonly T[],
  statistic: Statistic<T>,
  estimate: number,
  replicates: Float64Array,
  tail: number,
  at: (probability: number) => number,
): Interval | null {
  const jack = jackknife(sample, statistic);
  if (!jack.estimable || jack.value.standardError === 0) return null;
  const below = replicates.reduce((n, r) => n + (r < estimate ? 1 : r === estimate ? 0.5 : 0), 0);
  const share = below / replicates.length;
  if (share === 0 || share === 1) return null;
  const bias = normalQuantile(share);
  const { acceleration } = jack.value;
  const probability = (p: number): number => {
    const shifted = bias + normalQuantile(p);
    return normalCdf(bias + shifted / (1 - acceleration * shifted));
  };
  return { lower: at(probability(tail)), upper: at(probability(1 - tail)) };
}

/**
 * The jackknife: leave one element out at a time.
 *
 * @returns the standard error √((n−1)/n·Σ(θ₍ᵢ₎ − θ̄)²), the bias (n−1)(θ̄ − θ), and Efron's acceleration;
 *   NO_DATA if the statistic is missing anywhere.
 */
export function jackknife<T>(
  sample: readonly T[],
  statistic: Statistic<T>,
): Estimate<{ standardError: number; bias: number; acceleration: number }> {
  const n = sample.length;
  if (n < 2) return cannotEstimate('TOO_FEW', 'a jackknife needs two elements');
  const whole = statistic(sample);
  const values: number[] = [];
  for (let left = 0; left < n; left++) {
    const value = statistic(sample.filter((_, index) => index !== left));
    if (value !== null) values.push(value);
  }
  if (whole === null || values.length < n) {
    return cannotEstimate('NO_DATA', 'the statistic is missing without some element');
  }
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const influence = values.map((value) => mean - value);
  const squares = influence.reduce((sum, value) => sum + value ** 2, 0);
  const cubes = influence.reduce((sum, value) => sum + value ** 3, 0);
  return estimated({
    standardError: Math.sqrt(((n - 1) / n) * squares),
    bias: (n - 1) * (mean - whole),
    acceleration: squares === 0 ? 0 : cubes / (6 * squares ** 1.5),
  });
}
