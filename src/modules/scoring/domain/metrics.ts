import {
  cannotEstimate,
  estimated,
  exactSum,
  type Estimate,
} from '../../../statistics/numeric/index.js';
import type { LocalisedText } from '../../platform/kernel/result.js';
import type { MerchantKind } from '../../platform/kernel/vocabulary.js';
import type { DaySum, EngagementStatistics, SessionSum, WindowStatistics } from './statistics.js';
import { weeklySlope } from './weekly-slope.js';

/** One merchant's figures, of the window or of its baseline. */
export type MerchantEvidence = WindowStatistics & { readonly kind: MerchantKind | null };

/** Settings that a model gives to a metric, by name. */
export type MetricParameters = Readonly<Record<string, number>>;

export type MetricFamily = 'SESSIONS' | 'MERCHANT_DAYS' | 'ENGAGEMENTS';

/** A built-in indicator of capability. */
export interface Metric {
  readonly label: LocalisedText;
  readonly unit: LocalisedText;
  /** Which rows speak: operated sessions, days of merchants under an engagement, or engagements. */
  readonly family: MetricFamily;
  /** The sums that it is made of (statistics.ts). */
  readonly needs: readonly string[];
  /** The parameters that a model must give. */
  readonly parameters: readonly string[];
  /** Whether this merchant's figures say anything; others are not counted in the sample. */
  contributes(merchant: MerchantEvidence, parameters: MetricParameters): boolean;
  /** Over all merchants together; ZERO_DENOMINATOR or NO_DATA when there is nothing to divide by. */
  value(merchants: readonly MerchantEvidence[], parameters: MetricParameters): Estimate<number>;
  /** How many operated sessions of a merchant stand behind it (default: all). */
  readonly sessionsFrom?: SessionSum;
  /** For ENGAGEMENTS: the value and its sample, of the provider as a whole. */
  ofEngagements?(engagements: EngagementStatistics): {
    value: Estimate<number>;
    merchants: number;
    observations: number;
  };
}

/**
 * Every built-in metric. To add one: an entry here; a model version that names it scores it. If it needs a sum
 * that is not gathered yet, name the sum in statistics.ts and give its SQL in evidence.sql.ts.
 */
export const METRICS = {
  reservations_per_1000_entries: sessionRatio({
    label: { en: 'Reservations per 1,000 entries', zh: '每千次进房预约数' },
    unit: { en: 'per 1,000 entries', zh: '次/千次进房' },
    numerator: 'reservations',
    denominator: 'entries',
    scale: 1_000,
  }),
  click_through_rate: sessionRatio({
    label: { en: 'Click-through rate', zh: '曝光进房率' },
    unit: RATIO(),
    numerator: 'entries',
    denominator: 'exposures',
  }),
  ad_roi: sessionRatio({
    label: { en: 'Ad GMV per yuan of ad spend', zh: '广告投产比' },
    unit: { en: 'yuan per yuan', zh: '元/元' },
    numerator: 'adGmv',
    denominator: 'adSpend',
  }),
  ad_gmv_share: sessionRatio({
    label: { en: 'Ad GMV in paid GMV, at most 1', zh: '广告成交占比（上限 1）' },
    unit: RATIO(),
    numerator: 'adGmv',
    denominator: 'paidGmv',
    cap: 1,
  }),
  net_fans_per_live_hour: dayRatio({
    label: { en: 'Net fans per live hour', zh: '每小时净涨粉' },
    unit: { en: 'fans per hour', zh: '人/小时' },
    numerator: 'netFans',
    denominator: 'liveMinutes',
    scale: 60,
  }),
  repeat_buyer_share: dayRatio({
    label: { en: 'Repeat buyers in buyers', zh: '回头客占比' },
    unit: RATIO(),
    numerator: 'repeatBuyers',
    denominator: 'buyers',
  }),
  /** What counts toward the plan is what stays sold: net GMV, over sessions whose plan set a target. */
  plan_target_attainment: sessionRatio({
    label: { en: 'Attainment of the planned GMV', zh: '策划目标达成率' },
    unit: RATIO(),
    numerator: 'plannedNetGmv',
    denominator: 'plannedTargetGmv',
    sessionsFrom: 'plannedSessions',
  }),
  /** Over sessions whose time to be reviewed was over by the cutoff, so that the last days do not look careless. */
  planned_and_reviewed_share: sessionRatio({
    label: {
      en: 'Sessions planned before and reviewed in time',
      zh: '事前策划且按时复盘的场次占比',
    },
    unit: RATIO(),
    numerator: 'plannedAndReviewed',
    denominator: 'reviewDueSessions',
    sessionsFrom: 'reviewDueSessions',
  }),
  watch_minutes_per_entry: sessionRatio({
    label: { en: 'Watch minutes per entry', zh: '人均观看时长' },
    unit: { en: 'minutes', zh: '分钟' },
    numerator: 'watchMinutes',
    denominator: 'entries',
  }),
  conversion: sessionRatio({
    label: { en: 'Conversion (buyers per entry)', zh: '进房成交转化率' },
    unit: RATIO(),
    numerator: 'buyers',
    denominator: 'entries',
  }),
  /** Of paid GMV, as in the GMV identity; refunds have an indicator of their own. */
  gmv_per_watch_minute: sessionRatio({
    label: { en: 'GMV per watch minute', zh: '每分钟观看成交额' },
    unit: { en: 'yuan per minute', zh: '元/分钟' },
    numerator: 'paidGmv',
    denominator: 'watchMinutes',
  }),
  fans_gained_per_entry: sessionRatio({
    label: { en: 'Fans gained per entry', zh: '进房涨粉率' },
    unit: RATIO(),
    numerator: 'fansGained',
    denominator: 'entries',
  }),
  new_buyer_share: sessionRatio({
    label: { en: 'New buyers in buyers', zh: '新客占比' },
    unit: RATIO(),
    numerator: 'newBuyers',
    denominator: 'buyers',
  }),
  /** The mean of the merchants' least-squares slopes of ln(net GMV per live hour) on the week. */
  net_gmv_per_hour_slope: {
    label: { en: 'Weekly growth of net GMV per live hour', zh: '每小时净成交周增速' },
    unit: { en: 'log points per week', zh: '对数点/周' },
    family: 'SESSIONS',
    needs: ['weeks.netGmv', 'weeks.liveMilliseconds'],
    parameters: ['minimumWeeks'],
    contributes: ({ sessions }, { minimumWeeks }) =>
      sessions !== null && weeklySlope(sessions.weeks, minimumWeeks!).estimable,
    value(merchants, { minimumWeeks }) {
      const slopes = merchants.map(({ sessions }) =>
        weeklySlope(sessions?.weeks ?? [], minimumWeeks!),
      );
      const known = slopes.flatMap((slope) => (slope.estimable ? [slope.value] : []));
      return known.length === 0
        ? cannotEstimate('NO_DATA', 'no merchant has weeks enough for a slope')
        : estimated(exactSum(known) / known.length);
    },
  },
  /** Over weeks all of whose days lie under an engagement in the window and are in the feed. */
  live_week_share: {
    label: { en: 'Weeks with enough live days', zh: '开播达标周占比' },
    unit: RATIO(),
    family: 'MERCHANT_DAYS',
    needs: ['wholeWeeks'],
    parameters: ['liveDays'],
    contributes: ({ days }) => days !== null && exactSum(days.wholeWeeks) > 0,
    value(merchants, { liveDays }) {
      const weeks = merchants.flatMap(({ days }) => (days ? [days.wholeWeeks] : []));
      const all = exactSum(weeks.flat());
      const good = exactSum(weeks.flatMap((counts) => counts.slice(liveDays!)));
      return divide(good, all);
    },
  },
  active_sku_rate: dayRatio({
    label: { en: 'Active SKUs in listed SKUs', zh: '动销率' },
    unit: RATIO(),
    numerator: 'activeSkus',
    denominator: 'listedSkus',
  }),
  refund_share: dayRatio({
    label: { en: 'Refunds in paid GMV, by payment date', zh: '退款率（按支付日）' },
    unit: RATIO(),
    numerator: 'refundedGmv',
    denominator: 'paidGmv',
  }),
  factory_gmv_share: dayRatio({
    label: { en: 'Factory merchants in served net GMV', zh: '源头工厂成交占比' },
    unit: RATIO(),
    numerator: 'netGmv',
    denominator: 'netGmv',
    numeratorOfKind: 'FACTORY',
  }),
  on_time_dispatch: dayRatio({
    label: { en: 'On-time dispatch', zh: '按时发货率' },
    unit: RATIO(),
    numerator: 'shippedOnTime',
    denominator: 'shippedTotal',
  }),
  rating: dayRatio({
    label: { en: 'Mean rating', zh: '平均评分' },
    unit: { en: 'points of 5', zh: '分（满分 5）' },
    numerator: 'ratingSum',
    denominator: 'ratingCount',
  }),
  complaints_per_1000_orders: dayRatio({
    label: { en: 'Complaints per 1,000 orders', zh: '每千单投诉数' },
    unit: { en: 'per 1,000 orders', zh: '件/千单' },
    numerator: 'complaints',
    denominator: 'orders',
    scale: 1_000,
  }),
  renewal_rate: {
    label: { en: 'Engagements renewed in time', zh: '续约率' },
    unit: RATIO(),
    family: 'ENGAGEMENTS',
    needs: ['renewalsDecided', 'renewed', 'renewalMerchants'],
    parameters: [],
    contributes: () => true,
    value: () => cannotEstimate('NO_DATA', 'renewals belong to the provider as a whole'),
    ofEngagements: ({ renewalsDecided, renewed, renewalMerchants }) => ({
      value: divide(renewed, renewalsDecided),
      merchants: renewalMerchants,
      observations: renewalsDecided,
    }),
  },
  active_merchants_per_operator: {
    label: { en: 'Active merchants per operator', zh: '人均在服商家数' },
    unit: { en: 'merchants per operator', zh: '家/人' },
    family: 'ENGAGEMENTS',
    needs: ['activeMerchants', 'activeOperators'],
    parameters: [],
    contributes: () => true,
    value: () => cannotEstimate('NO_DATA', 'staffing belongs to the provider as a whole'),
    ofEngagements: ({ activeMerchants, activeOperators }) => ({
      value: divide(activeMerchants, activeOperators),
      merchants: activeMerchants,
      observations: activeOperators,
    }),
  },
} satisfies Record<string, Metric>;

export type MetricCode = keyof typeof METRICS;
export const METRIC_CODES = Object.keys(METRICS) as MetricCode[];

export function metricOf(code: MetricCode): Metric {
  return METRICS[code];
}

function RATIO(): LocalisedText {
  return { en: 'share', zh: '比例' };
}

interface Ratio<Sum extends string> {
  readonly label: LocalisedText;
  readonly unit: LocalisedText;
  readonly numerator: Sum;
  readonly denominator: Sum;
  readonly scale?: number;
  readonly cap?: number;
  /** Counts the numerator of merchants of this kind only. */
  readonly numeratorOfKind?: MerchantKind;
  readonly sessionsFrom?: SessionSum;
}

function sessionRatio(ratio: Ratio<SessionSum>): Metric {
  return ratioMetric('SESSIONS', ratio, ({ sessions }) => sessions?.sums);
}

function dayRatio(ratio: Ratio<DaySum>): Metric {
  return ratioMetric('MERCHANT_DAYS', ratio, ({ days }) => days?.sums);
}

/** A ratio over many rows is the ratio of their sums. */
function ratioMetric<Sum extends string>(
  family: MetricFamily,
  ratio: Ratio<Sum>,
  sumsOf: (merchant: MerchantEvidence) => Readonly<Record<Sum, string>> | undefined,
): Metric {
  const read = (merchant: MerchantEvidence, sum: Sum): number =>
    Number(sumsOf(merchant)?.[sum] ?? 0);
  const counted = (merchant: MerchantEvidence): boolean =>
    ratio.numeratorOfKind === undefined || merchant.kind === ratio.numeratorOfKind;
  return {
    label: ratio.label,
    unit: ratio.unit,
    family,
    needs: [ratio.numerator, ratio.denominator],
    parameters: [],
    ...(ratio.sessionsFrom && { sessionsFrom: ratio.sessionsFrom }),
    contributes: (merchant) => read(merchant, ratio.denominator) > 0,
    value(merchants) {
      const over = exactSum(merchants.filter(counted).map((m) => read(m, ratio.numerator)));
      const under = exactSum(merchants.map((m) => read(m, ratio.denominator)));
      const quotient = divide(over * (ratio.scale ?? 1), under);
      if (!quotient.estimable || ratio.cap === undefined) return quotient;
      return estimated(Math.min(ratio.cap, quotient.value));
    },
  };
}

function divide(numerator: number, denominator: number): Estimate<number> {
  if (denominator > 0) return estimated(numerator / denominator);
  return cannotEstimate('ZERO_DENOMINATOR', 'there is nothing to divide by');
}
