import { Injectable } from '@nestjs/common';
import { MerchantRowAccess } from '../platform/access/merchant-row-access.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { MerchantKind, TradingTier } from '../platform/kernel/vocabulary.js';
import type { MonthEnd } from './domain/month.js';
import type { TierPosition } from './domain/tier-flows.js';

export interface TierFilter {
  readonly categoryCode?: string;
  readonly kind?: MerchantKind;
}

export interface TierMoveRow {
  readonly merchantId: string;
  readonly from: TierPosition;
  readonly to: TierPosition;
  readonly fromNetGmv: string | null;
  readonly toNetGmv: string | null;
}

const MERCHANTS = `merchant m WHERE ($1::text IS NULL OR m.category_code = $1 OR m.category_code IN
  (SELECT code FROM category WHERE parent_code = $1)) AND ($2::text IS NULL OR m.kind = $2)`;

/** Each merchant's place at two month ends, `$3` and `$4`. */
const MOVES = `
  SELECT who.id AS merchant_id, before.net_gmv AS from_net, after.net_gmv AS to_net,
         coalesce(before.tier, 'ABSENT') AS from_tier,
         coalesce(after.tier, CASE WHEN who.exited_on <= $4::date THEN 'EXITED' ELSE 'ABSENT' END) AS to_tier
    FROM (SELECT * FROM ${MERCHANTS}) who
    LEFT JOIN merchant_month before ON before.merchant_id = who.id AND before.month_end = $3::date
    LEFT JOIN merchant_month after ON after.merchant_id = who.id AND after.month_end = $4::date
   WHERE before.tier IS NOT NULL OR after.tier IS NOT NULL`;

const BY_MERCHANT: KeysetOrder = {
  name: 'merchant',
  columns: [{ sql: 'v.merchant_id', key: 'merchantId', type: 'uuid', direction: 'ASC' }],
};

@Injectable()
export class TierStore {
  constructor(
    private readonly database: Database,
    private readonly access: MerchantRowAccess,
  ) {}

  /** The latest month end with readings on or before a day; null before the first. */
  async monthEndOn(date: BusinessDate): Promise<MonthEnd | null> {
    const [row] = await this.database.query<{ monthEnd: MonthEnd | null }>(
      'SELECT max(month_end) AS "monthEnd" FROM merchant_month WHERE month_end <= $1::date',
      [date],
    );
    return row!.monthEnd;
  }

  async distribution(
    monthEnd: MonthEnd,
    filter: TierFilter,
  ): Promise<{ tier: TradingTier; merchants: number; netGmv: string }[]> {
    return this.database.query(
      `SELECT t.tier, count(r.merchant_id)::int AS merchants, coalesce(sum(r.net_gmv), 0)::numeric(20, 2) AS "netGmv"
         FROM unnest('{COLD_START,TAIL,WAIST,SHOULDER,HEAD}'::text[]) WITH ORDINALITY AS t (tier, rank)
         LEFT JOIN (SELECT r.* FROM merchant_month r JOIN (SELECT * FROM ${MERCHANTS}) who ON who.id = r.merchant_id
                     WHERE r.month_end = $3::date) r ON r.tier = t.tier
        GROUP BY t.tier, t.rank ORDER BY t.rank`,
      [filter.categoryCode ?? null, filter.kind ?? null, monthEnd],
    );
  }

  async flows(
    from: MonthEnd,
    to: MonthEnd,
    filter: TierFilter,
  ): Promise<{ from: TierPosition; to: TierPosition; merchants: number }[]> {
    return this.database.query(
      `SELECT from_tier AS "from", to_tier AS "to", count(*)::int AS merchants FROM (${MOVES}) v
        GROUP BY from_tier, to_tier ORDER BY 1, 2`,
      [filter.categoryCode ?? null, filter.kind ?? null, from, to],
    );
  }

  /** Who moved so, among the merchants that the caller may see at the later month end. */
  async moves(
    context: RequestContext,
    months: { readonly from: MonthEnd; readonly to: MonthEnd },
    positions: { readonly from?: TierPosition; readonly to?: TierPosition },
    filter: TierFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<TierMoveRow>> {
    const seen = this.access.condition(context, { merchant: 'v.merchant_id', date: '$4::date' }, 7);
    const condition = `($5::text IS NULL OR v.from_tier = $5) AND ($6::text IS NULL OR v.to_tier = $6)
      AND ${seen.where}`;
    const parameters = [
      filter.categoryCode ?? null,
      filter.kind ?? null,
      months.from,
      months.to,
      positions.from ?? null,
      positions.to ?? null,
      ...seen.parameters,
    ];
    const keyset = keysetQuery(BY_MERCHANT, request, parameters.length + 1);
    const rows = await this.database.query<TierMoveRow>(
      `SELECT v.merchant_id AS "merchantId", v.from_tier AS "from", v.to_tier AS "to",
              v.from_net AS "fromNetGmv", v.to_net AS "toNetGmv"
         FROM (${MOVES}) v WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM (${MOVES}) v WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }
}
