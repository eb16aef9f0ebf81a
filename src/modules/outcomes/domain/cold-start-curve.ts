import { estimated, type Estimate } from '../../../statistics/numeric/index.js';
import {
  compareRestrictedTimes,
  coxRegression,
  cumulativeIncidence,
  incidenceQuantile,
  logRankTest,
  proportionalHazardsTest,
  type ClusteredCompetingRisks,
  type CumulativeIncidenceStep,
  type RestrictedTimeComparison,
} from '../../../statistics/survival/index.js';
import type { ColdStartState } from './merchant-growth-cold-start.js';
import { figureOf, type EffectEstimate } from './effect-estimate.js';

/** A merchant's cold start in whole days since it joined. */
export interface ColdStartLife {
  readonly state: Exclude<ColdStartState, 'BEFORE_RECORDS'>;
  readonly provisional: boolean;
  /** From which it could be seen to succeed: 0, or later if it joined before the records. */
  readonly enteredOn: number;
  /** Success, exit, or so far. */
  readonly endedOn: number;
  /** First service by anybody; null: none so far. */
  readonly anyServiceOn: number | null;
  /** First service by those whose curve is asked for: anybody, or one provider. */
  readonly serviceOn: number | null;
  /** Whose merchant it became: merchants of one provider depend on each other. */
  readonly cluster: string;
  /** Only equals are compared in the test and the hazard ratio: the top category. */
  readonly stratum: string;
}

export interface ColdStartSpell extends ClusteredCompetingRisks {
  readonly cause: 'SUCCESS' | 'EXITED' | null;
  readonly cluster: string;
  readonly stratum: string;
  readonly provisional: boolean;
}

export interface ColdStartSpells {
  readonly unserved: ColdStartSpell[];
  readonly served: ColdStartSpell[];
}

export interface CurveSetting {
  readonly minimumAtRisk: number;
  readonly horizonDays: number;
  readonly confidence: number;
}

export interface CurvePoint {
  readonly day: number;
  readonly atRisk: number;
  /** Share that has succeeded by then. */
  readonly success: number;
  readonly lower: number;
  readonly upper: number;
  /** Share that has left by then. */
  readonly left: number;
}

export interface ColdStartGroup {
  readonly merchants: number;
  readonly successes: number;
  /** Of them, those that refunds may still undo. */
  readonly provisional: number;
  readonly exits: number;
  /** Day by which half have succeeded. */
  readonly median: EffectEstimate;
  /** Mean days without success between the curves' first and last day. */
  readonly meanDays: EffectEstimate;
  readonly curve: readonly CurvePoint[];
}

export interface ColdStartComparison {
  /** Both curves count who still waits on the first day, up to the last. */
  readonly fromDay: number | null;
  readonly toDay: number | null;
  /** The categories that are compared: those in which enough wait on both sides from the first day to the last. */
  readonly strata: readonly string[];
  readonly unserved: ColdStartGroup;
  readonly served: ColdStartGroup;
  /** By which share the served wait less: 0.2 is 20 % shorter. */
  readonly shorterBy: EffectEstimate;
  /** Of success once served against not yet, inside categories, errors by provider. */
  readonly hazardRatio: EffectEstimate;
  /** Of the test that hazards are proportional; small: read shorterBy instead. */
  readonly proportionalHazardsP: EffectEstimate;
  /** Of the log-rank test inside categories. */
  readonly logRankP: EffectEstimate;
  readonly providers: number;
}

/**
 * A merchant waits unserved until its service begins, and served from the day after: nothing that became known
 * later is used earlier. Under another provider than the one that is asked for, it counts on neither side.
 */
export function spellsOf(lives: readonly ColdStartLife[]): ColdStartSpells {
  const spells: ColdStartSpells = { unserved: [], served: [] };
  for (const life of lives) {
    const { enteredOn, endedOn, anyServiceOn, serviceOn, cluster, stratum, provisional } = life;
    const end = { cause: life.state === 'OPEN' ? null : life.state, cluster, stratum, provisional };
    const waited = anyServiceOn === null ? endedOn : Math.min(endedOn, anyServiceOn);
    // A success on the very first day is one, though no time has passed.
    if (enteredOn < waited || (enteredOn === 0 && endedOn === 0)) {
      const cut = waited < endedOn ? { ...end, cause: null } : end;
      spells.unserved.push({ ...cut, ...spanOf(enteredOn, waited) });
    }
    if (serviceOn === null) continue;
    const begun = Math.max(enteredOn, serviceOn);
    if (begun < endedOn) spells.served.push({ ...end, ...spanOf(begun, endedOn) });
  }
  return spells;
}

function spanOf(entry: number, time: number): { time: number; entry?: number } {
  return entry > 0 ? { entry, time } : { time };
}

export function compareColdStarts(
  lives: readonly ColdStartLife[],
  setting: CurveSetting,
): ColdStartComparison {
  const { unserved, served } = spellsOf(lives);
  const comparable = comparableStrata(unserved, served, setting);
  const window = comparable?.window ?? commonWindow(unserved, served, setting);
  const { confidence } = setting;
  const strata = comparable?.strata ?? [];
  const inStrata = ({ stratum }: ColdStartSpell) => strata.includes(stratum);
  const compared: Estimate<RestrictedTimeComparison> = comparable
    ? compareRestrictedTimes(served.filter(inStrata), unserved.filter(inStrata), {
        cause: 'SUCCESS',
        ...comparable.window,
        confidence,
      })
    : {
        estimable: false,
        reason: 'TOO_FEW',
        detail: `no category in which ${setting.minimumAtRisk} merchants on each side are still waiting on two days`,
      };
  const both = [
    ...unserved.map((spell) => ({ spell, group: 'unserved', covariates: [0] })),
    ...served.map((spell) => ({ spell, group: 'served', covariates: [1] })),
  ].map(({ spell: { cause, ...spell }, ...side }) => ({
    ...spell,
    ...side,
    event: cause === 'SUCCESS',
  }));
  const regression = coxRegression(both, { confidence });
  const proportional: ReturnType<typeof proportionalHazardsTest> = regression.estimable
    ? proportionalHazardsTest(both, regression.value)
    : regression;
  const onlyValue = (value: number) => ({ value, lower: null, upper: null });
  return {
    fromDay: window?.from ?? null,
    toDay: window?.to ?? null,
    strata,
    unserved: groupOf(unserved, window, compared, 'second', confidence),
    served: groupOf(served, window, compared, 'first', confidence),
    shorterBy: figureOf(compared, ({ ratio }) => ({
      value: 1 - ratio.estimate,
      lower: 1 - ratio.interval.upper,
      upper: 1 - ratio.interval.lower,
    })),
    hazardRatio: figureOf(regression, ({ coefficients: [served] }) => ({
      value: served!.hazardRatio,
      ...served!.hazardRatioInterval,
    })),
    proportionalHazardsP: figureOf(proportional, ({ global }) => onlyValue(global.pValue)),
    logRankP: figureOf(logRankTest(both), ({ pValue }) => onlyValue(pValue)),
    providers: new Set(served.map(({ cluster }) => cluster)).size,
  };
}

interface DayWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * Where the two sides can be compared. Their means are averages over categories, so that enough must wait in each of
 * these: a curve of one or two late entrants falls to the end with the first success, and its error is nil. Categories
 * join in order of their served merchants as long as more of these times days is compared.
 */
function comparableStrata(
  unserved: readonly ColdStartSpell[],
  served: readonly ColdStartSpell[],
  setting: CurveSetting,
): { strata: string[]; window: DayWindow } | null {
  const sides = [unserved, served].map((spells) => byStratum(spells));
  const candidates = [...sides[1]!]
    .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([stratum, own]) => ({
      stratum,
      merchants: own.length,
      counts: sides.map((side) => atRiskByDay(side.get(stratum) ?? [], setting.horizonDays)),
    }))
    .filter(({ counts }) => windowOf(counts, setting) !== null);
  let best: { strata: string[]; window: DayWindow; merchantDays: number } | null = null;
  for (let count = 1; count <= candidates.length; count += 1) {
    const joined = candidates.slice(0, count);
    const window = windowOf(
      joined.flatMap(({ counts }) => counts),
      setting,
    );
    if (!window) continue;
    const merchants = joined.reduce((sum, own) => sum + own.merchants, 0);
    const merchantDays = merchants * (window.to - window.from);
    if (best && merchantDays <= best.merchantDays) continue;
    best = { strata: joined.map(({ stratum }) => stratum), window, merchantDays };
  }
  return best;
}

function byStratum(spells: readonly ColdStartSpell[]): Map<string, ColdStartSpell[]> {
  const strata = new Map<string, ColdStartSpell[]>();
  for (const spell of spells) {
    const known = strata.get(spell.stratum);
    if (known) known.push(spell);
    else strata.set(spell.stratum, [spell]);
  }
  return strata;
}

function commonWindow(
  unserved: readonly ColdStartSpell[],
  served: readonly ColdStartSpell[],
  setting: CurveSetting,
): DayWindow | null {
  const counts = [unserved, served].map((spells) => atRiskByDay(spells, setting.horizonDays));
  return windowOf(counts, setting);
}

/** First and last day between which enough of every side are always under observation. */
function windowOf(
  sides: readonly Int32Array[],
  { minimumAtRisk, horizonDays }: CurveSetting,
): DayWindow | null {
  const isEnough = (day: number) => sides.every((counts) => counts[day]! >= minimumAtRisk);
  let from = 0;
  while (from <= horizonDays && !isEnough(from)) from += 1;
  let to = from;
  while (to < horizonDays && isEnough(to + 1)) to += 1;
  return from < to ? { from, to } : null;
}

/** How many are under observation on (day, day + 1], by day. */
function atRiskByDay(spells: readonly ColdStartSpell[], lastDay: number): Int32Array {
  const changes = new Int32Array(lastDay + 2);
  for (const { entry = 0, time } of spells) {
    if (entry > lastDay) continue;
    changes[entry]! += 1;
    changes[Math.min(time, lastDay + 1)]! -= 1;
  }
  for (let day = 1; day <= lastDay; day += 1) changes[day]! += changes[day - 1]!;
  return changes;
}

function groupOf(
  spells: readonly ColdStartSpell[],
  window: { from: number; to: number } | null,
  compared: Estimate<RestrictedTimeComparison>,
  side: 'first' | 'second',
  confidence: number,
): ColdStartGroup {
  const successes = spells.filter(({ cause }) => cause === 'SUCCESS');
  const { steps, left } = window ? incidences(spells, window, confidence) : { steps: [], left: [] };
  const median = incidenceQuantile(steps, 0.5);
  return {
    merchants: spells.length,
    successes: successes.length,
    provisional: successes.filter(({ provisional }) => provisional).length,
    exits: spells.filter(({ cause }) => cause === 'EXITED').length,
    median: figureOf(median, ({ time, lower, upper }) => ({ value: time, lower, upper })),
    meanDays: figureOf(compared, ({ [side]: group }) => ({
      value: group.mean,
      ...group.interval,
    })),
    curve: steps.map(({ time, atRisk, incidence, interval }, index) => ({
      day: time,
      atRisk,
      success: incidence,
      lower: interval?.lower ?? incidence,
      upper: interval?.upper ?? incidence,
      left: left[index] ?? 0,
    })),
  };
}

/** Aalen–Johansen among those who still wait on the first day; leaving ends the chance. */
function incidences(
  spells: readonly ColdStartSpell[],
  { from, to }: { from: number; to: number },
  confidence: number,
): { steps: CumulativeIncidenceStep[]; left: number[] } {
  const rows = spells
    .filter(({ time, entry = 0 }) => entry < to && (from === 0 || time > from))
    .map(({ time, entry = 0, cause }) => ({
      time: Math.min(time, to),
      cause: time <= to ? cause : null,
      ...(Math.max(entry, from) > 0 && { entry: Math.max(entry, from) }),
    }));
  const curves = cumulativeIncidence(rows, { confidence });
  const byCause = curves.estimable
    ? curves
    : estimated(new Map<string, CumulativeIncidenceStep[]>());
  return {
    steps: byCause.value.get('SUCCESS') ?? [],
    left: (byCause.value.get('EXITED') ?? []).map(({ incidence }) => incidence),
  };
}

/** Whether both sides are many enough, and the served of enough providers, to be told to others. */
export function isTellable(
  { unserved, served, providers }: ColdStartComparison,
  smallestGroup: number,
): boolean {
  return Math.min(unserved.merchants, served.merchants, providers) >= smallestGroup;
}

/** Without the days on which so few still wait that one could tell who. */
export function hideSmallGroups(
  comparison: ColdStartComparison,
  smallestGroup: number,
): ColdStartComparison {
  const hide = (group: ColdStartGroup): ColdStartGroup => ({
    ...group,
    curve: group.curve.filter(({ atRisk }) => atRisk >= smallestGroup),
  });
  return { ...comparison, unserved: hide(comparison.unserved), served: hide(comparison.served) };
}
