import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { invalidEffects, type Effect } from './effect.js';
import { summarise, type PosteriorEffect } from './hierarchical.js';

/** A unit with the effects of its members, e.g. an operator with those at its merchants. */
export interface NestedUnit {
  readonly members: readonly Effect[];
  /** Variance of an error that all members share; 0 if none. */
  readonly sharedVariance: number;
}

export interface NestedPosterior {
  /** Of each unit's effect, in order. */
  readonly units: PosteriorEffect[];
  /** Posterior means of the deviations between units, and between members of a unit. */
  readonly between: number;
  readonly within: number;
}

const BETWEEN_POINTS = 60;
const WITHIN_POINTS = 30;
/** Points of the grid with less than this share of the largest density are left out. */
const NEGLIGIBLE = 1e-3;

/**
 * Shrunken effects of units whose members differ too: yᵢⱼ ~ N(θᵢⱼ, vᵢⱼ), θᵢⱼ ~ N(θᵢ, ω²), θᵢ ~ N(μ, τ²),
 * with flat priors of μ, τ and ω, integrated over both deviations on a grid. Where most units have one
 * member, ω is hardly known: plugging one value in would take what members differ by for what units do, and
 * make the intervals too narrow.
 *
 * Given ω a unit is its weighted mean ȳᵢ with Vᵢ = cᵢ + 1/Σ 1/(vᵢⱼ + ω²); the members' spread about it
 * adds Π(vᵢⱼ + ω²)^−½ (Σ 1/(vᵢⱼ + ω²))^−½ exp(−Qᵢ/2) to the likelihood.
 *
 * Source: Gelman et al., Bayesian Data Analysis (3rd ed. 2013), sections 5.4 and 15.1.
 *
 * @param threshold for `probabilityAbove`
 * @returns TOO_FEW below three units, or below three members more than units: then ω has no posterior.
 */
export function nestedEffects(
  units: readonly NestedUnit[],
  { threshold = 0, confidence = 0.95 }: { threshold?: number; confidence?: number } = {},
): Estimate<NestedPosterior> {
  const all = units.flatMap(({ members }) => members);
  const invalid = invalidEffects(all);
  if (invalid) return invalid;
  if (units.some(({ members, sharedVariance }) => members.length === 0 || !(sharedVariance >= 0))) {
    return cannotEstimate('INVALID_INPUT', 'a unit needs members and a shared variance ≥ 0');
  }
  if (units.length < 3 || all.length - units.length < 3) {
    return cannotEstimate('TOO_FEW', 'two deviations need three units and three further members');
  }
  const scale = Math.sqrt(all.reduce((sum, { variance }) => sum + variance, 0) / all.length);
  const points = spread(WITHIN_POINTS, scale).flatMap((within) => {
    const joined = joinMembers(units, within.value);
    return spread(BETWEEN_POINTS, scale).map((between) => ({
      ...meanGiven(joined, between.value),
      joined,
      tau: between.value,
      omega: within.value,
      logJacobian: between.logJacobian + within.logJacobian,
    }));
  });
  const densities = points.map((point) => point.logDensity + point.logJacobian);
  const highest = Math.max(...densities);
  const weights = densities.map((density) => Math.exp(density - highest));
  const kept = points.filter((_, i) => weights[i]! > NEGLIGIBLE);
  const own = weights.filter((weight) => weight > NEGLIGIBLE);
  const total = own.reduce((a, b) => a + b, 0);
  const average = (value: (point: (typeof kept)[number]) => number): number =>
    kept.reduce((sum, point, i) => sum + (own[i]! / total) * value(point), 0);
  return estimated({
    between: average(({ tau }) => tau),
    within: average(({ omega }) => omega),
    units: units.map((_, i) =>
      summarise(
        kept.map(({ joined, tau, mean, variance }, k) => {
          const v = joined.variances[i]!;
          const share = tau ** 2 / (tau ** 2 + v);
          return {
            weight: own[k]! / total,
            mean: mean + share * (joined.estimates[i]! - mean),
            variance: share * v + (1 - share) ** 2 * variance,
          };
        }),
        threshold,
        confidence,
      ),
    ),
  });
}

/** Deviations from 0 to infinity: scale·u/(1 − u) at the middles of equal steps of u. */
function spread(points: number, scale: number): { value: number; logJacobian: number }[] {
  return Array.from({ length: points }, (_, i) => {
    const u = (i + 0.5) / points;
    return { value: (scale * u) / (1 - u), logJacobian: -2 * Math.log(1 - u) };
  });
}

interface JoinedUnits {
  estimates: Float64Array;
  variances: Float64Array;
  /** ln of what the members' spread adds to the likelihood. */
  logWithin: number;
}

function joinMembers(units: readonly NestedUnit[], omega: number): JoinedUnits {
  const estimates = new Float64Array(units.length);
  const variances = new Float64Array(units.length);
  let logWithin = 0;
  units.forEach(({ members, sharedVariance }, i) => {
    let precision = 0;
    let weighted = 0;
    let squares = 0;
    for (const { estimate, variance } of members) {
      const w = 1 / (variance + omega ** 2);
      precision += w;
      weighted += w * estimate;
      squares += w * estimate ** 2;
      if (members.length > 1) logWithin += 0.5 * Math.log(w);
    }
    estimates[i] = weighted / precision;
    variances[i] = sharedVariance + 1 / precision;
    if (members.length > 1) {
      logWithin -= 0.5 * (Math.log(precision) + squares - weighted ** 2 / precision);
    }
  });
  return { estimates, variances, logWithin };
}

/** Posterior of μ given both deviations, and ln of the marginal density of the data. */
function meanGiven(
  { estimates, variances, logWithin }: JoinedUnits,
  tau: number,
): { mean: number; variance: number; logDensity: number } {
  let precision = 0;
  let weighted = 0;
  let squares = 0;
  let logWeights = 0;
  for (let i = 0; i < estimates.length; i++) {
    const w = 1 / (variances[i]! + tau ** 2);
    precision += w;
    weighted += w * estimates[i]!;
    squares += w * estimates[i]! ** 2;
    logWeights += Math.log(w);
  }
  const mean = weighted / precision;
  const logDensity =
    logWithin + 0.5 * (logWeights - Math.log(precision) - (squares - precision * mean ** 2));
  return { mean, variance: 1 / precision, logDensity };
}
