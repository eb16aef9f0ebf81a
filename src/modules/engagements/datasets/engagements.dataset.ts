import type { Dataset, StagedLoad } from '../../platform/datasets/dataset.js';
import type { Transaction } from '../../platform/database/sql-executor.js';
import { code, unknown } from './columns.js';

const CODES = `unnest(string_to_array(s.operator_codes, ';'))`;
const VALUES = ['started_on', 'ended_on', 'target_gmv', 'fee'] as const;

/** Whether what is known of an engagement (`e`) differs from its row in the file (`s`). */
const DIFFERS = `((${VALUES.map((name) => `e.${name}`).join(', ')})
    IS DISTINCT FROM (${VALUES.map((name) => `s.${name}`).join(', ')})
  OR ARRAY(SELECT o.operator_code FROM engagement_operator eo JOIN operator o ON o.id = eo.operator_id
            WHERE eo.engagement_id = e.id ORDER BY 1)
     IS DISTINCT FROM ARRAY(SELECT c.code FROM ${CODES} AS c(code) ORDER BY 1))`;

/** Who had served whom on an adopted platform. A later file may correct terms, amounts and operators. */
export const engagements: Dataset = {
  name: 'engagements',
  columns: [
    code('engagement_code'),
    code('provider_code'),
    code('merchant_code'),
    { name: 'operator_codes', type: 'text', maximumLength: 1_500 },
    { name: 'started_on', type: 'date' },
    { name: 'ended_on', type: 'date', mayBeFuture: true },
    { name: 'target_gmv', type: 'money', nonNegative: true },
    { name: 'fee', type: 'money', nonNegative: true },
  ],
  naturalKey: ['engagement_code'],
  past: true,
  after: ['providers', 'merchants', 'operators'],
  lookups: `LEFT JOIN provider p ON p.provider_code = s.provider_code
    LEFT JOIN merchant m ON m.merchant_code = s.merchant_code
    LEFT JOIN engagement e ON e.engagement_code = s.engagement_code
    LEFT JOIN LATERAL (
      SELECT count(*) AS named, count(DISTINCT c.code) AS distinct_codes, count(o.id) AS known,
             count(o.id) FILTER (WHERE EXISTS (
               SELECT FROM employment em
                WHERE em.operator_id = o.id AND em.provider_id = p.id AND em.employed_from <= s.ended_on
                  AND coalesce(em.employed_to, 'infinity') >= s.started_on)) AS employed
        FROM ${CODES} AS c(code) LEFT JOIN operator o ON o.operator_code = c.code) AS staff ON true`,
  checks: [
    unknown('provider_code', 'PROVIDER', { en: 'provider', zh: '服务商' }, 'p.id IS NULL'),
    unknown('merchant_code', 'MERCHANT', { en: 'merchant', zh: '商家' }, 'm.id IS NULL'),
    unknown(
      'operator_codes',
      'OPERATOR',
      { en: 'operator of the list', zh: '操盘手' },
      'staff.known < staff.named',
    ),
    {
      column: 'operator_codes',
      code: 'OPERATOR_TWICE',
      reason: {
        en: 'An operator stands in the list twice. Name each once, with “;” between.',
        zh: '名单中有重复的操盘手。请用 “;” 分隔且每人只写一次。',
      },
      isBad: 'staff.distinct_codes < staff.named',
    },
    {
      column: 'operator_codes',
      code: 'OPERATOR_NOT_EMPLOYED',
      reason: {
        en: 'An operator of the list was not employed at the provider on any day of the term. Correct the list, the term, or the employment in the operators file.',
        zh: '名单中有操盘手在合作期内从未任职于该服务商。请更正名单、期限，或在 operators 文件中更正任职记录。',
      },
      isBad: 'p.id IS NOT NULL AND staff.employed < staff.known',
    },
    {
      column: 'ended_on',
      code: 'ENDS_BEFORE_START',
      reason: { en: 'ended_on lies before started_on.', zh: 'ended_on 早于 started_on。' },
      isBad: 's.ended_on < s.started_on',
    },
    {
      column: 'engagement_code',
      code: 'NOT_IMPORTED',
      reason: {
        en: 'An engagement that was agreed here has this code, or the imported one was terminated here. A file can’t change it.',
        zh: '该编码属于在本平台约定的合作，或该导入合作已在本平台终止，不能通过文件修改。',
      },
      isBad: `e.id IS NOT NULL AND (NOT e.imported OR e.state <> 'ACCEPTED')`,
    },
    {
      column: 'engagement_code',
      code: 'PARTIES_CHANGED',
      reason: {
        en: 'The engagement is known between other parties. Give the new one a code of its own.',
        zh: '该合作已存在且双方不同。请为新的合作使用新的编码。',
      },
      isBad: 'e.provider_id <> p.id OR e.merchant_id <> m.id',
    },
    {
      column: 'engagement_code',
      code: 'CLAIMS_LEFT_OUT',
      reason: {
        en: 'Sessions were claimed under the engagement on days or by operators that this row leaves out. Correct the claims first.',
        zh: '已有报备场次的日期或操盘手不在本行之内。请先更正报备。',
      },
      isBad: `EXISTS (SELECT FROM operated_session k JOIN operator o ON o.id = k.operator_id
        WHERE k.engagement_id = e.id AND k.state <> 'WITHDRAWN'
          AND ((coalesce(k.started_at, k.planned_start) AT TIME ZONE 'Asia/Shanghai')::date
                 NOT BETWEEN s.started_on AND s.ended_on
            OR o.operator_code <> ALL (string_to_array(s.operator_codes, ';'))))`,
    },
  ],
  setChecks: [
    {
      column: 'started_on',
      code: 'TERMS_OVERLAP',
      reason: {
        en: 'An engagement of the same provider and merchant that starts earlier in this file is still running then. One pair has one engagement on a day.',
        zh: '文件中同一服务商与商家的更早合作此时尚未结束。同一双方每天只能有一个合作。',
      },
      badLines: (staging) => `SELECT line FROM (
          SELECT line, started_on, max(ended_on) OVER (PARTITION BY provider_code, merchant_code
                   ORDER BY started_on, line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
            FROM ${staging}) AS t
        WHERE started_on <= busy_until`,
    },
    {
      column: 'started_on',
      code: 'TERMS_OVERLAP_KNOWN',
      reason: {
        en: 'Another engagement of the same provider and merchant that is known here runs on some of these days.',
        zh: '系统中已有同一双方的其他合作与该期限重叠。',
      },
      badLines: (staging) => `SELECT s.line FROM ${staging} s
          JOIN provider p ON p.provider_code = s.provider_code
          JOIN merchant m ON m.merchant_code = s.merchant_code
          JOIN engagement x ON x.provider_id = p.id AND x.merchant_id = m.id AND x.kind = 'SERVICE'
           AND x.state IN ('PROPOSED', 'ACCEPTED', 'TERMINATED')
           AND engagement_days(x.started_on, x.ended_on, x.terminated_on)
               && daterange(s.started_on, s.ended_on, '[]')
         WHERE NOT EXISTS (SELECT FROM ${staging} f WHERE f.engagement_code = x.engagement_code)`,
    },
  ],
  async merge(transaction, load) {
    const superseded = await supersede(transaction, load);
    const inserted = await insert(transaction, load);
    await nameOperators(transaction, load);
    await recordTransitions(transaction, load);
    await continueCodes(transaction, load);
    return { inserted, superseded };
  },
};

/**
 * Known engagements take the file's values; the old ones go to the history. They are taken out of the way
 * first, so that two of one pair can swap their terms.
 */
async function supersede(transaction: Transaction, { staging, loadNumber }: StagedLoad) {
  const count = await transaction.execute(
    `INSERT INTO engagement_history (engagement_id, operator_ids, started_on, ended_on, target_gmv, fee,
                                     load_number, superseded_by)
     SELECT e.id, ARRAY(SELECT operator_id FROM engagement_operator WHERE engagement_id = e.id ORDER BY 1),
            e.started_on, e.ended_on, e.target_gmv, e.fee, e.load_number, $1
       FROM ${staging} s JOIN engagement e ON e.engagement_code = s.engagement_code
      WHERE ${DIFFERS}`,
    [loadNumber],
  );
  if (count === 0) return 0;
  const changed = 'SELECT engagement_id FROM engagement_history WHERE superseded_by = $1';
  await transaction.execute(`UPDATE engagement SET state = 'WITHDRAWN' WHERE id IN (${changed})`, [
    loadNumber,
  ]);
  await transaction.execute(
    `UPDATE engagement e
        SET state = 'ACCEPTED', started_on = s.started_on, ended_on = s.ended_on, target_gmv = s.target_gmv,
            fee = s.fee, load_number = $1, version = version + 1
       FROM ${staging} s WHERE e.engagement_code = s.engagement_code AND e.id IN (${changed})`,
    [loadNumber],
  );
  await transaction.execute(`DELETE FROM engagement_operator WHERE engagement_id IN (${changed})`, [
    loadNumber,
  ]);
  return count;
}

function insert(transaction: Transaction, { staging, loadNumber, context }: StagedLoad) {
  return transaction.execute(
    `INSERT INTO engagement (id, engagement_code, provider_id, merchant_id, state, proposed_by, scope_modules,
                             target_gmv, fee, started_on, ended_on, imported, load_number, created_at,
                             accepted_at)
     SELECT uuid_v7(), s.engagement_code, p.id, m.id, 'ACCEPTED', 'PROVIDER', '{}', s.target_gmv, s.fee,
            s.started_on, s.ended_on, true, $1, $2, s.started_on::timestamp AT TIME ZONE 'Asia/Shanghai'
       FROM ${staging} s
       JOIN provider p ON p.provider_code = s.provider_code
       JOIN merchant m ON m.merchant_code = s.merchant_code
      WHERE NOT EXISTS (SELECT FROM engagement e WHERE e.engagement_code = s.engagement_code)
      ORDER BY s.line`,
    [loadNumber, context.now],
  );
}

async function nameOperators(transaction: Transaction, { staging, loadNumber }: StagedLoad) {
  await transaction.execute(
    `INSERT INTO engagement_operator (engagement_id, operator_id)
     SELECT e.id, o.id
       FROM ${staging} s
       JOIN engagement e ON e.engagement_code = s.engagement_code AND e.load_number = $1
      CROSS JOIN LATERAL ${CODES} AS c(code)
       JOIN operator o ON o.operator_code = c.code`,
    [loadNumber],
  );
}

async function recordTransitions(transaction: Transaction, load: StagedLoad) {
  await transaction.execute(
    `INSERT INTO engagement_transition (id, engagement_id, from_state, to_state, reason, side, decided_by,
                                        decided_at)
     SELECT uuid_v7(), e.id, CASE WHEN h.engagement_id IS NOT NULL THEN 'ACCEPTED' END, 'ACCEPTED',
            CASE WHEN h.engagement_id IS NULL THEN 'imported' ELSE 'corrected' END || ' with load ' || $1::bigint,
            'PLATFORM', $2, $3
       FROM engagement e
       LEFT JOIN engagement_history h ON h.engagement_id = e.id AND h.superseded_by = $1::bigint
      WHERE e.load_number = $1::bigint`,
    [load.loadNumber, load.requestedBy, load.context.now],
  );
}

/** Codes that we give out ourselves go on after those that came with the past. */
async function continueCodes(transaction: Transaction, { staging }: StagedLoad) {
  await transaction.query(
    `SELECT setval('engagement_code_number', highest)
       FROM (SELECT max(substring(engagement_code FROM '^E([0-9]{1,15})$')::bigint) AS highest FROM ${staging}) f,
            engagement_code_number n
      WHERE highest > n.last_value OR (highest = n.last_value AND NOT n.is_called)`,
  );
}
