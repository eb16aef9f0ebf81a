import { exponential } from './elementary.js';
import type { Merchant } from './merchants.js';
import type { ForceStrengths } from './providers.js';
import type { RandomStream } from './random-stream.js';
import { amountOf, drawRefund, type SessionRecord } from './sessions.js';
import { refundKnown, type Refund } from './refunds.js';

/** One merchant's business day over all channels. Money in cents. */
export interface MerchantDayRecord {
  day: number;
  /** The sessions that started on the day. */
  sessions: readonly SessionRecord[];
  /** Refunds of what was sold outside live sessions. */
  otherRefund: Refund;
  paidGmv: number;
  livePaidGmv: number;
  orders: number;
  buyers: number;
  newBuyers: number;
  repeatBuyers: number;
  exposures: number;
  entries: number;
  watchMinutes: number;
  liveMinutes: number;
  videosPublished: number;
  fansGained: number;
  fansLost: number;
  adSpend: number;
  adGmv: number;
  listedSkus: number;
  activeSkus: number;
  shippedTotal: number;
  shippedOnTime: number;
  complaints: number;
  ratingSum: number;
  ratingCount: number;
}

/** Refunds of the day's payments that were known `age` days later, cents. */
export function dayRefundKnown(record: MerchantDayRecord, age: number): number {
  return record.sessions.reduce(
    (sum, session) => sum + refundKnown(session, age),
    refundKnown(record.otherRefund, age),
  );
}

export interface DayConditions {
  day: number;
  sessions: readonly SessionRecord[];
  /** Log of the yuan sold on a median day over all channels. */
  logDailySales: number;
  forces: ForceStrengths | null;
  /** Orders waiting to be dispatched. */
  backlog: number;
}

export function drawMerchantDay(
  merchant: Merchant,
  conditions: DayConditions,
  random: RandomStream,
): MerchantDayRecord {
  const { day, sessions, forces, backlog } = conditions;
  const other = drawOtherChannels(merchant, conditions, random);
  let livePaidGmv = 0;
  let orders = other.orders;
  let buyers = other.buyers;
  let largestBuyers = other.buyers;
  let newBuyers = other.newBuyers;
  let exposures = other.exposures;
  let entries = other.entries;
  let watchMinutes = other.watchMinutes;
  let liveMinutes = 0;
  let fansGained = random.poisson(other.entries * merchant.fansPerEntry * 0.4);
  let fansLost = random.poisson(other.entries * merchant.fansPerEntry * 0.1);
  let adSpend = other.adSpend;
  let adGmv = other.adGmv;
  for (const session of sessions) {
    livePaidGmv += session.paidGmv;
    orders += session.orders;
    buyers += session.buyers;
    largestBuyers = Math.max(largestBuyers, session.buyers);
    newBuyers += session.newBuyers;
    exposures += session.exposures;
    entries += session.entries;
    watchMinutes += session.watchMinutes;
    liveMinutes += session.endedAt - session.startedAt;
    fansGained += session.fansGained;
    fansLost += session.fansLost;
    adSpend += session.adSpend;
    adGmv += session.adGmv;
  }
  // Some buy in two channels on one day and are one buyer of the day.
  buyers = Math.max(largestBuyers, buyers - Math.floor((buyers - largestBuyers) * 0.1));
  newBuyers = Math.min(newBuyers, buyers);
  const repeatShare = merchant.repeatBuyerShare * random.factor(0.08);
  const repeatBuyers = Math.min(buyers - newBuyers, Math.round(buyers * repeatShare));

  const fulfilment = forces?.fulfilment ?? 0;
  const shippedTotal = backlog > 4 ? Math.floor(backlog * random.between(0.85, 1)) : backlog;
  const onTime = Math.min(0.999, merchant.onTimeShare + 0.015 * fulfilment);
  const ratingCount = Math.min(orders, random.poisson(orders * 0.12));
  const rating = Math.min(4.98, merchant.rating + 0.05 * fulfilment + 0.02 * random.normal());
  const activeShare = merchant.activeSkuShare * exponential(0.08 * (forces?.supplyChain ?? 0));
  return {
    day,
    sessions,
    otherRefund: other.refund,
    paidGmv: livePaidGmv + other.paidGmv,
    livePaidGmv,
    orders,
    buyers,
    newBuyers,
    repeatBuyers,
    exposures,
    entries,
    watchMinutes,
    liveMinutes,
    videosPublished: random.poisson(merchant.tier.tier === 'COLD_START' ? 0.7 : 1.4),
    fansGained,
    fansLost,
    adSpend,
    adGmv,
    listedSkus: merchant.listedSkus,
    activeSkus: Math.min(
      merchant.listedSkus,
      orders,
      Math.round(merchant.listedSkus * activeShare * random.factor(0.05)),
    ),
    shippedTotal,
    shippedOnTime: share(shippedTotal, onTime, random),
    complaints: Math.min(
      orders,
      random.poisson(orders * merchant.complaintRate * exponential(-0.2 * fulfilment)),
    ),
    ratingSum: Math.min(5 * ratingCount, Math.max(ratingCount, Math.round(ratingCount * rating))),
    ratingCount,
  };
}

interface OtherChannels {
  paidGmv: number;
  orders: number;
  buyers: number;
  newBuyers: number;
  exposures: number;
  entries: number;
  watchMinutes: number;
  adSpend: number;
  adGmv: number;
  refund: Refund;
}

const NOTHING_ELSEWHERE: OtherChannels = {
  paidGmv: 0,
  orders: 0,
  buyers: 0,
  newBuyers: 0,
  exposures: 0,
  entries: 0,
  watchMinutes: 0,
  adSpend: 0,
  adGmv: 0,
  refund: { refunded: 0, refundedWithinDay: 0 },
};

/** The shop window, short videos and the rest: what sells without a live session. */
function drawOtherChannels(
  merchant: Merchant,
  { logDailySales, forces }: DayConditions,
  random: RandomStream,
): OtherChannels {
  if (merchant.liveSalesShare === 1) return NOTHING_ELSEWHERE;
  const expected =
    100 * exponential(logDailySales + 0.25 * random.normal()) * (1 - merchant.liveSalesShare);
  const orders = random.poisson(expected / merchant.orderValueCents);
  const paidGmv = amountOf(orders, merchant.orderValueCents, random);
  const buyers = orders === 0 ? 0 : Math.max(1, Math.round(orders * 0.95));
  const visits = expected / merchant.orderValueCents / merchant.conversion;
  const entries = Math.max(buyers, Math.round(visits * random.factor(0.1)));
  const advertises = merchant.adRate > 0 && orders > 0;
  const adSpend = advertises
    ? Math.round(expected * merchant.adRate * 0.5 * random.factor(0.3))
    : 0;
  return {
    paidGmv,
    orders,
    buyers,
    newBuyers: Math.min(buyers, Math.round(buyers * merchant.newBuyerShare)),
    exposures: Math.max(entries, Math.round(entries / merchant.clickThrough)),
    entries,
    watchMinutes: Math.round(entries * 0.4),
    adSpend,
    adGmv: Math.round(adSpend * merchant.adReturn * random.factor(0.25)),
    refund: drawRefund(paidGmv, orders, merchant.refundShare, forces, random),
  };
}

/** About `probability` of `count`, with binomial spread. */
function share(count: number, probability: number, random: RandomStream): number {
  if (count === 0) return 0;
  const mean = count * probability;
  const spread = Math.sqrt(mean * (1 - probability)) * random.normal();
  return Math.min(count, Math.max(0, Math.round(mean + spread)));
}
