import { MINUTES_PER_DAY, two } from './calendar.js';
import type { CsvBuffer } from './csv-buffer.js';
import { CATEGORIES } from './economy.js';
import type { Engagement } from './engagements.js';
import type { OperatedSession } from './history.js';
import type { Market } from './market.js';
import { dayRefundKnown, type MerchantDayRecord } from './merchant-days.js';
import type { Merchant } from './merchants.js';
import { providerCode, type Provider } from './providers.js';
import type { Operator } from './operators.js';
import type { PromotionDay } from './promotions.js';
import { refundKnown, refundWithinDayKnown } from './refunds.js';
import type { MinuteRecord } from './session-minutes.js';
import type { SessionRecord } from './sessions.js';

/** The feed's contract: columns of each dataset, in order, optional ones included. */
export const COLUMNS = {
  merchants: 'merchant_code name kind category_code region_code joined_on exited_on',
  'merchant-days':
    'merchant_code date paid_gmv live_paid_gmv refunded_gmv orders buyers new_buyers repeat_buyers exposures entries watch_minutes live_minutes videos_published fans_gained fans_lost ad_spend ad_gmv listed_skus active_skus shipped_total shipped_on_time complaints rating_sum rating_count',
  sessions:
    'session_code merchant_code started_at ended_at target_gmv paid_gmv refunded_gmv orders buyers new_buyers exposures entries watch_minutes peak_viewers average_viewers reservations fans_gained ad_spend ad_gmv top_buyer_gmv fans_lost refunded_24h_gmv top10_buyer_gmv',
  'session-minutes':
    'session_code minute paid_gmv orders viewers exposures entries watch_minutes ad_spend',
  'promotion-days': 'category_code date name announced_on',
  'indicator-values': 'provider_code indicator_code period_start period_end value sample_size',
  providers: 'provider_code name credit_code focus main_category_code region_code admitted_on',
  operators: 'operator_code name provider_code employed_from employed_to',
  engagements:
    'engagement_code provider_code merchant_code operator_codes started_on ended_on target_gmv fee',
  claims: 'session_code engagement_code operator_code claimed_at',
} as const;

export type Dataset = keyof typeof COLUMNS;

export function columnsOf(dataset: Dataset): string[] {
  return COLUMNS[dataset].split(' ');
}

export function writeMerchant(csv: CsvBuffer, market: Market, merchant: Merchant): void {
  csv.ascii(merchant.code);
  csv.text(merchant.name);
  csv.ascii(merchant.kind);
  csv.ascii(merchant.categoryCode);
  csv.ascii(merchant.regionCode);
  csv.ascii(market.dateText(merchant.joinedOn));
  csv.ascii(merchant.exitedOn === null ? '' : market.dateText(merchant.exitedOn));
  csv.endRow();
}

/** @param refundAge days after the payment date at which refunds are read */
export function writeMerchantDay(
  csv: CsvBuffer,
  market: Market,
  merchant: Merchant,
  record: MerchantDayRecord,
  refundAge: number,
): void {
  csv.ascii(merchant.code);
  csv.ascii(market.dateText(record.day));
  csv.cents(record.paidGmv);
  csv.cents(record.livePaidGmv);
  csv.cents(dayRefundKnown(record, refundAge));
  csv.integer(record.orders);
  csv.integer(record.buyers);
  csv.integer(record.newBuyers);
  csv.integer(record.repeatBuyers);
  csv.integer(record.exposures);
  csv.integer(record.entries);
  csv.integer(record.watchMinutes);
  csv.integer(record.liveMinutes);
  csv.integer(record.videosPublished);
  csv.integer(record.fansGained);
  csv.integer(record.fansLost);
  csv.cents(record.adSpend);
  csv.cents(record.adGmv);
  csv.integer(record.listedSkus);
  csv.integer(record.activeSkus);
  csv.integer(record.shippedTotal);
  csv.integer(record.shippedOnTime);
  csv.integer(record.complaints);
  csv.integer(record.ratingSum);
  csv.integer(record.ratingCount);
  csv.endRow();
}

export function writeSession(
  csv: CsvBuffer,
  market: Market,
  merchant: Merchant,
  session: SessionRecord,
  refundAge: number,
): void {
  csv.ascii(session.code);
  csv.ascii(merchant.code);
  csv.ascii(timeText(market, session.startedAt * 60));
  csv.ascii(timeText(market, session.endedAt * 60));
  csv.cents(session.targetGmv);
  csv.cents(session.paidGmv);
  csv.cents(refundKnown(session, refundAge));
  csv.integer(session.orders);
  csv.integer(session.buyers);
  csv.integer(session.newBuyers);
  csv.integer(session.exposures);
  csv.integer(session.entries);
  csv.integer(session.watchMinutes);
  csv.integer(session.peakViewers);
  csv.integer(session.averageViewers);
  csv.integer(session.reservations);
  csv.integer(session.fansGained);
  csv.cents(session.adSpend);
  csv.cents(session.adGmv);
  csv.cents(session.topBuyerGmv);
  csv.integer(session.fansLost);
  csv.cents(refundWithinDayKnown(session, refundAge));
  csv.cents(session.topTenBuyersGmv);
  csv.endRow();
}

export function writeMinute(csv: CsvBuffer, session: SessionRecord, record: MinuteRecord): void {
  csv.ascii(session.code);
  csv.integer(record.minute);
  csv.cents(record.paidGmv);
  csv.integer(record.orders);
  csv.integer(record.viewers);
  csv.integer(record.exposures);
  csv.integer(record.entries);
  csv.integer(record.watchMinutes);
  csv.cents(record.adSpend);
  csv.endRow();
}

export function writePromotion(csv: CsvBuffer, market: Market, promotion: PromotionDay): void {
  csv.ascii(promotion.categoryCode);
  csv.ascii(market.dateText(promotion.day));
  csv.text(promotion.name);
  csv.ascii(market.dateText(promotion.announcedOn));
  csv.endRow();
}

export function writeProvider(csv: CsvBuffer, market: Market, provider: Provider): void {
  csv.ascii(provider.code);
  csv.text(provider.name);
  csv.ascii(provider.creditCode);
  csv.ascii(provider.focus);
  csv.ascii(CATEGORIES[provider.category]!.code);
  csv.ascii(provider.regionCode);
  csv.ascii(market.dateText(provider.admittedOn));
  csv.endRow();
}

/** One employment; an operator's key may stand in a file only once, so later jobs go to a later file. */
export function writeOperator(
  csv: CsvBuffer,
  market: Market,
  operator: Operator,
  { provider, from, to }: Operator['employments'][number],
): void {
  csv.ascii(operator.code);
  csv.text(operator.name);
  csv.ascii(providerCode(provider));
  csv.ascii(market.dateText(from));
  csv.ascii(to === null ? '' : market.dateText(to));
  csv.endRow();
}

export function writeEngagement(
  csv: CsvBuffer,
  market: Market,
  merchant: Merchant,
  engagement: Engagement,
): void {
  csv.ascii(engagement.code);
  csv.ascii(engagement.provider.code);
  csv.ascii(merchant.code);
  csv.ascii(engagement.team.map(({ operator }) => operator.code).join(';'));
  csv.ascii(market.dateText(engagement.startedOn));
  csv.ascii(market.dateText(engagement.endedOn));
  csv.cents(engagement.targetGmvCents);
  csv.cents(engagement.feeCents);
  csv.endRow();
}

export function writeClaim(csv: CsvBuffer, market: Market, operated: OperatedSession): void {
  if (operated.claimedAt === null) return;
  csv.ascii(operated.session.code);
  csv.ascii(operated.engagement.code);
  csv.ascii(operated.engaged.operator.code);
  csv.ascii(timeText(market, operated.claimedAt));
  csv.endRow();
}

/** ISO 8601 of local seconds since 1970, with Shanghai's offset. */
function timeText(market: Market, localSeconds: number): string {
  const minutes = Math.floor(localSeconds / 60);
  const day = Math.floor(minutes / MINUTES_PER_DAY);
  const minute = minutes - day * MINUTES_PER_DAY;
  const clock = `${two(Math.floor(minute / 60))}:${two(minute % 60)}:${two(localSeconds % 60)}`;
  return `${market.dateText(day)}T${clock}+08:00`;
}
