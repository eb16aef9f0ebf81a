import { factsAsOf } from '../feed/index.js';
import type { DaySum, SessionSum } from './domain/statistics.js';

/**
 * How each sum is made of rows of live_session (alias `s`) with the plan of the claim (`target`, null without)
 * and whether it was `planned` before and `reviewed` in time (null while there is time left).
 */
const SESSION_SUM_SQL: Record<SessionSum, string> = {
  sessions: 'count(*)',
  liveMilliseconds: 'sum((extract(epoch FROM s.ended_at - s.started_at) * 1000)::bigint)',
  paidGmv: 'sum(s.paid_gmv)',
  netGmv: 'sum(s.paid_gmv - s.refunded_gmv)',
  buyers: 'sum(s.buyers)',
  newBuyers: 'sum(s.new_buyers)',
  exposures: 'sum(s.exposures)',
  entries: 'sum(s.entries)',
  watchMinutes: 'sum(s.watch_minutes)',
  reservations: 'sum(s.reservations)',
  fansGained: 'sum(s.fans_gained)',
  adSpend: 'sum(s.ad_spend)',
  adGmv: 'sum(s.ad_gmv)',
  plannedSessions: 'count(*) FILTER (WHERE target > 0)',
  plannedNetGmv: 'coalesce(sum(s.paid_gmv - s.refunded_gmv) FILTER (WHERE target > 0), 0)',
  plannedTargetGmv: 'coalesce(sum(target) FILTER (WHERE target > 0), 0)',
  reviewDueSessions: 'count(reviewed)',
  plannedAndReviewed: 'count(*) FILTER (WHERE planned AND reviewed)',
};

/** The same of merchant_day (alias `d`). */
const DAY_SUM_SQL: Record<DaySum, string> = {
  days: 'count(*)',
  paidGmv: 'sum(d.paid_gmv)',
  netGmv: 'sum(d.paid_gmv - d.refunded_gmv)',
  refundedGmv: 'sum(d.refunded_gmv)',
  orders: 'sum(d.orders)',
  buyers: 'sum(d.buyers)',
  repeatBuyers: 'sum(d.repeat_buyers)',
  netFans: 'sum(d.fans_gained - d.fans_lost)',
  liveMinutes: 'sum(d.live_minutes)',
  listedSkus: 'sum(d.listed_skus)',
  activeSkus: 'sum(d.active_skus)',
  shippedTotal: 'sum(d.shipped_total)',
  shippedOnTime: 'sum(d.shipped_on_time)',
  complaints: 'sum(d.complaints)',
  ratingSum: 'sum(d.rating_sum)',
  ratingCount: 'sum(d.rating_count)',
};

/** Days of service of a run's subjects (`$1` run), as `scope`. */
const SERVED = `
  (SELECT subject.provider_id, span."merchantId" AS merchant_id, span."firstDay" AS first_day,
          span."lastDay" AS last_day
     FROM scoring_subject subject, jsonb_to_recordset(subject.service_spans)
            AS span ("merchantId" uuid, "firstDay" date, "lastDay" date)
    WHERE subject.run_id = $1) AS scope`;

/**
 * The merchants' own past (`$1` run, `$5` days of gap, `$6` days of baseline): one for each pair, that before
 * the service which was the first to reach into the window.
 */
const PAST = `
  (SELECT DISTINCT ON (subject.provider_id, span."merchantId")
          subject.provider_id, span."merchantId" AS merchant_id,
          span."servedFrom" - $5::int + 1 - $6::int AS first_day, span."servedFrom" - $5::int AS last_day
     FROM scoring_subject subject, jsonb_to_recordset(subject.service_spans)
            AS span ("merchantId" uuid, "servedFrom" date)
    WHERE subject.run_id = $1
    ORDER BY subject.provider_id, span."merchantId", span."servedFrom") AS scope`;

/** The claims of a run's subjects with the sessions they were verified with (`$1` run), as `scope`. */
const CLAIMED = `
  (SELECT subject.provider_id, claim.operated_session_id, claim.session_id
     FROM scoring_subject subject,
          unnest(subject.operated_session_ids, subject.session_ids) AS claim (operated_session_id, session_id)
    WHERE subject.run_id = $1) AS scope`;

/** From which day to which the merchants' own past lies: `$1` run, `$2` days of gap, `$3` days of baseline. */
export const PAST_DAYS = `
  SELECT min(span."servedFrom") - $2::int + 1 - $3::int AS "firstDay", max(span."servedFrom") - $2::int AS "lastDay"
    FROM scoring_subject subject, jsonb_to_recordset(subject.service_spans) AS span ("servedFrom" date)
   WHERE subject.run_id = $1`;

/**
 * The target of a claim (`o`) whose session (`s`) began as it did: that of the last version of its plan from
 * before then or, where none was filed, the one given with the claim. Neither is ever rewritten, so that an
 * earlier cutoff or load reads what it read.
 */
export const PLANNED_TARGET = `
  coalesce((SELECT p.net_gmv FROM session_plan p
             WHERE o.planned_at < s.started_at AND p.operated_session_id = o.id AND p.filed_at < s.started_at
             ORDER BY p.version DESC LIMIT 1), o.plan_target_gmv)`;

/** When the time to review a claim's session (`o`, `s`) is over, by the rules the claim was made under (`p`). */
const REVIEW_DUE = `s.ended_at + make_interval(hours => (p.body->>'reviewWithinHours')::int)`;

/** `$1` run, `$2` load, `$3`, `$4` window. What was brought along could not be planned or reviewed here. */
export const OPERATED_SESSION_SUMS = sessionSums(`
  ${CLAIMED}
  JOIN operated_session o ON o.id = scope.operated_session_id
  JOIN policy_version p ON p.name = 'operated-sessions' AND p.version = o.policy_version
  JOIN ${factsAsOf('live_session', '$2')} s
    ON s.merchant_id = o.merchant_id AND s.session_id = scope.session_id
   AND s.business_date BETWEEN $3 AND $4
  CROSS JOIN LATERAL (
    SELECT ${PLANNED_TARGET} AS target, coalesce(o.planned_at < s.started_at, false) AS planned,
           CASE WHEN NOT o.imported AND ${REVIEW_DUE} <= ($4::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
                THEN coalesce(o.reviewed_at <= ${REVIEW_DUE}, false) END AS reviewed) plan`);

/** `$1` run, `$2` load, `$3`, `$4` the first and last day of all, `$5` gap, `$6` days. */
export const PAST_SESSION_SUMS = sessionSums(`
  ${PAST}
  CROSS JOIN LATERAL (
    SELECT NULL::numeric AS target, NULL::boolean AS planned, NULL::boolean AS reviewed) plan
  JOIN ${factsAsOf('live_session', '$2')} s
    ON s.merchant_id = scope.merchant_id AND s.business_date BETWEEN scope.first_day AND scope.last_day
   AND s.business_date BETWEEN $3 AND $4`);

/** `$1` run, `$2` load, `$3`, `$4` window. */
export const SERVED_DAY_SUMS = daySums(SERVED);

/** `$1` run, `$2` load, `$3`, `$4` the first and last day of all, `$5` gap, `$6` days. */
export const PAST_DAY_SUMS = daySums(PAST);

/**
 * `$1` run, `$2` load, `$3` cutoff, `$4` first day of the tier's days, `$5` success amount. Of the merchants that
 * were served, and those of the claims that have been gathered.
 */
export const MERCHANT_STANDING = `
  WITH pair AS (
    SELECT scope.provider_id, scope.merchant_id FROM ${SERVED}
    UNION
    SELECT "providerId", "merchantId" FROM gathered_session),
  monthly AS (
    SELECT d.merchant_id, date_trunc('month', d.date)::date AS month, sum(d.paid_gmv) AS paid,
           sum(d.paid_gmv - d.refunded_gmv) FILTER (WHERE d.date >= $4::date) AS recent
      FROM ${factsAsOf('merchant_day', '$2')} d
     WHERE d.merchant_id IN (SELECT merchant_id FROM pair) AND d.date <= $3::date
     GROUP BY 1, 2),
  standing AS (
    SELECT merchant_id, min(month) FILTER (WHERE paid >= $5::numeric) AS success_month,
           sum(recent) AS trailing_net
      FROM monthly GROUP BY merchant_id)
  SELECT pair.provider_id AS "providerId", pair.merchant_id AS "merchantId", m.kind,
         success_month AS "successMonth", coalesce(trailing_net, 0)::numeric(18, 2)::text AS "trailingNetGmv"
    FROM pair
    LEFT JOIN standing USING (merchant_id)
    LEFT JOIN ${factsAsOf('merchant', '$2')} m ON m.id = pair.merchant_id`;

/** `$1` run, `$2` load, `$3`, `$4` window, `$5` indicator codes. A period counts where it ends. */
export const FED_SUMS = `
  SELECT provider_id AS "providerId", indicator_code AS code,
         sum(value * sample_size)::text AS "weightedSum", sum(sample_size)::text AS "sampleSize"
    FROM ${factsAsOf('indicator_value', '$2')} v
   WHERE provider_id IN (SELECT provider_id FROM scoring_subject WHERE run_id = $1)
     AND indicator_code = ANY($5::text[]) AND period_end BETWEEN $3 AND $4
   GROUP BY provider_id, indicator_code`;

/**
 * Freezes who is scored and on what, in one statement and so in one snapshot. `$1` run, `$2` load, `$3`, `$4`
 * window (its end is the cutoff), `$5` gap before the baseline, `$6` days within which a renewal begins.
 */
export const FREEZE_SUBJECTS = `
  WITH standing AS (
    SELECT DISTINCT ON (provider_id) provider_id, to_state
      FROM provider_transition WHERE effective_on <= $4::date
     ORDER BY provider_id, effective_on DESC, decided_at DESC, id DESC),
  admitted AS (
    SELECT p.id AS provider_id, p.focus, p.main_category_code,
           (SELECT min(t.effective_on) FROM provider_transition t
             WHERE t.provider_id = p.id AND t.to_state = 'ADMITTED') >= $3::date AS newcomer
      FROM standing JOIN provider p ON p.id = standing.provider_id
     WHERE standing.to_state = 'ADMITTED'),
  term AS (
    SELECT e.id, e.provider_id, e.merchant_id, e.started_on, least(e.ended_on, e.terminated_on) AS last_day
      FROM engagement e JOIN admitted USING (provider_id)
     WHERE e.kind = 'SERVICE' AND e.state IN ('ACCEPTED', 'TERMINATED') AND e.started_on <= $4::date
       AND e.started_on <= least(e.ended_on, e.terminated_on)
       -- Related parties could sell to each other what they like.
       AND NOT EXISTS (SELECT FROM related_party r
                        WHERE r.provider_id = e.provider_id AND r.merchant_id = e.merchant_id)),
  -- Terms that follow each other within the gap are one service.
  service AS (
    SELECT provider_id, merchant_id,
           unnest(range_agg(daterange(started_on, last_day + $5::int, '[]'))) AS days
      FROM term GROUP BY provider_id, merchant_id),
  served AS (
    SELECT t.provider_id, t.merchant_id, lower(s.days) AS served_from,
           unnest(range_agg(daterange(t.started_on, t.last_day, '[]') * daterange($3::date, $4::date, '[]'))) AS days
      FROM term t
      JOIN service s ON s.provider_id = t.provider_id AND s.merchant_id = t.merchant_id
                    AND s.days @> t.started_on
     GROUP BY t.provider_id, t.merchant_id, lower(s.days)),
  span AS (
    SELECT provider_id, jsonb_agg(jsonb_build_object(
             'merchantId', merchant_id, 'firstDay', lower(days), 'lastDay', upper(days) - 1,
             'servedFrom', served_from) ORDER BY merchant_id, lower(days)) AS spans
      FROM served WHERE NOT isempty(days) GROUP BY provider_id),
  -- Claims as they were verified as of the load, also if a later one has changed them since.
  verified AS (
    SELECT id, engagement_id, session_id, in_time
      FROM operated_session WHERE state = 'VERIFIED' AND verified_load <= $2::bigint
    UNION ALL
    SELECT operated_session_id, engagement_id, session_id, in_time
      FROM operated_session_history WHERE verified_load <= $2::bigint AND superseded_by > $2::bigint),
  -- In dispute at the end of the cutoff's day, or settled against the claim by then. Later words of the merchant
  -- or of staff do not change what a run with this cutoff stands on.
  contested AS (
    SELECT a.operated_session_id
      FROM operated_session_answer a
     WHERE a.to_answer IN ('DISPUTED', 'DISPUTE_UPHELD')
       AND a.decided_at < ($4::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
       AND NOT EXISTS (
             SELECT FROM operated_session_answer later
              WHERE later.operated_session_id = a.operated_session_id
                AND later.number > a.number
                AND later.decided_at < ($4::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')),
  claim AS (
    SELECT o.provider_id, array_agg(o.id ORDER BY o.id) AS operated_session_ids,
           array_agg(v.session_id ORDER BY o.id) AS session_ids
      FROM verified v JOIN operated_session o USING (id) JOIN term e ON e.id = v.engagement_id
     WHERE v.in_time AND o.planned_start >= ($3::date - 2)::timestamp AT TIME ZONE 'Asia/Shanghai'
       AND o.planned_start < ($4::date + 3)::timestamp AT TIME ZONE 'Asia/Shanghai'
       AND NOT EXISTS (SELECT FROM contested c WHERE c.operated_session_id = o.id)
     GROUP BY o.provider_id),
  renewal AS (
    SELECT provider_id, count(*) AS decided, count(DISTINCT merchant_id) AS merchants,
           count(*) FILTER (WHERE next_start <= last_day + $6::int) AS renewed
      FROM (SELECT provider_id, merchant_id, last_day,
                   -- The next term that begins later, and not only further down.
                   min(started_on) OVER (PARTITION BY provider_id, merchant_id ORDER BY started_on
                                         GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_start
              FROM term) followed
     WHERE last_day + $6::int BETWEEN $3::date AND $4::date GROUP BY provider_id),
  active AS (
    SELECT t.provider_id, count(DISTINCT t.merchant_id) AS merchants,
           count(DISTINCT eo.operator_id) AS operators
      FROM term t LEFT JOIN engagement_operator eo ON eo.engagement_id = t.id
     WHERE t.last_day >= $4::date GROUP BY t.provider_id),
  -- Frozen here, because outcomes are made anew while a run keeps what it was made on.
  judged AS (
    SELECT provider_id, count(*) AS sessions, count(*) FILTER (WHERE big_session) AS big,
           count(DISTINCT merchant_id) AS merchants
      FROM session_outcome
     WHERE in_time AND judged_reason IS NULL AND holds = '[]'::jsonb AND business_date BETWEEN $3::date AND $4::date
     GROUP BY provider_id)
  INSERT INTO scoring_subject (run_id, provider_id, focus, main_category_code, newcomer,
                               operated_session_ids, session_ids, service_spans, engagements)
  SELECT $1::uuid, provider_id, focus, main_category_code, newcomer,
         coalesce(operated_session_ids, '{}'), coalesce(session_ids, '{}'), coalesce(spans, '[]'::jsonb),
         jsonb_build_object(
           'renewalsDecided', coalesce(renewal.decided, 0), 'renewed', coalesce(renewal.renewed, 0),
           'renewalMerchants', coalesce(renewal.merchants, 0),
           'activeMerchants', coalesce(active.merchants, 0),
           'activeOperators', coalesce(active.operators, 0),
           'judgedSessions', coalesce(judged.sessions, 0), 'bigSessions', coalesce(judged.big, 0),
           'judgedMerchants', coalesce(judged.merchants, 0))
    FROM admitted
    LEFT JOIN span USING (provider_id)
    LEFT JOIN claim USING (provider_id)
    LEFT JOIN renewal USING (provider_id)
    LEFT JOIN active USING (provider_id)
    LEFT JOIN judged USING (provider_id)`;

/** `wholeWeeks` counts weeks with all seven days, by their days with a live session. */
function daySums(scope: string): string {
  return `
  WITH weekly AS (
    SELECT scope.provider_id, scope.merchant_id, count(*) FILTER (WHERE d.live_minutes > 0) AS live_days,
           ${aliased(DAY_SUM_SQL)}
      FROM ${scope}
      JOIN ${factsAsOf('merchant_day', '$2')} d
        ON d.merchant_id = scope.merchant_id AND d.date BETWEEN scope.first_day AND scope.last_day
       AND d.date BETWEEN $3 AND $4
     GROUP BY scope.provider_id, scope.merchant_id, date_trunc('week', d.date))
  SELECT provider_id AS "providerId", merchant_id AS "merchantId",
         jsonb_build_object(${totals(DAY_SUM_SQL)}) AS sums,
         jsonb_build_array(${[0, 1, 2, 3, 4, 5, 6, 7]
           .map((live) => `count(*) FILTER (WHERE days = 7 AND live_days = ${live})`)
           .join(', ')}) AS "wholeWeeks"
    FROM weekly GROUP BY provider_id, merchant_id`;
}

/** Sums by week first: the weeks are wanted too, and what is summed twice is only their few rows. */
function sessionSums(source: string): string {
  return `
  WITH weekly AS (
    SELECT scope.provider_id, s.merchant_id, date_trunc('week', s.business_date)::date AS week,
           ${aliased(SESSION_SUM_SQL)}
      FROM ${source}
     GROUP BY scope.provider_id, s.merchant_id, date_trunc('week', s.business_date))
  SELECT provider_id AS "providerId", merchant_id AS "merchantId",
         jsonb_build_object(${totals(SESSION_SUM_SQL)}) AS sums,
         jsonb_agg(jsonb_build_object('week', week, 'netGmv', "netGmv"::text,
                                      'liveMilliseconds', "liveMilliseconds"::text) ORDER BY week) AS weeks
    FROM weekly GROUP BY provider_id, merchant_id`;
}

function aliased(sums: Readonly<Record<string, string>>): string {
  return Object.entries(sums)
    .map(([name, sql]) => `${sql} AS "${name}"`)
    .join(', ');
}

/** Exact decimal text, so that nothing is rounded on the way. */
function totals(sums: Readonly<Record<string, string>>): string {
  return Object.keys(sums)
    .map((name) => `'${name}', sum("${name}")::text`)
    .join(', ');
}
