import { cannotEstimate, estimated, type Estimate } from '../../../statistics/numeric/index.js';
import {
  estimateSlotEffects,
  estimateWandering,
  fitMarketIndex,
  indexLevel,
  isUnserved,
  slotEffect,
  weekOf,
  type MarketIndex,
  type PanelObservation,
  type Slot,
  type SlotEffects,
  type Term,
  type Wandering,
} from '../../../statistics/robust-baseline/index.js';
import type { OutcomesPolicy } from './session-outcome-policy.js';

export type SizeClass = 'SMALL' | 'LARGE';
export const SIZE_CLASSES: readonly SizeClass[] = ['SMALL', 'LARGE'];

/** A merchant that may stand for the market, with its sessions that sold. */
export interface PanelMerchant {
  readonly id: string;
  /** From its own category to its root. */
  readonly categories: readonly string[];
  readonly terms: readonly Term[];
  readonly sessions: readonly PanelSession[];
}

export interface PanelSession {
  readonly day: number;
  readonly slot: Slot;
  /** ln net GMV per live hour. */
  readonly logRate: number;
  readonly paidGmv: number;
}

/** What is the same for every index of one computation. */
export interface MarketConstants {
  readonly slotEffects: SlotEffects;
  readonly wandering: Readonly<Record<SizeClass, Wandering>>;
  /** Variance of a category's own change about that of all merchants of the size. */
  readonly categoryVariance: number;
}

/** A market index for services that begin in one month, with the panel that it rests on. */
export interface FittedIndex {
  /** `<category>|<size>|<first day of the month's spells>`; `*` is all categories. */
  readonly key: string;
  readonly index: MarketIndex;
  /** Whether a parent stands in, so that the category's own change is not in it. */
  readonly parent: boolean;
}

/** Services that begin within it share panels: unserved from the lookback of its first day to `lastDay`. */
export interface Epoch {
  readonly firstStart: number;
  readonly lastStart: number;
  /** Last day that any session of these services may lie on. */
  readonly lastDay: number;
}

/** Days of an epoch: a month's worth. */
const EPOCH_DAYS = 28;

export function epochOf(start: number, asOf: number, policy: OutcomesPolicy): Epoch {
  const firstStart = Math.floor(start / EPOCH_DAYS) * EPOCH_DAYS;
  const lastStart = firstStart + EPOCH_DAYS - 1;
  return { firstStart, lastStart, lastDay: Math.min(asOf, lastStart + policy.staleAfterDays) };
}

/** Small or large by paid GMV in the lookback, brought to 30 days. */
export function sizeOf(
  sessions: readonly { readonly day: number; readonly paidGmv: number }[],
  start: number,
  policy: OutcomesPolicy,
): SizeClass {
  const from = start - policy.lookbackDays;
  const own = sessions.filter(({ day }) => day >= from && day < start);
  const first = own.reduce((least, { day }) => Math.min(least, day), start);
  const total = own.reduce((sum, { paidGmv }) => sum + paidGmv, 0);
  const monthly = (total * 30) / Math.max(30, start - first);
  return monthly < policy.market.smallBelow ? 'SMALL' : 'LARGE';
}

/** Merchants unserved from the lookback to the end: a fixed panel for all services of the epoch. */
export function panelOf(
  merchants: readonly PanelMerchant[],
  epoch: Epoch,
  policy: OutcomesPolicy,
): PanelMerchant[] {
  const from = epoch.firstStart - policy.lookbackDays;
  return merchants.filter(({ terms }) =>
    isUnserved(terms, from, epoch.lastDay, policy.washoutDays),
  );
}

export function estimateSlots(
  merchants: readonly PanelMerchant[],
  policy: OutcomesPolicy,
): Estimate<SlotEffects> {
  const sample = merchants.slice(0, policy.slots.maximumMerchants);
  const sessions = sample.flatMap(({ id, sessions: own }) =>
    own.map(({ day, slot, logRate }) => ({ group: `${id} ${weekOf(day)}`, slot, logRate })),
  );
  return estimateSlotEffects(sessions, policy.slots.priorDeviation);
}

/** Weekly means of a merchant's log rates within the days, slot effects taken out. */
export function weeklyRates(
  { id, sessions }: PanelMerchant,
  from: number,
  to: number,
  slotEffects: SlotEffects,
): PanelObservation[] {
  const weeks = new Map<number, { sum: number; count: number }>();
  for (const { day, slot, logRate } of sessions) {
    if (day < from || day > to) continue;
    const cell = weeks.get(weekOf(day)) ?? { sum: 0, count: 0 };
    cell.sum += logRate - slotEffect(slotEffects, slot);
    cell.count += 1;
    weeks.set(weekOf(day), cell);
  }
  return [...weeks].map(([week, { sum, count }]) => ({ merchant: id, week, logRate: sum / count }));
}

/** Fits the indexes of one epoch as they are asked for, each once. */
export class EpochIndexes {
  private readonly cells = new Map<string, PanelObservation[]>();
  private readonly panels = new Map<string, number>();
  private readonly weeks: readonly number[];
  readonly fitted = new Map<string, Estimate<FittedIndex>>();

  constructor(
    readonly epoch: Epoch,
    merchants: readonly PanelMerchant[],
    slotEffects: SlotEffects,
    private readonly policy: OutcomesPolicy,
  ) {
    const from = epoch.firstStart - policy.lookbackDays;
    const to = epoch.lastDay;
    for (const merchant of panelOf(merchants, epoch, policy)) {
      const size = sizeOf(merchant.sessions, epoch.firstStart, policy);
      const wanted = [...merchant.categories, '*'].map((category) => `${category}|${size}`);
      const open = [...wanted, '*|*'].filter((cell) => this.admits(cell));
      if (open.length === 0) continue;
      const rates = weeklyRates(merchant, from, to, slotEffects);
      for (const cell of open) this.add(cell, rates);
    }
    // The week in progress may be thin yet: it is used where it is covered, but decides nothing.
    const lastWhole = weekOf(to + 1) - 1;
    const weeks = Math.max(0, lastWhole - weekOf(from) + 1);
    this.weeks = Array.from({ length: weeks }, (_, i) => weekOf(from) + i);
  }

  /**
   * The index of the narrowest category with merchants enough in every week that is to be covered: the
   * merchant's own first, then its parents, then all merchants of its size, then all.
   */
  indexFor(categories: readonly string[], size: SizeClass): Estimate<FittedIndex> {
    const cells = [...categories.map((category) => `${category}|${size}`), `*|${size}`, '*|*'];
    let last: Estimate<FittedIndex> = cannotEstimate('NO_DATA', 'there is no unserved merchant');
    for (const [place, cell] of cells.entries()) {
      const found = this.fit(cell, place >= categories.length);
      if (!found.estimable) {
        if (!last.estimable) last = found;
        continue;
      }
      if (this.coversAll(found.value.index)) return found;
      if (!last.estimable || found.value.index.weeks.length > last.value.index.weeks.length) {
        last = found;
      }
    }
    return last;
  }

  /** Panel residuals of all merchants of a size about their index: what wandering is read from. */
  residuals(size: SizeClass): PanelObservation[] {
    const found = this.fit(`*|${size}`, true);
    if (!found.estimable) return [];
    return (this.cells.get(`*|${size}`) ?? []).flatMap((row) => {
      const level = indexLevel(found.value.index, row.week);
      return level === null ? [] : [{ ...row, logRate: row.logRate - level }];
    });
  }

  private admits(cell: string): boolean {
    const [category] = cell.split('|');
    // The cells of all merchants are a sample of every category's: larger, in proportion.
    const most = this.policy.market.maximumMerchants * (category === '*' ? 4 : 1);
    return (this.panels.get(cell) ?? 0) < most;
  }

  private add(cell: string, rates: readonly PanelObservation[]): void {
    const known = this.cells.get(cell);
    if (known) known.push(...rates);
    else this.cells.set(cell, [...rates]);
    this.panels.set(cell, (this.panels.get(cell) ?? 0) + 1);
  }

  private fit(cell: string, parent: boolean): Estimate<FittedIndex> {
    let known = this.fitted.get(cell);
    if (!known) {
      const rows = this.cells.get(cell) ?? [];
      const index = fitMarketIndex(rows, this.policy.market.minimumMerchants);
      const key = `${cell}|${this.epoch.firstStart}`;
      known = index.estimable ? estimated({ key, index: index.value, parent }) : index;
      this.fitted.set(cell, known);
    }
    return known;
  }

  private coversAll(index: MarketIndex): boolean {
    const covered = new Set(index.weeks.map(({ week }) => week));
    return this.weeks.every((week) => covered.has(week));
  }
}

/**
 * How merchants wander, from the epoch with the longest panel; the sizes apart where there are merchants
 * enough for it.
 */
export function estimateConstants(
  indexes: EpochIndexes,
  topCategoryOf: (merchant: string) => string,
  slotEffects: SlotEffects,
  policy: OutcomesPolicy,
): Estimate<MarketConstants> {
  const residuals = { SMALL: indexes.residuals('SMALL'), LARGE: indexes.residuals('LARGE') };
  const all = [...residuals.SMALL, ...residuals.LARGE];
  const { longestLagWeeks } = policy.market;
  const together = estimateWandering(all, longestLagWeeks);
  if (!together.estimable) return together;
  const wandering = (size: SizeClass): Wandering => {
    const own = estimateWandering(residuals[size], longestLagWeeks);
    return own.estimable ? own.value : together.value;
  };
  return estimated({
    slotEffects,
    wandering: { SMALL: wandering('SMALL'), LARGE: wandering('LARGE') },
    categoryVariance: categoryVariance(all, topCategoryOf, longestLagWeeks),
  });
}

/**
 * Variance of a category's own change about that of all merchants: the mean product of the changes of two
 * different merchants of the category over the same weeks, which noise and wandering of their own do not
 * enter. Averaged over the lags; never below zero.
 */
export function categoryVariance(
  residuals: readonly PanelObservation[],
  categoryOf: (merchant: string) => string,
  longestLagWeeks: number,
): number {
  const byMerchant = new Map<string, Map<number, number>>();
  for (const { merchant, week, logRate } of residuals) {
    const weeks = byMerchant.get(merchant);
    if (weeks) weeks.set(week, logRate);
    else byMerchant.set(merchant, new Map([[week, logRate]]));
  }
  const sums = new Map<string, { sum: number; squares: number; count: number }>();
  for (const [merchant, weeks] of byMerchant) {
    const category = categoryOf(merchant);
    for (const [week, value] of weeks) {
      for (let lag = 1; lag <= longestLagWeeks; lag++) {
        const later = weeks.get(week + lag);
        if (later === undefined) continue;
        const key = `${category} ${week} ${lag}`;
        const entry = sums.get(key) ?? { sum: 0, squares: 0, count: 0 };
        entry.sum += later - value;
        entry.squares += (later - value) ** 2;
        entry.count += 1;
        sums.set(key, entry);
      }
    }
  }
  let products = 0;
  let pairs = 0;
  for (const { sum, squares, count } of sums.values()) {
    products += sum ** 2 - squares;
    pairs += count * (count - 1);
  }
  return pairs > 0 ? Math.max(0, products / pairs) : 0;
}
