import type { PanelUnit } from './panel.js';

/** One cohort's effect in one period. */
export interface GroupTimeCell {
  /** Period in which the cohort's service began. */
  cohort: number;
  period: number;
  /** period − cohort: 0 is the first served period, negative ones test the comparison. */
  eventTime: number;
  effect: number;
  /** Served units that were compared; others had no comparable unit or no outcome. */
  treated: number;
  controls: number;
  /** Clusters of the served units that were compared. */
  treatedClusters: ReadonlySet<string>;
  /** Of each served unit that was compared: its change minus its stratum's controls'. */
  differences: Map<string, number>;
  /** Each cluster's share of the effect's error; their squares add up to its variance. */
  influence: Map<string, number>;
}

export interface GroupTimeDesign {
  /**
   * Periods, relative to the cohort's first one, whose mean is the base of every change, e.g. −6 … −3. What is
   * left between them and 0 is free to test the comparison.
   */
  basePeriods: readonly number[];
  /**
   * How many of them a unit must have; absent: all. Units are compared only with units that have the same ones, so
   * that seasons cancel.
   */
  minimumBasePeriods?: number;
  /**
   * Periods before its own service in which a unit is no comparison any more, because what led to the hiring (a dip)
   * already shows; absent: 0.
   */
  anticipation?: number;
  /** The event time from which the overall effect counts; absent: 0. */
  effectFrom?: number;
  /** Which served units' effects are asked for; the others still serve as comparison. Absent: all. */
  counts?: (unit: PanelUnit) => boolean;
  /** First and last event time to estimate. */
  eventTimes: { from: number; to: number };
  /**
   * In which stratum a unit is compared with a cohort (of equals: tier, category, age, GMV in the base
   * periods); null if it is comparable to none. Absent: all units are one stratum.
   */
  stratumOf?: (unit: PanelUnit, cohort: number) => string | null;
}

/** Every cohort's effect in every period that the design asks for and the data allow. */
export function groupTimeCells(
  units: readonly PanelUnit[],
  design: GroupTimeDesign,
): GroupTimeCell[] {
  const asked = design.counts ? units.filter(design.counts) : units;
  const cohorts = [...new Set(asked.flatMap(({ firstServed }) => firstServed ?? []))].sort(
    (a, b) => a - b,
  );
  const cells: GroupTimeCell[] = [];
  for (const cohort of cohorts) {
    const bases = basesOf(units, cohort, design);
    for (let e = design.eventTimes.from; e <= design.eventTimes.to; e++) {
      if (design.basePeriods.includes(e)) continue;
      const cell = estimateCell(bases, cohort, cohort + e, design.anticipation ?? 0);
      if (cell) cells.push(cell);
    }
  }
  return cells;
}

interface BasedUnit {
  unit: PanelUnit;
  stratum: string;
  /** Mean outcome over the base periods. */
  base: number;
}

/** Units that can be compared with a cohort: in a stratum, with every base period observed. */
function basesOf(
  units: readonly PanelUnit[],
  cohort: number,
  {
    basePeriods,
    minimumBasePeriods = basePeriods.length,
    stratumOf,
    counts = () => true,
  }: GroupTimeDesign,
): BasedUnit[] {
  return units.flatMap((unit) => {
    // Units served before this cohort are no comparison in any of its periods.
    if (unit.firstServed !== null && unit.firstServed < cohort) return [];
    if (unit.firstServed === cohort && !counts(unit)) return [];
    let sum = 0;
    const observed = basePeriods.filter((offset) => {
      const outcome = unit.outcomes.get(cohort + offset);
      sum += outcome ?? 0;
      return outcome !== undefined;
    });
    if (observed.length < minimumBasePeriods) return [];
    const stratum = stratumOf ? stratumOf(unit, cohort) : '';
    if (stratum === null) return [];
    return [{ unit, stratum: `${observed.join()}\0${stratum}`, base: sum / observed.length }];
  });
}

interface Change {
  id: string;
  cluster: string;
  value: number;
}

/**
 * ATT(g, t) against units not yet served in t, inside strata, with clustered influence values
 *   treated i in stratum s:  (Δᵢ − mean control change in s − ATT)/n
 *   control j in stratum s:  −(n_s/n)(Δⱼ − mean control change in s)/m_s
 * which give the variance of stratified and of paired comparisons alike.
 */
function estimateCell(
  units: readonly BasedUnit[],
  cohort: number,
  period: number,
  anticipation: number,
): GroupTimeCell | null {
  const strata = new Map<string, { treated: Change[]; controls: Change[] }>();
  for (const { unit, stratum, base } of units) {
    const outcome = unit.outcomes.get(period);
    if (outcome === undefined) continue;
    const isTreated = unit.firstServed === cohort;
    const notYet =
      !isTreated &&
      (unit.firstServed === null || unit.firstServed > Math.max(period, cohort) + anticipation);
    if (!isTreated && !notYet) continue;
    const sides = strata.get(stratum) ?? { treated: [], controls: [] };
    strata.set(stratum, sides);
    const change = { id: unit.id, cluster: unit.cluster ?? unit.id, value: outcome - base };
    (isTreated ? sides.treated : sides.controls).push(change);
  }
  const used = [...strata.values()].filter((s) => s.treated.length && s.controls.length);
  const n = used.reduce((sum, { treated }) => sum + treated.length, 0);
  if (n === 0) return null;

  const means = used.map(({ controls }) => meanChange(controls));
  const effect =
    used.reduce(
      (sum, { treated }, s) => sum + treated.reduce((t, { value }) => t + value - means[s]!, 0),
      0,
    ) / n;
  const differences = new Map<string, number>();
  const influence = new Map<string, number>();
  const add = ({ cluster }: Change, value: number): void => {
    influence.set(cluster, (influence.get(cluster) ?? 0) + value);
  };
  used.forEach(({ treated, controls }, s) => {
    for (const change of treated) {
      differences.set(change.id, change.value - means[s]!);
      add(change, (change.value - means[s]! - effect) / n);
    }
    const weight = treated.length / n / controls.length;
    for (const change of controls) add(change, -weight * (change.value - means[s]!));
  });
  return {
    cohort,
    period,
    eventTime: period - cohort,
    effect,
    treated: n,
    controls: used.reduce((sum, { controls }) => sum + controls.length, 0),
    treatedClusters: new Set(used.flatMap((s) => s.treated.map(({ cluster }) => cluster))),
    differences,
    influence,
  };
}

function meanChange(changes: readonly Change[]): number {
  return changes.reduce((sum, { value }) => sum + value, 0) / changes.length;
}
