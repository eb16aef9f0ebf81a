import { exponential, logarithm } from './elementary.js';
import type { Merchant } from './merchants.js';
import type { ForceStrengths, Gaming } from './providers.js';
import type { RandomStream } from './random-stream.js';
import type { Refund } from './refunds.js';

/** One live session as the platform saw it. Money in cents, times in local minutes since 1970. */
export interface SessionRecord extends Refund {
  code: string;
  day: number;
  startedAt: number;
  endedAt: number;
  targetGmv: number;
  paidGmv: number;
  orders: number;
  buyers: number;
  newBuyers: number;
  exposures: number;
  entries: number;
  watchMinutes: number;
  peakViewers: number;
  averageViewers: number;
  reservations: number;
  fansGained: number;
  fansLost: number;
  adSpend: number;
  adGmv: number;
  topBuyerGmv: number;
  topTenBuyersGmv: number;
}

/** What a session is up against, before chance. */
export interface SessionConditions {
  code: string;
  day: number;
  startedAt: number;
  minutes: number;
  /** Log of the sales in yuan that this merchant would make here on its own in a median session. */
  logExpected: number;
  /** The operator's contribution to log sales; 0 where none runs the session. */
  skill: number;
  forces: ForceStrengths | null;
  gaming: Gaming;
}

export interface SessionDraw {
  session: SessionRecord;
  /** Heavy-tailed luck on log sales. */
  shock: number;
  /** What cheating added to log paid GMV. */
  gamingEffect: number;
}

const SHOCK_SCALE = 0.15;
const BOUGHT_EFFECT = 0.35;
const NO_FORCES: ForceStrengths = {
  traffic: 0,
  liveOperation: 0,
  hostIncubation: 0,
  supplyChain: 0,
  fulfilment: 0,
};

export function drawSession(
  merchant: Merchant,
  conditions: SessionConditions,
  random: RandomStream,
): SessionDraw {
  const { skill, startedAt, minutes } = conditions;
  const forces = conditions.forces ?? NO_FORCES;
  const bought = conditions.gaming === 'BOUGHT_GMV' && random.chance(0.8);
  const shock = SHOCK_SCALE * random.heavyTailed();
  const boughtEffect = bought ? BOUGHT_EFFECT : 0;
  // Targets and budgets are set before anybody knows how it will go.
  const planned = 100 * exponential(conditions.logExpected);
  const expected = planned * exponential(shock + skill + boughtEffect);
  const meanOrders = expected / merchant.orderValueCents;
  const orders = random.poisson(meanOrders);
  const paidGmv = amountOf(orders, merchant.orderValueCents, random);
  const buyers = orders === 0 ? 0 : Math.max(1, Math.round(orders * random.between(0.82, 0.98)));
  const newBuyers = Math.min(
    buyers,
    Math.round(buyers * merchant.newBuyerShare * exponential(0.05 * forces.hostIncubation)),
  );

  // A good session draws more people, shows to them better and turns more of them into buyers.
  const pull = skill + shock;
  const conversion = merchant.conversion * exponential(0.45 * pull + 0.05 * forces.liveOperation);
  const clickThrough = Math.min(
    0.9,
    merchant.clickThrough * exponential(0.2 * pull + 0.06 * forces.traffic) * random.factor(0.06),
  );
  const entries = Math.max(
    buyers,
    Math.round((meanOrders * 0.9 * random.factor(0.08)) / conversion) + random.integer(2, 20),
  );
  const exposures = Math.max(entries, Math.round((entries / clickThrough) * (bought ? 1.3 : 1)));
  const watchPerEntry = Math.min(
    minutes,
    merchant.watchMinutesPerEntry *
      exponential(0.25 * skill + 0.1 * forces.liveOperation) *
      random.factor(0.08),
  );
  const watchMinutes = Math.round(entries * watchPerEntry);
  const averageViewers = Math.round(watchMinutes / minutes);
  const peakViewers = Math.max(
    averageViewers,
    Math.min(entries, Math.ceil(averageViewers * random.between(1.4, 2.6)) + 1),
  );

  const refund = drawRefund(paidGmv, orders, merchant.refundShare, forces, random);
  const ads = drawAds(merchant, paidGmv, planned, bought, forces, random);
  const concentration = buyerConcentration(paidGmv, buyers, random);
  const session: SessionRecord = {
    code: conditions.code,
    day: conditions.day,
    startedAt,
    endedAt: startedAt + minutes,
    targetGmv: targetOf(planned, random),
    paidGmv,
    orders,
    buyers,
    newBuyers,
    exposures,
    entries,
    watchMinutes,
    peakViewers,
    averageViewers,
    reservations: random.poisson(entries * 0.03 * exponential(0.2 * forces.traffic + 0.3 * skill)),
    fansGained: Math.min(
      entries,
      random.poisson(entries * merchant.fansPerEntry * exponential(0.2 * forces.hostIncubation)),
    ),
    fansLost: random.poisson(entries * merchant.fansPerEntry * 0.12),
    ...refund,
    ...ads,
    ...concentration,
  };
  const brushed = conditions.gaming === 'BRUSHED_ORDERS' && orders > 0 && random.chance(0.6);
  const brushedEffect = brushed ? brush(session, merchant.orderValueCents, random) : 0;
  return { session, shock, gamingEffect: boughtEffect + brushedEffect };
}

/** Money of so many orders: the spread of the mean order shrinks with the root of their number. */
export function amountOf(orders: number, orderValueCents: number, random: RandomStream): number {
  if (orders === 0) return 0;
  const spread = Math.max(0.3, 1 + (0.4 * random.normal()) / Math.sqrt(orders));
  return Math.max(1, Math.round(orders * orderValueCents * spread));
}

/** Refunds go by whole orders while those are few. */
export function drawRefund(
  paidGmv: number,
  orders: number,
  refundShare: number,
  forces: ForceStrengths | null,
  random: RandomStream,
): Refund {
  if (orders === 0) return { refunded: 0, refundedWithinDay: 0 };
  const strength = forces?.supplyChain ?? 0;
  const share = Math.min(0.9, refundShare * exponential(-0.25 * strength) * random.factor(0.2));
  let refunded: number;
  if (orders < 40) {
    let returned = 0;
    for (let order = 0; order < orders; order += 1) if (random.chance(share)) returned += 1;
    refunded = Math.floor((paidGmv * returned) / orders);
  } else {
    refunded = Math.floor(paidGmv * share);
  }
  return { refunded, refundedWithinDay: Math.floor(refunded * random.between(0.15, 0.45)) };
}

function drawAds(
  merchant: Merchant,
  paidGmv: number,
  planned: number,
  bought: boolean,
  forces: ForceStrengths,
  random: RandomStream,
): { adSpend: number; adGmv: number } {
  if (bought) {
    const adSpend = Math.round(planned * random.between(0.22, 0.4));
    return { adSpend, adGmv: Math.round(adSpend * 1.4 * random.factor(0.2)) };
  }
  if (merchant.adRate === 0 || random.chance(0.1)) return { adSpend: 0, adGmv: 0 };
  const adSpend = Math.round(planned * merchant.adRate * random.factor(0.35));
  const adReturn = merchant.adReturn * exponential(0.22 * forces.traffic) * random.factor(0.25);
  return { adSpend, adGmv: paidGmv === 0 ? 0 : Math.round(adSpend * adReturn) };
}

function buyerConcentration(
  paidGmv: number,
  buyers: number,
  random: RandomStream,
): { topBuyerGmv: number; topTenBuyersGmv: number } {
  if (buyers <= 1) return { topBuyerGmv: paidGmv, topTenBuyersGmv: paidGmv };
  const mean = paidGmv / buyers;
  const topBuyerGmv = Math.min(paidGmv, Math.ceil(mean * random.between(1.5, 6)));
  if (buyers <= 10) return { topBuyerGmv, topTenBuyersGmv: paidGmv };
  const others = Math.ceil(9 * mean + (9 * topBuyerGmv - 9 * mean) * random.between(0.1, 0.6));
  return { topBuyerGmv, topTenBuyersGmv: Math.min(paidGmv, topBuyerGmv + others) };
}

/** Hosts set round targets around what they expect. */
function targetOf(plannedCents: number, random: RandomStream): number {
  const step = plannedCents > 10_000_000 ? 1_000_000 : 10_000;
  return Math.max(step, Math.round((plannedCents * random.between(0.8, 1.3)) / step) * step);
}

/**
 * Adds orders that a handful of confederates place and return the same day: the session's paid GMV
 * grows, its audience does not. Returns what that added to log paid GMV.
 */
function brush(session: SessionRecord, orderValueCents: number, random: RandomStream): number {
  const share = random.between(0.35, 0.9);
  const added = Math.ceil(session.paidGmv * share);
  const addedOrders = Math.max(2, Math.round(added / (orderValueCents * random.between(2, 5))));
  const confederates = Math.min(addedOrders, random.integer(2, 6));
  const returned = Math.floor(added * random.between(0.7, 0.92));
  const largest = Math.ceil(added * random.between(0.5, 0.65));
  session.paidGmv += added;
  session.orders += addedOrders;
  session.buyers += confederates;
  session.entries = Math.max(session.entries, session.buyers);
  session.exposures = Math.max(session.exposures, session.entries);
  session.refunded += returned;
  session.refundedWithinDay += Math.floor(returned * 0.85);
  session.topBuyerGmv = Math.max(session.topBuyerGmv, largest);
  session.topTenBuyersGmv = Math.min(
    session.paidGmv,
    session.topTenBuyersGmv + added,
    10 * session.topBuyerGmv,
  );
  return logarithm(1 + share);
}
