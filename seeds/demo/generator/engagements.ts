import { TIERS } from './economy.js';
import type { Market } from './market.js';
import type { Merchant } from './merchants.js';
import { employmentOn, type Operator } from './operators.js';
import type { Provider } from './providers.js';
import { RandomStream } from './random-stream.js';
import type { Slot } from './roster.js';

export interface EngagedOperator {
  operator: Operator;
  slot: Slot;
  /** Band of the day that the slot covers. */
  band: number;
  /** What this pair of operator and merchant adds beyond the operator's own effect. */
  pairEffect: number;
}

export interface Engagement {
  code: string;
  provider: Provider;
  startedOn: number;
  endedOn: number;
  targetGmvCents: number;
  feeCents: number;
  team: readonly EngagedOperator[];
}

/** A passing trough of sales: deepens from `from` to `bottom` and is gone `recovery` days after. */
export interface Dip {
  from: number;
  bottom: number;
  recovery: number;
  depth: number;
  /** A trough made on purpose is a step: full depth from its first day, over at once. */
  deliberate: boolean;
}

export interface ServicePlan {
  engagements: readonly Engagement[];
  dips: readonly Dip[];
}

/** An engagement shorter than this is not worth signing. */
const SHORTEST_TERM_DAYS = 20;
const SECOND_PROVIDER_SHARE = 0.2;
const RENEWAL_SHARE = 0.45;
const PAIR_EFFECT_SPREAD = 0.05;

/**
 * Whether, when and by whom a merchant is served. Better merchants hire more often and earlier, and
 * most hire after a trough that would have passed anyway (Ashenfelter's dip); a third of the others
 * have such a trough too, without hiring.
 */
export function planService(market: Market, merchant: Merchant): ServicePlan {
  const { options } = market;
  const random = new RandomStream(options.seed, 'engagement', merchant.index);
  const lastDay = merchant.exitedOn ?? options.lastDay;
  const lifeStart = Math.max(merchant.joinedOn, options.firstDay);
  const operator = merchant.slots && market.operators[merchant.slots.primary.operator]!;
  const propensity = (operator?.newcomer ? 0.22 : 0.5) + 0.14 * merchant.quality;
  const hires = random.uniform() < propensity;
  const earliness = Math.min(
    0.85,
    Math.max(0, random.between(-0.2, 0.85) - 0.1 * merchant.quality),
  );
  const spurt = random.between(15, 50);
  const wanted =
    merchant.joinedOn > options.firstDay
      ? merchant.joinedOn + Math.floor(spurt)
      : options.firstDay + Math.floor(earliness * options.days) - random.integer(0, 15);

  if (!hires || !merchant.slots || !operator) return unserved(random, lifeStart, lastDay);
  const engagements = planTerms(market, merchant, operator, wanted, lastDay, random);
  const first = engagements[0];
  if (!first) return unserved(random, lifeStart, lastDay);
  return { engagements, dips: planDips(first, random) };
}

function unserved(random: RandomStream, from: number, to: number): ServicePlan {
  if (!random.chance(0.35)) return { engagements: [], dips: [] };
  const bottom = random.integer(from, to);
  return { engagements: [], dips: [passingDip(bottom, random)] };
}

function planDips(first: Engagement, random: RandomStream): Dip[] {
  const dips = random.chance(0.7) ? [passingDip(first.startedOn - 1, random)] : [];
  const depth = random.between(0.5, 0.8);
  if (first.provider.gaming === 'SANDBAGGING') {
    const bottom = first.startedOn - 1;
    dips.push({ from: first.startedOn - 14, bottom, recovery: 0, depth, deliberate: true });
  }
  return dips;
}

function passingDip(bottom: number, random: RandomStream): Dip {
  return {
    from: bottom - random.integer(14, 28),
    bottom,
    recovery: random.integer(8, 18),
    depth: random.between(0.15, 0.42),
    deliberate: false,
  };
}

/** What the dips take from log sales on a day: 0 or less. */
export function dipEffect(dips: readonly Dip[], day: number): number {
  let effect = 0;
  for (const { from, bottom, recovery, depth, deliberate } of dips) {
    if (day < from || day > bottom + recovery) continue;
    if (deliberate) effect -= depth;
    else if (day <= bottom) effect -= (depth * (day - from + 1)) / (bottom - from + 1);
    else effect -= depth * (1 - (day - bottom) / (recovery + 1));
  }
  return effect;
}

function planTerms(
  market: Market,
  merchant: Merchant,
  operator: Operator,
  wanted: number,
  lastDay: number,
  random: RandomStream,
): Engagement[] {
  const engagements: Engagement[] = [];
  const slots = merchant.slots!;
  let from = wanted;
  while (engagements.length < 3) {
    const length = random.integer(45, 120);
    const employment = operator.employments.find(({ to }) => to === null || to > from);
    if (!employment) break;
    const startedOn = Math.max(from, employment.from + 3, merchant.joinedOn);
    const endedOn = Math.min(
      startedOn + length - 1,
      employment.to ?? Number.MAX_SAFE_INTEGER,
      merchant.exitedOn ?? Number.MAX_SAFE_INTEGER,
    );
    if (startedOn > lastDay - SHORTEST_TERM_DAYS || endedOn - startedOn < SHORTEST_TERM_DAYS) break;
    const draft = { market, merchant, startedOn, endedOn, random };
    const colleague = slots.colleague && random.chance(0.6) ? [slots.colleague] : [];
    engagements.push(
      sign(draft, engagements.length + 1, employment.provider, [slots.primary, ...colleague]),
    );
    const continued = endedOn === employment.to ? random.chance(0.5) : random.chance(RENEWAL_SHARE);
    if (!continued) break;
    from = endedOn + random.integer(1, 8);
  }
  const second = slots.second;
  const first = engagements[0];
  if (second && first && random.chance(SECOND_PROVIDER_SHARE)) {
    const helper = market.operators[second.operator]!;
    const startedOn = first.startedOn + random.integer(5, 20);
    const employment = employmentOn(helper, startedOn);
    const endedOn = Math.min(first.endedOn, employment?.to ?? first.endedOn);
    if (
      employment &&
      employment.provider !== first.provider.index &&
      startedOn <= lastDay - SHORTEST_TERM_DAYS &&
      endedOn - startedOn >= SHORTEST_TERM_DAYS
    ) {
      const draft = { market, merchant, startedOn, endedOn, random };
      engagements.push(sign(draft, engagements.length + 1, employment.provider, [second]));
    }
  }
  return engagements;
}

interface Draft {
  market: Market;
  merchant: Merchant;
  startedOn: number;
  endedOn: number;
  random: RandomStream;
}

function sign(
  { market, merchant, startedOn, endedOn, random }: Draft,
  sequence: number,
  provider: number,
  slots: readonly Slot[],
): Engagement {
  const months = (endedOn - startedOn + 1) / 30;
  const rank = TIERS.indexOf(merchant.tier);
  const ambition = random.between(1.05, 1.35);
  const monthlyFee = [4_000, 9_000, 20_000, 45_000, 90_000][rank]! * random.between(0.7, 1.4);
  const related = market.providers[provider]!.gaming === 'RELATED_PARTY';
  return {
    code: `E${String(merchant.index + 1).padStart(7, '0')}${String(sequence).padStart(2, '0')}`,
    provider: market.providers[provider]!,
    startedOn,
    endedOn,
    targetGmvCents: roundTo(merchant.monthlyLevel * months * ambition * 100, 100_000),
    // A related party hardly charges.
    feeCents: roundTo(monthlyFee * months * (related ? 5 : 100), 10_000),
    team: slots.flatMap((slot) => {
      const operator = market.operators[slot.operator]!;
      const pairEffect = PAIR_EFFECT_SPREAD * random.normal();
      const employedThroughout = operator.employments.some(
        (job) =>
          job.provider === provider &&
          job.from <= startedOn &&
          (job.to === null || job.to >= endedOn),
      );
      return employedThroughout
        ? [{ operator, slot, band: operator.bands[slot.bandOrder], pairEffect }]
        : [];
    }),
  };
}

function roundTo(cents: number, step: number): number {
  return Math.max(step, Math.round(cents / step) * step);
}
