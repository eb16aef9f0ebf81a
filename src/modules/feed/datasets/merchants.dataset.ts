import type { Dataset } from '../../platform/datasets/dataset.js';
import { code, notBefore, unknown } from './columns.js';

const VALUES = ['name', 'kind', 'category_code', 'region_code', 'joined_on', 'exited_on'];
const SAME = 'm.merchant_code = s.merchant_code';

/** Merchants, whose attributes are dated by loads: what a later file replaces goes to merchant_history. */
export const merchants: Dataset = {
  name: 'merchants',
  columns: [
    code('merchant_code'),
    { name: 'name', type: 'text' },
    { name: 'kind', type: 'text', oneOf: ['HOST', 'BRAND', 'QUICK_BRAND', 'FACTORY'] },
    code('category_code'),
    code('region_code'),
    { name: 'joined_on', type: 'date' },
    { name: 'exited_on', type: 'date', nullable: true, mayBeFuture: true },
  ],
  naturalKey: ['merchant_code'],
  past: false,
  after: [],
  lookups: `LEFT JOIN category c ON c.code = s.category_code LEFT JOIN region g ON g.code = s.region_code`,
  checks: [
    unknown('category_code', 'CATEGORY', { en: 'category', zh: '类目' }, 'c.code IS NULL'),
    unknown('region_code', 'REGION', { en: 'region', zh: '地区' }, 'g.code IS NULL'),
    notBefore('exited_on', 'joined_on'),
  ],
  async merge(transaction, { staging, loadNumber }) {
    const inserted = await transaction.execute(
      `INSERT INTO merchant (id, merchant_code, ${VALUES.join(', ')}, load_number)
       SELECT uuid_v7(), s.merchant_code, ${VALUES.map((value) => `s.${value}`).join(', ')}, $1
         FROM ${staging} s WHERE NOT EXISTS (SELECT FROM merchant m WHERE ${SAME})
        ORDER BY s.line`,
      [loadNumber],
    );
    const differs = `m.load_number < $1 AND (${VALUES.map((value) => `m.${value}`).join(', ')})
      IS DISTINCT FROM (${VALUES.map((value) => `s.${value}`).join(', ')})`;
    const superseded = await transaction.execute(
      `INSERT INTO merchant_history (id, ${VALUES.join(', ')}, load_number, superseded_by)
       SELECT m.id, ${VALUES.map((value) => `m.${value}`).join(', ')}, m.load_number, $1
         FROM ${staging} s JOIN merchant m ON ${SAME} WHERE ${differs}`,
      [loadNumber],
    );
    if (superseded > 0)
      await transaction.execute(
        `UPDATE merchant m SET ${VALUES.map((value) => `${value} = s.${value}`).join(', ')}, load_number = $1
           FROM ${staging} s WHERE ${SAME} AND ${differs}`,
        [loadNumber],
      );
    return { inserted, superseded };
  },
};
