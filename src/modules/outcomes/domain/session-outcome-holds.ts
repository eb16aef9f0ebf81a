import type { Estimate } from '../../../statistics/numeric/index.js';
import { recentDip, type Baseline } from '../../../statistics/robust-baseline/index.js';
import type { RefundShare } from '../../../statistics/uplift/index.js';
import type { SessionFacts } from './session-outcome-facts.js';
import type { OutcomesPolicy } from './session-outcome-policy.js';

export const HOLD_SIGNALS = [
  'BUYER_CONCENTRATION',
  'REFUND_RATE',
  'REFUND_SPEED',
  'BOUGHT_GMV',
  'BASELINE_DIP',
] as const;
export type HoldSignal = (typeof HOLD_SIGNALS)[number];

/** Why a result is held for review: what was found against what is allowed. Nothing is deleted. */
export interface Hold {
  readonly signal: HoldSignal;
  readonly value: number;
  readonly threshold: number;
}

/** What is usual for the merchant before the service. */
export interface Usual {
  readonly habitPerHour: number;
  readonly refunds: RefundShare | null;
  readonly dip: Dip | null;
}

export function holdsOf(
  session: SessionFacts,
  boughtShare: number,
  usual: Usual,
  { holds: limits }: OutcomesPolicy,
): Hold[] {
  const found: Hold[] = [];
  const hold = (signal: HoldSignal, value: number, threshold: number) =>
    found.push({ signal, value, threshold });
  const { paidGmv, refundedGmv, refunded24hGmv, orders, buyers, topBuyerGmv } = session;
  if (paidGmv > 0) {
    const topShare = topBuyerGmv / paidGmv;
    if (topShare >= limits.topBuyer.share && topShare * buyers >= limits.topBuyer.timesMean) {
      hold('BUYER_CONCENTRATION', topShare, limits.topBuyer.share);
    }
    const share = refundedGmv / paidGmv;
    const { refunds } = usual;
    if (refunds !== null && orders > 0) {
      // How far sessions scatter, and how far chance alone takes a few orders.
      const chance = (refunds.share * (1 - refunds.share)) / orders;
      const reach = limits.refundRate.deviations * Math.sqrt(refunds.standardError ** 2 + chance);
      const bound = refunds.share + Math.max(limits.refundRate.above, reach);
      if (share >= bound) hold('REFUND_RATE', share, bound);
    }
    if (refunded24hGmv !== null && share >= limits.refundSpeed.refundShare) {
      const within = refunded24hGmv / refundedGmv;
      if (within >= limits.refundSpeed.within24Hours) {
        hold('REFUND_SPEED', within, limits.refundSpeed.within24Hours);
      }
    }
  }
  const usualSpend = usual.habitPerHour * session.liveHours;
  if (
    boughtShare >= limits.bought.share &&
    session.adSpend >= limits.bought.timesHabit * usualSpend
  ) {
    hold('BOUGHT_GMV', boughtShare, limits.bought.share);
  }
  const { dip } = usual;
  if (dip && dip.fall >= limits.dip.fall && dip.pValue <= limits.dip.pValue) {
    hold('BASELINE_DIP', dip.fall, limits.dip.fall);
  }
  return found;
}

export interface Dip {
  readonly fall: number;
  readonly pValue: number;
}

/** How far the level fell in the days just before the service; null where too little is known. */
export function dipBefore(
  baseline: Estimate<Baseline>,
  lookback: readonly SessionFacts[],
  { holds, huberTuning }: OutcomesPolicy,
): Dip | null {
  if (!baseline.estimable) return null;
  const days = new Map(lookback.map(({ id, day }) => [id, day]));
  const found = recentDip(baseline.value, (id) => days.get(id)!, holds.dip.days, huberTuning);
  if (!found.estimable) return null;
  return { fall: -Math.expm1(found.value.change), pValue: found.value.pValue };
}
