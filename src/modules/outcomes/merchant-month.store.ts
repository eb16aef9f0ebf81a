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
import type { ColdStartState } from './domain/merchant-growth-cold-start.js';
import type { MerchantColdStart } from './entities/merchant-cold-start.entity.js';
import type { MerchantMonth } from './entities/merchant-month.entity.js';

export interface ColdStartRow extends MerchantColdStart {
  readonly exitedOn: BusinessDate | null;
}

export interface ColdStartFilter {
  readonly states?: readonly ColdStartState[];
  readonly provisional?: boolean;
  readonly merchantId?: string;
  readonly categoryCode?: string;
  readonly regionCode?: string;
}

export const COLD_START_ORDERS = {
  SHORTEST: coldStartOrder('shortest', 'ASC'),
  LONGEST: coldStartOrder('longest', 'DESC'),
} as const;
export type ColdStartOrder = keyof typeof COLD_START_ORDERS;

function coldStartOrder(name: string, direction: 'ASC' | 'DESC'): KeysetOrder {
  return {
    name,
    columns: [
      { sql: 'c.duration_days', key: 'durationDays', type: 'int', direction },
      { sql: 'c.merchant_id', key: 'merchantId', type: 'uuid', direction },
    ],
  };
}

const NEWEST_MONTH: KeysetOrder = {
  name: 'newest',
  columns: [{ sql: 'm.month_end', key: 'monthEnd', type: 'date', direction: 'DESC' }],
};

const MONTH_COLUMNS = `m.merchant_id AS "merchantId", m.month_end AS "monthEnd", m.net_gmv AS "netGmv",
  m.days_observed AS "daysObserved", m.first_day AS "firstDay", m.paid_gmv AS "paidGmv",
  m.month_net_gmv AS "monthNetGmv", m.tier, m.provisional, m.policy_version AS "policyVersion",
  m.tiers_policy_version AS "tiersPolicyVersion", m.load_number AS "loadNumber"`;

const COLD_START_COLUMNS = `c.merchant_id AS "merchantId", c.joined_on AS "joinedOn",
  c.observed_from AS "observedFrom", c.state, c.event_on AS "eventOn", c.duration_days AS "durationDays",
  c.void_months AS "voidMonths", c.provisional, c.as_of AS "asOf", c.policy_version AS "policyVersion",
  c.tiers_policy_version AS "tiersPolicyVersion", c.load_number AS "loadNumber", h.exited_on AS "exitedOn"`;

const COLD_START_FROM = 'FROM merchant_cold_start c JOIN merchant h ON h.id = c.merchant_id';

const COLD_START_CONDITION = `($1::text[] IS NULL OR c.state = ANY($1))
  AND ($2::boolean IS NULL OR c.provisional = $2) AND ($3::uuid IS NULL OR c.merchant_id = $3)
  AND ($4::text IS NULL OR h.category_code = $4 OR h.category_code IN
        (SELECT code FROM category WHERE parent_code = $4))
  AND ($5::text IS NULL OR h.region_code = $5)`;

/** Reads what was made of merchants' months and cold starts, as far as the caller may see it. */
@Injectable()
export class MerchantMonthStore {
  constructor(
    private readonly database: Database,
    private readonly access: MerchantRowAccess,
  ) {}

  async months(
    context: RequestContext,
    merchantId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MerchantMonth>> {
    const seen = this.access.condition(
      context,
      { merchant: 'm.merchant_id', date: 'm.month_end' },
      2,
    );
    const condition = `m.merchant_id = $1 AND ${seen.where}`;
    const parameters = [merchantId, ...seen.parameters];
    const keyset = keysetQuery(NEWEST_MONTH, request, parameters.length + 1);
    const rows = await this.database.query<MerchantMonth>(
      `SELECT ${MONTH_COLUMNS} FROM merchant_month m WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM merchant_month m WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** The months that made and decided leaps, by leap, oldest first. */
  async monthsOfLeaps(
    leapIds: readonly string[],
    confirmationMonths: number,
  ): Promise<Map<string, MerchantMonth[]>> {
    const rows = await this.database.query<MerchantMonth & { leapId: string }>(
      `SELECT l.id AS "leapId", ${MONTH_COLUMNS} FROM leap l
         JOIN merchant_month m ON m.merchant_id = l.merchant_id AND m.month_end >= l.reached_on
          AND m.month_end < (date_trunc('month', l.reached_on) + make_interval(months => $2::int + 1))::date
        WHERE l.id = ANY($1::uuid[]) ORDER BY l.id, m.month_end`,
      [leapIds, confirmationMonths],
    );
    const byLeap = new Map<string, MerchantMonth[]>();
    for (const { leapId, ...month } of rows) {
      const known = byLeap.get(leapId);
      if (known) known.push(month);
      else byLeap.set(leapId, [month]);
    }
    return byLeap;
  }

  async coldStarts(
    context: RequestContext,
    filter: ColdStartFilter,
    orderName: ColdStartOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ColdStartRow>> {
    const seen = this.access.condition(
      context,
      { merchant: 'c.merchant_id', date: 'coalesce(c.event_on, c.as_of)' },
      6,
    );
    const parameters = [
      filter.states ?? null,
      filter.provisional ?? null,
      filter.merchantId ?? null,
      filter.categoryCode ?? null,
      filter.regionCode ?? null,
      ...seen.parameters,
    ];
    const condition = `${COLD_START_CONDITION} AND ${seen.where}`;
    const keyset = keysetQuery(COLD_START_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<ColdStartRow>(
      `SELECT ${COLD_START_COLUMNS} ${COLD_START_FROM} WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) ${COLD_START_FROM} WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }
}
