import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { MismatchReason } from './domain/operated-session.js';
import type { SessionAnswer } from './domain/session-answer.js';

/** A load of sessions, with the business dates that it touched (null: not known). */
export interface SessionsLoad {
  readonly loadNumber: string;
  readonly firstDate: BusinessDate | null;
  readonly lastDate: BusinessDate | null;
}

/** A claim whose standing the feed changed. */
export interface Verdict {
  readonly id: string;
  readonly providerId: string;
  readonly merchantId: string;
  readonly before: 'CLAIMED' | 'VERIFIED' | 'MISMATCHED';
  readonly after: 'VERIFIED' | 'MISMATCHED';
  readonly reason: MismatchReason | null;
  readonly plannedStart: Date;
  /** Until when the merchant's answer is waited for; null where nobody is asked. */
  readonly answerDueAt: Date | null;
  /** What the merchant had made of it; given where that was withdrawn with the verification. */
  readonly answerBefore?: SessionAnswer;
}

const TOUCHED = `s.load_number >= $1::bigint AND ($2::date IS NULL OR s.business_date BETWEEN $2 AND $3::date)`;

/** Claims that a load may say something about: of its merchants, and of its sessions by code. */
const OF_LOAD = `o.id IN (
    SELECT t.id FROM operated_session t
     WHERE t.state IN ('CLAIMED', 'MISMATCHED')
       AND t.merchant_id IN (SELECT s.merchant_id FROM live_session s WHERE ${TOUCHED})
    UNION ALL
    SELECT t.id FROM operated_session t
     WHERE t.state IN ('CLAIMED', 'MISMATCHED')
       AND t.session_code IN (SELECT s.session_code FROM live_session s WHERE ${TOUCHED}))`;

const OF_CLAIMS = 'o.id = ANY($1::uuid[])';

/** The rules by which a claim is held against the feed, each in minutes, in the version the claim was made under. */
const RULES = `make_interval(mins => (p.body->>'startToleranceMinutes')::int) AS tolerance,
  make_interval(mins => (p.body->>'claimGraceMinutes')::int) AS grace,
  make_interval(mins => (p.body->>'overrunAllowanceMinutes')::int) AS allowance,
  make_interval(days => (p.body->>'silenceConfirmsAfterDays')::int) AS silence,
  engagement_days(e.started_on, e.ended_on, e.terminated_on) AS days`;

const RULES_OF = `JOIN engagement e ON e.id = o.engagement_id
  JOIN policy_version p ON p.name = 'operated-sessions' AND p.version = o.policy_version`;

/**
 * Holds open claims against the feed, many at once.
 *
 * `fit` pairs each claim with the sessions that it may mean: the one whose code it gives, else those of its
 * merchant that began near the plan. `judged` says what speaks against a pair. A claim without a code is
 * taken to mean the only session against which nothing speaks. Among claims for one session one that names
 * its code comes first, then the earlier one; among overlapping sessions of one operator the earlier claim:
 * only neighbours in time are `contested`, so that this costs a sort and not a comparison of all pairs.
 * Materialized, because the planner would otherwise work out each reason once for every column it decides.
 */
const verifyStatement = (scope: string, loadNumber: string, now: string) => `
  WITH open AS (
    SELECT o.id, o.merchant_id, o.operator_id, o.session_code, o.planned_start, o.claimed_at,
           o.state AS before, ${RULES}
      FROM operated_session o ${RULES_OF}
     WHERE o.state IN ('CLAIMED', 'MISMATCHED') AND ${scope}
  ), fit AS (
    SELECT o.id, s.session_id, s.merchant_id AS found_merchant, s.session_code AS found_code, s.started_at,
           s.ended_at, s.business_date, s.load_number
      FROM open o
      JOIN live_session_registry r ON r.session_code = o.session_code
      JOIN live_session s ON s.merchant_id = r.merchant_id AND s.session_id = r.session_id
                         AND s.business_date = r.business_date
    UNION ALL
    SELECT o.id, s.session_id, s.merchant_id, s.session_code, s.started_at, s.ended_at, s.business_date,
           s.load_number
      FROM open o
      JOIN live_session s ON s.merchant_id = o.merchant_id
       AND s.started_at BETWEEN o.planned_start - o.tolerance AND o.planned_start + o.tolerance
       AND s.business_date BETWEEN ((o.planned_start - o.tolerance) AT TIME ZONE 'Asia/Shanghai')::date
                               AND ((o.planned_start + o.tolerance) AT TIME ZONE 'Asia/Shanghai')::date
     WHERE o.session_code IS NULL
  ), judged AS MATERIALIZED (
    SELECT o.*, f.session_id, f.started_at, f.ended_at, f.load_number,
           CASE WHEN f.found_merchant <> o.merchant_id THEN 'OTHER_MERCHANT'
                WHEN f.started_at NOT BETWEEN o.planned_start - o.tolerance AND o.planned_start + o.tolerance
                  THEN 'TIMES_DISAGREE'
                WHEN NOT o.days @> f.business_date THEN 'OUTSIDE_TERM'
                WHEN EXISTS (SELECT FROM operated_session h WHERE h.session_id = f.session_id)
                  OR o.session_code IS NULL
                     AND EXISTS (SELECT FROM operated_session h
                                  WHERE h.session_code = f.found_code AND h.merchant_id = o.merchant_id
                                    AND h.state <> 'WITHDRAWN') THEN 'SESSION_HELD'
                WHEN EXISTS (SELECT FROM operated_session b
                              WHERE b.operator_id = o.operator_id AND b.state = 'VERIFIED'
                                AND tstzrange(b.started_at, b.ended_at) && tstzrange(f.started_at, f.ended_at)
                                AND least(b.ended_at, f.ended_at) - greatest(b.started_at, f.started_at)
                                    > o.allowance) THEN 'OPERATOR_ELSEWHERE' END AS against
      FROM open o JOIN fit f USING (id)
  ), chosen AS (
    SELECT DISTINCT ON (id) id, operator_id, session_code, claimed_at, before, session_id, started_at,
           ended_at, load_number, grace, allowance, silence,
           CASE WHEN count(*) FILTER (WHERE against IS NULL) OVER (PARTITION BY id) > 1
                THEN 'SEVERAL_CANDIDATES' ELSE against END AS against
      FROM judged
     ORDER BY id, against IS NOT NULL, greatest(started_at - planned_start, planned_start - started_at),
              session_id
  ), ranked AS MATERIALIZED (
    SELECT c.*, row_number() OVER (PARTITION BY session_id, against IS NULL
                                   ORDER BY session_code IS NULL, claimed_at, id) AS place
      FROM chosen c
  ), neighbours AS (
    SELECT r.*, max(ended_at) OVER (by_start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until,
           lead(started_at) OVER by_start AS next_start
      FROM ranked r WHERE against IS NULL AND place = 1
    WINDOW by_start AS (PARTITION BY operator_id ORDER BY started_at, id)
  ), contested AS MATERIALIZED (
    SELECT * FROM neighbours
     WHERE busy_until - started_at > allowance OR ended_at - next_start > allowance
  ), outdone AS MATERIALIZED (
    SELECT DISTINCT r.id FROM contested r JOIN contested q USING (operator_id)
     WHERE (q.claimed_at, q.id) < (r.claimed_at, r.id)
       AND least(q.ended_at, r.ended_at) - greatest(q.started_at, r.started_at) > r.allowance
  ), decided AS MATERIALIZED (
    SELECT r.*, CASE WHEN r.against IS NOT NULL THEN r.against
                     WHEN r.place > 1 THEN 'SESSION_HELD'
                     WHEN o.id IS NOT NULL THEN 'OPERATOR_ELSEWHERE' END AS reason
      FROM ranked r LEFT JOIN outdone o USING (id)
  )
  UPDATE operated_session o
     SET state = CASE WHEN d.reason IS NULL THEN 'VERIFIED' ELSE 'MISMATCHED' END,
         mismatch_reason = d.reason,
         session_id = CASE WHEN d.reason IS NULL THEN d.session_id END,
         started_at = CASE WHEN d.reason IS NULL THEN d.started_at END,
         ended_at = CASE WHEN d.reason IS NULL THEN d.ended_at END,
         verified_at = CASE WHEN d.reason IS NULL THEN ${now}::timestamptz END,
         verified_load = CASE WHEN d.reason IS NULL THEN greatest(${loadNumber}, d.load_number) END,
         -- From now on the merchant's silence counts; of what was brought along nobody is asked.
         answer_due_at = CASE WHEN d.reason IS NULL AND NOT o.imported THEN ${now}::timestamptz + d.silence END,
         in_time = CASE WHEN d.reason IS NULL THEN o.claimed_at <= d.started_at + d.grace ELSE o.in_time END
    FROM decided d
   WHERE o.id = d.id AND o.state IN ('CLAIMED', 'MISMATCHED')
     AND (d.reason IS NULL OR d.reason IS DISTINCT FROM o.mismatch_reason)
  RETURNING o.id, o.provider_id AS "providerId", o.merchant_id AS "merchantId", d.before, o.state AS after,
            o.mismatch_reason AS reason, o.planned_start AS "plannedStart", o.answer_due_at AS "answerDueAt"`;

const VERIFY_LOAD = verifyStatement(OF_LOAD, '$1::bigint', '$4');
const VERIFY_CLAIMS = verifyStatement(OF_CLAIMS, 'NULL::bigint', '$2');

/**
 * Verified claims whose session's times a load corrected: they stand if the times still agree, and are open
 * again if not, and with them what their merchants made of them. What the claims were before goes to the history where a reader as of an earlier load would
 * see the difference.
 */
const REOPEN = `
  WITH corrected AS (
    SELECT o.id, s.started_at, s.ended_at, greatest($1::bigint, s.load_number) AS load_number,
           o.claimed_at <= s.started_at + r.grace AS in_time, o.answer,
           CASE WHEN s.started_at NOT BETWEEN o.planned_start - r.tolerance AND o.planned_start + r.tolerance
                  THEN 'TIMES_DISAGREE'
                WHEN NOT r.days @> s.business_date THEN 'OUTSIDE_TERM' END AS reason
      FROM live_session s
      JOIN operated_session o ON o.session_id = s.session_id
      CROSS JOIN LATERAL (SELECT ${RULES} FROM engagement e, policy_version p
                           WHERE e.id = o.engagement_id AND p.name = 'operated-sessions'
                             AND p.version = o.policy_version) AS r
     WHERE ${TOUCHED} AND (s.started_at, s.ended_at) IS DISTINCT FROM (o.started_at, o.ended_at)
       FOR UPDATE OF o
  ), answers_withdrawn AS (
    INSERT INTO operated_session_answer (operated_session_id, from_answer, to_answer, side, decided_by,
                                         decided_at)
    SELECT c.id, c.answer, 'OPEN', 'PLATFORM', $4, $5
      FROM corrected c WHERE c.reason IS NOT NULL AND c.answer <> 'OPEN'
  ), kept AS (
    INSERT INTO operated_session_history (operated_session_id, engagement_id, operator_id, session_id,
                claimed_at, in_time, verified_load, superseded_by)
    SELECT o.id, o.engagement_id, o.operator_id, o.session_id, o.claimed_at, o.in_time, o.verified_load,
           c.load_number
      FROM corrected c JOIN operated_session o USING (id)
     WHERE c.reason IS NOT NULL OR c.in_time <> o.in_time
  )
  UPDATE operated_session o
     SET state = CASE WHEN c.reason IS NULL THEN 'VERIFIED' ELSE 'MISMATCHED' END,
         mismatch_reason = c.reason,
         session_id = CASE WHEN c.reason IS NULL THEN o.session_id END,
         started_at = CASE WHEN c.reason IS NULL THEN c.started_at END,
         ended_at = CASE WHEN c.reason IS NULL THEN c.ended_at END,
         verified_at = CASE WHEN c.reason IS NULL THEN o.verified_at END,
         verified_load = CASE WHEN c.reason IS NOT NULL THEN NULL
                              WHEN c.in_time <> o.in_time THEN c.load_number ELSE o.verified_load END,
         in_time = c.in_time,
         answer = CASE WHEN c.reason IS NULL THEN o.answer ELSE 'OPEN' END,
         answered_at = CASE WHEN c.reason IS NULL THEN o.answered_at END,
         answer_due_at = CASE WHEN c.reason IS NULL THEN o.answer_due_at END
    FROM corrected c
   WHERE o.id = c.id
  RETURNING o.id, o.provider_id AS "providerId", o.merchant_id AS "merchantId", 'VERIFIED' AS before,
            o.state AS after, o.mismatch_reason AS reason, c.answer AS "answerBefore",
            o.planned_start AS "plannedStart", o.answer_due_at AS "answerDueAt"`;

/** Holds claims against the sessions of the feed, set by set. */
@Injectable()
export class SessionVerificationStore {
  /** Verifications run one after another, so that two of them can't give one session to two claims. */
  async lock(transaction: Transaction): Promise<void> {
    await transaction.query(
      `SELECT pg_advisory_xact_lock(hashtext('operated-session verification'))`,
    );
  }

  /** @returns the claims that are open again (others kept standing with new times) */
  async reopen(
    transaction: Transaction,
    load: SessionsLoad,
    { decidedBy, at }: { readonly decidedBy: string; readonly at: Date },
  ): Promise<Verdict[]> {
    const { loadNumber, firstDate, lastDate } = load;
    const parameters = [loadNumber, firstDate, lastDate, decidedBy, at];
    const rows = await transaction.query<Verdict>(REOPEN, parameters);
    return rows.filter(({ after }) => after === 'MISMATCHED');
  }

  /** @returns the claims whose state or reason changed */
  async verifyLoad(transaction: Transaction, load: SessionsLoad, now: Date): Promise<Verdict[]> {
    const { loadNumber, firstDate, lastDate } = load;
    return transaction.query<Verdict>(VERIFY_LOAD, [loadNumber, firstDate, lastDate, now]);
  }

  async verifyClaims(
    transaction: Transaction,
    ids: readonly string[],
    now: Date,
  ): Promise<Verdict[]> {
    return transaction.query<Verdict>(VERIFY_CLAIMS, [ids, now]);
  }
}
