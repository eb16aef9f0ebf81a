import { isCreditCode } from '../../providers/index.js';
import type { Dataset } from '../../platform/datasets/dataset.js';
import { code, unknown } from './columns.js';

const VALUES = ['name', 'credit_code', 'focus', 'main_category_code', 'region_code'];

/**
 * The providers that an adopted platform had admitted before. Brought in once: who is known already is not
 * overwritten, because since then the company itself may have changed its profile.
 */
export const providers: Dataset = {
  name: 'providers',
  columns: [
    code('provider_code'),
    { name: 'name', type: 'text' },
    { name: 'credit_code', type: 'text', accepts: isCreditCode },
    { name: 'focus', type: 'text', oneOf: ['MCN', 'INDUSTRIAL_BELT', 'BRAND'] },
    code('main_category_code'),
    code('region_code'),
    { name: 'admitted_on', type: 'date' },
  ],
  naturalKey: ['provider_code'],
  past: true,
  after: [],
  lookups: `LEFT JOIN category c ON c.code = s.main_category_code
    LEFT JOIN region g ON g.code = s.region_code
    LEFT JOIN provider known ON known.provider_code = s.provider_code
    LEFT JOIN provider holder ON holder.credit_code = s.credit_code`,
  checks: [
    unknown('main_category_code', 'CATEGORY', { en: 'category', zh: '类目' }, 'c.code IS NULL'),
    unknown('region_code', 'REGION', { en: 'region', zh: '地区' }, 'g.code IS NULL'),
    {
      column: 'credit_code',
      code: 'CREDIT_CODE_TAKEN',
      reason: {
        en: 'Another provider has this credit code.',
        zh: '该统一社会信用代码已属于另一家服务商。',
      },
      isBad: 'holder.provider_code <> s.provider_code',
    },
    {
      column: 'provider_code',
      code: 'PROVIDER_KNOWN',
      reason: {
        en: 'This provider is known already, with other values. Change it in the application.',
        zh: '该服务商已存在且内容不同，请在系统中修改。',
      },
      isBad: `(${[...VALUES, 'admitted_on'].map((value) => `known.${value}`).join(', ')}) IS DISTINCT FROM
        (${[...VALUES, 'admitted_on'].map((value) => `s.${value}`).join(', ')}) AND known.id IS NOT NULL`,
    },
  ],
  setChecks: [
    {
      column: 'credit_code',
      code: 'CREDIT_CODE_TWICE',
      reason: {
        en: 'Several providers of the file have this credit code.',
        zh: '文件中有多家服务商使用该统一社会信用代码。',
      },
      badLines: (staging) => `SELECT unnest(array_agg(line)) FROM ${staging}
        GROUP BY credit_code HAVING count(*) > 1`,
    },
  ],
  async merge(transaction, { staging, requestedBy, context }) {
    const inserted = await transaction.execute(
      `WITH fresh AS (
         INSERT INTO provider (id, provider_code, ${VALUES.join(', ')}, admitted_on, state, imported)
         SELECT uuid_v7(), s.provider_code, ${VALUES.map((value) => `s.${value}`).join(', ')}, s.admitted_on,
                'ADMITTED', true
           FROM ${staging} s WHERE NOT EXISTS (SELECT FROM provider p WHERE p.provider_code = s.provider_code)
          ORDER BY s.line
         RETURNING id, admitted_on)
       INSERT INTO provider_transition (id, provider_id, from_state, to_state, reason, effective_on, decided_by, decided_at)
       SELECT uuid_v7(), id, NULL, 'ADMITTED', 'imported with the platform''s past', admitted_on, $1, $2 FROM fresh`,
      [requestedBy, context.now],
    );
    // Codes that we give out ourselves go on after those that came with the past.
    await transaction.execute(
      `SELECT setval('provider_code_number', highest)
         FROM (SELECT max(substring(provider_code FROM '^P([0-9]{1,15})$')::bigint) AS highest FROM ${staging}) f,
              provider_code_number n
        WHERE highest > n.last_value OR (highest = n.last_value AND NOT n.is_called)`,
    );
    return { inserted, superseded: 0 };
  },
};
