import { Injectable } from '@nestjs/common';
import type { Term } from '../../statistics/robust-baseline/index.js';
import { factsAsOf } from '../feed/index.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { SessionFacts } from './domain/session-outcome-facts.js';

/** A term of service as it is read, days as numbers since 1970. */
export interface TermRow extends Term {
  readonly merchantId: string;
  readonly providerId: string;
  readonly engagementId: string;
  readonly contest: boolean;
  readonly related: boolean;
  readonly from: number;
  readonly to: number;
}

export interface MerchantSession extends SessionFacts {
  readonly merchantId: string;
}

export interface ClaimRow {
  readonly id: string;
  readonly merchantId: string;
  readonly providerId: string;
  readonly operatorId: string;
  readonly engagementId: string;
  readonly sessionId: string;
  readonly inTime: boolean;
  readonly related: boolean;
}

export interface PromotionRow {
  readonly categoryCode: string;
  readonly day: number;
  readonly name: string;
}

/** Days since 1970, as the statistics count them. */
const DAY = (column: string) => `(${column} - DATE '1970-01-01')`;

const FACTS = `s.session_id AS id, s.merchant_id AS "merchantId", ${DAY('s.business_date')} AS day,
  extract(hour FROM s.started_at AT TIME ZONE 'Asia/Shanghai')::int AS hour,
  (extract(epoch FROM s.ended_at - s.started_at) / 3600)::float8 AS "liveHours",
  s.paid_gmv::float8 AS "paidGmv", s.refunded_gmv::float8 AS "refundedGmv",
  s.refunded_24h_gmv::float8 AS "refunded24hGmv", s.orders, s.buyers, s.exposures::float8 AS exposures,
  s.entries::float8 AS entries, s.watch_minutes::float8 AS "watchMinutes", s.ad_spend::float8 AS "adSpend",
  s.ad_gmv::float8 AS "adGmv", s.top_buyer_gmv::float8 AS "topBuyerGmv"`;

/** Terms that were agreed on and began. */
const AGREED = `e.state IN ('ACCEPTED', 'TERMINATED')
  AND e.started_on <= least(e.ended_on, e.terminated_on) AND e.started_on <= $1::date`;

/** What a computation reads, set by set, from one snapshot: the executor given is its transaction. */
@Injectable()
export class SessionOutcomeGatherStore {
  /** Every merchant that was served until the day, in order. */
  async servedMerchants(snapshot: SqlExecutor, asOf: BusinessDate): Promise<string[]> {
    const rows = await snapshot.query<{ id: string }>(
      `SELECT DISTINCT e.merchant_id AS id FROM engagement e WHERE ${AGREED} ORDER BY 1`,
      [asOf],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Of the served merchants those of which something changed since a load or a time: sessions, claims, terms,
   * attributes, whom they are related to, or results that became final.
   */
  async changedMerchants(
    snapshot: SqlExecutor,
    asOf: BusinessDate,
    since: { load: string; at: Date },
    refundWindowDays: number,
  ): Promise<string[]> {
    const rows = await snapshot.query<{ id: string }>(
      `WITH changed AS (
         SELECT merchant_id FROM live_session WHERE load_number > $2::bigint
         UNION SELECT id FROM merchant WHERE load_number > $2::bigint
         UNION SELECT merchant_id FROM operated_session
                WHERE verified_load > $2::bigint OR verified_at >= $3
         UNION SELECT o.merchant_id FROM operated_session_history h
                 JOIN operated_session o ON o.id = h.operated_session_id WHERE h.superseded_by > $2::bigint
         UNION SELECT e.merchant_id FROM engagement e
                WHERE e.load_number > $2::bigint OR e.created_at >= $3 OR e.accepted_at >= $3
         UNION SELECT e.merchant_id FROM engagement_transition t
                 JOIN engagement e ON e.id = t.engagement_id WHERE t.decided_at >= $3
         UNION SELECT m.merchant_id FROM party_mark p
                 JOIN party_mark m ON m.mark = p.mark AND m.merchant_id IS NOT NULL
                WHERE p.provider_id IS NOT NULL
                  AND greatest(p.declared_at, m.declared_at, p.ended_at, m.ended_at) >= $3
         UNION SELECT merchant_id FROM session_outcome
                WHERE provisional AND business_date + $4::int <= $1::date
                   -- The market of its week was not known yet.
                   OR judged_reason = 'NO_DATA' AND business_date > $1::date - 14)
       SELECT DISTINCT e.merchant_id AS id FROM engagement e JOIN changed USING (merchant_id)
        WHERE ${AGREED} ORDER BY 1`,
      [asOf, since.load, since.at, refundWindowDays],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether promotions of days that count were changed: then everything has to be made anew. */
  async promotionsChanged(
    snapshot: SqlExecutor,
    asOf: BusinessDate,
    load: string,
  ): Promise<boolean> {
    const [row] = await snapshot.query<{ changed: boolean }>(
      `SELECT EXISTS (SELECT FROM promotion_day WHERE load_number > $2::bigint AND date <= $1::date) AS changed`,
      [asOf, load],
    );
    return row!.changed;
  }

  async terms(
    snapshot: SqlExecutor,
    merchantIds: readonly string[],
    asOf: BusinessDate,
  ): Promise<TermRow[]> {
    return snapshot.query<TermRow>(
      `SELECT e.id AS "engagementId", e.merchant_id AS "merchantId", e.provider_id AS "providerId",
              e.kind = 'CONTEST' AS contest, r.merchant_id IS NOT NULL AS related,
              ${DAY('e.started_on')} AS "from", ${DAY('least(e.ended_on, e.terminated_on)')} AS "to"
         FROM engagement e
         LEFT JOIN related_party r ON r.provider_id = e.provider_id AND r.merchant_id = e.merchant_id
        WHERE ${AGREED} AND e.merchant_id = ANY($2::uuid[])
        ORDER BY e.merchant_id, e.started_on, e.id`,
      [asOf, merchantIds],
    );
  }

  /** First days of all terms of service, each so often as it occurs. */
  async starts(snapshot: SqlExecutor, asOf: BusinessDate): Promise<number[]> {
    const rows = await snapshot.query<{ day: number; count: number }>(
      `SELECT ${DAY('e.started_on')} AS day, count(*)::int AS count FROM engagement e WHERE ${AGREED}
        GROUP BY 1 ORDER BY 1`,
      [asOf],
    );
    return rows.flatMap(({ day, count }) => Array.from({ length: count }, () => day));
  }

  async categoriesOf(
    snapshot: SqlExecutor,
    merchantIds: readonly string[],
  ): Promise<Map<string, string>> {
    const rows = await snapshot.query<{ id: string; code: string }>(
      'SELECT id, category_code AS code FROM merchant WHERE id = ANY($1::uuid[])',
      [merchantIds],
    );
    return new Map(rows.map(({ id, code }) => [id, code]));
  }

  /** Each category with its parents, itself first. */
  async categoryPaths(snapshot: SqlExecutor): Promise<Map<string, string[]>> {
    const rows = await snapshot.query<{ code: string; parent: string | null }>(
      'SELECT code, parent_code AS parent FROM category',
    );
    const parents = new Map(rows.map(({ code, parent }) => [code, parent]));
    const path = (code: string): string[] => {
      const parent = parents.get(code);
      return parent ? [code, ...path(parent)] : [code];
    };
    return new Map(rows.map(({ code }) => [code, path(code)]));
  }

  /** Promotions that were announced by their day. */
  async promotions(snapshot: SqlExecutor, asOf: BusinessDate): Promise<PromotionRow[]> {
    return snapshot.query<PromotionRow>(
      `SELECT category_code AS "categoryCode", ${DAY('date')} AS day, name FROM promotion_day
        WHERE date <= $1::date AND announced_on <= date`,
      [asOf],
    );
  }

  /**
   * A fixed sample of merchants for the panels: of each category so many, the never served first, in an order
   * that has nothing to do with how they fare. Related parties of providers stand for no market: who owns a merchant
   * can make its sales look like anything.
   */
  async panelMerchants(
    snapshot: SqlExecutor,
    asOf: BusinessDate,
    perCategory: number,
  ): Promise<string[]> {
    const rows = await snapshot.query<{ id: string }>(
      `SELECT id FROM (
         SELECT m.id, row_number() OVER (PARTITION BY m.category_code
                  ORDER BY (served.merchant_id IS NOT NULL), sha256(convert_to(m.id::text, 'UTF8'))) AS place
           FROM merchant m
           LEFT JOIN (SELECT DISTINCT e.merchant_id FROM engagement e WHERE ${AGREED}) AS served
             ON served.merchant_id = m.id
          WHERE m.joined_on <= $1::date AND m.id NOT IN (SELECT r.merchant_id FROM related_party r)) AS ranked
        WHERE place <= $2 ORDER BY place, id`,
      [asOf, perCategory],
    );
    return rows.map(({ id }) => id);
  }

  /** Sessions of the merchants within the days, by merchant and time. */
  async sessions(
    snapshot: SqlExecutor,
    merchantIds: readonly string[],
    from: BusinessDate,
    to: BusinessDate,
  ): Promise<MerchantSession[]> {
    return snapshot.query<MerchantSession>(
      `SELECT ${FACTS} FROM live_session s
        WHERE s.merchant_id = ANY($1::uuid[]) AND s.business_date BETWEEN $2::date AND $3::date
        ORDER BY s.merchant_id, s.started_at, s.session_id`,
      [merchantIds, from, to],
    );
  }

  /** One merchant's sessions as they were when a load had been merged, with the platform's codes. */
  async sessionsAsOf(
    executor: SqlExecutor,
    merchantId: string,
    from: BusinessDate,
    to: BusinessDate,
    load: string,
  ): Promise<(MerchantSession & { sessionCode: string })[]> {
    return executor.query(
      `SELECT ${FACTS}, s.session_code AS "sessionCode" FROM ${factsAsOf('live_session', '$4')} s
        WHERE s.merchant_id = $1 AND s.business_date BETWEEN $2::date AND $3::date
        ORDER BY s.started_at, s.session_id`,
      [merchantId, from, to, load],
    );
  }

  async claims(snapshot: SqlExecutor, merchantIds: readonly string[]): Promise<ClaimRow[]> {
    return snapshot.query<ClaimRow>(
      `SELECT o.id, o.merchant_id AS "merchantId", o.provider_id AS "providerId",
              o.operator_id AS "operatorId", o.engagement_id AS "engagementId",
              o.session_id AS "sessionId", o.in_time AS "inTime", r.merchant_id IS NOT NULL AS related
         FROM operated_session o
         LEFT JOIN related_party r ON r.provider_id = o.provider_id AND r.merchant_id = o.merchant_id
        WHERE o.state = 'VERIFIED' AND o.merchant_id = ANY($1::uuid[])`,
      [merchantIds],
    );
  }
}
