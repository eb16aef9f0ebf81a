import type { Dataset } from '../../platform/datasets/dataset.js';
import { code, notBefore, unknown } from './columns.js';
import { mergeFacts } from './fact-dataset.js';

export const promotionDays: Dataset = {
  name: 'promotion-days',
  columns: [
    code('category_code'),
    { name: 'date', type: 'date', mayBeFuture: true },
    { name: 'name', type: 'text' },
    { name: 'announced_on', type: 'date', mayBeFuture: true },
  ],
  naturalKey: ['category_code', 'date'],
  past: false,
  after: [],
  lookups: 'LEFT JOIN category c ON c.code = s.category_code',
  checks: [
    unknown(
      'category_code',
      'CATEGORY',
      { en: 'category (or * for all of them)', zh: '类目（* 表示全部类目）' },
      `c.code IS NULL AND s.category_code <> '*'`,
    ),
    notBefore('date', 'announced_on'),
  ],
  merge: (transaction, load) =>
    mergeFacts(
      {
        table: 'promotion_day',
        history: 'promotion_day_history',
        key: { category_code: 's.category_code', date: 's.date' },
        values: ['name', 'announced_on'],
      },
      transaction,
      load,
    ),
};
