import { cannotEstimate, estimated, type Estimate } from '../../../statistics/numeric/index.js';
import { fiellerInterval, ratioOfSums } from '../../../statistics/ratio/index.js';
import type { MonthNumber, ServicePanelUnit } from './service-effect-panel.js';
import type { ServiceEffectPolicy } from './service-effect-policy.js';
import type { EffectEstimate } from './effect-estimate.js';

export interface HalfYearGrowth {
  /** First month of the later half. */
  readonly half: MonthNumber;
  readonly servedMerchants: number;
  readonly unservedMerchants: number;
  /** Later half over earlier half, minus one. */
  readonly servedGrowth: EffectEstimate;
  readonly unservedGrowth: EffectEstimate;
  /** Served growth over unserved growth: 1.5 is half as much again. */
  readonly ratio: EffectEstimate;
}

/**
 * Growth of the last whole half-year (January–June or July–December) over the one before it: of merchants whose service
 * began in the earlier half, and of comparable ones unserved to the end, which are weighted to the served ones' tiers
 * and categories at the beginning. Sums over merchants, so that large merchants count as they sell.
 *
 * The ratio's interval is Fieller's on the two growths' own errors, because the denominator is noisy; it does not exist
 * where the unserved growth can't be told from zero.
 *
 * @param lastMonth the last month that is over
 */
export function halfYearGrowth(
  units: readonly ServicePanelUnit[],
  lastMonth: MonthNumber,
  { confidence }: ServiceEffectPolicy,
): Estimate<HalfYearGrowth> {
  const half = Math.floor((lastMonth + 1) / 6) * 6 - 6;
  const months = Array.from({ length: 12 }, (_, i) => half - 6 + i);
  const sides = { served: new Map<string, Row[]>(), unserved: new Map<string, Row[]>() };
  for (const unit of units) {
    const { firstServed } = unit;
    const side =
      firstServed === null || firstServed > half + 5
        ? 'unserved'
        : firstServed >= half - 6 && firstServed < half
          ? 'served'
          : null;
    const row = side && rowOf(unit, months);
    if (!row) continue;
    const stratum = `${unit.tiers.get(half - 6)}|${unit.merchant.category}`;
    const rows = sides[side].get(stratum);
    if (rows) rows.push(row);
    else sides[side].set(stratum, [row]);
  }
  const served: Row[] = [];
  const unserved: Row[] = [];
  for (const [stratum, own] of sides.served) {
    const comparable = sides.unserved.get(stratum);
    if (!comparable) continue;
    served.push(...own);
    // So that the comparable ones' first halves weigh as much as those of the served.
    const weight = total(own, 'earlier') / total(comparable, 'earlier');
    for (const { earlier, later, cluster } of comparable) {
      unserved.push({ earlier: earlier * weight, later: later * weight, cluster });
    }
  }
  if (served.length === 0) {
    return cannotEstimate(
      'NO_DATA',
      'no merchant has two whole half-years, service that began in the first, and a comparable one without',
    );
  }
  const grown = growthOf(served, confidence);
  if (!grown.estimable) return grown;
  const compared = growthOf(unserved, confidence);
  if (!compared.estimable) return compared;
  return estimated({
    half,
    servedMerchants: served.length,
    unservedMerchants: unserved.length,
    servedGrowth: grown.value.figure,
    unservedGrowth: compared.value.figure,
    ratio: ratioOfGrowths(served, unserved, confidence),
  });
}

interface Row {
  readonly earlier: number;
  readonly later: number;
  readonly cluster: string;
}

/** Null unless every month is whole and the merchant sold in the first half. */
function rowOf(unit: ServicePanelUnit, months: readonly MonthNumber[]): Row | null {
  const net = new Map(unit.merchant.months.map(([month, amount]) => [month, amount]));
  if (!months.every((month) => net.has(month))) return null;
  const sum = (of: readonly MonthNumber[]) => of.reduce((s, month) => s + net.get(month)!, 0);
  const earlier = sum(months.slice(0, 6));
  const later = sum(months.slice(6));
  return earlier > 0 ? { earlier, later, cluster: unit.cluster ?? unit.id } : null;
}

function total(rows: readonly Row[], which: 'earlier' | 'later'): number {
  return rows.reduce((sum, row) => sum + row[which], 0);
}

function growthOf(rows: readonly Row[], confidence: number): Estimate<{ figure: EffectEstimate }> {
  const ratio = ratioOfSums(
    rows.map(({ earlier, later, cluster }) => ({
      numerator: later,
      denominator: earlier,
      cluster,
    })),
    confidence,
  );
  if (!ratio.estimable) return ratio;
  const { ratio: value, interval } = ratio.value;
  return estimated({
    figure: { value: value - 1, lower: interval.lower - 1, upper: interval.upper - 1 },
  });
}

/**
 * g₁/g₀, both linearised: a cluster's share of a growth's error is the sum of its rows' residuals over the base, so that
 * the pairs (growth + share of g₁, growth + share of g₀) are the rows of an ordinary ratio of means.
 */
function ratioOfGrowths(
  served: readonly Row[],
  unserved: readonly Row[],
  confidence: number,
): EffectEstimate {
  const clusters = new Map<string, { first: number; second: number }>();
  const linearise = (rows: readonly Row[], which: 'first' | 'second'): number => {
    const base = total(rows, 'earlier');
    const ratio = total(rows, 'later') / base;
    for (const { earlier, later, cluster } of rows) {
      const shares = clusters.get(cluster) ?? { first: 0, second: 0 };
      clusters.set(cluster, shares);
      shares[which] += (later - ratio * earlier) / base;
    }
    return ratio - 1;
  };
  const firstGrowth = linearise(served, 'first');
  const secondGrowth = linearise(unserved, 'second');
  const rows = [...clusters.values()].map(({ first, second }) => ({
    numerator: firstGrowth + clusters.size * first,
    denominator: secondGrowth + clusters.size * second,
  }));
  const fieller = fiellerInterval(rows, confidence);
  if (!fieller.estimable) return { reason: fieller.reason, detail: fieller.detail };
  return { value: fieller.value.ratio, ...fieller.value.interval };
}
