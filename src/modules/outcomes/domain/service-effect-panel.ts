import {
  type GroupTimeDesign,
  type PanelUnit,
} from '../../../statistics/difference-in-differences/index.js';
import { coarsen } from '../../../statistics/matching/index.js';
import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import type { ServiceEffectPolicy } from './service-effect-policy.js';

/** Months are counted: year × 12 + month − 1. */
export type MonthNumber = number;

/** A whole month of a merchant: [month, net GMV in yuan, tier at its end]. */
export type PanelMonth = readonly [MonthNumber, number, TradingTier];

export interface PanelMerchant {
  readonly merchantId: string;
  /** Top category. */
  readonly category: string;
  readonly region: string;
  readonly joinedMonth: MonthNumber;
  /** Of the first service; null: none. */
  readonly servedMonth: MonthNumber | null;
  /** Who gave it. */
  readonly providerId: string | null;
  readonly months: readonly PanelMonth[];
}

/** A merchant as the comparison sees it: logarithms of the months that sold anything. */
export interface ServicePanelUnit extends PanelUnit {
  readonly merchant: PanelMerchant;
  readonly tiers: ReadonlyMap<MonthNumber, TradingTier>;
  /** Whole months without positive net GMV, which have no logarithm. */
  readonly silentMonths: number;
}

export function panelUnitOf(merchant: PanelMerchant): ServicePanelUnit {
  const outcomes = new Map<MonthNumber, number>();
  const tiers = new Map<MonthNumber, TradingTier>();
  for (const [month, net, tier] of merchant.months) {
    tiers.set(month, tier);
    if (net > 0) outcomes.set(month, Math.log(net));
  }
  return {
    id: merchant.merchantId,
    firstServed: merchant.servedMonth,
    cluster: merchant.providerId ?? merchant.merchantId,
    outcomes,
    merchant,
    tiers,
    silentMonths: merchant.months.length - outcomes.size,
  };
}

/** What a merchant was well before a cohort began, on which it is matched. */
export interface BaseTraits {
  readonly tier: TradingTier;
  readonly ageMonths: number;
  /** Mean log net GMV over the base months. */
  readonly logGmv: number;
}

type GrowthPolicy = ServiceEffectPolicy['growth'];

export function baseMonthsOf({ basePeriods }: GrowthPolicy): number[] {
  const { from, to } = basePeriods;
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Null: too few base months. The tier is that at the end of the last of them. */
export function baseTraitsOf(
  unit: ServicePanelUnit,
  cohort: MonthNumber,
  policy: GrowthPolicy,
): BaseTraits | null {
  let sum = 0;
  let count = 0;
  let last = cohort;
  for (let offset = policy.basePeriods.from; offset <= policy.basePeriods.to; offset += 1) {
    const outcome = unit.outcomes.get(cohort + offset);
    if (outcome === undefined) continue;
    sum += outcome;
    count += 1;
    last = cohort + offset;
  }
  if (count < Math.max(1, policy.minimumBasePeriods)) return null;
  return {
    tier: unit.tiers.get(last)!,
    ageMonths: cohort - unit.merchant.joinedMonth,
    logGmv: sum / count,
  };
}

/** The key of those that are equal: tier, category, band of age and band of base GMV. */
export function stratumOf(
  unit: ServicePanelUnit,
  cohort: MonthNumber,
  policy: GrowthPolicy,
): string | null {
  const traits = baseTraitsOf(unit, cohort, policy);
  if (!traits) return null;
  const age = coarsen(traits.ageMonths, policy.ageCuts);
  const gmv = Math.floor(traits.logGmv / policy.gmvBand);
  return `${traits.tier}|${unit.merchant.category}|${age}|${gmv}`;
}

export function designOf(
  policy: GrowthPolicy,
  counts?: (unit: ServicePanelUnit) => boolean,
): GroupTimeDesign {
  return {
    basePeriods: baseMonthsOf(policy),
    minimumBasePeriods: policy.minimumBasePeriods,
    anticipation: policy.anticipation,
    eventTimes: policy.eventTimes,
    effectFrom: policy.effectFrom,
    stratumOf: (unit, cohort) => stratumOf(unit as ServicePanelUnit, cohort, policy),
    ...(counts && { counts: (unit) => counts(unit as ServicePanelUnit) }),
  };
}
