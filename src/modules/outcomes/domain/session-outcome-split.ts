import { decomposeDifference, decomposeRatio } from '../../../statistics/log-mean-divisia/index.js';
import { cannotEstimate, estimated, type Estimate } from '../../../statistics/numeric/index.js';
import {
  indexLevel,
  slotEffect,
  weekOf,
  type Baseline,
  type Corrections,
  type Slot,
} from '../../../statistics/robust-baseline/index.js';
import type { SessionFacts } from './session-outcome-facts.js';

export const GMV_FACTORS = [
  'EXPOSURES',
  'CLICK_THROUGH_RATE',
  'WATCH_MINUTES_PER_ENTRY',
  'NET_GMV_PER_WATCH_MINUTE',
  'MARKET',
  'RESIDUAL',
] as const;
export type GmvFactor = (typeof GMV_FACTORS)[number];

/**
 * Expected GMV as a product: what the baseline's sessions show (ratios of sums), what market and slot add,
 * and the rest, so that all of it multiplies to the expectation exactly.
 */
export interface ReferenceFactors {
  /** Of a session as long as this one. */
  readonly exposures: number;
  readonly clickThroughRate: number;
  readonly watchMinutesPerEntry: number;
  readonly netGmvPerWatchMinute: number;
  readonly market: number;
}

export interface FactorEffect {
  readonly factor: GmvFactor;
  readonly expected: number;
  readonly actual: number;
  /** Its part of actual minus expected GMV, in yuan; the parts add up. */
  readonly yuan: number;
  /** Its multiplier; they multiply to actual over expected. */
  readonly multiplier: number;
}

/** @returns null where the baseline has no exposures, entries, watch minutes or sales to compare with */
export function referenceFactors(
  lookback: readonly SessionFacts[],
  session: SessionFacts,
  slot: Slot,
  baseline: { readonly whole: Estimate<Baseline>; readonly corrections: Corrections },
  expectedGmv: number,
): ReferenceFactors | null {
  if (!baseline.whole.estimable || !(expectedGmv > 0)) return null;
  const rows = baseline.whole.value.rows.filter(({ weight }) => weight > 0);
  const used = new Set(rows.map(({ id }) => id));
  const sum = (pick: (facts: SessionFacts) => number): number =>
    lookback.reduce((total, facts) => (used.has(facts.id) ? total + pick(facts) : total), 0);
  const exposures = sum((facts) => facts.exposures);
  const entries = sum((facts) => facts.entries);
  const watchMinutes = sum((facts) => facts.watchMinutes);
  const netGmv = sum((facts) => facts.paidGmv - facts.refundedGmv);
  const hours = sum((facts) => facts.liveHours);
  if (!(exposures > 0 && entries > 0 && watchMinutes > 0 && netGmv > 0)) return null;
  const { slotEffects, marketIndex } = baseline.corrections;
  const before = rows.reduce(
    (mean, row) => mean + row.weight * slotEffect(slotEffects, row.slot),
    0,
  );
  const indexBefore = [...baseline.whole.value.weekWeights].reduce(
    (mean, [week, weight]) => mean + weight * indexLevel(marketIndex, week)!,
    0,
  );
  const change =
    indexLevel(marketIndex, weekOf(session.day))! -
    indexBefore +
    slotEffect(slotEffects, slot) -
    before;
  return {
    exposures: (exposures / hours) * session.liveHours,
    clickThroughRate: entries / exposures,
    watchMinutesPerEntry: watchMinutes / entries,
    netGmvPerWatchMinute: netGmv / watchMinutes,
    market: Math.exp(change),
  };
}

/** The session's own side of the comparison. */
export interface ActualFactors {
  readonly exposures: number;
  readonly entries: number;
  readonly watchMinutes: number;
  readonly netGmv: number;
}

/**
 * LMDI-I of actual against expected net GMV. The market and residual factors of the actual side are 1: a
 * market that fell shows as a multiplier above 1 of its own, because the expectation was lowered by it.
 *
 * @returns ZERO_DENOMINATOR or NON_POSITIVE where the session has no entries, watch minutes or net sales
 */
export function splitOutcome(
  reference: ReferenceFactors,
  expectedGmv: number,
  actual: ActualFactors,
): Estimate<FactorEffect[]> {
  const { exposures, entries, watchMinutes, netGmv } = actual;
  if (!(exposures > 0 && entries > 0 && watchMinutes > 0 && netGmv > 0)) {
    return cannotEstimate('ZERO_DENOMINATOR', 'a link of the chain from exposures to GMV is zero');
  }
  const shown = [
    reference.exposures,
    reference.clickThroughRate,
    reference.watchMinutesPerEntry,
    reference.netGmvPerWatchMinute,
    reference.market,
  ];
  const residual = expectedGmv / shown.reduce((product, factor) => product * factor, 1);
  const from = [...shown, residual];
  const to = [exposures, entries / exposures, watchMinutes / entries, netGmv / watchMinutes, 1, 1];
  const difference = decomposeDifference([from], [to]);
  if (!difference.estimable) return difference;
  const ratio = decomposeRatio([from], [to]);
  if (!ratio.estimable) return ratio;
  return estimated(
    GMV_FACTORS.map((factor, i) => ({
      factor,
      expected: from[i]!,
      actual: to[i]!,
      yuan: difference.value.effects[i]!,
      multiplier: ratio.value.effects[i]!,
    })),
  );
}
