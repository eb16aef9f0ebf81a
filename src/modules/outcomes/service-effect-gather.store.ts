import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { factsAsOf } from '../feed/index.js';
import { SCORED_TERMS, SERVICE_TERMS } from './claims.sql.js';
import type { ColdStartLife } from './domain/cold-start-curve.js';
import type { PanelMerchant } from './domain/service-effect-panel.js';
import type { MerchantGrowthComputation } from './entities/merchant-growth-computation.entity.js';

/** A cold start with the slices that it belongs to. */
export type GatheredLife = ColdStartLife & {
  readonly merchantId: string;
  readonly category: string;
  readonly region: string;
  /** Quarter of joining: `2026Q1`. */
  readonly cohort: string;
};

/** What a merchant's operated sessions came to: the sum of their log uplifts. */
export interface MerchantUplift {
  readonly merchantId: string;
  readonly sessions: number;
  readonly logUplift: number;
}

export interface IndexError {
  readonly indexKey: string;
  readonly sessions: number;
  /** Mean variance of the market part of its sessions' log uplifts. */
  readonly variance: number;
}

type AsOf = Pick<MerchantGrowthComputation, 'asOf' | 'loadNumber'>;

/** The day from which a merchant that joined unseen could be seen to succeed: the end of its first whole month. */
const ENTERED = `CASE WHEN c.observed_from - c.joined_on <= $3::int THEN 0
    ELSE (date_trunc('month', c.observed_from - 1 + interval '1 month') + interval '1 month - 1 day')::date
         - c.joined_on END`;

const TOP_CATEGORY = `split_part(m.category_code, '.', 1)`;

/**
 * First service of each merchant up to `$2`. `by` is null where a related party gave it: then the merchant is unserved
 * until that day and on neither side from it on, because nobody knows what such service is.
 */
function firstService(condition = 'TRUE'): string {
  return `(SELECT f.merchant_id, f.first_on, CASE WHEN r.merchant_id IS NULL THEN f.provider_id END AS by
      FROM (SELECT DISTINCT ON (t.merchant_id) t.merchant_id, t.provider_id, lower(t.days) AS first_on
              FROM ${SERVICE_TERMS} t WHERE NOT isempty(t.days) AND lower(t.days) <= $2::date AND ${condition}
             ORDER BY t.merchant_id, lower(t.days), t.id) f
      LEFT JOIN related_party r ON r.provider_id = f.provider_id AND r.merchant_id = f.merchant_id)`;
}

/** Sessions that count: claimed in time, not held for review, not between related parties. */
const COUNTED_UPLIFTS = `in_time AND judged_log_uplift IS NOT NULL AND holds = '[]'
          AND NOT EXISTS (SELECT FROM related_party r
                           WHERE r.provider_id = o.provider_id AND r.merchant_id = o.merchant_id)`;

@Injectable()
export class ServiceEffectGatherStore {
  constructor(private readonly database: Database) {}

  /** Everybody's cold start that could be seen, in order of id. */
  coldStarts({ loadNumber, asOf }: AsOf, recordsGraceDays: number): Promise<GatheredLife[]> {
    return this.database.query<GatheredLife>(
      `SELECT c.merchant_id AS "merchantId", ${TOP_CATEGORY} AS category, m.region_code AS region,
              to_char(c.joined_on, 'YYYY"Q"Q') AS cohort, c.state, c.provisional, ${ENTERED} AS "enteredOn",
              c.duration_days AS "endedOn", s.first_on - c.joined_on AS "anyServiceOn",
              CASE WHEN s.by IS NOT NULL THEN s.first_on - c.joined_on END AS "serviceOn",
              coalesce(s.by, c.merchant_id) AS cluster,
              ${TOP_CATEGORY} AS stratum
         FROM merchant_cold_start c
         JOIN ${factsAsOf('merchant', '$1')} m ON m.id = c.merchant_id
         LEFT JOIN ${firstService()} s ON s.merchant_id = c.merchant_id
        WHERE c.state <> 'BEFORE_RECORDS' AND c.observed_from IS NOT NULL
        ORDER BY c.merchant_id`,
      [loadNumber, asOf, recordsGraceDays],
    );
  }

  /**
   * The cold starts of the categories in which a provider served, with that provider's service. A merchant is a
   * cluster of its own: the question is about this provider alone.
   */
  coldStartsBeside(
    { loadNumber, asOf }: AsOf,
    recordsGraceDays: number,
    providerId: string,
  ): Promise<GatheredLife[]> {
    return this.database.query<GatheredLife>(
      `WITH own AS (
         SELECT t.merchant_id, min(lower(t.days)) AS first_on
           FROM ${SCORED_TERMS} t
          WHERE t.provider_id = $4 AND NOT isempty(t.days) AND lower(t.days) <= $2::date
          GROUP BY t.merchant_id),
       known AS MATERIALIZED (
         SELECT m.id, ${TOP_CATEGORY} AS category, m.region_code FROM ${factsAsOf('merchant', '$1')} m)
       SELECT c.merchant_id AS "merchantId", m.category, m.region_code AS region,
              to_char(c.joined_on, 'YYYY"Q"Q') AS cohort, c.state, c.provisional, ${ENTERED} AS "enteredOn",
              c.duration_days AS "endedOn", s.first_on - c.joined_on AS "anyServiceOn",
              o.first_on - c.joined_on AS "serviceOn", c.merchant_id AS cluster, m.category AS stratum
         FROM merchant_cold_start c
         JOIN known m ON m.id = c.merchant_id
         LEFT JOIN ${firstService()} s ON s.merchant_id = c.merchant_id
         LEFT JOIN own o ON o.merchant_id = c.merchant_id
        WHERE c.state <> 'BEFORE_RECORDS' AND c.observed_from IS NOT NULL
          AND m.category IN (SELECT k.category FROM known k JOIN own ON own.merchant_id = k.id)
        ORDER BY c.merchant_id`,
      [loadNumber, asOf, recordsGraceDays, providerId],
    );
  }

  /**
   * The next merchants in order of id with their whole months: those in which they traded from the first day to
   * the last and of which few days are missing. One that a related party serves is unserved, and seen no longer than
   * anybody who is about to be served is comparable.
   */
  panel(
    { loadNumber, asOf }: AsOf,
    limits: {
      readonly tierDays: number;
      readonly maximumMissingDays: number;
      readonly anticipation: number;
    },
    after: string | null,
    count: number,
  ): Promise<PanelMerchant[]> {
    return this.database.query<PanelMerchant>(
      `WITH batch AS MATERIALIZED (
         SELECT m.id, m.joined_on, m.exited_on, ${TOP_CATEGORY} AS category, m.region_code
           FROM ${factsAsOf('merchant', '$1')} m
          WHERE ($3::uuid IS NULL OR m.id > $3) ORDER BY m.id LIMIT $4::int)
       SELECT b.id AS "merchantId", b.category, b.region_code AS region,
              ${monthNumber('b.joined_on')} AS "joinedMonth",
              CASE WHEN s.by IS NOT NULL THEN ${monthNumber('s.first_on')} END AS "servedMonth",
              s.by AS "providerId",
              coalesce(jsonb_agg(jsonb_build_array(${monthNumber('mm.month_end')}, mm.month_net_gmv, mm.tier)
                                 ORDER BY mm.month_end) FILTER (WHERE mm.merchant_id IS NOT NULL), '[]') AS months
         FROM batch b
         LEFT JOIN ${firstService('t.merchant_id IN (SELECT id FROM batch)')} s ON s.merchant_id = b.id
         LEFT JOIN merchant_month mm ON mm.merchant_id = b.id AND mm.month_end <= $2::date
              AND mm.days_observed >= $5::int - $6::int
              AND mm.first_day - date_trunc('month', mm.month_end)::date <= $6::int
              AND b.joined_on <= date_trunc('month', mm.month_end)::date
              AND (b.exited_on IS NULL OR b.exited_on > mm.month_end)
              AND (s.first_on IS NULL OR s.by IS NOT NULL
                   OR mm.month_end < date_trunc('month', s.first_on) - make_interval(months => $7::int))
        GROUP BY b.id, b.category, b.region_code, b.joined_on, s.first_on, s.by
        ORDER BY b.id`,
      [
        loadNumber,
        asOf,
        after,
        count,
        limits.tierDays,
        limits.maximumMissingDays,
        limits.anticipation,
      ],
    );
  }

  /** Log uplift of claimed sessions that are not held, by merchant. */
  async sessionUplifts(): Promise<MerchantUplift[]> {
    const rows = await this.database.query<{ merchantId: string; sessions: number; sum: string }>(
      `SELECT merchant_id AS "merchantId", count(*)::int AS sessions, sum(judged_log_uplift::numeric) AS sum
         FROM session_outcome o
        WHERE ${COUNTED_UPLIFTS}
        GROUP BY merchant_id ORDER BY merchant_id`,
    );
    return rows.map(({ sum, ...row }) => ({ ...row, logUplift: Number(sum) }));
  }

  /** What the market indexes add to the variance of these uplifts: shared by all sessions of an index. */
  async indexErrors(): Promise<IndexError[]> {
    const rows = await this.database.query<{ indexKey: string; sessions: number; mean: string }>(
      `SELECT index_key AS "indexKey", count(*)::int AS sessions,
              avg((variance[5] + variance[6])::numeric) AS mean
         FROM session_outcome o
        WHERE ${COUNTED_UPLIFTS}
        GROUP BY index_key ORDER BY index_key`,
    );
    return rows.map(({ mean, ...row }) => ({ ...row, variance: Number(mean) }));
  }
}

function monthNumber(date: string): string {
  return `(extract(year FROM ${date}) * 12 + extract(month FROM ${date}) - 1)::int`;
}
