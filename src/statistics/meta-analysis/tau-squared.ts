import { chiSquareQuantile, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { invalidEffects, weightedSums, type Effect } from './effect.js';
import { decreasingRoot } from './root.js';

/**
 * Estimators of the between-unit variance τ²: DerSimonian–Laird, Hedges (Cochran's ANOVA),
 * Hunter–Schmidt, Sidik–Jonkman, maximum and restricted maximum likelihood, Paule–Mandel (which is
 * also Morris's empirical Bayes estimator).
 */
export type TauSquaredMethod = 'DL' | 'HE' | 'HS' | 'SJ' | 'ML' | 'REML' | 'PM';

/**
 * Between-unit variance, truncated at zero.
 *
 * Sources: DerSimonian & Kacker (2007), Contemporary Clinical Trials 28; Viechtbauer (2005), Journal
 * of Educational and Behavioral Statistics 30; Sidik & Jonkman (2005), Applied Statistics 54.
 *
 * @returns TOO_FEW below two effects. A zero means that the units cannot be told apart with these
 *   data, not that they are equal.
 */
export function tauSquared(effects: readonly Effect[], method: TauSquaredMethod): Estimate<number> {
  const invalid = invalidEffects(effects);
  if (invalid) return invalid;
  const k = effects.length;
  if (k < 2) return cannotEstimate('TOO_FEW', 'heterogeneity needs at least two effects');
  switch (method) {
    case 'DL': {
      const { q, w1, w2 } = weightedSums(effects, 0);
      return estimated(Math.max(0, (q - (k - 1)) / (w1 - w2 / w1)));
    }
    case 'HE':
      return estimated(Math.max(0, spread(effects) / (k - 1) - meanVariance(effects)));
    case 'HS': {
      const { q, w1 } = weightedSums(effects, 0);
      return estimated(Math.max(0, (q - k) / w1));
    }
    case 'SJ': {
      const initial = spread(effects) / k;
      if (initial === 0) return estimated(0);
      return estimated((initial * weightedSums(effects, initial).q) / (k - 1));
    }
    case 'PM':
      return estimated(
        decreasingRoot((t) => weightedSums(effects, t).q - (k - 1), meanVariance(effects)),
      );
    case 'ML':
    case 'REML':
      return estimated(likelihoodMaximum(effects, method));
  }
}

function spread(effects: readonly Effect[]): number {
  const mean = effects.reduce((sum, { estimate }) => sum + estimate, 0) / effects.length;
  return effects.reduce((sum, { estimate }) => sum + (estimate - mean) ** 2, 0);
}

function meanVariance(effects: readonly Effect[]): number {
  return effects.reduce((sum, { variance }) => sum + variance, 0) / effects.length;
}

const MAXIMUM_ITERATIONS = 100;

/** Fisher scoring (Viechtbauer 2005, equations 8 and 12), held at zero if it would fall below. */
function likelihoodMaximum(effects: readonly Effect[], method: 'ML' | 'REML'): number {
  const derivatives = (value: number): { score: number; information: number } => {
    const { w1, w2, w3, q2 } = weightedSums(effects, value);
    return method === 'ML'
      ? { score: q2 - w1, information: w2 }
      : { score: q2 - (w1 - w2 / w1), information: w2 - (2 * w3) / w1 + (w2 / w1) ** 2 };
  };
  let value = Math.max(0, spread(effects) / (effects.length - 1) - meanVariance(effects));
  const tolerance = 1e-12 * (value + meanVariance(effects));
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration++) {
    const { score, information } = derivatives(value);
    const next = Math.max(0, value + score / information);
    if (Math.abs(next - value) <= tolerance) return next;
    value = next;
  }
  // Scoring may circle around a maximum with very unequal variances: there the score's root is bracketed.
  return decreasingRoot((t) => derivatives(t).score, meanVariance(effects));
}

/**
 * The Q-profile interval of τ²: where Q(τ²) passes the chi-square quantiles (Viechtbauer 2007,
 * Statistics in Medicine 26).
 */
export function tauSquaredInterval(
  effects: readonly Effect[],
  confidence = 0.95,
): Estimate<Interval> {
  const invalid = invalidEffects(effects);
  if (invalid) return invalid;
  const k = effects.length;
  if (k < 2) return cannotEstimate('TOO_FEW', 'heterogeneity needs at least two effects');
  const bound = (probability: number): number => {
    const quantile = chiSquareQuantile(probability, k - 1);
    return decreasingRoot((t) => weightedSums(effects, t).q - quantile, meanVariance(effects));
  };
  return estimated({ lower: bound((1 + confidence) / 2), upper: bound((1 - confidence) / 2) });
}
