import type { Dataset, StagedLoad } from '../../platform/datasets/dataset.js';
import type { Transaction } from '../../platform/database/sql-executor.js';
import { code, unknown } from './columns.js';

/** The session that a row (`s`) names, as the feed holds it (`r` registered, `l` itself). */
const SESSION = `JOIN live_session_registry r ON r.session_code = s.session_code
  JOIN live_session l ON l.merchant_id = r.merchant_id AND l.session_id = r.session_id
                     AND l.business_date = r.business_date`;

/** Each version of the policy with the days on which it ruled; the first one also rules what came before. */
const RULES = `SELECT version, make_interval(mins => (body->>'claimGraceMinutes')::int) AS grace,
    daterange(CASE WHEN lag(version) OVER chronological IS NULL THEN NULL ELSE effective_from END,
              lead(effective_from) OVER chronological) AS days
  FROM policy_version WHERE name = 'operated-sessions'
  WINDOW chronological AS (ORDER BY effective_from, version)`;

/**
 * The rows of the file with everything that they name, and the imported claim that each may correct. Kept as a
 * table for the length of the merge, so that it is worked out once and the planner knows its size.
 */
const resolve = (staging: string, resolved: string) => `
  CREATE TABLE ${resolved} AS
  SELECT s.line, s.session_code, s.claimed_at, e.id AS engagement_id, e.provider_id, e.merchant_id,
         o.id AS operator_id, l.session_id, l.started_at, l.ended_at, rule.version AS policy_version,
         s.claimed_at <= l.started_at + rule.grace AS in_time, k.id AS known_id,
         k.id IS NOT NULL
           AND (k.engagement_id, k.operator_id, k.claimed_at, k.planned_start, k.planned_end)
               IS DISTINCT FROM (e.id, o.id, s.claimed_at, l.started_at, l.ended_at) AS corrects
    FROM ${staging} s ${SESSION}
    JOIN engagement e ON e.engagement_code = s.engagement_code
    JOIN operator o ON o.operator_code = s.operator_code
    JOIN (${RULES}) AS rule ON rule.days @> l.business_date
    LEFT JOIN operated_session k ON k.session_code = s.session_code AND k.merchant_id = e.merchant_id
                                AND k.state <> 'WITHDRAWN' AND k.imported`;

/**
 * Which operator had run which session on an adopted platform. The feed holds the sessions already, so the
 * claims are verified as they come in; whether one scores is decided by the time at which it was recorded.
 */
export const claims: Dataset = {
  name: 'claims',
  columns: [
    code('session_code'),
    code('engagement_code'),
    code('operator_code'),
    { name: 'claimed_at', type: 'timestamp' },
  ],
  naturalKey: ['session_code'],
  past: true,
  after: ['sessions', 'engagements', 'operators'],
  lookups: `LEFT JOIN live_session_registry r ON r.session_code = s.session_code
    LEFT JOIN engagement e ON e.engagement_code = s.engagement_code
    LEFT JOIN operator o ON o.operator_code = s.operator_code
    LEFT JOIN engagement_operator named ON named.engagement_id = e.id AND named.operator_id = o.id
    LEFT JOIN employment job ON job.operator_id = o.id AND job.provider_id = e.provider_id
      AND r.business_date BETWEEN job.employed_from AND coalesce(job.employed_to, 'infinity')
    LEFT JOIN operated_session known ON known.session_code = s.session_code
      AND known.merchant_id = r.merchant_id AND known.state <> 'WITHDRAWN'
    LEFT JOIN operated_session holder ON holder.session_id = r.session_id`,
  checks: [
    unknown('session_code', 'SESSION', { en: 'session', zh: '场次' }, 'r.session_id IS NULL'),
    unknown('engagement_code', 'ENGAGEMENT', { en: 'engagement', zh: '合作' }, 'e.id IS NULL'),
    unknown('operator_code', 'OPERATOR', { en: 'operator', zh: '操盘手' }, 'o.id IS NULL'),
    {
      column: 'session_code',
      code: 'OTHER_MERCHANT',
      reason: {
        en: 'The session is not one of the engagement’s merchant.',
        zh: '该场次不属于该合作的商家。',
      },
      isBad: 'r.merchant_id <> e.merchant_id',
    },
    {
      column: 'engagement_code',
      code: 'NOT_IN_FORCE',
      reason: {
        en: 'The engagement was never agreed by both sides.',
        zh: '该合作未经双方约定。',
      },
      isBad: `e.state NOT IN ('ACCEPTED', 'TERMINATED')`,
    },
    {
      column: 'session_code',
      code: 'OUTSIDE_TERM',
      reason: {
        en: 'The session took place on a day outside the engagement’s term. Name the engagement that covers it, or correct its term in the engagements file.',
        zh: '该场次的日期不在合作期内。请填写覆盖该日的合作，或在 engagements 文件中更正期限。',
      },
      isBad: 'NOT engagement_days(e.started_on, e.ended_on, e.terminated_on) @> r.business_date',
    },
    {
      column: 'operator_code',
      code: 'OPERATOR_NOT_NAMED',
      reason: {
        en: 'The engagement does not name this operator.',
        zh: '该合作未指定此操盘手。',
      },
      isBad: 'e.id IS NOT NULL AND o.id IS NOT NULL AND named.operator_id IS NULL',
    },
    {
      column: 'operator_code',
      code: 'OPERATOR_NOT_EMPLOYED',
      reason: {
        en: 'The operator was not employed at the engagement’s provider on that day. Correct the employment in the operators file.',
        zh: '该操盘手当日未在该合作的服务商任职。请在 operators 文件中更正任职记录。',
      },
      isBad: 'named.operator_id IS NOT NULL AND r.session_id IS NOT NULL AND job.id IS NULL',
    },
    {
      column: 'session_code',
      code: 'SESSION_HELD',
      reason: {
        en: 'A claim that was made here holds the session. A file can’t take it away.',
        zh: '该场次已在本平台报备，不能通过文件更改。',
      },
      isBad: 'NOT known.imported OR NOT holder.imported',
    },
  ],
  setChecks: [
    {
      column: 'operator_code',
      code: 'OPERATOR_OVERLAP',
      reason: {
        en: 'A session of the same operator that began earlier in this file was still running. An operator runs one at a time.',
        zh: '文件中该操盘手更早开始的场次此时尚未结束。操盘手同一时间只能操盘一场。',
      },
      badLines: (staging) => `SELECT line FROM (
          SELECT s.line, l.started_at, max(l.ended_at) OVER (PARTITION BY s.operator_code
                   ORDER BY l.started_at, s.line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
            FROM ${staging} s ${SESSION}) AS t
        WHERE started_at < busy_until`,
    },
    {
      column: 'operator_code',
      code: 'OPERATOR_OVERLAP_KNOWN',
      reason: {
        en: 'Another claim that is known here has the same operator in another session at that time.',
        zh: '系统中已有报备显示该操盘手当时在操盘另一场次。',
      },
      badLines: (staging) => `SELECT s.line FROM ${staging} s ${SESSION}
          JOIN operator o ON o.operator_code = s.operator_code
          JOIN operated_session busy ON busy.operator_id = o.id AND busy.state <> 'WITHDRAWN'
           AND tstzrange(busy.planned_start, busy.planned_end) && tstzrange(l.started_at, l.ended_at)
         WHERE NOT (busy.imported
                    AND EXISTS (SELECT FROM ${staging} f WHERE f.session_code = busy.session_code))`,
    },
  ],
  async merge(transaction, load) {
    const resolved = `${load.staging}_resolved`;
    await transaction.execute(resolve(load.staging, resolved));
    await transaction.execute(`ANALYZE ${resolved}`);
    const superseded = await supersede(transaction, load, resolved);
    const inserted = await insert(transaction, load, resolved);
    await transaction.execute(`DROP TABLE ${resolved}`);
    return { inserted, superseded };
  },
};

/**
 * Imported claims take the file's values; verified ones are remembered as they were. They are withdrawn for a
 * moment, so that operators can swap their sessions.
 */
async function supersede(
  transaction: Transaction,
  { loadNumber, context, requestedBy }: StagedLoad,
  resolved: string,
): Promise<number> {
  await withdrawAnswers(transaction, resolved, requestedBy, context.now);
  const changed = await transaction.execute(
    `WITH kept AS (
       INSERT INTO operated_session_history (operated_session_id, engagement_id, operator_id, session_id,
                   claimed_at, in_time, verified_load, superseded_by)
       SELECT k.id, k.engagement_id, k.operator_id, k.session_id, k.claimed_at, k.in_time, k.verified_load, $1
         FROM ${resolved} f JOIN operated_session k ON k.id = f.known_id
        WHERE f.corrects AND k.state = 'VERIFIED')
     UPDATE operated_session k
        SET state = 'WITHDRAWN', withdrawn_at = $2, mismatch_reason = NULL, session_id = NULL,
            started_at = NULL, ended_at = NULL, verified_at = NULL, verified_load = NULL, answer = 'OPEN',
            answered_at = NULL, answer_due_at = NULL
       FROM ${resolved} f WHERE k.id = f.known_id AND f.corrects`,
    [loadNumber, context.now],
  );
  if (changed === 0) return 0;
  await transaction.execute(
    `UPDATE operated_session k
        SET state = 'VERIFIED', withdrawn_at = NULL, engagement_id = f.engagement_id,
            provider_id = f.provider_id, operator_id = f.operator_id, planned_start = f.started_at,
            planned_end = f.ended_at, claimed_at = f.claimed_at, session_id = f.session_id,
            started_at = f.started_at, ended_at = f.ended_at, verified_at = $2, verified_load = $1,
            in_time = f.in_time, policy_version = f.policy_version
       FROM ${resolved} f WHERE k.id = f.known_id AND f.corrects`,
    [loadNumber, context.now],
  );
  return changed;
}

/** What a merchant said of a claim does not hold for another operator, engagement or time. */
async function withdrawAnswers(
  transaction: Transaction,
  resolved: string,
  decidedBy: string,
  at: Date,
): Promise<void> {
  const corrected = `FROM ${resolved} f JOIN operated_session k ON k.id = f.known_id WHERE f.corrects`;
  await transaction.execute(
    `INSERT INTO operated_session_answer (operated_session_id, from_answer, to_answer, side, decided_by,
                                          decided_at)
     SELECT k.id, k.answer, 'OPEN', 'PLATFORM', $1, $2 ${corrected} AND k.answer <> 'OPEN'`,
    [decidedBy, at],
  );
  await transaction.execute(
    `UPDATE session_dispute SET state = 'LAPSED', decision_reason = 'the claim was corrected', decided_by = $1,
                                decided_at = $2
      WHERE state IN ('RAISED', 'ANSWERED') AND operated_session_id IN (SELECT k.id ${corrected})`,
    [decidedBy, at],
  );
}

function insert(
  transaction: Transaction,
  { loadNumber, context }: StagedLoad,
  resolved: string,
): Promise<number> {
  // Neighbours in the indexes come one after another: the exclusion constraint is what costs.
  return transaction.execute(
    `INSERT INTO operated_session (id, provider_id, merchant_id, engagement_id, operator_id, client_reference,
            session_code, planned_start, planned_end, state, claimed_at, session_id, started_at, ended_at,
            verified_at, verified_load, in_time, policy_version, imported)
     SELECT uuid_v7(), provider_id, merchant_id, engagement_id, operator_id, 'import:' || session_code,
            session_code, started_at, ended_at, 'VERIFIED', claimed_at, session_id, started_at, ended_at,
            $2, $1, in_time, policy_version, true
       FROM ${resolved} WHERE known_id IS NULL
      ORDER BY operator_id, started_at`,
    [loadNumber, context.now],
  );
}
