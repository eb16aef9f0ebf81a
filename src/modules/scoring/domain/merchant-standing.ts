import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { compareMoney, type Money } from '../../platform/kernel/money.js';
import { TRADING_TIERS, type TradingTier } from '../../platform/kernel/vocabulary.js';
import type { GrowthStage } from './capability-model.js';
import type { MerchantStatistics } from './statistics.js';

/** Lower ends of the tiers, of trailing-30-day net GMV (policy `trading-tiers`). */
export interface TierCutOffs {
  readonly tailFrom: Money;
  readonly waistFrom: Money;
  readonly shoulderFrom: Money;
  readonly headFrom: Money;
}

export function tierOf(trailingNetGmv: Money, cutOffs: TierCutOffs): TradingTier {
  const reaches = (from: Money): boolean => compareMoney(trailingNetGmv, from) >= 0;
  if (reaches(cutOffs.headFrom)) return 'HEAD';
  if (reaches(cutOffs.shoulderFrom)) return 'SHOULDER';
  if (reaches(cutOffs.waistFrom)) return 'WAIST';
  return reaches(cutOffs.tailFrom) ? 'TAIL' : 'COLD_START';
}

/** The commonest tier; of equally common ones the highest. Null without merchants. */
export function modalTier(tiers: readonly TradingTier[]): TradingTier | null {
  let mode: TradingTier | null = null;
  let most = 0;
  for (const tier of TRADING_TIERS) {
    const count = tiers.filter((other) => other === tier).length;
    if (count > 0 && count >= most) [mode, most] = [tier, count];
  }
  return mode;
}

/**
 * COLD_START until the first successful month, MATURE from `matureAfterMonths` calendar months after it, CLIMBING
 * between; read on the cutoff day.
 */
export function growthStageOf(
  { successMonth }: Pick<MerchantStatistics, 'successMonth'>,
  cutoff: BusinessDate,
  matureAfterMonths: number,
): GrowthStage {
  if (successMonth === null) return 'COLD_START';
  const months = monthNumber(cutoff) - monthNumber(successMonth);
  return months >= matureAfterMonths ? 'MATURE' : 'CLIMBING';
}

function monthNumber(date: BusinessDate): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
}
