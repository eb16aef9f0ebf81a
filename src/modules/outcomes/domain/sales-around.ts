import { createRandomGenerator, uniformSource } from '../../../statistics/seeded-random/index.js';
import { quantileOfSorted } from '../../../statistics/numeric/index.js';
import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';

export interface DailySales {
  readonly date: BusinessDate;
  readonly netGmv: number;
}

export interface SalesAroundSetting {
  readonly windowDays: number;
  readonly minimumDays: number;
  readonly blockDays: number;
  readonly resamples: number;
}

export interface SalesAround {
  readonly daysBefore: number;
  readonly daysAfter: number;
  readonly meanBefore: number | null;
  readonly meanAfter: number | null;
  /** Mean daily net sales after over before; null: cannot be estimated. */
  readonly ratio: number | null;
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  readonly cannotEstimate: 'TOO_FEW_DAYS' | 'NO_SALES_BEFORE' | null;
}

/**
 * Daily net sales in the days after a session against those before it, the session's own day left out, with a 95 %
 * percentile interval of the moving-block bootstrap: runs of `blockDays` neighbouring days are drawn together,
 * because sales of one day resemble those of the next.
 *
 * Source: Künsch (1989), The jackknife and the bootstrap for general stationary observations, Annals of Statistics 17.
 *
 * @param days those that the feed holds, in any order
 * @param seed 32 bytes, so that the interval can be made again
 */
export function compareSalesAround(
  on: BusinessDate,
  days: readonly DailySales[],
  setting: SalesAroundSetting,
  seed: Uint8Array,
): SalesAround {
  const sorted = [...days].sort((a, b) => (a.date < b.date ? -1 : 1));
  const first = addDays(on, -setting.windowDays);
  const last = addDays(on, setting.windowDays);
  const before = sorted.filter(({ date }) => date >= first && date < on).map(netOf);
  const after = sorted.filter(({ date }) => date > on && date <= last).map(netOf);
  const counts = {
    daysBefore: before.length,
    daysAfter: after.length,
    meanBefore: before.length > 0 ? meanOf(before) : null,
    meanAfter: after.length > 0 ? meanOf(after) : null,
  };
  const without = (cannotEstimate: SalesAround['cannotEstimate']): SalesAround => ({
    ...counts,
    ratio: null,
    interval: null,
    cannotEstimate,
  });
  if (Math.min(before.length, after.length) < setting.minimumDays) return without('TOO_FEW_DAYS');
  if (meanOf(before) <= 0) return without('NO_SALES_BEFORE');
  const uniform = uniformSource(createRandomGenerator(seed));
  const ratios = new Float64Array(setting.resamples);
  for (let run = 0; run < setting.resamples; run += 1) {
    const base = drawnMean(before, setting.blockDays, uniform);
    ratios[run] = base > 0 ? drawnMean(after, setting.blockDays, uniform) / base : Infinity;
  }
  ratios.sort();
  return {
    ...counts,
    ratio: meanOf(after) / meanOf(before),
    interval: { lower: quantileOfSorted(ratios, 0.025), upper: quantileOfSorted(ratios, 0.975) },
    cannotEstimate: null,
  };
}

function netOf({ netGmv }: DailySales): number {
  return netGmv;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean of as many days as there are, drawn in runs of neighbours. */
function drawnMean(values: readonly number[], blockDays: number, uniform: () => number): number {
  const length = Math.min(blockDays, values.length);
  const starts = values.length - length + 1;
  let sum = 0;
  for (let drawn = 0; drawn < values.length;) {
    const start = Math.floor(uniform() * starts);
    for (let i = 0; i < length && drawn < values.length; i += 1, drawn += 1)
      sum += values[start + i]!;
  }
  return sum / values.length;
}
