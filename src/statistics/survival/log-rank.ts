import { chiSquareUpperTail } from '../distributions/index.js';
import { dot, factorPositiveDefinite, zeros } from '../linear-algebra/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { invalidObservations, riskTable, type SurvivalObservation } from './observation.js';

/**
 * What each event time counts: 1 (log-rank), the number at risk n (Gehan–Wilcoxon), √n (Tarone–Ware),
 * ∏ (1 − d/(n+1)) (Peto–Peto), or S(t−)^rho (Harrington–Fleming).
 */
export type LogRankWeights =
  'log-rank' | 'gehan-wilcoxon' | 'tarone-ware' | 'peto-peto' | { rho: number };

export interface GroupedObservation extends SurvivalObservation {
  group: string;
  /** Groups are compared inside strata only, e.g. category × month of entry. */
  stratum?: string;
}

export interface LogRankTest {
  groups: { group: string; observed: number; expected: number }[];
  chiSquare: number;
  degreesOfFreedom: number;
  pValue: number;
}

/**
 * The (weighted, stratified) k-sample log-rank test.
 *
 * Source: Mantel (1966); weights after Kleinbaum & Klein, Survival Analysis (3rd ed. 2012), ch. 2;
 * Harrington & Fleming (1982) as in R `survival::survdiff`.
 *
 * @returns TOO_FEW below two groups, NO_EVENTS without an event, SINGULAR if some group is never at
 *   risk together with another one.
 */
export function logRankTest(
  observations: readonly GroupedObservation[],
  weights: LogRankWeights = 'log-rank',
): Estimate<LogRankTest> {
  const invalid = invalidObservations(observations);
  if (invalid) return invalid;
  const names = [...new Set(observations.map(({ group }) => group))].sort();
  if (names.length < 2) {
    return cannotEstimate('TOO_FEW', 'a comparison needs two groups');
  }
  if (!observations.some(({ event }) => event)) {
    return cannotEstimate('NO_EVENTS', 'no group had an event');
  }
  const total: Accumulated = {
    observed: names.map(() => 0),
    expected: names.map(() => 0),
    variance: zeros(names.length, names.length),
  };
  for (const stratum of groupBy(observations, ({ stratum }) => stratum ?? '').values()) {
    accumulate(total, names, stratum, weights);
  }
  // The deviations add up to zero, so one group is left out.
  const deviations = names.slice(1).map((_, i) => total.observed[i + 1]! - total.expected[i + 1]!);
  const factor = factorPositiveDefinite(total.variance.slice(1).map((row) => row.slice(1)));
  if (!factor.estimable) {
    return cannotEstimate('SINGULAR', 'some group was never at risk together with another one');
  }
  const chiSquare = Math.max(0, dot(deviations, factor.value.solve(deviations)));
  return estimated({
    groups: names.map((group, i) => ({
      group,
      observed: total.observed[i]!,
      expected: total.expected[i]!,
    })),
    chiSquare,
    degreesOfFreedom: names.length - 1,
    pValue: chiSquareUpperTail(chiSquare, names.length - 1),
  });
}

interface Accumulated {
  observed: number[];
  expected: number[];
  variance: number[][];
}

function accumulate(
  total: Accumulated,
  names: readonly string[],
  stratum: readonly GroupedObservation[],
  weights: LogRankWeights,
): void {
  const pooled = riskTable(stratum).filter((row) => row.events > 0);
  const byGroup = groupBy(stratum, ({ group }) => group);
  const atTimes = names.map((name) => countsAt(byGroup.get(name) ?? [], pooled));
  let survivalBefore = 1;
  let petoSurvival = 1;
  pooled.forEach(({ atRisk, events }, index) => {
    petoSurvival *= 1 - events / (atRisk + 1);
    const weight = weightAt(weights, atRisk, survivalBefore, petoSurvival);
    survivalBefore *= 1 - events / atRisk;
    const shares = atTimes.map((counts) => counts[index]!.atRisk / atRisk);
    const spread = atRisk > 1 ? (events * (atRisk - events)) / (atRisk - 1) : 0;
    shares.forEach((share, i) => {
      total.observed[i]! += weight * atTimes[i]![index]!.events;
      total.expected[i]! += weight * events * share;
      shares.forEach((other, j) => {
        const covariance = spread * share * ((i === j ? 1 : 0) - other);
        total.variance[i]![j]! += weight * weight * covariance;
      });
    });
  });
}

function weightAt(
  weights: LogRankWeights,
  atRisk: number,
  survivalBefore: number,
  petoSurvival: number,
): number {
  switch (weights) {
    case 'log-rank':
      return 1;
    case 'gehan-wilcoxon':
      return atRisk;
    case 'tarone-ware':
      return Math.sqrt(atRisk);
    case 'peto-peto':
      return petoSurvival;
    default:
      return survivalBefore ** weights.rho;
  }
}

/** One group's numbers at risk and events at the pooled event times. */
function countsAt(
  group: readonly SurvivalObservation[],
  pooled: readonly { time: number }[],
): { atRisk: number; events: number }[] {
  const entries = group.map(({ entry }) => entry ?? -Infinity).sort((a, b) => a - b);
  const ends = [...group].sort((a, b) => a.time - b.time);
  let entered = 0;
  let left = 0;
  return pooled.map(({ time }) => {
    while (entered < entries.length && entries[entered]! < time) entered++;
    while (left < ends.length && ends[left]!.time < time) left++;
    let events = 0;
    for (let i = left; i < ends.length && ends[i]!.time === time; i++) if (ends[i]!.event) events++;
    return { atRisk: entered - left, events };
  });
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const members = groups.get(key(item));
    if (members) members.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
