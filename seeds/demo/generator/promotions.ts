import { civilDate, dayNumber } from './calendar.js';
import { CATEGORIES } from './economy.js';

export interface PromotionDay {
  /** A top category's code, or `*`. */
  categoryCode: string;
  day: number;
  name: string;
  announcedOn: number;
  /** What the day adds to log sales of a merchant of average sensitivity. */
  logEffect: number;
}

interface Campaign {
  name: string;
  announcedBefore: number;
  /** [month, day, log effect] */
  days: readonly (readonly [number, number, number])[];
}

function run(
  month: number,
  first: number,
  last: number,
  effect: number,
): [number, number, number][] {
  return Array.from({ length: last - first + 1 }, (_, index) => [month, first + index, effect]);
}

const CAMPAIGNS: readonly Campaign[] = [
  { name: '年货节', announcedBefore: 21, days: run(1, 8, 14, 0.25) },
  { name: '38女王节', announcedBefore: 14, days: [...run(3, 5, 7, 0.2), [3, 8, 0.5]] },
  {
    name: '618大促',
    announcedBefore: 30,
    days: [...run(6, 1, 3, 0.3), ...run(6, 15, 17, 0.35), [6, 18, 0.85], ...run(6, 19, 20, 0.3)],
  },
  { name: '818新潮好物节', announcedBefore: 21, days: [...run(8, 14, 17, 0.25), [8, 18, 0.55]] },
  {
    name: '双11大促',
    announcedBefore: 40,
    days: [
      ...run(10, 24, 26, 0.3),
      ...run(10, 31, 31, 0.55),
      ...run(11, 1, 3, 0.5),
      ...run(11, 8, 10, 0.45),
      [11, 11, 0.95],
    ],
  },
  { name: '双12好物节', announcedBefore: 25, days: [...run(12, 10, 11, 0.25), [12, 12, 0.5]] },
];

const CATEGORY_DAY_EFFECT = 0.35;
const CATEGORY_DAY_NOTICE = 18;
/** Promotions known ahead of the last day are in the feed too. */
const LOOK_AHEAD_DAYS = 45;

/** Every promotion day from firstDay on that was announced by lastDay, by date and then category. */
export function promotionDays(firstDay: number, lastDay: number): PromotionDay[] {
  const promotions: PromotionDay[] = [];
  const horizon = lastDay + LOOK_AHEAD_DAYS;
  for (let year = civilDate(firstDay).year; year <= civilDate(horizon).year; year += 1) {
    for (const campaign of CAMPAIGNS) {
      const [month, day] = campaign.days[0]!;
      const announcedOn = dayNumber(year, month, day) - campaign.announcedBefore;
      for (const [dayMonth, dayOfMonth, logEffect] of campaign.days) {
        promotions.push({
          categoryCode: '*',
          day: dayNumber(year, dayMonth, dayOfMonth),
          name: campaign.name,
          announcedOn,
          logEffect,
        });
      }
    }
    for (const category of CATEGORIES) {
      for (const [month, dayOfMonth] of category.categoryDays) {
        const day = dayNumber(year, month, dayOfMonth);
        promotions.push({
          categoryCode: category.code,
          day,
          name: `${category.noun}品类日`,
          announcedOn: day - CATEGORY_DAY_NOTICE,
          logEffect: CATEGORY_DAY_EFFECT,
        });
      }
    }
  }
  return promotions
    .filter(({ day, announcedOn }) => day >= firstDay && day <= horizon && announcedOn <= lastDay)
    .sort((a, b) => a.day - b.day || (a.categoryCode < b.categoryCode ? -1 : 1));
}
