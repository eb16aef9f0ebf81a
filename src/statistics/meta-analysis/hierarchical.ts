import { normalCdf, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { invalidEffects, type Effect } from './effect.js';

/** What is believed before: flat unless given. */
export interface HierarchicalPrior {
  /** Normal prior of the mean. */
  mean?: { centre: number; deviation: number };
  /** Scale of a half-Cauchy prior of τ. */
  tauScale?: number;
}

export interface PosteriorEffect {
  mean: number;
  median: number;
  standardDeviation: number;
  interval: Interval;
  /** Posterior probability of lying above the threshold. */
  probabilityAbove: number;
}

export interface HierarchicalPosterior {
  /** Of the mean over units. */
  mean: PosteriorEffect;
  /** Of a new unit's effect. */
  newUnit: PosteriorEffect;
  /** Of each unit's effect, in order. */
  units: PosteriorEffect[];
  /** Posterior mean of τ. */
  tau: number;
}

const GRID_POINTS = 200;
/** Points of the grid with less than this share of the largest density are left out. */
const NEGLIGIBLE = 1e-7;

/**
 * Shrunken effects that do not take the between-unit variance for known: the normal hierarchical model
 * yᵢ ~ N(θᵢ, vᵢ), θᵢ ~ N(μ, τ²), integrated over τ on a grid. Its intervals cover on average where those of
 * `shrinkEffects`, which plug one τ² in, fall short.
 *
 * Source: Gelman et al., Bayesian Data Analysis (3rd ed. 2013), section 5.4, equation 5.21.
 *
 * @param threshold for `probabilityAbove`
 * @returns TOO_FEW below three units with a flat prior of τ, below one otherwise.
 */
export function hierarchicalEffects(
  effects: readonly Effect[],
  {
    prior = {},
    threshold = 0,
    confidence = 0.95,
  }: { prior?: HierarchicalPrior; threshold?: number; confidence?: number } = {},
): Estimate<HierarchicalPosterior> {
  const invalid = invalidEffects(effects);
  if (invalid) return invalid;
  if (effects.length < 3 && prior.tauScale === undefined) {
    return cannotEstimate('TOO_FEW', 'a flat prior of the between-unit variance needs three units');
  }
  const grid = posteriorOfTau(effects, prior);
  const describe = (moments: (point: GridPoint) => { mean: number; variance: number }) =>
    summarise(
      grid.map((point) => ({ weight: point.weight, ...moments(point) })),
      threshold,
      confidence,
    );
  return estimated({
    mean: describe(({ mean, variance }) => ({ mean, variance })),
    newUnit: describe(({ mean, variance, tau }) => ({ mean, variance: variance + tau ** 2 })),
    units: effects.map((effect) =>
      describe(({ mean, variance, tau }) => {
        const own = tau ** 2 / (tau ** 2 + effect.variance);
        return {
          mean: mean + own * (effect.estimate - mean),
          variance: own * effect.variance + (1 - own) ** 2 * variance,
        };
      }),
    ),
    tau: grid.reduce((sum, { weight, tau }) => sum + weight * tau, 0),
  });
}

/** A value of τ with its posterior weight, and the mean's posterior given it. */
interface GridPoint {
  tau: number;
  weight: number;
  mean: number;
  variance: number;
}

function posteriorOfTau(effects: readonly Effect[], prior: HierarchicalPrior): GridPoint[] {
  const priorPrecision = prior.mean ? prior.mean.deviation ** -2 : 0;
  const centre = prior.mean?.centre ?? 0;
  const scale = Math.sqrt(
    effects.reduce((sum, { variance }) => sum + variance, 0) / effects.length,
  );
  const points = Array.from({ length: GRID_POINTS }, (_, i) => {
    // τ = scale·u/(1 − u) spreads the grid from 0 to infinity.
    const u = (i + 0.5) / GRID_POINTS;
    const tau = (scale * u) / (1 - u);
    let precision = priorPrecision;
    let weighted = priorPrecision * centre;
    let squares = priorPrecision * centre ** 2;
    let logWeights = 0;
    for (const { estimate, variance } of effects) {
      const w = 1 / (variance + tau ** 2);
      precision += w;
      weighted += w * estimate;
      squares += w * estimate ** 2;
      logWeights += Math.log(w);
    }
    const mean = weighted / precision;
    const logPrior = prior.tauScale === undefined ? 0 : -Math.log1p((tau / prior.tauScale) ** 2);
    const logDensity =
      logPrior -
      2 * Math.log(1 - u) +
      0.5 * (logWeights - Math.log(precision) - (squares - precision * mean ** 2));
    return { tau, mean, variance: 1 / precision, logDensity };
  });
  const highest = Math.max(...points.map(({ logDensity }) => logDensity));
  const kept = points
    .map(({ logDensity, ...point }) => ({ ...point, weight: Math.exp(logDensity - highest) }))
    .filter(({ weight }) => weight > NEGLIGIBLE);
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return kept.map((point) => ({ ...point, weight: point.weight / total }));
}

/** One normal of a mixture. */
export interface Component {
  weight: number;
  mean: number;
  variance: number;
}

/** Mean, median, interval and upper tail of a mixture of normals. */
export function summarise(
  mixture: readonly Component[],
  threshold: number,
  confidence: number,
): PosteriorEffect {
  const mean = mixture.reduce((sum, c) => sum + c.weight * c.mean, 0);
  const variance = mixture.reduce(
    (sum, c) => sum + c.weight * (c.variance + (c.mean - mean) ** 2),
    0,
  );
  const standardDeviation = Math.sqrt(variance);
  const quantile = (probability: number): number =>
    mixtureQuantile(mixture, probability, mean, standardDeviation);
  return {
    mean,
    median: quantile(0.5),
    standardDeviation,
    interval: { lower: quantile((1 - confidence) / 2), upper: quantile((1 + confidence) / 2) },
    probabilityAbove: 1 - cdf(mixture, threshold),
  };
}

/** Newton's method inside a bracket, from the mean. */
function mixtureQuantile(
  mixture: readonly Component[],
  probability: number,
  mean: number,
  standardDeviation: number,
): number {
  let low = -Infinity;
  let high = Infinity;
  let x = mean;
  for (let iteration = 0; iteration < 100; iteration++) {
    const excess = cdf(mixture, x) - probability;
    if (excess === 0) break;
    if (excess > 0) high = x;
    else low = x;
    // A step is at most one deviation: in a far tail the density is too small to trust.
    const step = -excess / density(mixture, x);
    const bounded = Math.min(Math.max(step, -standardDeviation), standardDeviation);
    const next = x + bounded;
    x = next > low && next < high ? next : bisected(low, high, x, bounded);
    if (Math.abs(bounded) < 1e-9 * standardDeviation) break;
  }
  return x;
}

/** The middle of the bracket; where one end is open, as far beyond the other as the step says. */
function bisected(low: number, high: number, x: number, step: number): number {
  const middle = (low + high) / 2;
  return Number.isFinite(middle) ? middle : x + step;
}

function cdf(mixture: readonly Component[], x: number): number {
  let sum = 0;
  for (const { weight, mean, variance } of mixture) {
    sum += weight * normalCdf((x - mean) / Math.sqrt(variance));
  }
  return sum;
}

function density(mixture: readonly Component[], x: number): number {
  let sum = 0;
  for (const { weight, mean, variance } of mixture) {
    sum += (weight * Math.exp(-((x - mean) ** 2) / (2 * variance))) / Math.sqrt(variance);
  }
  return sum / Math.sqrt(2 * Math.PI);
}
