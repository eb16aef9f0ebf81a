import type { Dataset } from '../../platform/datasets/dataset.js';
import { code, count, largeCount, money, quantity, unknown } from './columns.js';
import { mergeFacts, type FactTable } from './fact-dataset.js';

const VALUES = [
  money('paid_gmv'),
  count('orders'),
  count('viewers'),
  largeCount('exposures'),
  largeCount('entries'),
  quantity('watch_minutes'),
  money('ad_spend'),
];

const REGISTRY = 'LEFT JOIN live_session_registry r ON r.session_code = s.session_code';
const SESSION = `LEFT JOIN live_session l ON l.merchant_id = r.merchant_id AND l.session_id = r.session_id
  AND l.business_date = r.business_date`;

const TABLE: FactTable = {
  table: 'session_minute',
  history: 'session_minute_history',
  lookups: REGISTRY,
  key: {
    merchant_id: 'r.merchant_id',
    session_id: 'r.session_id',
    minute: 's.minute',
    business_date: 'r.business_date',
  },
  values: VALUES.map(({ name }) => name),
  partitionedBy: 'business_date',
};

export const sessionMinutes: Dataset = {
  name: 'session-minutes',
  columns: [code('session_code'), count('minute'), ...VALUES],
  naturalKey: ['session_code', 'minute'],
  past: false,
  after: ['sessions'],
  lookups: `${REGISTRY} ${SESSION}`,
  checks: [
    unknown(
      'session_code',
      'SESSION',
      { en: 'live session', zh: '直播场次' },
      'r.session_id IS NULL',
    ),
    {
      column: 'minute',
      code: 'MINUTE_OUTSIDE_SESSION',
      reason: {
        en: 'The session had ended by that minute. Minutes count from 0 at started_at.',
        zh: '该分钟已在直播结束之后。分钟从 started_at 起由 0 计数。',
      },
      isBad: `l.started_at + s.minute * INTERVAL '1 minute' >= l.ended_at`,
    },
  ],
  merge: (transaction, load) => mergeFacts(TABLE, transaction, load),
};
