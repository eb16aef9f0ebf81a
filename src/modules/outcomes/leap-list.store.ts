import { Injectable } from '@nestjs/common';
import { MerchantRowAccess } from '../platform/access/merchant-row-access.js';
import { seesEverything } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { TradingTier } from '../platform/kernel/vocabulary.js';
import type { LeapRateGrouping } from './domain/leap-rate.js';
import type { LeapState } from './domain/leap-decision.js';
import type { LeapRate } from './entities/leap-rate.entity.js';
import type { Leap } from './entities/leap.entity.js';

export interface LeapRow extends Leap {
  readonly asOf: BusinessDate;
}

export interface LeapCreditRow {
  readonly leapId: string;
  readonly engagementId: string;
  readonly providerId: string;
  readonly sessions: number;
  readonly total: number;
  readonly activeDays: number;
  readonly merchantId: string;
  readonly reachedOn: BusinessDate;
}

export interface LeapFilter {
  readonly states?: readonly LeapState[];
  readonly toTiers?: readonly TradingTier[];
  readonly merchantId?: string;
  /** With any credit. */
  readonly providerId?: string;
  readonly categoryCode?: string;
  readonly regionCode?: string;
  readonly from?: BusinessDate;
  readonly to?: BusinessDate;
}

const REACHED: KeysetOrder = {
  name: 'reached',
  columns: [
    { sql: 'l.reached_on', key: 'reachedOn', type: 'date', direction: 'DESC' },
    { sql: 'l.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

const COLUMNS = `l.id, l.merchant_id AS "merchantId", l.from_tier AS "fromTier", l.to_tier AS "toTier",
  l.reached_on AS "reachedOn", l.net_gmv AS "netGmv", l.state, l.met_months AS "metMonths",
  l.missed_months AS "missedMonths", l.decided_on AS "decidedOn", l.credit_sessions AS "creditSessions",
  l.provider_id AS "providerId", l.policy_version AS "policyVersion",
  l.tiers_policy_version AS "tiersPolicyVersion", l.load_number AS "loadNumber",
  (SELECT c.as_of FROM merchant_growth_computation c WHERE c.merchants IS NULL
    ORDER BY c.finished_at DESC LIMIT 1) AS "asOf"`;

const FROM = 'FROM leap l JOIN merchant m ON m.id = l.merchant_id';

const CONDITION = `($1::text[] IS NULL OR l.state = ANY($1)) AND ($2::text[] IS NULL OR l.to_tier = ANY($2))
  AND ($3::uuid IS NULL OR l.merchant_id = $3)
  AND ($4::uuid IS NULL OR EXISTS (SELECT FROM leap_credit f WHERE f.leap_id = l.id AND f.provider_id = $4))
  AND ($5::text IS NULL OR m.category_code = $5 OR m.category_code IN
        (SELECT code FROM category WHERE parent_code = $5))
  AND ($6::text IS NULL OR m.region_code = $6)
  AND ($7::date IS NULL OR l.reached_on >= $7) AND ($8::date IS NULL OR l.reached_on <= $8)`;

export const LEAP_RATE_ORDERS = {
  HIGHEST: rateOrder('highest', 'r.rate'),
  /** By the lower end of the interval: who is surely good. */
  SUREST: rateOrder('surest', 'r.lower'),
} as const;
export type LeapRateOrder = keyof typeof LEAP_RATE_ORDERS;

function rateOrder(name: string, sql: string): KeysetOrder {
  const key = sql.slice(2);
  return {
    name,
    columns: [
      { sql, key, type: 'numeric', direction: 'DESC' },
      { sql: 'r.key', key: 'key', type: 'text', direction: 'DESC' },
    ],
  };
}

const RATE_COLUMNS = `r.grouping, r.key, r.period_start AS "periodStart", r.period_end AS "periodEnd", r.merchants,
  r.leaped_merchants AS "leapedMerchants", r.pending_merchants AS "pendingMerchants", r.rate, r.lower, r.upper,
  r.prior_alpha AS "priorAlpha", r.prior_beta AS "priorBeta", r.unshrunk_reason AS "unshrunkReason",
  r.policy_version AS "policyVersion", r.tiers_policy_version AS "tiersPolicyVersion",
  r.load_number AS "loadNumber"`;

/** Reads leaps as far as the caller may see them: of merchants it sees, or with credit of its own. */
@Injectable()
export class LeapListStore {
  constructor(
    private readonly database: Database,
    private readonly access: MerchantRowAccess,
  ) {}

  async page(
    context: RequestContext,
    filter: LeapFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<LeapRow>> {
    const seen = this.visible(context, 9);
    const parameters = [
      filter.states ?? null,
      filter.toTiers ?? null,
      filter.merchantId ?? null,
      filter.providerId ?? null,
      filter.categoryCode ?? null,
      filter.regionCode ?? null,
      filter.from ?? null,
      filter.to ?? null,
      ...seen.parameters,
    ];
    const condition = `${CONDITION} AND ${seen.where}`;
    const keyset = keysetQuery(REACHED, request, parameters.length + 1);
    const rows = await this.database.query<LeapRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) ${FROM} WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** Of these leaps those that the caller may see. */
  async byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, LeapRow>> {
    const seen = this.visible(context, 2);
    const rows = await this.database.query<LeapRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE l.id = ANY($1::uuid[]) AND ${seen.where}`,
      [ids, ...seen.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Who shares these leaps; a provider is told only its own share. */
  async credits(
    { scope }: RequestContext,
    leapIds: readonly string[],
  ): Promise<Map<string, LeapCreditRow[]>> {
    const rows = await this.database.query<LeapCreditRow>(
      `SELECT c.leap_id AS "leapId", c.engagement_id AS "engagementId", c.provider_id AS "providerId", c.sessions,
              l.credit_sessions AS total, c.active_days AS "activeDays", l.merchant_id AS "merchantId",
              l.reached_on AS "reachedOn"
         FROM leap_credit c JOIN leap l ON l.id = c.leap_id
        WHERE c.leap_id = ANY($1::uuid[]) AND ($2::uuid IS NULL OR c.provider_id = $2)
        ORDER BY c.leap_id, c.sessions DESC, c.engagement_id`,
      [leapIds, scope.kind === 'PROVIDER' ? scope.providerId : null],
    );
    const byLeap = new Map<string, LeapCreditRow[]>();
    for (const row of rows) {
      const known = byLeap.get(row.leapId);
      if (known) known.push(row);
      else byLeap.set(row.leapId, [row]);
    }
    return byLeap;
  }

  /** Claims whose sessions earned credits, by `leap engagement`. */
  async creditedClaims(
    credits: readonly { readonly leapId: string; readonly engagementId: string }[],
    creditDays: number,
  ): Promise<Map<string, string[]>> {
    const rows = await this.database.query<{ key: string; ids: string[] }>(
      `SELECT c.leap_id || ' ' || c.engagement_id AS key, array_agg(o.id ORDER BY o.started_at) AS ids
         FROM unnest($1::uuid[], $2::uuid[]) AS c (leap_id, engagement_id)
         JOIN leap l ON l.id = c.leap_id
         JOIN engagement e ON e.id = c.engagement_id
         JOIN operated_session o ON o.engagement_id = e.id AND o.state = 'VERIFIED' AND o.in_time
          AND (o.started_at AT TIME ZONE 'Asia/Shanghai')::date
            <@ (engagement_days(e.started_on, e.ended_on, e.terminated_on)
                * daterange(l.reached_on - $3::int + 1, l.reached_on, '[]'))
        GROUP BY 1`,
      [
        credits.map(({ leapId }) => leapId),
        credits.map(({ engagementId }) => engagementId),
        creditDays,
      ],
    );
    return new Map(rows.map(({ key, ids }) => [key, ids]));
  }

  /** Rates of groups; those of providers are told to staff and the provider itself, others when large enough. */
  async rates(
    context: RequestContext,
    grouping: LeapRateGrouping,
    orderName: LeapRateOrder,
    smallestGroup: number,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<LeapRate>> {
    const { scope } = context;
    const own =
      scope.kind === 'PROVIDER' && context.actor.role !== 'OPERATOR' ? scope.providerId : null;
    const condition = `r.grouping = $1 AND ($2::boolean OR CASE WHEN r.grouping = 'PROVIDER' THEN r.key = $3::text
      ELSE r.merchants >= $4::int END)`;
    const parameters = [grouping, seesEverything(context), own, smallestGroup];
    const keyset = keysetQuery(LEAP_RATE_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<LeapRate>(
      `SELECT ${RATE_COLUMNS} FROM leap_rate r WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM leap_rate r WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  private visible(context: RequestContext, firstParameter: number) {
    const columns = { merchant: 'l.merchant_id', date: 'l.reached_on' };
    const rows = this.access.condition(context, columns, firstParameter);
    const { scope, actor } = context;
    if (scope.kind !== 'PROVIDER' || actor.role === 'OPERATOR') return rows;
    const next = firstParameter + rows.parameters.length;
    return {
      where: `(${rows.where} OR EXISTS (SELECT FROM leap_credit own
        WHERE own.leap_id = l.id AND own.provider_id = $${next}::uuid))`,
      parameters: [...rows.parameters, scope.providerId],
    };
  }
}
