import { factsAsOf } from '../feed/index.js';
import { SCORED_TERMS, verifiedClaimsAsOf } from './claims.sql.js';

/**
 * The next merchants in order of id with all that their careers are decided on. Each month is an array of
 * [last day, paid, net, trailing net, tier]; the last two are null for the month that is still running. `$1` load,
 * `$2` as of, `$3` after this merchant, `$4` how many, `$5` merchant ids or null.
 */
export const CAREERS = `
  WITH batch AS MATERIALIZED (
    SELECT id, joined_on, exited_on FROM ${factsAsOf('merchant', '$1')} m
     WHERE joined_on <= $2::date AND ($3::uuid IS NULL OR id > $3) AND ($5::uuid[] IS NULL OR id = ANY($5))
     ORDER BY id LIMIT $4::int),
  month AS (
    SELECT m.merchant_id, m.month_end, m.first_day, m.paid_gmv, m.month_net_gmv, m.net_gmv, m.tier
      FROM batch b JOIN merchant_month m ON m.merchant_id = b.id AND m.month_end <= $2::date
    UNION ALL
    SELECT d.merchant_id, (date_trunc('month', $2::date) + interval '1 month - 1 day')::date, min(d.date),
           sum(d.paid_gmv), sum(d.paid_gmv - d.refunded_gmv), NULL, NULL
      FROM batch b JOIN ${factsAsOf('merchant_day', '$1')} d ON d.merchant_id = b.id
       AND d.date BETWEEN date_trunc('month', $2::date)::date AND $2::date
     WHERE $2::date < (date_trunc('month', $2::date) + interval '1 month - 1 day')::date
     GROUP BY d.merchant_id),
  history AS (
    SELECT merchant_id, min(first_day) AS observed_from,
           jsonb_agg(jsonb_build_array(month_end, paid_gmv::text, month_net_gmv::text, net_gmv::text, tier)
                     ORDER BY month_end) AS months
      FROM month GROUP BY merchant_id)
  SELECT b.id AS "merchantId", b.joined_on AS "joinedOn", b.exited_on AS "exitedOn",
         h.observed_from AS "observedFrom", coalesce(h.months, '[]'::jsonb) AS months
    FROM batch b LEFT JOIN history h ON h.merchant_id = b.id ORDER BY b.id`;

/** `$2` is when a computation had finished; what changed while it ran it may not have seen. None runs a day. */
export const BEGUN = `($2::timestamptz - interval '1 day')`;

/**
 * Merchants whose careers may have become others since a computation of everybody: with a month that was made anew or
 * settled, with what time alone decides (provisional successes, pending leaps, exits), at the amount in the month that
 * is still running, or with claims, terms or attributes that changed. `$1` its load, `$2` when it had finished, `$3` its
 * day; `$4` load, `$5` as of, `$6` amount of success, `$7` days of the refund window.
 */
export const CHANGED_CAREERS = `
  WITH running AS MATERIALIZED (
    SELECT d.merchant_id, sum(d.paid_gmv) AS paid_gmv
      FROM ${factsAsOf('merchant_day', '$4')} d
     WHERE d.date BETWEEN date_trunc('month', $5::date)::date AND $5::date
     GROUP BY d.merchant_id),
  changed AS (
    SELECT merchant_id FROM merchant_month
     WHERE load_number > $1::bigint OR month_end > $3::date
        OR month_end + $7::int >= $3::date AND month_end + $7::int < $5::date
    UNION SELECT merchant_id FROM merchant_cold_start
           WHERE provisional OR observed_from >= date_trunc('month', $5::date)
    UNION SELECT c.merchant_id FROM merchant_cold_start c JOIN running r ON r.merchant_id = c.merchant_id
           WHERE c.observed_from IS NULL OR c.state IN ('OPEN', 'EXITED') AND r.paid_gmv >= $6::numeric
    UNION SELECT merchant_id FROM leap WHERE state = 'PENDING'
    UNION SELECT merchant_id FROM operated_session WHERE verified_load > $1::bigint OR verified_at >= ${BEGUN}
    UNION SELECT o.merchant_id FROM operated_session_history h
            JOIN operated_session o ON o.id = h.operated_session_id WHERE h.superseded_by > $1::bigint
    UNION SELECT merchant_id FROM engagement WHERE created_at >= ${BEGUN} OR accepted_at >= ${BEGUN}
    UNION SELECT e.merchant_id FROM engagement_transition t
            JOIN engagement e ON e.id = t.engagement_id WHERE t.decided_at >= ${BEGUN}
    UNION SELECT id FROM merchant WHERE load_number > $1::bigint OR exited_on > $3::date
    UNION SELECT id FROM merchant m WHERE NOT EXISTS (SELECT FROM merchant_cold_start c WHERE c.merchant_id = m.id))
  SELECT merchant_id AS id FROM changed ORDER BY 1`;

/**
 * The days on which a month's running payments first reached the amount. `$1` load, `$2` amount, `$3` merchant ids,
 * `$4`, `$5` first and last days.
 */
export const REACHED_DAYS = `
  SELECT scope.merchant_id AS "merchantId", reached.date AS "reachedOn"
    FROM unnest($3::uuid[], $4::date[], $5::date[]) AS scope (merchant_id, first_day, last_day)
   CROSS JOIN LATERAL (
     SELECT date FROM (
       SELECT d.date, sum(d.paid_gmv) OVER (ORDER BY d.date) AS running
         FROM ${factsAsOf('merchant_day', '$1')} d
        WHERE d.merchant_id = scope.merchant_id AND d.date BETWEEN scope.first_day AND scope.last_day) daily
      WHERE running >= $2::numeric ORDER BY date LIMIT 1) reached`;

/**
 * Engagements that were active long enough before month ends, with the sessions that they operated then. `$1` load,
 * `$2` merchant ids, `$3` month ends, `$4` days before, `$5` least active days.
 */
export const CREDIT_CANDIDATES = `
  SELECT scope.merchant_id AS "merchantId", scope.reached_on AS "reachedOn", t.id AS "engagementId",
         t.provider_id AS "providerId", p.provider_code AS "providerCode", lower(t.days) AS "startedOn",
         active.days AS "activeDays",
         (SELECT count(*) FROM ${verifiedClaimsAsOf('$1')} v
           WHERE v.engagement_id = t.id AND v.in_time AND v.business_date <@ (t.days * credit.days))::int AS sessions
    FROM unnest($2::uuid[], $3::date[]) AS scope (merchant_id, reached_on)
   CROSS JOIN LATERAL (SELECT daterange(scope.reached_on - $4::int + 1, scope.reached_on, '[]') AS days) credit
    JOIN ${SCORED_TERMS} t ON t.merchant_id = scope.merchant_id AND t.days && credit.days
   CROSS JOIN LATERAL (SELECT upper(t.days * credit.days) - lower(t.days * credit.days) AS days) active
    JOIN provider p ON p.id = t.provider_id
   WHERE active.days >= $5::int`;

/** Served and leaped merchants by group. `$1` first day, `$2` last day, `$3` least active days. */
export const LEAP_COUNTS = `
  WITH served AS (
    SELECT DISTINCT t.provider_id, t.merchant_id
      FROM ${SCORED_TERMS} t
     WHERE t.days && daterange($1::date, $2::date, '[]')
       AND upper(t.days * daterange($1::date, $2::date, '[]'))
         - lower(t.days * daterange($1::date, $2::date, '[]')) >= $3::int),
  leaped AS (
    SELECT provider_id, merchant_id, bool_or(state = 'CONFIRMED') AS confirmed, bool_or(state = 'PENDING') AS pending
      FROM leap WHERE provider_id IS NOT NULL AND reached_on BETWEEN $1::date AND $2::date
     GROUP BY provider_id, merchant_id),
  fate AS (
    SELECT provider_id, merchant_id, coalesce(confirmed, false) AS confirmed, coalesce(pending, false) AS pending
      FROM served FULL JOIN leaped USING (provider_id, merchant_id)),
  by_merchant AS (
    SELECT merchant_id, bool_or(confirmed) AS confirmed, bool_or(pending) AS pending FROM fate GROUP BY merchant_id)
  SELECT 'PROVIDER' AS grouping, provider_id::text AS key, count(*)::int AS merchants,
         count(*) FILTER (WHERE confirmed)::int AS leaped,
         count(*) FILTER (WHERE pending AND NOT confirmed)::int AS pending
    FROM fate GROUP BY provider_id
  UNION ALL
  SELECT 'CATEGORY', m.category_code, count(*)::int, count(*) FILTER (WHERE confirmed)::int,
         count(*) FILTER (WHERE pending AND NOT confirmed)::int
    FROM by_merchant JOIN merchant m ON m.id = merchant_id GROUP BY m.category_code
  UNION ALL
  SELECT 'REGION', m.region_code, count(*)::int, count(*) FILTER (WHERE confirmed)::int,
         count(*) FILTER (WHERE pending AND NOT confirmed)::int
    FROM by_merchant JOIN merchant m ON m.id = merchant_id GROUP BY m.region_code`;
