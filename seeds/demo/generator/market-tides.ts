import { weekNumber } from './calendar.js';
import { CATEGORIES } from './economy.js';
import type { ResolvedOptions } from './options.js';
import { promotionDays, type PromotionDay } from './promotions.js';
import { RandomStream } from './random-stream.js';

const SHOCK_PERSISTENCE = 0.75;
const SHOCK_SPREAD = 0.07;
const SHOCK_BURN_IN = 20;
/** After a promotion buyers' cupboards are full. */
const HANGOVER = -0.08;
const HANGOVER_DAYS = 3;

/** What moves every merchant of a category at once. */
export interface MarketTides {
  promotions: PromotionDay[];
  /** Added to log sales by promotions, for a merchant of average sensitivity. */
  promotionEffect(category: number, day: number): number;
  /** First-order autoregressive shock of the category's week. */
  shock(category: number, day: number): number;
}

export function marketTides(options: ResolvedOptions): MarketTides {
  const { firstDay, lastDay, days, seed } = options;
  const promotions = promotionDays(firstDay, lastDay);
  const effects = CATEGORIES.map((category) => {
    const effect = new Float64Array(days);
    for (const promotion of promotions) {
      if (promotion.categoryCode !== '*' && promotion.categoryCode !== category.code) continue;
      const offset = promotion.day - firstDay;
      if (offset < days) effect[offset] = Math.max(effect[offset]!, promotion.logEffect);
    }
    for (let offset = days - 1; offset > 0; offset -= 1) {
      if (effect[offset] !== 0) continue;
      for (let back = 1; back <= HANGOVER_DAYS && back <= offset; back += 1) {
        if (effect[offset - back]! > 0.3) effect[offset] = HANGOVER;
      }
    }
    return effect;
  });
  const firstWeek = weekNumber(firstDay);
  const weeks = weekNumber(lastDay) - firstWeek + 1;
  const shocks = CATEGORIES.map((_, category) => {
    const random = new RandomStream(seed, 'categoryShock', category);
    const shock = new Float64Array(weeks);
    let value = 0;
    for (let week = -SHOCK_BURN_IN; week < weeks; week += 1) {
      value = SHOCK_PERSISTENCE * value + SHOCK_SPREAD * random.normal();
      if (week >= 0) shock[week] = value;
    }
    return shock;
  });
  return {
    promotions,
    promotionEffect: (category, day) => effects[category]![day - firstDay]!,
    shock: (category, day) => shocks[category]![weekNumber(day) - firstWeek]!,
  };
}
