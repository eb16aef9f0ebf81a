import {
  betaCdf,
  symmetricInterval,
  twoSidedPValue,
  type Interval,
} from '../distributions/index.js';
import { dot, factorPositiveDefinite } from '../linear-algebra/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { groupTimeCells, type GroupTimeCell, type GroupTimeDesign } from './group-time.js';
import type { PanelUnit } from './panel.js';

export interface AggregatedEffect {
  effect: number;
  standardError: number;
  interval: Interval;
  pValue: number;
}

export interface StaggeredResult {
  /** Mean effect over all served unit-periods from event time 0 (or `effectFrom`) on. */
  overall: AggregatedEffect;
  /** By periods since the service began; negative ones are tests. */
  byEventTime: (AggregatedEffect & { eventTime: number; treated: number })[];
  /** Joint test that all effects before the service are zero; null if the design leaves none free. */
  preTrend: { f: number; degreesOfFreedom: [number, number]; pValue: number } | null;
  /**
   * The mean effect of the free periods before the service, as if it had begun then; null if there are none.
   * If its interval excludes zero the comparison is flagged.
   */
  placebo: (AggregatedEffect & { excludesZero: boolean }) | null;
  cells: GroupTimeCell[];
  /** Clusters with served units; the intervals' t distribution has one degree of freedom fewer. */
  treatedClusters: number;
}

/**
 * Effect of service that began at different times, by cohort: each cohort's change since its base periods
 * minus that of comparable units not yet served, averaged with the numbers of served units as weights. A
 * pooled two-way regression would compare late cohorts with early ones that are already changing; this never
 * does.
 *
 * Source: Callaway & Sant'Anna (2021), Journal of Econometrics 225; Sun & Abraham (2021), ibid. Standard
 * errors from clustered influence values with the factor G/(G − 1). It is an association unless service was
 * assigned at random.
 *
 * @returns NO_DATA if no served unit has a comparable one in any period after its service began; ONE_CLUSTER
 *   below two clusters with served units; INVALID_INPUT.
 */
export function staggeredDifferenceInDifferences(
  units: readonly PanelUnit[],
  design: GroupTimeDesign,
  confidence = 0.95,
): Estimate<StaggeredResult> {
  const { basePeriods, eventTimes, minimumBasePeriods, anticipation = 0, effectFrom = 0 } = design;
  if (basePeriods.length === 0 || basePeriods.some((p) => !(Number.isInteger(p) && p < 0))) {
    return cannotEstimate('INVALID_INPUT', 'base periods are whole numbers below 0');
  }
  if (!(Number.isInteger(eventTimes.from) && eventTimes.to >= Math.max(0, eventTimes.from))) {
    return cannotEstimate('INVALID_INPUT', 'event times must reach 0 or beyond');
  }
  if (!(Number.isInteger(effectFrom) && effectFrom >= 0 && effectFrom <= eventTimes.to)) {
    return cannotEstimate(
      'INVALID_INPUT',
      'the effect counts from an event time between 0 and the last one',
    );
  }
  if (!(Number.isInteger(anticipation) && anticipation >= 0)) {
    return cannotEstimate('INVALID_INPUT', 'the anticipation is a whole number of periods');
  }
  if (
    minimumBasePeriods !== undefined &&
    !(minimumBasePeriods >= 1 && minimumBasePeriods <= basePeriods.length)
  ) {
    return cannotEstimate(
      'INVALID_INPUT',
      'at least one base period is needed, at most all can be',
    );
  }
  for (const { id, outcomes } of units) {
    for (const value of outcomes.values()) {
      if (!Number.isFinite(value)) {
        return cannotEstimate('INVALID_INPUT', `unit ${id}: an outcome is not finite`);
      }
    }
  }
  const cells = groupTimeCells(units, design);
  const after = cells.filter(({ eventTime }) => eventTime >= effectFrom);
  if (after.length === 0) {
    return cannotEstimate('NO_DATA', 'no served unit has a comparable one that is not served yet');
  }
  const clustersOf = new Set(after.flatMap(({ treatedClusters }) => [...treatedClusters]));
  if (clustersOf.size < 2) {
    return cannotEstimate('ONE_CLUSTER', 'a clustered error needs two clusters with served units');
  }
  const describe = describer(clustersOf.size - 1, confidence);
  const before = cells.filter(({ eventTime }) => eventTime < 0);
  const times = [...new Set(cells.map(({ eventTime }) => eventTime))].sort((a, b) => a - b);
  const placebo = before.length > 0 ? describe(aggregate(before)) : null;
  return estimated({
    overall: describe(aggregate(after)),
    byEventTime: times.map((eventTime) => {
      const own = cells.filter((cell) => cell.eventTime === eventTime);
      return {
        ...describe(aggregate(own)),
        eventTime,
        treated: own.reduce((sum, { treated }) => sum + treated, 0),
      };
    }),
    preTrend: jointTest(
      times
        .filter((eventTime) => eventTime < 0)
        .map((eventTime) => aggregate(cells.filter((cell) => cell.eventTime === eventTime))),
      clustersOf.size - 1,
    ),
    placebo: placebo && {
      ...placebo,
      excludesZero: placebo.interval.lower > 0 || placebo.interval.upper < 0,
    },
    cells,
    treatedClusters: clustersOf.size,
  });
}

interface Aggregate {
  effect: number;
  influence: Map<string, number>;
}

/** Mean of cells, weighted by served units. */
function aggregate(cells: readonly GroupTimeCell[]): Aggregate {
  const total = cells.reduce((sum, { treated }) => sum + treated, 0);
  const influence = new Map<string, number>();
  let effect = 0;
  for (const cell of cells) {
    const weight = cell.treated / total;
    effect += weight * cell.effect;
    for (const [cluster, value] of cell.influence) {
      influence.set(cluster, (influence.get(cluster) ?? 0) + weight * value);
    }
  }
  return { effect, influence };
}

function covarianceOf(a: Aggregate, b: Aggregate): number {
  let sum = 0;
  for (const [cluster, value] of a.influence) sum += value * (b.influence.get(cluster) ?? 0);
  const clusters = new Set([...a.influence.keys(), ...b.influence.keys()]).size;
  return (sum * clusters) / (clusters - 1);
}

function describer(
  degreesOfFreedom: number,
  confidence: number,
): (aggregate: Aggregate) => AggregatedEffect {
  return (aggregated) => {
    const standardError = Math.sqrt(covarianceOf(aggregated, aggregated));
    const { effect } = aggregated;
    const certain = standardError === 0;
    return {
      effect,
      standardError,
      interval: symmetricInterval(effect, standardError, confidence, degreesOfFreedom),
      pValue: certain
        ? effect === 0
          ? 1
          : 0
        : twoSidedPValue(effect / standardError, degreesOfFreedom),
    };
  };
}

/** Wald's F that all effects are zero; effects that others determine are left out. */
function jointTest(
  effects: readonly Aggregate[],
  denominator: number,
): StaggeredResult['preTrend'] {
  if (effects.length === 0 || denominator < effects.length) return null;
  const factor = factorPositiveDefinite(effects.map((a) => effects.map((b) => covarianceOf(a, b))));
  if (!factor.estimable) return null;
  const values = effects.map(({ effect }) => effect);
  const numerator = effects.length;
  const f = dot(values, factor.value.solve(values)) / numerator;
  return {
    f,
    degreesOfFreedom: [numerator, denominator],
    pValue: betaCdf(denominator / (denominator + numerator * f), denominator / 2, numerator / 2),
  };
}
