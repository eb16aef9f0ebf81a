import { factsAsOf } from '../feed/index.js';
import { SCORED_TERMS, SERVICE_TERMS, verifiedClaimsAsOf } from './claims.sql.js';

/** Texts that differ by whether some merchants or all are meant: a plan for all of them scans, one for some seeks. */
export interface Scoped {
  readonly some: boolean;
}

/**
 * Brings the rows of one month up to date. `$1` load, `$2` month end, `$3` days of the trailing window, `$4` lower
 * ends of the tiers above COLD_START, `$5` provisional, `$6`, `$7` policy versions, `$8` merchant ids.
 */
export function merchantMonths({ some }: Scoped): string {
  const inScope = (column: string) => (some ? `AND ${column} = ANY($8::uuid[])` : '');
  return `
  WITH fresh AS MATERIALIZED (
    SELECT d.merchant_id,
           coalesce(sum(d.paid_gmv - d.refunded_gmv) FILTER (WHERE d.date > $2::date - $3::int), 0) AS net_gmv,
           count(*) FILTER (WHERE d.date > $2::date - $3::int) AS days_observed,
           min(d.date) AS first_day,
           coalesce(sum(d.paid_gmv) FILTER (WHERE d.date >= month.first), 0) AS paid_gmv,
           coalesce(sum(d.paid_gmv - d.refunded_gmv) FILTER (WHERE d.date >= month.first), 0) AS month_net_gmv
      FROM (SELECT date_trunc('month', $2::date)::date AS first) month
      JOIN ${factsAsOf('merchant_day', '$1')} d
        ON d.date BETWEEN least(date_trunc('month', $2::date)::date, $2::date - $3::int + 1) AND $2::date
           ${inScope('d.merchant_id')}
     GROUP BY d.merchant_id),
  gone AS (
    DELETE FROM merchant_month m WHERE m.month_end = $2::date ${inScope('m.merchant_id')}
       AND NOT EXISTS (SELECT FROM fresh f WHERE f.merchant_id = m.merchant_id))
  INSERT INTO merchant_month AS m (merchant_id, month_end, net_gmv, days_observed, first_day, paid_gmv,
         month_net_gmv, tier, provisional, policy_version, tiers_policy_version, load_number)
  SELECT merchant_id, $2::date, net_gmv, days_observed, first_day, paid_gmv, month_net_gmv,
         ('{COLD_START,TAIL,WAIST,SHOULDER,HEAD}'::text[])[1 + width_bucket(net_gmv, $4::numeric[])],
         $5::boolean, $6::int, $7::int, $1::bigint
    FROM fresh
  ON CONFLICT (merchant_id, month_end) DO UPDATE
     SET net_gmv = excluded.net_gmv, days_observed = excluded.days_observed, first_day = excluded.first_day,
         paid_gmv = excluded.paid_gmv, month_net_gmv = excluded.month_net_gmv, tier = excluded.tier,
         provisional = excluded.provisional, policy_version = excluded.policy_version,
         tiers_policy_version = excluded.tiers_policy_version, load_number = excluded.load_number
   WHERE (m.net_gmv, m.days_observed, m.first_day, m.paid_gmv, m.month_net_gmv, m.tier, m.provisional,
          m.policy_version, m.tiers_policy_version)
     IS DISTINCT FROM (excluded.net_gmv, excluded.days_observed, excluded.first_day, excluded.paid_gmv,
          excluded.month_net_gmv, excluded.tier, excluded.provisional, excluded.policy_version,
          excluded.tiers_policy_version)`;
}

/** What engagements' merchants sold in one month. `$1` load, `$2` first day, `$3` last day, `$4` merchant ids. */
export function engagementMonths({ some }: Scoped): string {
  const inScope = some ? 'AND t.merchant_id = ANY($4::uuid[])' : '';
  return `
  WITH fresh AS MATERIALIZED (
    SELECT t.id AS engagement_id, sum(d.paid_gmv) AS paid_gmv, sum(d.paid_gmv - d.refunded_gmv) AS net_gmv,
           count(*) AS days_observed
      FROM ${SERVICE_TERMS} t
      JOIN ${factsAsOf('merchant_day', '$1')} d
        ON d.merchant_id = t.merchant_id AND d.date BETWEEN $2::date AND $3::date
     WHERE t.days @> d.date AND t.days && daterange($2::date, $3::date, '[]') ${inScope}
     GROUP BY t.id),
  gone AS (
    DELETE FROM engagement_month m USING engagement t
     WHERE m.month_end = ${MONTH_END} AND t.id = m.engagement_id ${inScope}
       AND NOT EXISTS (SELECT FROM fresh f WHERE f.engagement_id = m.engagement_id))
  INSERT INTO engagement_month AS m (engagement_id, month_end, paid_gmv, net_gmv, days_observed)
  SELECT engagement_id, ${MONTH_END}, paid_gmv, net_gmv, days_observed FROM fresh
  ON CONFLICT (engagement_id, month_end) DO UPDATE
     SET paid_gmv = excluded.paid_gmv, net_gmv = excluded.net_gmv, days_observed = excluded.days_observed
   WHERE (m.paid_gmv, m.net_gmv, m.days_observed)
     IS DISTINCT FROM (excluded.paid_gmv, excluded.net_gmv, excluded.days_observed)`;
}

const MONTH_END = `(date_trunc('month', $2::date) + interval '1 month - 1 day')::date`;

/**
 * Providers' net GMV on the days of one month. A merchant-day under several providers is shared by the sessions
 * that each operated there in that calendar month, equally where none did, to the cent by largest remainder.
 * `$1` load, `$2` first day, `$3` last day, `$4` merchant ids: of them the providers are made anew.
 */
export function providerDays({ some }: Scoped): string {
  const ofProviders = (column: string) =>
    some
      ? `AND ${column} IN (SELECT s.provider_id FROM engagement s WHERE s.merchant_id = ANY($4::uuid[]))`
      : '';
  return `
  WITH service AS MATERIALIZED (
    SELECT provider_id, merchant_id, range_agg(days) AS days, array_agg(id) AS engagement_ids
      FROM ${SCORED_TERMS} t WHERE days && daterange($2::date, $3::date, '[]')
     GROUP BY provider_id, merchant_id),
  contested AS MATERIALIZED (
    SELECT s.*, (SELECT count(*) FROM ${verifiedClaimsAsOf('$1')} v
                  WHERE v.engagement_id = ANY(s.engagement_ids) AND v.in_time
                    AND v.business_date BETWEEN $2::date AND $3::date) AS sessions
      FROM service s
     WHERE EXISTS (SELECT FROM service o WHERE o.merchant_id = s.merchant_id AND o.provider_id <> s.provider_id
                      AND o.days && s.days)),
  -- Whole cents; a share's weight is never all zero on a day.
  claimed AS (
    SELECT c.provider_id, c.merchant_id, d.date, ((d.paid_gmv - d.refunded_gmv) * 100)::numeric AS cents,
           CASE WHEN sum(c.sessions) OVER day = 0 THEN 1 ELSE c.sessions END AS weight
      FROM contested c
      JOIN ${factsAsOf('merchant_day', '$1')} d
        ON d.merchant_id = c.merchant_id AND d.date BETWEEN $2::date AND $3::date
     WHERE c.days @> d.date
    WINDOW day AS (PARTITION BY c.merchant_id, d.date)),
  weighed AS (
    SELECT *, sum(weight) OVER (PARTITION BY merchant_id, date) AS weights FROM claimed),
  floored AS (
    SELECT *, floor(cents * weight / weights) AS whole FROM weighed),
  shared AS (
    SELECT provider_id, merchant_id, date,
           (whole + CASE WHEN row_number() OVER (
                PARTITION BY merchant_id, date ORDER BY cents * weight - whole * weights DESC, provider_id)
              <= cents - sum(whole) OVER (PARTITION BY merchant_id, date) THEN 1 ELSE 0 END) / 100 AS net_gmv
      FROM floored),
  alone AS (
    SELECT s.provider_id, s.merchant_id, d.date, d.paid_gmv - d.refunded_gmv AS net_gmv
      FROM service s
      JOIN ${factsAsOf('merchant_day', '$1')} d
        ON d.merchant_id = s.merchant_id AND d.date BETWEEN $2::date AND $3::date
     WHERE s.days @> d.date
       AND NOT EXISTS (SELECT FROM contested c WHERE c.provider_id = s.provider_id AND c.merchant_id = s.merchant_id)),
  fresh AS MATERIALIZED (
    SELECT provider_id, date, sum(net_gmv) AS net_gmv, count(*) AS merchants
      FROM (SELECT * FROM alone UNION ALL SELECT * FROM shared) everything
     WHERE TRUE ${ofProviders('provider_id')}
     GROUP BY provider_id, date),
  gone AS (
    DELETE FROM provider_day_gmv p WHERE p.date BETWEEN $2::date AND ${MONTH_END} ${ofProviders('p.provider_id')}
       AND NOT EXISTS (SELECT FROM fresh f WHERE f.provider_id = p.provider_id AND f.date = p.date))
  INSERT INTO provider_day_gmv AS p (provider_id, date, net_gmv, merchants)
  SELECT provider_id, date, net_gmv, merchants FROM fresh
  ON CONFLICT (provider_id, date) DO UPDATE SET net_gmv = excluded.net_gmv, merchants = excluded.merchants
   WHERE (p.net_gmv, p.merchants) IS DISTINCT FROM (excluded.net_gmv, excluded.merchants)`;
}

/**
 * What engagements promised for the days that have passed, against what was sold on them. `$1` load, `$2` as of,
 * `$3` days of the refund window, `$4`, `$5` policy versions, `$6` merchant ids.
 */
export function attainments({ some }: Scoped): string {
  const inScope = some ? 'AND t.merchant_id = ANY($6::uuid[])' : '';
  return `
  WITH begun AS (
    SELECT t.id, t.provider_id, t.merchant_id, lower(t.days) AS first_day,
           least(upper(t.days) - 1, $2::date) AS last_day, upper(t.days) - 1 <= $2::date AS complete,
           t.target_gmv, t.ended_on - t.started_on + 1 AS term_days
      FROM ${SERVICE_TERMS} t WHERE NOT isempty(t.days) AND lower(t.days) <= $2::date ${inScope}),
  sold AS (
    SELECT engagement_id, sum(paid_gmv) AS paid_gmv, sum(net_gmv) AS net_gmv, sum(days_observed) AS days_observed
      FROM engagement_month GROUP BY engagement_id),
  fresh AS MATERIALIZED (
    SELECT b.*, round(b.target_gmv * (b.last_day - b.first_day + 1) / b.term_days, 2) AS target_to_date,
           coalesce(s.paid_gmv, 0) AS paid_gmv, coalesce(s.net_gmv, 0) AS net_gmv,
           coalesce(s.days_observed, 0)::int AS days_observed,
           b.last_day + $3::int >= $2::date AS provisional
      FROM begun b LEFT JOIN sold s ON s.engagement_id = b.id),
  gone AS (
    DELETE FROM engagement_attainment t WHERE NOT EXISTS (SELECT FROM fresh f WHERE f.id = t.engagement_id) ${inScope})
  INSERT INTO engagement_attainment AS a (engagement_id, provider_id, merchant_id, first_day, last_day, complete,
         target_gmv, target_to_date, paid_gmv, net_gmv, days_observed, attainment, provisional,
         policy_version, tiers_policy_version, load_number)
  SELECT id, provider_id, merchant_id, first_day, last_day, complete, target_gmv, target_to_date, paid_gmv,
         net_gmv, days_observed, round(net_gmv / nullif(target_to_date, 0), 6), provisional, $4::int, $5::int,
         $1::bigint
    FROM fresh
  ON CONFLICT (engagement_id) DO UPDATE
     SET first_day = excluded.first_day, last_day = excluded.last_day, complete = excluded.complete,
         target_gmv = excluded.target_gmv, target_to_date = excluded.target_to_date,
         paid_gmv = excluded.paid_gmv, net_gmv = excluded.net_gmv, days_observed = excluded.days_observed,
         attainment = excluded.attainment, provisional = excluded.provisional,
         policy_version = excluded.policy_version, tiers_policy_version = excluded.tiers_policy_version,
         load_number = excluded.load_number
   WHERE (a.first_day, a.last_day, a.complete, a.target_gmv, a.target_to_date, a.paid_gmv, a.net_gmv,
          a.days_observed, a.provisional, a.policy_version, a.tiers_policy_version)
     IS DISTINCT FROM (excluded.first_day, excluded.last_day, excluded.complete, excluded.target_gmv,
          excluded.target_to_date, excluded.paid_gmv, excluded.net_gmv, excluded.days_observed,
          excluded.provisional, excluded.policy_version, excluded.tiers_policy_version)`;
}
