import { weekdayOf, type Slot, type Term } from '../../../statistics/robust-baseline/index.js';

/** A live session as far as outcomes need it. Days are numbers since 1970 in Asia/Shanghai, money is yuan. */
export interface SessionFacts {
  readonly id: string;
  readonly day: number;
  /** Hour of the day in which it began, 0–23. */
  readonly hour: number;
  readonly liveHours: number;
  readonly paidGmv: number;
  readonly refundedGmv: number;
  readonly refunded24hGmv: number | null;
  readonly orders: number;
  readonly buyers: number;
  readonly exposures: number;
  readonly entries: number;
  readonly watchMinutes: number;
  readonly adSpend: number;
  readonly adGmv: number;
  readonly topBuyerGmv: number;
}

/** Announced promotions: the name on a day of a category, of its parent or of all. */
export type PromotionCalendar = (categoryCode: string, day: number) => string | null;

export function slotOf(
  { day, hour }: { readonly day: number; readonly hour: number },
  categoryCode: string,
  promotions: PromotionCalendar,
  hourBands: readonly number[],
): Slot {
  const band = hourBands.filter((from) => from <= hour).at(-1) ?? hourBands.at(-1)!;
  return {
    weekday: weekdayOf(day),
    hourBand: String(band),
    promotion: promotions(categoryCode, day),
  };
}

/** A stretch of service: terms that follow each other within the wash-out, whoever served. */
export interface ServiceSpell {
  readonly from: number;
  readonly to: number;
}

/**
 * Joins terms that follow each other within the wash-out: there is no untouched merchant between them, so
 * what the merchant was by itself lies before the first.
 */
export function serviceSpells(terms: readonly Term[], washoutDays: number): ServiceSpell[] {
  const spells: { from: number; to: number }[] = [];
  for (const { from, to } of [...terms].sort((a, b) => a.from - b.from)) {
    const last = spells.at(-1);
    const end = to ?? Number.MAX_SAFE_INTEGER;
    if (last && from <= last.to + washoutDays) last.to = Math.max(last.to, end);
    else spells.push({ from, to: end });
  }
  return spells;
}

/** The spell in which a day lies. */
export function spellOn(spells: readonly ServiceSpell[], day: number): ServiceSpell | undefined {
  return spells.find(({ from, to }) => from <= day && day <= to);
}
