import { bilinear, factorPositiveDefinite, zeros } from '../linear-algebra/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { robustScale } from './robust-location.js';

/** When a session was held, as far as that moves sales for everybody. */
export interface Slot {
  /** ISO weekday 1–7. */
  weekday: number;
  /** Name of the band of hours in which it began, e.g. "20-22". */
  hourBand: string;
  /** Name of the announced promotion on that day, or null. */
  promotion: string | null;
}

export interface SlotSession {
  /** Sessions are compared inside a group only: one merchant in one week. */
  group: string;
  slot: Slot;
  /** ln of net GMV per live hour. */
  logRate: number;
}

/** Additive effects on the log scale with their covariance; unknown factors have none. */
export interface SlotEffects {
  factors: { factor: string; effect: number }[];
  /** σ²(XᵀWX + λI)⁻¹ in the order of `factors`. */
  covariance: number[][];
  residualVariance: number;
  sessions: number;
}

const ROUNDS = 6;
/** Huber's constant, 95 % efficient for normal residuals. */
const TUNING = 1.345;
/** Residuals are pulled in to this many scales before they enter the variance. */
const REACH = 4;

/**
 * Weekday, hour and promotion effects from sessions of unserved merchants, compared inside merchant-weeks
 * so that neither the merchant's size nor the market enters. Effects have a normal prior with mean 0, which
 * pulls thin slots toward "no effect" (ridge regression), and residuals are weighted as by Huber.
 *
 * A promotion is the sum of a common promotion effect and its own: one that has not been seen before has
 * the common effect.
 *
 * @param priorDeviation prior standard deviation of an effect, > 0
 * @returns TOO_FEW if no merchant-week has two sessions, ZERO_VARIANCE if nothing varies inside them.
 */
export function estimateSlotEffects(
  sessions: readonly SlotSession[],
  priorDeviation: number,
): Estimate<SlotEffects> {
  if (!(priorDeviation > 0) || sessions.some(({ logRate }) => !Number.isFinite(logRate))) {
    return cannotEstimate('INVALID_INPUT', 'log rates must be finite and the prior deviation > 0');
  }
  const groups = comparableGroups(sessions);
  const count = groups.reduce((sum, group) => sum + group.length, 0);
  if (count === 0) return cannotEstimate('TOO_FEW', 'no merchant has two sessions in one week');
  const names = [...new Set(groups.flat().flatMap(({ slot }) => factorsOf(slot)))].sort();
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const prepared = groups.map((group) =>
    group.map(({ slot, logRate }) => ({
      columns: factorsOf(slot).map((name) => indexOf.get(name)!),
      logRate,
    })),
  );

  let effects = names.map(() => 0);
  let weights = groups.map((group) => group.map(() => 1));
  let residualVariance = 0;
  let covariance: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const residuals = withinResiduals(prepared, weights, effects);
    const flat = residuals.flat();
    const scale = robustScale(flat, new Array<number>(count).fill(1), 0);
    if (scale === 0) {
      return cannotEstimate('ZERO_VARIANCE', 'sessions do not differ inside merchant-weeks');
    }
    weights = residuals.map((group) =>
      group.map((r) => Math.min(1, (TUNING * scale) / Math.max(Math.abs(r), 1e-300))),
    );
    residualVariance = varianceOf(flat, REACH * scale, count - groups.length);
    const system = normalEquations(prepared, weights, names.length);
    system.normal.forEach((row, i) => (row[i]! += residualVariance / priorDeviation ** 2));
    const factor = factorPositiveDefinite(system.normal);
    if (!factor.estimable) return factor;
    effects = factor.value.solve(system.moments);
    covariance = factor.value.inverse().map((row) => row.map((v) => v * residualVariance));
  }
  return estimated({
    factors: names.map((factor, i) => ({ factor, effect: effects[i]! })),
    covariance,
    residualVariance,
    sessions: count,
  });
}

/** The log effect of a slot; slots without evidence have none. */
export function slotEffect(effects: SlotEffects, slot: Slot): number {
  const wanted = new Set(factorsOf(slot));
  return effects.factors.reduce((sum, f) => sum + (wanted.has(f.factor) ? f.effect : 0), 0);
}

/**
 * Variance of a slot's effect against a weighted mix of other slots' (a baseline's sessions).
 *
 * @param mix weights adding up to 1
 */
export function slotContrastVariance(
  effects: SlotEffects,
  slot: Slot,
  mix: readonly { slot: Slot; weight: number }[],
): number {
  const contrast = effects.factors.map(() => 0);
  const indexOf = new Map(effects.factors.map(({ factor }, index) => [factor, index]));
  const add = (of: Slot, weight: number): void => {
    for (const factor of factorsOf(of)) {
      const index = indexOf.get(factor);
      if (index !== undefined) contrast[index]! += weight;
    }
  };
  add(slot, 1);
  for (const { slot: other, weight } of mix) add(other, -weight);
  return Math.max(0, bilinear(contrast, effects.covariance, contrast));
}

function factorsOf({ weekday, hourBand, promotion }: Slot): string[] {
  const factors = [`weekday ${weekday}`, `hour ${hourBand}`];
  if (promotion !== null) factors.push('promotion', `promotion ${promotion}`);
  return factors;
}

function comparableGroups(sessions: readonly SlotSession[]): SlotSession[][] {
  const groups = new Map<string, SlotSession[]>();
  for (const session of sessions) {
    const group = groups.get(session.group);
    if (group) group.push(session);
    else groups.set(session.group, [session]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

interface PreparedSession {
  columns: readonly number[];
  logRate: number;
}

/** Residuals about each group's weighted mean after taking out the effects. */
function withinResiduals(
  groups: readonly (readonly PreparedSession[])[],
  weights: readonly (readonly number[])[],
  effects: readonly number[],
): number[][] {
  return groups.map((group, g) => {
    let sum = 0;
    let total = 0;
    const left = group.map(({ logRate, columns }, i) => {
      let value = logRate;
      for (const column of columns) value -= effects[column]!;
      sum += weights[g]![i]! * value;
      total += weights[g]![i]!;
      return value;
    });
    return left.map((value) => value - sum / total);
  });
}

/** Variance of the residuals, those beyond `reach` pulled in to it. */
function varianceOf(residuals: readonly number[], reach: number, degreesOfFreedom: number): number {
  const squares = residuals.reduce((sum, r) => sum + Math.min(r * r, reach * reach), 0);
  return squares / degreesOfFreedom;
}

/** XᵀWX and XᵀWy with the groups' means taken out, built from counts of each group's few columns. */
function normalEquations(
  groups: readonly (readonly PreparedSession[])[],
  weights: readonly (readonly number[])[],
  size: number,
): { normal: number[][]; moments: number[] } {
  const normal = zeros(size, size);
  const moments = new Array<number>(size).fill(0);
  groups.forEach((group, g) => {
    const columnSums = new Map<number, number>();
    let total = 0;
    let response = 0;
    group.forEach(({ columns, logRate }, i) => {
      const weight = weights[g]![i]!;
      total += weight;
      response += weight * logRate;
      for (const a of columns) {
        columnSums.set(a, (columnSums.get(a) ?? 0) + weight);
        moments[a]! += weight * logRate;
        for (const b of columns) normal[a]![b]! += weight;
      }
    });
    for (const [a, sumA] of columnSums) {
      moments[a]! -= (sumA * response) / total;
      for (const [b, sumB] of columnSums) normal[a]![b]! -= (sumA * sumB) / total;
    }
  });
  return { normal, moments };
}
