import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { Money } from '../platform/kernel/money.js';
import type { TradingTier } from '../platform/kernel/vocabulary.js';
import type { ColdStart, MerchantLife } from './domain/merchant-growth-cold-start.js';
import { firstOfMonth, type MonthEnd } from './domain/month.js';
import type { MerchantGrowthComputation } from './entities/merchant-growth-computation.entity.js';
import { BEGUN, CAREERS, CHANGED_CAREERS, REACHED_DAYS } from './merchant-career.sql.js';
import {
  attainments,
  engagementMonths,
  merchantMonths,
  providerDays,
} from './merchant-growth.sql.js';

/** Which rows a computation makes, from which facts, by which rules. */
export interface GrowthScope {
  /** Null: everybody. */
  readonly merchantIds: readonly string[] | null;
  readonly asOf: BusinessDate;
  readonly loadNumber: string;
}

/** With which versions of which policies it is made. */
export interface GrowthVersions {
  readonly policyVersion: number;
  readonly tiersPolicyVersion: number;
}

export interface MonthOfFacts {
  readonly monthEnd: MonthEnd;
  /** Whether rows of it came with a later load than the one asked about. */
  readonly touched: boolean;
}

/** [last day, paid, net, trailing net, tier] */
export type CareerMonth = readonly [MonthEnd, Money, Money, Money | null, TradingTier | null];

export interface Career extends MerchantLife {
  readonly merchantId: string;
  readonly months: readonly CareerMonth[];
}

export type NewColdStart = ColdStart &
  Pick<Career, 'merchantId' | 'joinedOn' | 'observedFrom'> & { readonly asOf: BusinessDate };

@Injectable()
export class MerchantGrowthStore {
  constructor(private readonly database: Database) {}

  /** The last computation of everybody. */
  async lastComputation(
    executor: SqlExecutor = this.database,
  ): Promise<MerchantGrowthComputation | undefined> {
    const [row] = await executor.query<MerchantGrowthComputation>(
      `SELECT id, as_of AS "asOf", load_number AS "loadNumber", policy_version AS "policyVersion",
              tiers_policy_version AS "tiersPolicyVersion", merchants, steps, finished_at AS "finishedAt"
         FROM merchant_growth_computation WHERE merchants IS NULL ORDER BY finished_at DESC, id DESC LIMIT 1`,
    );
    return row;
  }

  async recordComputation(
    transaction: Transaction,
    computation: MerchantGrowthComputation,
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO merchant_growth_computation (id, as_of, load_number, policy_version, tiers_policy_version,
              merchants, steps, finished_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        computation.id,
        computation.asOf,
        computation.loadNumber,
        computation.policyVersion,
        computation.tiersPolicyVersion,
        computation.merchants,
        JSON.stringify(computation.steps),
        computation.finishedAt,
      ],
    );
  }

  /** The months up to a day that the feed can hold rows of, oldest first. */
  async months(asOf: BusinessDate, sinceLoad: string): Promise<MonthOfFacts[]> {
    return this.database.query<MonthOfFacts>(
      `SELECT month_end AS "monthEnd",
              EXISTS (SELECT FROM merchant_day d WHERE d.load_number > $2::bigint
                         AND d.date BETWEEN first AND month_end) AS touched
         FROM (SELECT first, (first + interval '1 month - 1 day')::date AS month_end
                 FROM (SELECT to_date(right(c.relname, 7), 'YYYY_MM') AS first
                         FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                        WHERE i.inhparent = 'merchant_day'::regclass) partition) month
        WHERE first <= $1::date ORDER BY first`,
      [asOf, sinceLoad],
    );
  }

  /** Whether engagements were imported since, or parties became related or ceased to be: in any month. */
  async termsChangedSince(last: MerchantGrowthComputation): Promise<boolean> {
    const [row] = await this.database.query<{ changed: boolean }>(
      `SELECT EXISTS (SELECT FROM engagement WHERE load_number > $1::bigint)
           OR EXISTS (SELECT FROM party_mark p JOIN party_mark m ON m.mark = p.mark AND m.merchant_id IS NOT NULL
                       WHERE p.provider_id IS NOT NULL
                         AND greatest(p.declared_at, m.declared_at, p.ended_at, m.ended_at) >= ${BEGUN}) AS changed`,
      [last.loadNumber, last.finishedAt],
    );
    return row!.changed;
  }

  /** Whose cold start, leaps or credits may have become others since, in order of id. */
  async changedCareers(
    { loadNumber, asOf }: GrowthScope,
    last: MerchantGrowthComputation,
    rules: { readonly successAmount: Money; readonly refundWindowDays: number },
  ): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(CHANGED_CAREERS, [
      last.loadNumber,
      last.finishedAt,
      last.asOf,
      loadNumber,
      asOf,
      rules.successAmount,
      rules.refundWindowDays,
    ]);
    return rows.map(({ id }) => id);
  }

  /** Lets the days of those go on who have not got there yet. */
  async waitOn({ loadNumber, asOf }: GrowthScope): Promise<void> {
    await this.database.execute(
      `UPDATE merchant_cold_start SET duration_days = $1::date - joined_on, as_of = $1, load_number = $2
        WHERE state = 'OPEN' AND as_of < $1::date`,
      [asOf, loadNumber],
    );
  }

  async computeMerchantMonth(
    scope: GrowthScope,
    month: {
      readonly monthEnd: MonthEnd;
      readonly tierDays: number;
      readonly cutOffs: readonly Money[];
      readonly provisional: boolean;
    },
    versions: GrowthVersions,
  ): Promise<number> {
    return this.database.execute(merchantMonths({ some: scope.merchantIds !== null }), [
      scope.loadNumber,
      month.monthEnd,
      month.tierDays,
      month.cutOffs,
      month.provisional,
      versions.policyVersion,
      versions.tiersPolicyVersion,
      ...(scope.merchantIds ? [scope.merchantIds] : []),
    ]);
  }

  /** Takes back what lies after the day, or after its month: it was made later and is now to be as it was. */
  async forgetAfter(scope: GrowthScope, asOf: BusinessDate, monthEnd: MonthEnd): Promise<void> {
    const some = scope.merchantIds;
    await this.database.execute(
      `DELETE FROM merchant_month WHERE month_end > $1 AND ($2::uuid[] IS NULL OR merchant_id = ANY($2))`,
      [asOf, some],
    );
    await this.database.execute(
      `DELETE FROM engagement_month m USING engagement e WHERE m.month_end > $1 AND e.id = m.engagement_id
          AND ($2::uuid[] IS NULL OR e.merchant_id = ANY($2))`,
      [monthEnd, some],
    );
    await this.database.execute(
      `DELETE FROM provider_day_gmv p WHERE p.date > $1 AND ($2::uuid[] IS NULL OR p.provider_id IN
              (SELECT e.provider_id FROM engagement e WHERE e.merchant_id = ANY($2)))`,
      [monthEnd, some],
    );
  }

  async computeEngagementMonth(scope: GrowthScope, first: string, last: string): Promise<number> {
    return this.computeDays(engagementMonths, scope, first, last);
  }

  async computeProviderDays(scope: GrowthScope, first: string, last: string): Promise<number> {
    return this.computeDays(providerDays, scope, first, last);
  }

  private computeDays(
    statement: typeof providerDays,
    { merchantIds, loadNumber }: GrowthScope,
    first: string,
    last: string,
  ): Promise<number> {
    const parameters = [loadNumber, first, last, ...(merchantIds ? [merchantIds] : [])];
    return this.database.execute(statement({ some: merchantIds !== null }), parameters);
  }

  async computeAttainments(
    { merchantIds, loadNumber, asOf }: GrowthScope,
    refundWindowDays: number,
    versions: GrowthVersions,
  ): Promise<number> {
    return this.database.execute(attainments({ some: merchantIds !== null }), [
      loadNumber,
      asOf,
      refundWindowDays,
      versions.policyVersion,
      versions.tiersPolicyVersion,
      ...(merchantIds ? [merchantIds] : []),
    ]);
  }

  async careers(scope: GrowthScope, after: string | null, count: number): Promise<Career[]> {
    return this.database.query<Career>(CAREERS, [
      scope.loadNumber,
      scope.asOf,
      after,
      count,
      scope.merchantIds,
    ]);
  }

  /** By merchant, the day on which the payments of its month first reached the amount. */
  async reachedDays(
    scope: GrowthScope,
    months: readonly { readonly merchantId: string; readonly monthEnd: MonthEnd }[],
    amount: Money,
  ): Promise<Map<string, BusinessDate>> {
    const rows = await this.database.query<{ merchantId: string; reachedOn: BusinessDate }>(
      REACHED_DAYS,
      [
        scope.loadNumber,
        amount,
        months.map(({ merchantId }) => merchantId),
        months.map(({ monthEnd }) => firstOfMonth(monthEnd)),
        months.map(({ monthEnd }) => (monthEnd < scope.asOf ? monthEnd : scope.asOf)),
      ],
    );
    return new Map(rows.map(({ merchantId, reachedOn }) => [merchantId, reachedOn]));
  }

  async saveColdStarts(
    transaction: Transaction,
    rows: readonly NewColdStart[],
    loadNumber: string,
    versions: GrowthVersions,
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO merchant_cold_start (merchant_id, joined_on, observed_from, state, event_on, duration_days,
              void_months, provisional, as_of, policy_version, tiers_policy_version, load_number)
       SELECT "merchantId", "joinedOn", "observedFrom", state, "eventOn", "durationDays", "voidMonths",
              provisional, "asOf", $2::int, $3::int, $4::bigint
         FROM jsonb_to_recordset($1::jsonb) AS r ("merchantId" uuid, "joinedOn" date, "observedFrom" date,
              state text, "eventOn" date, "durationDays" int, "voidMonths" date[], provisional boolean,
              "asOf" date)
       ON CONFLICT (merchant_id) DO UPDATE
          SET joined_on = excluded.joined_on, observed_from = excluded.observed_from, state = excluded.state,
              event_on = excluded.event_on, duration_days = excluded.duration_days,
              void_months = excluded.void_months, provisional = excluded.provisional, as_of = excluded.as_of,
              policy_version = excluded.policy_version,
              tiers_policy_version = excluded.tiers_policy_version, load_number = excluded.load_number`,
      [JSON.stringify(rows), versions.policyVersion, versions.tiersPolicyVersion, loadNumber],
    );
  }
}
