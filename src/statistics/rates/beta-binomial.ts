import digamma from '@stdlib/math-base-special-digamma';
import trigamma from '@stdlib/math-base-special-trigamma';
import { betaQuantile, logBeta, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';

export interface Rate {
  successes: number;
  trials: number;
}

/** Beta(alpha, beta): the distribution of true rates over units; alpha + beta is its strength. */
export interface BetaPrior {
  alpha: number;
  beta: number;
}

/**
 * Beta prior by the moments of the raw rates: m(1 − m)/s² − 1 = α + β, with the sample variance s².
 *
 * Source: Gelman et al., Bayesian Data Analysis (3rd ed. 2013), equation A.3. It takes the spread of
 * raw rates for the spread of true ones; prefer `fitBetaPrior` for small samples.
 */
export function betaPriorByMoments(rates: readonly Rate[]): Estimate<BetaPrior> {
  const invalid = invalidRates(rates);
  if (!invalid.estimable) return invalid;
  const raw = rates.filter(({ trials }) => trials > 0).map((r) => r.successes / r.trials);
  const mean = raw.reduce((a, b) => a + b, 0) / raw.length;
  const variance = raw.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (raw.length - 1);
  if (variance === 0) return cannotEstimate('ZERO_VARIANCE', 'all rates are equal');
  const strength = (mean * (1 - mean)) / variance - 1;
  if (!(strength > 0)) {
    return cannotEstimate('NOT_CONVERGED', 'the rates are all 0 or 1: no beta prior fits');
  }
  return estimated({ alpha: mean * strength, beta: (1 - mean) * strength });
}

/** Beyond this strength a prior is a point: the rates differ by no more than chance. */
const MAXIMUM_LOG_STRENGTH = Math.log(1e7);
const MAXIMUM_ITERATIONS = 200;

/**
 * Beta prior by marginal maximum likelihood of the beta-binomial distribution over all units (empirical
 * Bayes), by Newton's method on (ln α, ln β).
 *
 * @returns TOO_FEW below two units with trials, or if none has two trials; ZERO_VARIANCE if the rates differ by no more than
 *   chance (pool them); NOT_CONVERGED if all rates are 0 or 1.
 */
export function fitBetaPrior(rates: readonly Rate[]): Estimate<BetaPrior> {
  const used = invalidRates(rates);
  if (!used.estimable) return used;
  if (!used.value.some(({ trials }) => trials > 1)) {
    return cannotEstimate('TOO_FEW', 'single trials cannot tell units apart: some need two');
  }
  let point = start(used.value);
  let value = logLikelihood(used.value, point);
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration++) {
    const step = newtonStep(used.value, point);
    let size = 1;
    let next = point;
    let nextValue = -Infinity;
    for (; size > 1e-9; size /= 2) {
      next = [point[0] + size * step[0], point[1] + size * step[1]];
      nextValue = logLikelihood(used.value, next);
      if (nextValue >= value) break;
    }
    const strength = Math.log(Math.exp(next[0]) + Math.exp(next[1]));
    if (strength > MAXIMUM_LOG_STRENGTH) {
      return cannotEstimate('ZERO_VARIANCE', 'the rates differ by no more than chance: pool them');
    }
    if (strength < -MAXIMUM_LOG_STRENGTH) {
      return cannotEstimate('NOT_CONVERGED', 'the rates are all 0 or 1: no beta prior fits');
    }
    const settled = Math.abs(step[0]) + Math.abs(step[1]) < 1e-9 || size <= 1e-9;
    if (settled) return estimated({ alpha: Math.exp(point[0]), beta: Math.exp(point[1]) });
    point = next;
    value = nextValue;
  }
  return cannotEstimate('NOT_CONVERGED', 'the beta prior did not settle');
}

export interface ShrunkRate {
  /** Posterior mean (α + x)/(α + β + n). */
  rate: number;
  /** Equal-tailed posterior interval. */
  interval: Interval;
}

/** Posterior rates under a beta prior: the fewer the trials, the nearer to the prior's mean. */
export function shrinkRates(
  rates: readonly Rate[],
  prior: BetaPrior,
  confidence = 0.95,
): ShrunkRate[] {
  return rates.map(({ successes, trials }) => {
    const alpha = prior.alpha + successes;
    const beta = prior.beta + trials - successes;
    return {
      rate: alpha / (alpha + beta),
      interval: {
        lower: betaQuantile((1 - confidence) / 2, alpha, beta),
        upper: betaQuantile((1 + confidence) / 2, alpha, beta),
      },
    };
  });
}

/** The units that have trials, or what is wrong. */
function invalidRates(rates: readonly Rate[]): Estimate<Rate[]> {
  const wrong = rates.findIndex(
    ({ successes, trials }) => !(successes >= 0 && successes <= trials && trials < Infinity),
  );
  if (wrong >= 0) {
    return cannotEstimate('INVALID_INPUT', `rate ${wrong}: successes must lie in 0 … trials`);
  }
  const used = rates.filter(({ trials }) => trials > 0);
  if (used.length < 2) return cannotEstimate('TOO_FEW', 'a prior needs two units with trials');
  return estimated(used);
}

type Point = [logAlpha: number, logBeta: number];

function start(rates: readonly Rate[]): Point {
  const successes = rates.reduce((sum, rate) => sum + rate.successes, 0);
  const trials = rates.reduce((sum, rate) => sum + rate.trials, 0);
  const mean = (successes + 0.5) / (trials + 1);
  const strength = 10;
  return [Math.log(mean * strength), Math.log((1 - mean) * strength)];
}

function logLikelihood(rates: readonly Rate[], [logAlpha, logBetaShape]: Point): number {
  const alpha = Math.exp(logAlpha);
  const beta = Math.exp(logBetaShape);
  const normalisation = logBeta(alpha, beta);
  return rates.reduce(
    (sum, { successes, trials }) =>
      sum + logBeta(alpha + successes, beta + trials - successes) - normalisation,
    0,
  );
}

/** Newton's direction for a maximum; where the surface is not concave, the gradient's. */
function newtonStep(rates: readonly Rate[], [logAlpha, logBetaShape]: Point): Point {
  const a = Math.exp(logAlpha);
  const b = Math.exp(logBetaShape);
  let ga = 0;
  let gb = 0;
  let haa = 0;
  let hbb = 0;
  let hab = 0;
  const atPrior = { da: digamma(a), db: digamma(b), dab: digamma(a + b) };
  const curvature = { ta: trigamma(a), tb: trigamma(b), tab: trigamma(a + b) };
  for (const { successes, trials } of rates) {
    const total = digamma(a + b + trials) - atPrior.dab;
    ga += digamma(a + successes) - atPrior.da - total;
    gb += digamma(b + trials - successes) - atPrior.db - total;
    const cross = curvature.tab - trigamma(a + b + trials);
    haa += trigamma(a + successes) - curvature.ta + cross;
    hbb += trigamma(b + trials - successes) - curvature.tb + cross;
    hab += cross;
  }
  // Chain rule to (ln α, ln β).
  const g1 = a * ga;
  const g2 = b * gb;
  const h11 = a * a * haa + g1;
  const h22 = b * b * hbb + g2;
  const h12 = a * b * hab;
  const determinant = h11 * h22 - h12 * h12;
  if (h11 < 0 && determinant > 0) {
    const s1 = -(h22 * g1 - h12 * g2) / determinant;
    const s2 = -(h11 * g2 - h12 * g1) / determinant;
    const longest = Math.max(Math.abs(s1), Math.abs(s2), 1);
    return [s1 / longest, s2 / longest];
  }
  const length = Math.hypot(g1, g2) || 1;
  return [g1 / length, g2 / length];
}
