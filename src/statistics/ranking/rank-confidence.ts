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

/** The pairs of a family whose order is certain, the better unit first. */
function decidedPairs(family: readonly Pair[], data: Comparisons): Pair[] {
  const { scores, standardErrors, noise, confidence } = data;
  const decided: Pair[] = [];
  let open = family.map((pair) => {
    const [unit, other] = pair;
    const error = Math.hypot(standardErrors[unit]!, standardErrors[other]!);
    return { pair, precision: 1 / error, difference: (scores[unit]! - scores[other]!) / error };
  });
  while (open.length > 0) {
    const maxima = Float64Array.from(noise, (draw) => {
      let largest = 0;
      for (const { pair, precision } of open) {
        const deviation = Math.abs(draw[pair[0]]! - draw[pair[1]]!) * precision;
        if (deviation > largest) largest = deviation;
      }
      return largest;
    });
    const critical = quantileOfSorted(maxima.sort(), confidence);
    const undecided = open.filter(({ difference }) => Math.abs(difference) <= critical);
    if (undecided.length === open.length) break;
    for (const { pair, difference } of open) {
      const [unit, other] = pair;
      if (Math.abs(difference) > critical) decided.push(difference > 0 ? pair : [other, unit]);
    }
    open = undecided;
  }
  return decided;
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
