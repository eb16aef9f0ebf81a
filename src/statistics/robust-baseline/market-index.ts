import {
  addOuterProduct,
  bilinear,
  factorPositiveDefinite,
  sandwich,
  zeros,
} from '../linear-algebra/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';

/** A panel merchant's mean of ln net GMV per live hour in one week, slot effects taken out. */
export interface PanelObservation {
  merchant: string;
  week: number;
  logRate: number;
}

/** Weights of weeks, e.g. of a baseline's sessions (adding up to 1). */
export type WeekWeights = ReadonlyMap<number, number>;

export interface MarketIndex {
  /** Log level of each covered week, ascending, relative to the first one. */
  weeks: { week: number; level: number; merchants: number }[];
  /** Covariance of the levels in the order of `weeks`; clustered by merchant. */
  covariance: number[][];
  merchants: number;
}

/**
 * The market index: the mean within-merchant log change of a fixed panel of unserved merchants, by week.
 * With a complete panel the change between two weeks is exactly that mean and its variance the merchants'
 * variance over their number; where merchants skip weeks, merchant and week effects are separated by least
 * squares, so that who happened to be live does not move the index.
 *
 * The caller chooses the panel: unserved in the lookback and on the day, without the merchant itself, its
 * related parties and contest merchants.
 *
 * @param minimumMerchants merchants that each covered week needs, at least 2; weeks below are left out
 * @returns TOO_FEW if fewer than two weeks have so many merchants; SINGULAR if weeks have no merchants in
 *   common.
 */
export function fitMarketIndex(
  observations: readonly PanelObservation[],
  minimumMerchants: number,
): Estimate<MarketIndex> {
  if (!(minimumMerchants >= 2) || observations.some((o) => !Number.isFinite(o.logRate))) {
    return cannotEstimate('INVALID_INPUT', 'a panel needs finite values and 2 merchants or more');
  }
  const panel = coveredPanel(observations, minimumMerchants);
  const weeks = [...new Set(panel.flatMap((rows) => rows.map(({ week }) => week)))].sort(
    (a, b) => a - b,
  );
  if (weeks.length < 2) {
    return cannotEstimate(
      'TOO_FEW',
      `fewer than two weeks have ${minimumMerchants} merchants that were live in another week too`,
    );
  }
  const position = new Map(weeks.map((week, index) => [week, index]));
  const size = weeks.length;
  const normal = zeros(size, size);
  const moments = new Array<number>(size).fill(0);
  const counts = new Array<number>(size).fill(0);
  for (const rows of panel) {
    const mean = rows.reduce((sum, row) => sum + row.logRate, 0) / rows.length;
    const at = rows.map(({ week }) => position.get(week)!);
    at.forEach((i, row) => {
      counts[i]! += 1;
      normal[i]![i]! += 1;
      moments[i]! += rows[row]!.logRate - mean;
      for (const j of at) normal[i]![j]! -= 1 / rows.length;
    });
  }
  // The first week is the reference: its row and column drop out.
  const factor = factorPositiveDefinite(normal.slice(1).map((row) => row.slice(1)));
  if (!factor.estimable) {
    return cannotEstimate('SINGULAR', 'some weeks have no panel merchants in common');
  }
  const levels = [0, ...factor.value.solve(moments.slice(1))];
  const meat = zeros(size - 1, size - 1);
  for (const rows of panel) addOuterProduct(meat, scoreOf(rows, levels, position, size));
  const small = panel.length / (panel.length - 1);
  const reduced = sandwich(factor.value.inverse(), meat);
  const covariance = zeros(size, size);
  reduced.forEach((row, i) =>
    row.forEach((value, j) => (covariance[i + 1]![j + 1] = value * small)),
  );
  return estimated({
    weeks: weeks.map((week, i) => ({ week, level: levels[i]!, merchants: counts[i]! })),
    covariance,
    merchants: panel.length,
  });
}

/**
 * The index of the narrowest category that has enough merchants: the category itself first, then its
 * parents.
 */
export function fitMarketIndexWithFallback(
  levels: readonly { category: string; observations: readonly PanelObservation[] }[],
  minimumMerchants: number,
): Estimate<MarketIndex & { category: string }> {
  let last: Estimate<never> = cannotEstimate('NO_DATA', 'there is no category');
  for (const { category, observations } of levels) {
    const index = fitMarketIndex(observations, minimumMerchants);
    if (index.estimable) return estimated({ ...index.value, category });
    last = index;
  }
  return last;
}

/** Log level of a week, or null if the week is not covered. */
export function indexLevel(index: MarketIndex, week: number): number | null {
  return index.weeks.find((entry) => entry.week === week)?.level ?? null;
}

/**
 * Covariance of two changes, each from a mix of weeks to a target week.
 *
 * @returns null if a week is not covered.
 */
export function indexChangeCovariance(
  index: MarketIndex,
  one: { from: WeekWeights; to: number },
  other: { from: WeekWeights; to: number } = one,
): number | null {
  const a = contrastOf(index, one);
  const b = contrastOf(index, other);
  return a && b ? bilinear(a, index.covariance, b) : null;
}

function contrastOf(
  index: MarketIndex,
  { from, to }: { from: WeekWeights; to: number },
): number[] | null {
  const position = new Map(index.weeks.map(({ week }, i) => [week, i]));
  const contrast = new Array<number>(index.weeks.length).fill(0);
  const target = position.get(to);
  if (target === undefined) return null;
  contrast[target]! += 1;
  for (const [week, weight] of from) {
    const i = position.get(week);
    if (i === undefined) return null;
    contrast[i]! -= weight;
  }
  return contrast;
}

/**
 * Each merchant's rows in weeks with enough merchants. A merchant with a single such week says nothing about
 * change and is left out, which may push a week below the minimum: repeated until nothing changes.
 */
function coveredPanel(
  observations: readonly PanelObservation[],
  minimumMerchants: number,
): PanelObservation[][] {
  let rows = [...observations];
  for (;;) {
    const perWeek = countBy(rows, ({ week }) => week);
    const perMerchant = countBy(rows, ({ merchant }) => merchant);
    const kept = rows.filter(
      ({ week, merchant }) =>
        perWeek.get(week)! >= minimumMerchants && perMerchant.get(merchant)! >= 2,
    );
    if (kept.length === rows.length) break;
    rows = kept;
  }
  const byMerchant = new Map<string, PanelObservation[]>();
  for (const row of rows) {
    const own = byMerchant.get(row.merchant);
    if (own) own.push(row);
    else byMerchant.set(row.merchant, [row]);
  }
  return [...byMerchant.values()];
}

function countBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

/** One merchant's score: its residuals within the merchant, by week, without the reference week. */
function scoreOf(
  rows: readonly PanelObservation[],
  levels: readonly number[],
  position: ReadonlyMap<number, number>,
  size: number,
): number[] {
  const left = rows.map(({ logRate, week }) => logRate - levels[position.get(week)!]!);
  const mean = left.reduce((a, b) => a + b, 0) / left.length;
  const score = new Array<number>(size).fill(0);
  rows.forEach(({ week }, i) => (score[position.get(week)!]! += left[i]! - mean));
  return score.slice(1);
}
