import {
  BELT_CODES,
  CATEGORIES,
  CATEGORY_WEIGHTS,
  KIND_WEIGHTS,
  KINDS_OF_FOCUS,
  MERCHANT_KINDS,
  REGION_CODES,
  TIERS,
  TIER_WEIGHTS,
  type MerchantKind,
  type TierEconomy,
} from './economy.js';
import { exponential, logarithm } from './elementary.js';
import type { Market } from './market.js';
import { merchantName } from './names.js';
import { RandomStream } from './random-stream.js';
import type { MerchantSlots } from './roster.js';

export interface Merchant {
  index: number;
  code: string;
  name: string;
  kind: MerchantKind;
  /** Index of the top category. */
  category: number;
  categoryCode: string;
  regionCode: string;
  joinedOn: number;
  exitedOn: number | null;
  tier: TierEconomy;
  /** Hidden confounder: raises the level, the growth and the chance and earliness of hiring. */
  quality: number;
  /** Paid GMV of an ordinary month at the start, in yuan. */
  monthlyLevel: number;
  /** Own growth of log sales per day, served or not. */
  dailyGrowth: number;
  /** Share of sales made live; 1 for a merchant that sells only live. */
  liveSalesShare: number;
  /** Band of the day (0 morning, 1 afternoon, 2 evening) of most sessions, and of the others. */
  mainBand: number;
  otherBand: number;
  weekdayEffects: readonly number[];
  promotionSensitivity: number;
  orderValueCents: number;
  refundShare: number;
  conversion: number;
  clickThrough: number;
  watchMinutesPerEntry: number;
  newBuyerShare: number;
  repeatBuyerShare: number;
  /** Ad spend over sales; 0 for a merchant that does not advertise. */
  adRate: number;
  adReturn: number;
  fansPerEntry: number;
  listedSkus: number;
  activeSkuShare: number;
  onTimeShare: number;
  rating: number;
  complaintRate: number;
  slots: MerchantSlots | null;
}

const JOINED_DURING_SHARE = { COLD_START: 0.58, OTHER: 0.17 };
const EXIT_PER_DAY = { COLD_START: 0.0009, OTHER: 0.0002 };
/** A merchant exists for at least this long. */
const SHORTEST_LIFE_DAYS = 21;
const WEEKDAY_PROFILE = [-0.06, -0.05, -0.03, 0, 0.05, 0.1, 0.07];

function merchantCode(index: number): string {
  return `M${String(index + 1).padStart(7, '0')}`;
}

export function drawMerchant(market: Market, index: number): Merchant {
  const { options } = market;
  const random = new RandomStream(options.seed, 'merchant', index);
  const slots = market.roster.slotsOf(index);
  const operator = slots && market.operators[slots.primary.operator]!;
  const employer = operator && market.providers[operator.employments[0]!.provider]!;

  // Merchants turn to providers of their own trade: a sorted market, not a random one.
  const sortedByTrade = random.chance(0.6);
  const drawnCategory = random.weighted(CATEGORY_WEIGHTS);
  const category = employer && sortedByTrade ? employer.category : drawnCategory;
  const sortedByKind = random.chance(0.55);
  const drawnKind = MERCHANT_KINDS[random.weighted(KIND_WEIGHTS)]!;
  const kindIndex = random.integer(0, 2);
  const kind = employer && sortedByKind ? KINDS_OF_FOCUS[employer.focus][kindIndex]! : drawnKind;

  const economy = CATEGORIES[category]!;
  const tier = TIERS[random.weighted(TIER_WEIGHTS)]!;
  const cold = tier.tier === 'COLD_START';
  const quality = random.normal();
  const position = Math.min(1, Math.max(0, random.uniform() + 0.12 * quality));
  const lowLevel = logarithm(tier.monthlyLow);
  const monthlyLevel = exponential(lowLevel + position * (logarithm(tier.monthlyHigh) - lowLevel));

  const joinedOn = drawJoining(market, random, cold);
  const ownBand = [0, 1, 2][random.weighted([22, 28, 50])]!;
  const mainBand = operator && slots ? operator.bands[slots.primary.bandOrder] : ownBand;

  return {
    index,
    code: merchantCode(index),
    kind,
    category,
    tier,
    quality,
    monthlyLevel,
    joinedOn,
    exitedOn: drawExit(market, random, joinedOn, cold),
    name: merchantName(random, kind, economy.noun),
    categoryCode: random.chance(0.92) ? random.pick(economy.childCodes) : economy.code,
    regionCode: random.pick(kind === 'FACTORY' ? BELT_CODES : REGION_CODES),
    dailyGrowth: cold
      ? 0.0032 + 0.0012 * quality + 0.0028 * random.normal()
      : 0.0006 + 0.0004 * quality + 0.0012 * random.normal(),
    liveSalesShare: random.chance(0.2) ? 1 : random.between(kind === 'HOST' ? 0.85 : 0.6, 0.98),
    mainBand,
    otherBand: otherBand(market, slots, mainBand, random),
    weekdayEffects: WEEKDAY_PROFILE.map((effect) => effect + 0.03 * random.normal()),
    promotionSensitivity: Math.max(0.1, 1 + 0.3 * random.normal()),
    orderValueCents: Math.max(500, Math.round(economy.orderValue * 100 * random.factor(0.35))),
    refundShare: Math.min(0.6, economy.refundShare * random.factor(0.25)),
    conversion: Math.min(0.2, economy.conversion * random.factor(0.3)),
    clickThrough: Math.min(0.5, 0.12 * random.factor(0.25)),
    watchMinutesPerEntry: economy.watchMinutesPerEntry * random.factor(0.2),
    newBuyerShare: Math.min(0.9, tier.newBuyerShare * random.factor(0.12)),
    repeatBuyerShare: Math.min(0.6, tier.repeatBuyerShare * random.factor(0.2)),
    adRate: random.chance(0.35) ? 0 : 0.05 * random.factor(0.5),
    adReturn: 3.2 * random.factor(0.3),
    fansPerEntry: 0.018 * random.factor(0.4),
    listedSkus: Math.max(3, Math.round(tier.skus * random.factor(0.4))),
    activeSkuShare: Math.min(0.95, 0.55 * random.factor(0.2)),
    onTimeShare: Math.min(0.998, 0.94 + 0.03 * random.normal()),
    rating: Math.min(4.95, 4.62 + 0.14 * random.normal()),
    complaintRate: 0.006 * random.factor(0.5),
    slots,
  };
}

function drawJoining(market: Market, random: RandomStream, cold: boolean): number {
  const { firstDay, lastDay, days } = market.options;
  const during = random.chance(cold ? JOINED_DURING_SHARE.COLD_START : JOINED_DURING_SHARE.OTHER);
  if (during) return Math.min(firstDay + random.integer(0, days - 1), lastDay - SHORTEST_LIFE_DAYS);
  return firstDay - random.integer(1, cold ? 200 : 1100);
}

function drawExit(
  market: Market,
  random: RandomStream,
  joinedOn: number,
  cold: boolean,
): number | null {
  const { firstDay, lastDay } = market.options;
  const perDay = cold ? EXIT_PER_DAY.COLD_START : EXIT_PER_DAY.OTHER;
  const life = Math.floor(-logarithm(1 - random.uniform() * 0.9999) / perDay);
  const exit = Math.max(joinedOn, firstDay) + SHORTEST_LIFE_DAYS + life;
  return exit <= lastDay ? exit : null;
}

/** The band of a colleague's or second provider's slot, if the merchant has one; any other band if not. */
function otherBand(
  market: Market,
  slots: MerchantSlots | null,
  mainBand: number,
  random: RandomStream,
): number {
  const drawn = (mainBand + random.integer(1, 2)) % 3;
  const slot = slots?.colleague ?? slots?.second;
  if (!slot) return drawn;
  const lent = market.operators[slot.operator]!.bands[slot.bandOrder];
  return lent === mainBand ? drawn : lent;
}
