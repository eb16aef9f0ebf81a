import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { quantileOfSorted } from '../numeric/quantile.js';
import { exactSum } from '../numeric/sum.js';
import { ranks } from '../ranking/ranks.js';
import type { RandomGenerator } from '../seeded-random/random-generator.js';

/** Scores per unit, always in the same order; null where a unit has no score. */
export type Scores = readonly (number | null)[];

export interface RankUncertaintyOptions {
  /** How many scenarios, for example 1000. */
  draws: number;
  /** For example 0.05 and 0.95. */
  lowerProbability: number;
  upperProbability: number;
  /** The k of P(rank ≤ k). */
  top: number;
}

export interface UnitRankUncertainty {
  baselineRank: number;
  medianRank: number;
  /** The lower and upper quantile of the rank. */
  bestRank: number;
  worstRank: number;
  /** Share of the scenarios with a score in which the rank is at most k. */
  topShare: number;
  /** Share of all scenarios in which the unit has a score. */
  scoredShare: number;
}

export interface RankUncertainty {
  /** Per unit; null for a unit without a score in the baseline or in any scenario. */
  units: (UnitRankUncertainty | null)[];
  /** The mean over scenarios of R_S, the mean absolute shift of rank against the baseline. */
  meanRankShift: number;
}

/**
 * How firm ranks are when the choices behind them vary: scores everyone again in random scenarios
 * (weights, normalisation, aggregation, left-out indicators, sampling errors) and collects the ranks.
 * Quantiles of ranks are whole ranks (inverse distribution function); equal scores share the better
 * rank, so round scores as they are published.
 *
 * Source: Saisana, Saltelli & Tarantola (2005), JRSS A 168, 307–323; OECD/JRC Handbook (2008), §7.
 *
 * @param baseline the scores as published
 * @param scoreScenario draws one scenario and scores all units in it. Scenario i gets substream i of
 *   the generator, so that more draws repeat the first ones.
 * @returns NO_DATA if nobody has a score, INVALID_INPUT for impossible options.
 * @throws RangeError if a scenario doesn't score the units of the baseline.
 */
export function analyseRankUncertainty(
  baseline: Scores,
  scoreScenario: (generator: RandomGenerator) => Scores,
  options: RankUncertaintyOptions,
  generator: RandomGenerator,
): Estimate<RankUncertainty> {
  const { draws, lowerProbability, upperProbability } = options;
  const isOrdered = lowerProbability >= 0 && lowerProbability < upperProbability;
  if (!(Number.isInteger(draws) && draws > 0 && isOrdered && upperProbability <= 1)) {
    return cannotEstimate('INVALID_INPUT', 'draws are positive, probabilities in order in [0, 1]');
  }
  const baselineRanks = rankScores(baseline);
  if (baselineRanks.every((rank) => rank === null)) {
    return cannotEstimate('NO_DATA', 'no unit has a score');
  }
  const collected: number[][] = baseline.map(() => []);
  const shifts: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const scores = scoreScenario(generator.substream(draw));
    if (scores.length !== baseline.length) {
      throw new RangeError(`a scenario scores ${scores.length} of ${baseline.length} units`);
    }
    const places = rankScores(scores);
    places.forEach((place, unit) => place !== null && collected[unit]!.push(place));
    const shift = meanShift(baselineRanks, places);
    if (shift !== null) shifts.push(shift);
  }
  return estimated({
    units: collected.map((places, unit) => summarise(baselineRanks[unit]!, places, options)),
    meanRankShift: shifts.length === 0 ? 0 : exactSum(shifts) / shifts.length,
  });
}

/** Ranks among the units that have a score. */
function rankScores(scores: Scores): (number | null)[] {
  const present = scores.filter((score) => score !== null);
  const places = ranks(present, 'HIGHEST_FIRST', 'STANDARD');
  let next = 0;
  return scores.map((score) => (score === null ? null : places[next++]!));
}

function meanShift(
  before: readonly (number | null)[],
  after: readonly (number | null)[],
): number | null {
  const shifts = before.flatMap((rank, unit) => {
    const other = after[unit]!;
    return rank === null || other === null ? [] : [Math.abs(rank - other)];
  });
  return shifts.length === 0 ? null : exactSum(shifts) / shifts.length;
}

function summarise(
  baselineRank: number | null,
  places: readonly number[],
  options: RankUncertaintyOptions,
): UnitRankUncertainty | null {
  if (baselineRank === null || places.length === 0) return null;
  const sorted = Float64Array.from(places).sort();
  return {
    baselineRank,
    medianRank: quantileOfSorted(sorted, 0.5, 1),
    bestRank: quantileOfSorted(sorted, options.lowerProbability, 1),
    worstRank: quantileOfSorted(sorted, options.upperProbability, 1),
    topShare: places.filter((place) => place <= options.top).length / places.length,
    scoredShare: places.length / options.draws,
  };
}
