import { criticalValue, type Interval } from '../distributions/index.js';
import {
  cannotEstimate,
  estimated,
  type CannotEstimate,
  type Estimate,
} from '../numeric/estimate.js';
import type { CompetingRisksObservation, CumulativeIncidenceStep } from './aalen-johansen.js';
import { invalidObservations, riskTable } from './observation.js';

export interface ClusteredCompetingRisks extends CompetingRisksObservation {
  /** Rows that depend on each other (rows of one subject, subjects of one provider); absent: each row for itself. */
  cluster?: string;
  /** Groups are compared inside strata, e.g. categories; absent: one for all. */
  stratum?: string;
}

export interface RestrictedTimeWindow {
  /** The cause whose coming is timed; all others end the chance of it. */
  cause: string;
  /** Start ≥ 0: only who is still waiting then counts, so that curves with late entry begin together. */
  from?: number;
  /** End > from. */
  to: number;
  confidence?: number;
}

export interface RestrictedTime {
  /**
   * Mean waiting time within (from, to]: ∫ (1 − F(t)) dt, where F is the cumulative incidence of the cause. Who leaves
   * by another cause waits to the end: nothing is gained by leaving.
   */
  mean: number;
  /** Clustered if clusters were given. */
  standardError: number;
  interval: Interval;
  /** Rows under observation within the window, and events of the cause. */
  observations: number;
  events: number;
}

export interface RestrictedTimeComparison {
  first: RestrictedTime;
  second: RestrictedTime;
  /** first − second. */
  difference: { estimate: number; standardError: number; interval: Interval };
  /** first/second, interval symmetric on the log scale. */
  ratio: { estimate: number; interval: Interval };
  /** Strata in which both could be told, with the first group's share of each: the weights. */
  strata: { stratum: string; weight: number }[];
}

/**
 * Restricted mean waiting time for one cause among competing ones: τ minus the "restricted mean time lost".
 *
 * Source: Andersen (2013), Statistics in Medicine 32; variance from the influence function of the Aalen–Johansen
 * estimator (the infinitesimal jackknife; Greenwood's if there is one cause and no clusters), summed in clusters.
 *
 * @returns NO_DATA if nobody is under observation at `from` or up to `to`, or if the risk set empties between them
 *   while somebody enters later; NO_EVENTS without an event of the cause; INVALID_INPUT.
 */
export function restrictedTime(
  observations: readonly ClusteredCompetingRisks[],
  window: RestrictedTimeWindow,
): Estimate<RestrictedTime> {
  const result = influenceOf(observations, window);
  if (!result.estimable) return result;
  const z = criticalValue(window.confidence ?? 0.95);
  return estimated(describe(result.value, z));
}

/**
 * Two groups' restricted waiting times over the same window, inside strata: both means are averages over strata with the
 * first group's numbers as weights (direct standardisation). Strata in which one side can't be told are left out. A cluster with rows in both, such as a merchant that
 * waited unserved and then served, counts in both errors at once.
 *
 * @returns as `restrictedTime`; NON_POSITIVE if a mean is zero.
 */
export function compareRestrictedTimes(
  first: readonly ClusteredCompetingRisks[],
  second: readonly ClusteredCompetingRisks[],
  window: RestrictedTimeWindow,
): Estimate<RestrictedTimeComparison> {
  const standardised = standardise(first, second, window);
  if (!standardised.estimable) return standardised;
  const { a, b, strata } = standardised.value;
  if (!(a.mean > 0 && b.mean > 0)) {
    return cannotEstimate('NON_POSITIVE', 'a group has no waiting time in the window');
  }
  const z = criticalValue(window.confidence ?? 0.95);
  const errorOf = (weightA: number, weightB: number): number => {
    const sums = new Map<string, number>();
    for (const [cluster, value] of a.influence) sums.set(cluster, weightA * value);
    for (const [cluster, value] of b.influence) {
      sums.set(cluster, (sums.get(cluster) ?? 0) + weightB * value);
    }
    return rootOfSquares(sums.values());
  };
  const difference = a.mean - b.mean;
  const differenceError = errorOf(1, -1);
  const ratio = a.mean / b.mean;
  const logError = errorOf(1 / a.mean, -1 / b.mean);
  return estimated({
    first: describe(a, z),
    second: describe(b, z),
    difference: {
      estimate: difference,
      standardError: differenceError,
      interval: {
        lower: difference - z * differenceError,
        upper: difference + z * differenceError,
      },
    },
    ratio: {
      estimate: ratio,
      interval: { lower: ratio * Math.exp(-z * logError), upper: ratio * Math.exp(z * logError) },
    },
    strata,
  });
}

function standardise(
  first: readonly ClusteredCompetingRisks[],
  second: readonly ClusteredCompetingRisks[],
  window: RestrictedTimeWindow,
): Estimate<{ a: Influence; b: Influence; strata: RestrictedTimeComparison['strata'] }> {
  const others = byStratum(second);
  const told: { stratum: string; a: Influence; b: Influence }[] = [];
  let reason: CannotEstimate = cannotEstimate('NO_DATA', 'the groups share no stratum');
  for (const [stratum, rows] of byStratum(first)) {
    const a = influenceOf(rows, window, `a${stratum} `);
    const b = influenceOf(others.get(stratum) ?? [], window, `b${stratum} `);
    if (a.estimable && b.estimable) told.push({ stratum, a: a.value, b: b.value });
    else if (!a.estimable) reason = a;
    else if (!b.estimable) reason = b;
  }
  if (told.length === 0) return reason;
  const total = told.reduce((sum, { a }) => sum + a.observations, 0);
  const weighted = told.map((own) => ({ ...own, weight: own.a.observations / total }));
  return estimated({
    a: average(weighted.map(({ a, weight }) => ({ of: a, weight }))),
    b: average(weighted.map(({ b, weight }) => ({ of: b, weight }))),
    strata: weighted.map(({ stratum, weight }) => ({ stratum, weight })),
  });
}

function average(parts: readonly { of: Influence; weight: number }[]): Influence {
  const influence = new Map<string, number>();
  for (const { of, weight } of parts) {
    for (const [cluster, value] of of.influence) {
      influence.set(cluster, (influence.get(cluster) ?? 0) + weight * value);
    }
  }
  return {
    influence,
    mean: parts.reduce((sum, { of, weight }) => sum + weight * of.mean, 0),
    observations: parts.reduce((sum, { of }) => sum + of.observations, 0),
    events: parts.reduce((sum, { of }) => sum + of.events, 0),
  };
}

function byStratum(
  rows: readonly ClusteredCompetingRisks[],
): Map<string, ClusteredCompetingRisks[]> {
  const strata = new Map<string, ClusteredCompetingRisks[]>();
  for (const row of rows) {
    const known = strata.get(row.stratum ?? '');
    if (known) known.push(row);
    else strata.set(row.stratum ?? '', [row]);
  }
  return strata;
}

/**
 * The time by which a share of `probability` has had the event, min{t : F(t) ≥ p}, with the interval read off the
 * curve's pointwise intervals. A null bound has not been reached.
 *
 * @param steps of one cause, from `cumulativeIncidence`
 * @returns TOO_FEW if the incidence never rises that far.
 */
export function incidenceQuantile(
  steps: readonly CumulativeIncidenceStep[],
  probability: number,
): Estimate<{ time: number; lower: number | null; upper: number | null }> {
  if (!(probability > 0 && probability < 1)) {
    return cannotEstimate('INVALID_INPUT', `a probability lies in (0, 1), not at ${probability}`);
  }
  const rounding = 1e-12;
  const reached = (value: (step: CumulativeIncidenceStep) => number): number | null =>
    steps.find((step) => value(step) >= probability - rounding)?.time ?? null;
  const time = reached(({ incidence }) => incidence);
  if (time === null) {
    return cannotEstimate('TOO_FEW', `fewer than ${probability} of the subjects had the event`);
  }
  return estimated({
    time,
    lower: reached(({ interval, incidence }) => interval?.upper ?? incidence),
    upper: reached(({ interval, incidence }) => interval?.lower ?? (incidence === 1 ? 1 : 0)),
  });
}

interface Influence {
  mean: number;
  /** Each cluster's share of the mean's error. */
  influence: Map<string, number>;
  observations: number;
  events: number;
}

function describe({ mean, influence, observations, events }: Influence, z: number): RestrictedTime {
  const standardError = rootOfSquares(influence.values());
  return {
    mean,
    standardError,
    interval: { lower: Math.max(0, mean - z * standardError), upper: mean + z * standardError },
    observations,
    events,
  };
}

/** @param rowNames of rows without a cluster, so that those of two groups do not meet */
function influenceOf(
  observations: readonly ClusteredCompetingRisks[],
  { cause, from = 0, to }: RestrictedTimeWindow,
  rowNames = '',
): Estimate<Influence> {
  const invalid = invalidObservations(
    observations.map(({ entry, time }) => ({
      time,
      event: true,
      ...(entry !== undefined && { entry }),
    })),
  );
  if (invalid) return invalid;
  if (!(from >= 0 && to > from && Number.isFinite(to))) {
    return cannotEstimate('INVALID_INPUT', `a window needs 0 ≤ from < to, not ${from} and ${to}`);
  }
  const rows = observations.flatMap((row, index) => {
    const { entry = -Infinity, time } = row;
    if (entry >= to || (from > 0 && time <= from)) return [];
    return [
      {
        time,
        cause: row.cause,
        entry: from > 0 ? Math.max(entry, from) : entry,
        cluster: row.cluster ?? `\0${rowNames}${index}`,
      },
    ];
  });
  const table = riskTable(
    rows.map(({ entry, time, cause: own }) => ({ entry, time, event: own !== null })),
  );
  if (!rows.some(({ entry }) => entry <= from)) {
    return cannotEstimate('NO_DATA', `nobody was under observation at ${from}`);
  }
  const steps = table.filter(({ time, events }) => events > 0 && time <= to);
  const eventsOfCause = new Map<number, number>();
  for (const row of rows) {
    if (row.cause === cause && row.time <= to) {
      eventsOfCause.set(row.time, (eventsOfCause.get(row.time) ?? 0) + 1);
    }
  }
  if (eventsOfCause.size === 0) {
    return cannotEstimate('NO_EVENTS', `nobody had the event between ${from} and ${to}`);
  }
  const terms = influenceTerms(steps, eventsOfCause, to);
  const emptied = steps.findIndex(({ atRisk, events }) => atRisk === events);
  if (emptied < 0 && !table.some(({ time }) => time >= to)) {
    return cannotEstimate('NO_DATA', `nobody was under observation up to ${to}`);
  }
  if (emptied >= 0 && rows.some(({ entry }) => entry >= steps[emptied]!.time)) {
    return cannotEstimate(
      'NO_DATA',
      `nobody was left at ${steps[emptied]!.time}, before others came`,
    );
  }
  const times = steps.map(({ time }) => time);
  const influence = new Map<string, number>();
  for (const row of rows) {
    const last = countUpTo(times, Math.min(row.time, to));
    const first = countUpTo(times, row.entry);
    let value = terms.compensator[last]! - terms.compensator[first]!;
    if (row.cause !== null && row.time <= to) {
      value -= (row.cause === cause ? terms.own[last - 1]! : 0) - terms.any[last - 1]!;
    }
    influence.set(row.cluster, (influence.get(row.cluster) ?? 0) + value);
  }
  return estimated({
    mean: to - from - terms.lost,
    influence,
    observations: rows.length,
    events: [...eventsOfCause.values()].reduce((a, b) => a + b, 0),
  });
}

/**
 * With S the share without any event, Y at risk, d events and d₁ those of the cause, G(u) = ∫ᵤᵗᵒ (F(t) − F(u)) dt:
 * an event of the cause at u moves the area under F by S(u−)(to − u)/Y, any event by −G(u)/(Y − d); being at risk
 * there costs the expectation of both.
 */
function influenceTerms(
  steps: readonly { time: number; atRisk: number; events: number }[],
  eventsOfCause: ReadonlyMap<number, number>,
  to: number,
): { lost: number; own: number[]; any: number[]; compensator: number[] } {
  let survivalBefore = 1;
  let incidence = 0;
  const own: number[] = [];
  const incidences = steps.map(({ time, atRisk, events }) => {
    own.push((survivalBefore * (to - time)) / atRisk);
    incidence += (survivalBefore * (eventsOfCause.get(time) ?? 0)) / atRisk;
    survivalBefore *= (atRisk - events) / atRisk;
    return incidence;
  });
  // ∫ F from each step to the end, and with it G.
  const any = new Array<number>(steps.length).fill(0);
  let lost = 0;
  let end = to;
  for (let j = steps.length - 1; j >= 0; j--) {
    const { time, atRisk, events } = steps[j]!;
    lost += incidences[j]! * (end - time);
    end = time;
    const gained = lost - incidences[j]! * (to - time);
    any[j] = atRisk > events ? gained / (atRisk - events) : 0;
  }
  const compensator = [0];
  steps.forEach(({ time, atRisk, events }, j) => {
    const ofCause = eventsOfCause.get(time) ?? 0;
    compensator.push(compensator[j]! + (own[j]! * ofCause - any[j]! * events) / atRisk);
  });
  return { lost, own, any, compensator };
}

/** How many of the ascending times are ≤ limit. */
function countUpTo(times: readonly number[], limit: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rootOfSquares(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
