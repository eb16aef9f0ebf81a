import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { quantileOfSorted } from '../numeric/quantile.js';
import { normal } from '../seeded-random/normal.js';
import type { RandomGenerator } from '../seeded-random/random-generator.js';

/** The ranks (1 = highest score) that the data do not rule out. */
export interface RankInterval {
  best: number;
  worst: number;
}

export interface RankConfidenceOptions {
  /**
   * MARGINAL: each unit's set covers its own rank with the confidence asked. SIMULTANEOUS: all sets
   * cover all ranks at once, for statements about a whole table.
   */
  coverage: 'MARGINAL' | 'SIMULTANEOUS';
  /** For example 0.95. */
  confidence: number;
  /** Bootstrap draws, for example 1000. */
  draws: number;
}

/** The work grows with the square of the units: ask per league. */
export const MAXIMUM_RANKED_UNITS = 500;

/**
 * Confidence sets for ranks: unit j ranks below k only if the interval of their difference, with a
 * critical value from a parametric bootstrap of the largest studentised difference, excludes zero.
 * Differences that are decided are dropped and the rest is tested again (Romano & Wolf's step-down).
 *
 * Source: Mogstad, Romano, Shaikh & Wilhelm (2024), "Inference for ranks", Review of Economic Studies
 * 91, 476–518; their R package csranks (independent estimates).
 *
 * @param scores estimates, at most 500
 * @param standardErrors of each, ≥ 0, estimates independent of each other
 * @returns NO_DATA, INVALID_INPUT for wrong lengths, numbers or more than 500 units, ZERO_VARIANCE if
 *   two units both have a standard error of zero.
 */
export function rankConfidenceSets(
  scores: readonly number[],
  standardErrors: readonly number[],
  options: RankConfidenceOptions,
  generator: RandomGenerator,
): Estimate<RankInterval[]> {
  const problem = problemOf(scores, standardErrors, options);
  if (problem !== null) return problem;
  const noise = Array.from({ length: options.draws }, () =>
    Float64Array.from(standardErrors, (error) => error * normal(generator)),
  );
  const comparisons: Comparisons = {
    scores,
    standardErrors,
    noise,
    confidence: options.confidence,
  };
  const units = scores.length;
  if (options.coverage === 'SIMULTANEOUS') {
    return estimated(intervalsOf(decidedPairs(allPairs(units), comparisons), units));
  }
  return estimated(
    scores.map((_, unit) => {
      return intervalsOf(decidedPairs(pairsWith(unit, units), comparisons), units)[unit]!;
    }),
  );
}

type Pair = readonly [unit: number, other: number];

interface Comparisons {
  scores: readonly number[];
  standardErrors: readonly number[];
  noise: readonly Float64Array[];
  confidence: number;
}

function allPairs(units: number): Pair[] {
  const pairs: Pair[] = [];
  for (let unit = 0; unit < units; unit += 1) {
    for (let other = unit + 1; other < units; other += 1) pairs.push([unit, other]);
  }
  return pairs;
}

function pairsWith(unit: number, units: number): Pair[] {
  const others = Array.from({ length: units }, (_, other) => other);
  return others.filter((other) => other !== unit).map((other) => [unit, other]);
}

/** The pairs of a family in columns: a league of 500 has 124,750 of them, each tested in every draw. */
interface Claims {
  better: Int32Array;
  worse: Int32Array;
  precision: Float64Array;
  /** Standard errors by which the better one leads. */
  lead: Float64Array;
}

/**
 * The pairs of a family whose order is certain, the better unit first. A pair stands for two claims,
 * one per direction; once one is proved, the other stays in the family, so that the direction of
 * every claim is protected.
 */
function decidedPairs(family: readonly Pair[], data: Comparisons): Pair[] {
  const claims = claimsOf(family, data);
  let proved = 0;
  let critical = Number.POSITIVE_INFINITY;
  for (;;) {
    const maxima = Float64Array.from(data.noise, (draw) => largestError(claims, draw, critical));
    critical = quantileOfSorted(maxima.sort(), data.confidence);
    const nowProved = claims.lead.reduce((count, lead) => count + Number(lead > critical), 0);
    if (nowProved === proved) break;
    proved = nowProved;
  }
  return family
    .map((_, i): Pair => [claims.better[i]!, claims.worse[i]!])
    .filter((__, i) => claims.lead[i]! > critical);
}

function claimsOf(family: readonly Pair[], { scores, standardErrors }: Comparisons): Claims {
  const ordered = family.map(([a, b]): Pair => (scores[a]! > scores[b]! ? [a, b] : [b, a]));
  const error = ([a, b]: Pair): number => Math.hypot(standardErrors[a]!, standardErrors[b]!);
  return {
    better: Int32Array.from(ordered, ([better]) => better),
    worse: Int32Array.from(ordered, ([, worse]) => worse),
    precision: Float64Array.from(ordered, (pair) => 1 / error(pair)),
    lead: Float64Array.from(ordered, (pair) => (scores[pair[0]]! - scores[pair[1]]!) / error(pair)),
  };
}

/** The largest studentised error of one draw, over all claims that are not proved yet. */
function largestError(claims: Claims, draw: Float64Array, critical: number): number {
  const { better, worse, precision, lead } = claims;
  let largest = 0;
  for (let i = 0; i < lead.length; i += 1) {
    const error = (draw[worse[i]!]! - draw[better[i]!]!) * precision[i]!;
    if (error > largest) largest = error;
    else if (-error > largest && lead[i]! <= critical) largest = -error;
  }
  return largest;
}

function intervalsOf(decided: readonly Pair[], units: number): RankInterval[] {
  const intervals = Array.from({ length: units }, () => ({ best: 1, worst: units }));
  for (const [better, worse] of decided) {
    intervals[better]!.worst -= 1;
    intervals[worse]!.best += 1;
  }
  return intervals;
}

function problemOf(
  scores: readonly number[],
  standardErrors: readonly number[],
  { confidence, draws }: RankConfidenceOptions,
) {
  if (scores.length === 0) return cannotEstimate('NO_DATA', 'there is nothing to rank');
  if (scores.length > MAXIMUM_RANKED_UNITS) {
    return cannotEstimate(
      'INVALID_INPUT',
      `${scores.length} units, at most ${MAXIMUM_RANKED_UNITS}: rank each league by itself`,
    );
  }
  const isValid =
    scores.length === standardErrors.length &&
    scores.every(Number.isFinite) &&
    standardErrors.every((error) => error >= 0 && Number.isFinite(error));
  if (!isValid || !(confidence > 0 && confidence < 1) || !(Number.isInteger(draws) && draws > 0)) {
    return cannotEstimate('INVALID_INPUT', 'each score needs a standard error ≥ 0');
  }
  return standardErrors.filter((error) => error === 0).length > 1
    ? cannotEstimate('ZERO_VARIANCE', 'two units have no sampling error')
    : null;
}
