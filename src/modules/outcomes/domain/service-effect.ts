import {
  staggeredDifferenceInDifferences,
  type AggregatedEffect,
  type StaggeredResult,
} from '../../../statistics/difference-in-differences/index.js';
import type { Estimate } from '../../../statistics/numeric/index.js';
import { ratioOfSums } from '../../../statistics/ratio/index.js';
import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import { figureOf, relativeChange, type EffectEstimate } from './effect-estimate.js';
import {
  baseTraitsOf,
  designOf,
  type MonthNumber,
  type ServicePanelUnit,
} from './service-effect-panel.js';
import type { ServiceEffectPolicy } from './service-effect-policy.js';

export const EFFECT_GROUPINGS = [
  'ALL',
  'CATEGORY',
  'TIER',
  'COHORT',
  'REGION',
  'PROVIDER',
] as const;
export type EffectGrouping = (typeof EFFECT_GROUPINGS)[number];

export interface EventTimeEffect {
  /** Months since the first served one. */
  readonly month: number;
  /** Relative growth over the comparable unserved. */
  readonly growth: EffectEstimate;
  readonly merchants: number;
}

/** Growth of served merchants over comparable not-yet-served ones. An association, not a cause. */
export interface ServiceEffect {
  /** Relative: 0.3 is 30 % more than the comparable unserved. */
  readonly growth: EffectEstimate;
  /** Served merchants that were compared, and providers they belong to. */
  readonly merchants: number;
  readonly providers: number;
  /** Largest number of comparable merchants in a month. */
  readonly controls: number;
  readonly byMonth: readonly EventTimeEffect[];
  /** The months before the service, as if it had begun then. */
  readonly placebo: EffectEstimate;
  /** The comparison was off already before the service began. */
  readonly placeboExcludesZero: boolean;
  /** Of the joint test that nothing differed before; null: not testable. */
  readonly preTrendP: number | null;
}

/** One served merchant against its stratum. */
export interface MerchantDifference {
  readonly merchantId: string;
  readonly providerId: string;
  readonly cohort: MonthNumber;
  readonly tier: TradingTier;
  readonly category: string;
  readonly region: string;
  /** Months that counted. */
  readonly months: number;
  /** Mean log difference over them. */
  readonly difference: number;
}

export function estimateServiceEffect(
  units: readonly ServicePanelUnit[],
  policy: ServiceEffectPolicy,
  counts?: (unit: ServicePanelUnit) => boolean,
): { effect: ServiceEffect; result: Estimate<StaggeredResult> } {
  const result = staggeredDifferenceInDifferences(
    units,
    designOf(policy.growth, counts),
    policy.confidence,
  );
  return { effect: describeEffect(result, policy), result };
}

function describeEffect(
  result: Estimate<StaggeredResult>,
  { growth }: ServiceEffectPolicy,
): ServiceEffect {
  if (!result.estimable) {
    const { reason, detail } = result;
    const none = { reason, detail };
    return {
      growth: none,
      merchants: 0,
      providers: 0,
      controls: 0,
      byMonth: [],
      placebo: none,
      placeboExcludesZero: false,
      preTrendP: null,
    };
  }
  const { overall, byEventTime, placebo, preTrend, cells, treatedClusters } = result.value;
  const counted = cells.filter(({ eventTime }) => eventTime >= growth.effectFrom);
  const merchants = new Set(counted.flatMap(({ differences }) => [...differences.keys()]));
  return {
    growth: asGrowth(overall),
    merchants: merchants.size,
    providers: treatedClusters,
    controls: Math.max(...counted.map(({ controls }) => controls)),
    byMonth: byEventTime.map(({ eventTime, treated, ...effect }) => ({
      month: eventTime,
      growth: asGrowth(effect),
      merchants: treated,
    })),
    placebo: placebo
      ? asGrowth(placebo)
      : { reason: 'NO_DATA', detail: 'no month before the service is left to test with' },
    placeboExcludesZero: placebo?.excludesZero ?? false,
    preTrendP: preTrend?.pValue ?? null,
  };
}

function asGrowth({ effect, interval }: AggregatedEffect): EffectEstimate {
  return {
    value: relativeChange(effect),
    lower: relativeChange(interval.lower),
    upper: relativeChange(interval.upper),
  };
}

/** Each served merchant's mean difference over the months that count: the rows behind the effect. */
export function merchantDifferences(
  units: readonly ServicePanelUnit[],
  result: Estimate<StaggeredResult>,
  { growth }: ServiceEffectPolicy,
): MerchantDifference[] {
  if (!result.estimable) return [];
  const sums = new Map<string, { sum: number; months: number }>();
  for (const { eventTime, differences } of result.value.cells) {
    if (eventTime < growth.effectFrom) continue;
    for (const [id, difference] of differences) {
      const known = sums.get(id);
      if (known) {
        known.sum += difference;
        known.months += 1;
      } else sums.set(id, { sum: difference, months: 1 });
    }
  }
  return units.flatMap((unit) => {
    const own = sums.get(unit.id);
    const { merchant } = unit;
    if (!own || merchant.servedMonth === null || merchant.providerId === null) return [];
    return [
      {
        merchantId: unit.id,
        providerId: merchant.providerId,
        cohort: merchant.servedMonth,
        tier: baseTraitsOf(unit, merchant.servedMonth, growth)!.tier,
        category: merchant.category,
        region: merchant.region,
        months: own.months,
        difference: own.sum / own.months,
      },
    ];
  });
}

/**
 * One provider's merchants against their strata. They are its only cluster, so that the error is that between
 * its merchants, and says nothing of other providers.
 */
export function providerEffect(
  differences: readonly MerchantDifference[],
  { confidence }: ServiceEffectPolicy,
): EffectEstimate {
  const rows = differences.map(({ difference, months }) => ({
    numerator: difference * months,
    denominator: months,
  }));
  return figureOf(ratioOfSums(rows, confidence), ({ ratio, interval }) => ({
    value: relativeChange(ratio),
    lower: relativeChange(interval.lower),
    upper: relativeChange(interval.upper),
  }));
}
