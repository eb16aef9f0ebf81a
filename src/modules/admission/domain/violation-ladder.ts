import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { compareMoney, leastMoney, type Money } from '../../platform/kernel/money.js';
import type { Measure, ViolationPolicy } from './violation-policy.js';

/** What an offence costs. */
export interface Terms {
  readonly points: number;
  readonly deduction: Money;
  readonly measures: readonly Measure[];
}

export const NO_TERMS: Terms = { points: 0, deduction: '0.00', measures: [] };

/** An offence that was decided and not reversed. */
export interface Offence {
  readonly id: string;
  readonly kind: string;
  readonly decidedOn: BusinessDate;
  /** The first day on which it does not count any more. */
  readonly countsUntil: BusinessDate;
  readonly policyVersion: number;
  readonly terms: Terms;
}

export interface Consequence extends Terms {
  /** Which time on the record, from 1. */
  readonly offence: number;
  /** Points that count on that day already. */
  readonly pointsBefore: number;
  /** Whether a second officer must decide. */
  readonly heavy: boolean;
}

/** The points that count on a day. */
export function pointsOn(record: readonly Offence[], day: BusinessDate): number {
  return record
    .filter(({ countsUntil }) => countsUntil > day)
    .reduce((sum, { terms }) => sum + terms.points, 0);
}

/**
 * What one more offence costs: the step of its repetition, and what the points that it crosses add. Of two
 * measures of a kind the longer one holds.
 *
 * @returns undefined when the policy knows no such kind
 */
export function consequenceOf(
  policy: ViolationPolicy,
  kind: string,
  record: readonly Offence[],
  day: BusinessDate,
): Consequence | undefined {
  const rung = policy.kinds.find(({ code }) => code === kind);
  if (!rung) return undefined;
  const repetitions = record.filter(
    (prior) => prior.kind === kind && prior.countsUntil > day,
  ).length;
  const { points, deduction, measures } = rung.steps[Math.min(repetitions, rung.steps.length - 1)]!;
  const pointsBefore = pointsOn(record, day);
  const crossed = policy.thresholds.filter(
    (threshold) => pointsBefore < threshold.points && threshold.points <= pointsBefore + points,
  );
  const all = longest([...measures, ...crossed.flatMap((threshold) => threshold.measures)]);
  const heavy =
    compareMoney(deduction, policy.heavyDeductionFrom) >= 0 ||
    all.some((measure) => policy.measures[measure.kind].heavy);
  return { offence: repetitions + 1, points, deduction, measures: all, pointsBefore, heavy };
}

/** One measure of each kind: the longest. */
function longest(measures: readonly Measure[]): Measure[] {
  const byKind = new Map<string, Measure>();
  for (const measure of measures) {
    const other = byKind.get(measure.kind);
    if (!other || daysOf(measure) > daysOf(other)) byKind.set(measure.kind, measure);
  }
  return [...byKind.values()];
}

const daysOf = ({ days }: Measure) => days ?? Infinity;

/** Of each part the milder one; a measure that one of the two lacks falls away. */
export function milder(a: Terms, b: Terms): Terms {
  return {
    points: Math.min(a.points, b.points),
    deduction: leastMoney(a.deduction, b.deduction),
    measures: a.measures.flatMap((measure) => {
      const other = b.measures.find(({ kind }) => kind === measure.kind);
      if (!other) return [];
      return [daysOf(other) < daysOf(measure) ? other : measure];
    }),
  };
}

export function sameTerms(a: Terms, b: Terms): boolean {
  return (
    a.points === b.points &&
    compareMoney(a.deduction, b.deduction) === 0 &&
    a.measures.length === b.measures.length &&
    a.measures.every(({ kind, days }) =>
      b.measures.some((other) => other.kind === kind && other.days === days),
    )
  );
}

/** Whether `a` is in no part harder than `b`. */
export function isMilder(a: Terms, b: Terms): boolean {
  return sameTerms(milder(a, b), a);
}

/**
 * What later offences still cost after an earlier one was reduced or reversed: a second offence may turn out to
 * have been the first, and a sum of points never to have been reached. Terms only ever become milder.
 *
 * @param record what is left, in the order of the decisions, with the terms in force
 * @returns the offences whose terms change, in the same order
 */
export function reliefIn(
  record: readonly Offence[],
  policies: ReadonlyMap<number, ViolationPolicy>,
): { readonly id: string; readonly terms: Terms }[] {
  const settled: Offence[] = [];
  const relieved: { id: string; terms: Terms }[] = [];
  for (const offence of record) {
    const { id, kind, decidedOn, policyVersion, terms } = offence;
    const anew = consequenceOf(policies.get(policyVersion)!, kind, settled, decidedOn)!;
    const now = milder(terms, anew);
    settled.push({ ...offence, terms: now });
    if (!sameTerms(now, terms)) relieved.push({ id, terms: now });
  }
  return relieved;
}
