import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import type { Money } from '../../platform/kernel/money.js';
import { TRADING_TIERS, type TradingTier } from '../../platform/kernel/vocabulary.js';
import { isSettled } from './merchant-growth-cold-start.js';
import type { MerchantGrowthPolicy } from './merchant-growth-policy.js';
import { monthsAfter, type MonthEnd } from './month.js';

export const LEAP_STATES = ['PENDING', 'CONFIRMED', 'NOT_HELD'] as const;
export type LeapState = (typeof LEAP_STATES)[number];

/** A merchant's tier at the end of a month. */
export interface TierReading {
  readonly monthEnd: MonthEnd;
  readonly tier: TradingTier;
  readonly netGmv: Money;
}

export interface LeapSetting {
  readonly confirmationMonths: number;
  readonly monthsToConfirm: number;
  readonly refundWindowDays: number;
  readonly asOf: BusinessDate;
}

export interface Leap {
  readonly fromTier: TradingTier;
  readonly toTier: TradingTier;
  readonly reachedOn: MonthEnd;
  readonly netGmv: Money;
  readonly state: LeapState;
  /** Of the settled months after it. */
  readonly metMonths: number;
  readonly missedMonths: number;
  readonly decidedOn: BusinessDate | null;
}

export function rankOf(tier: TradingTier): number {
  return TRADING_TIERS.indexOf(tier);
}

export function leapSettingOf(policy: MerchantGrowthPolicy, asOf: BusinessDate): LeapSetting {
  const { confirmationMonths, monthsToConfirm } = policy.leap;
  return { confirmationMonths, monthsToConfirm, refundWindowDays: policy.refundWindowDays, asOf };
}

/**
 * The merchant's leaps: month ends at a new lifetime-highest tier, each decided by the months after it. A month
 * without a reading did not meet the tier. Only settled months decide, so that a refund that comes late is waited
 * for and not taken back.
 *
 * @param readings one for each month end at most, in any order
 * @param knownFromBeginning otherwise the first reading is where the records found the merchant, and no leap
 */
export function leapsOf(
  readings: readonly TierReading[],
  knownFromBeginning: boolean,
  setting: LeapSetting,
): Leap[] {
  const ordered = [...readings].sort((a, b) => (a.monthEnd < b.monthEnd ? -1 : 1));
  const tiers = new Map(ordered.map(({ monthEnd, tier }) => [monthEnd, tier]));
  const [first] = ordered;
  let highest: TradingTier = knownFromBeginning || !first ? 'COLD_START' : first.tier;
  const leaps: Leap[] = [];
  for (const { monthEnd, tier, netGmv } of ordered) {
    if (rankOf(tier) <= rankOf(highest)) continue;
    leaps.push({
      fromTier: highest,
      toTier: tier,
      reachedOn: monthEnd,
      netGmv,
      ...decide(monthEnd, tier, tiers, setting),
    });
    highest = tier;
  }
  return leaps;
}

function decide(
  reachedOn: MonthEnd,
  tier: TradingTier,
  tiers: ReadonlyMap<MonthEnd, TradingTier>,
  setting: LeapSetting,
): Pick<Leap, 'state' | 'metMonths' | 'missedMonths' | 'decidedOn'> {
  const { confirmationMonths, monthsToConfirm, refundWindowDays } = setting;
  const missesToFail = confirmationMonths - monthsToConfirm + 1;
  let metMonths = 0;
  let missedMonths = 0;
  let state: LeapState = 'PENDING';
  let decidedOn: BusinessDate | null = null;
  for (let offset = 1; offset <= confirmationMonths; offset += 1) {
    const monthEnd = monthsAfter(reachedOn, offset);
    if (!isSettled(monthEnd, setting)) break;
    const reading = tiers.get(monthEnd);
    if (reading !== undefined && rankOf(reading) >= rankOf(tier)) metMonths += 1;
    else missedMonths += 1;
    if (state !== 'PENDING') continue;
    if (metMonths === monthsToConfirm) state = 'CONFIRMED';
    else if (missedMonths === missesToFail) state = 'NOT_HELD';
    if (state !== 'PENDING') decidedOn = addDays(monthEnd, refundWindowDays + 1);
  }
  return { state, metMonths, missedMonths, decidedOn };
}
