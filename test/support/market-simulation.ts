import {
  estimateSlotEffects,
  fitMarketIndex,
  slotEffect,
  weekdayOf,
  weekOf,
  type BaselinePolicy,
  type BaselineSession,
  type Corrections,
  type Slot,
  type SlotSession,
} from '../../src/statistics/robust-baseline/index.js';
import { normalDraw, valueOf } from './statistics.js';

/**
 * A market that does not share the estimator's model: levels wander, errors may have heavy tails and depend
 * on the day before, promotions move everybody, some merchants skip weeks.
 */
export interface SimulatedMarket {
  panel: (SlotSession & { merchant: string; day: number })[];
  corrections: Corrections;
  /** Sessions of one more merchant on these days, with its log uplift from `servedFrom` on. */
  merchantSessions(
    days: readonly number[],
    servedFrom: number,
    logUplift: number,
  ): BaselineSession[];
}

export interface MarketOptions {
  uniform: () => number;
  /** A draw with mean zero; its spread is the session noise. */
  noise: (uniform: () => number) => number;
  merchants?: number;
  weeks?: number;
  driftPerDay?: number;
  /** Correlation of a session's error with that of the session before. */
  autocorrelation?: number;
}

export const policy: BaselinePolicy = {
  lookbackDays: 90,
  washoutDays: 28,
  minimumSessions: 8,
  halfLifeDays: 45,
  huberTuning: 1.345,
  maximumNonPositiveShare: 0.2,
  anticipationDays: 0,
  driftVariancePerDay: 0,
  trendVariancePerDaySquared: 0,
  staleAfterDays: 180,
};

const WEEKDAY = [0, -0.1, -0.1, 0, 0.05, 0.15, 0.25, 0.2];
const HOURS: Record<string, number> = { '08-12': -0.3, '14-18': 0, '20-24': 0.35 };

export function simulateMarket({
  uniform,
  noise,
  merchants = 40,
  weeks = 26,
  driftPerDay = 0,
  autocorrelation = 0,
}: MarketOptions): SimulatedMarket {
  const days = weeks * 7;
  let level = 0;
  const market = Array.from({ length: weeks + 1 }, () => (level += 0.08 * normalDraw(uniform)));
  const promotionOf = (day: number): string | null =>
    day % 45 < 3 ? `festival ${Math.floor(day / 45)}` : null;
  const slotOf = (day: number): Slot => ({
    weekday: weekdayOf(day),
    hourBand: Object.keys(HOURS)[Math.floor(uniform() * 3)]!,
    promotion: promotionOf(day),
  });
  const truth = (slot: Slot, day: number): number =>
    WEEKDAY[slot.weekday]! +
    HOURS[slot.hourBand]! +
    (slot.promotion === null ? 0 : 0.5) +
    market[weekOf(day)]!;

  /** One merchant's own part: a wandering level plus autocorrelated session noise. */
  const ownPath = (): ((day: number) => number) => {
    let own = 8 + normalDraw(uniform);
    let lastDay = 0;
    let error = 0;
    return (day) => {
      own += Math.sqrt(driftPerDay * Math.max(0, day - lastDay)) * normalDraw(uniform);
      lastDay = day;
      error = autocorrelation * error + Math.sqrt(1 - autocorrelation ** 2) * noise(uniform);
      return own + error;
    };
  };

  const panel: SimulatedMarket['panel'] = [];
  for (let m = 0; m < merchants; m++) {
    const own = ownPath();
    for (let day = 0; day < days; day++) {
      if (uniform() > 4 / 7) continue;
      const slot = slotOf(day);
      panel.push({
        merchant: `panel ${m}`,
        group: `panel ${m} week ${weekOf(day)}`,
        day,
        slot,
        logRate: own(day) + truth(slot, day),
      });
    }
  }
  return {
    panel,
    corrections: correctionsOf(panel),
    merchantSessions(sessionDays, servedFrom, logUplift) {
      const own = ownPath();
      return sessionDays.map((day, i) => {
        const slot = slotOf(day);
        const log = own(day) + truth(slot, day) + (day >= servedFrom ? logUplift : 0);
        const liveHours = 1 + 3 * uniform();
        return { id: `session ${i}`, day, slot, liveHours, netGmv: Math.exp(log) * liveHours };
      });
    },
  };
}

function correctionsOf(panel: SimulatedMarket['panel']): Corrections {
  const slotEffects = valueOf(estimateSlotEffects(panel, 0.5));
  const cells = new Map<string, { merchant: string; week: number; sum: number; count: number }>();
  for (const { merchant, day, slot, logRate, group } of panel) {
    const cell = cells.get(group) ?? { merchant, week: weekOf(day), sum: 0, count: 0 };
    cell.sum += logRate - slotEffect(slotEffects, slot);
    cell.count += 1;
    cells.set(group, cell);
  }
  const observations = [...cells.values()].map(({ merchant, week, sum, count }) => ({
    merchant,
    week,
    logRate: sum / count,
  }));
  return { slotEffects, marketIndex: valueOf(fitMarketIndex(observations, 20)) };
}
