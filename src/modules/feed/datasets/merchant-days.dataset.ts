import type { Dataset } from '../../platform/datasets/dataset.js';
import {
  code,
  count,
  largeCount,
  MERCHANT_LOOKUP,
  money,
  notAbove,
  outsideMembership,
  quantity,
  UNKNOWN_MERCHANT,
} from './columns.js';
import { mergeFacts, type FactTable } from './fact-dataset.js';

const VALUES = [
  money('paid_gmv'),
  money('live_paid_gmv', { optional: true, nullable: true }),
  money('refunded_gmv'),
  count('orders'),
  count('buyers'),
  count('new_buyers'),
  count('repeat_buyers'),
  largeCount('exposures'),
  largeCount('entries'),
  quantity('watch_minutes'),
  quantity('live_minutes'),
  count('videos_published'),
  count('fans_gained'),
  count('fans_lost'),
  money('ad_spend'),
  money('ad_gmv'),
  count('listed_skus'),
  count('active_skus'),
  count('shipped_total'),
  count('shipped_on_time'),
  count('complaints'),
  quantity('rating_sum'),
  count('rating_count'),
];

const TABLE: FactTable = {
  table: 'merchant_day',
  history: 'merchant_day_history',
  lookups: MERCHANT_LOOKUP,
  key: { merchant_id: 'm.id', date: 's.date' },
  values: VALUES.map(({ name }) => name),
  partitionedBy: 'date',
};

export const merchantDays: Dataset = {
  name: 'merchant-days',
  columns: [code('merchant_code'), { name: 'date', type: 'date' }, ...VALUES],
  naturalKey: ['merchant_code', 'date'],
  past: false,
  after: ['merchants'],
  lookups: MERCHANT_LOOKUP,
  checks: [
    UNKNOWN_MERCHANT,
    outsideMembership('date', 's.date'),
    notAbove('refunded_gmv', 'paid_gmv'),
    notAbove('live_paid_gmv', 'paid_gmv'),
    notAbove('buyers', 'orders'),
    notAbove('new_buyers', 'buyers'),
    notAbove('repeat_buyers', 'buyers'),
    notAbove('active_skus', 'listed_skus'),
    notAbove('shipped_on_time', 'shipped_total'),
  ],
  merge: (transaction, load) => mergeFacts(TABLE, transaction, load),
};
