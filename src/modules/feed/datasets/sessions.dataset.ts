import type { Dataset, MergeCounts, StagedLoad } from '../../platform/datasets/dataset.js';
import type { Transaction } from '../../platform/database/sql-executor.js';
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

const OPTIONAL = { optional: true, nullable: true } as const;
const VALUES = [
  { name: 'started_at', type: 'timestamp' } as const,
  { name: 'ended_at', type: 'timestamp' } as const,
  money('target_gmv'),
  money('paid_gmv'),
  money('refunded_gmv'),
  count('orders'),
  count('buyers'),
  count('new_buyers'),
  largeCount('exposures'),
  largeCount('entries'),
  quantity('watch_minutes'),
  count('peak_viewers'),
  quantity('average_viewers'),
  count('reservations'),
  count('fans_gained'),
  money('ad_spend'),
  money('ad_gmv'),
  money('top_buyer_gmv'),
  count('fans_lost', OPTIONAL),
  money('refunded_24h_gmv', OPTIONAL),
  money('top10_buyer_gmv', OPTIONAL),
];
const NAMES = VALUES.map(({ name }) => name);

/** The business day on which the session began. */
const BUSINESS_DATE = `(s.started_at AT TIME ZONE 'Asia/Shanghai')::date`;
const REGISTRY = 'live_session_registry r ON r.session_code = s.session_code';
const LIVE = `live_session t ON t.merchant_id = r.merchant_id AND t.session_id = r.session_id
  AND t.business_date = r.business_date`;
const DIFFERS = `t.load_number < $1 AND (${NAMES.map((name) => `t.${name}`).join(', ')})
  IS DISTINCT FROM (${NAMES.map((name) => `s.${name}`).join(', ')})`;
const COLUMNS = ['merchant_id', 'session_id', 'business_date', 'session_code', ...NAMES];
const MINUTE_VALUES = `paid_gmv, orders, viewers, exposures, entries, watch_minutes, ad_spend`;

export const sessions: Dataset = {
  name: 'sessions',
  columns: [code('session_code'), code('merchant_code'), ...VALUES],
  naturalKey: ['session_code'],
  past: false,
  after: ['merchants'],
  lookups: `${MERCHANT_LOOKUP} LEFT JOIN ${REGISTRY}`,
  checks: [
    UNKNOWN_MERCHANT,
    {
      column: 'merchant_code',
      code: 'SESSION_OF_ANOTHER_MERCHANT',
      reason: {
        en: 'This session is known as another merchant’s. A correction may move a session to another day, not to another merchant.',
        zh: '该场次已登记在其他商家名下。更正可以改变场次日期，但不能更换商家。',
      },
      isBad: 'r.merchant_id <> m.id',
    },
    {
      column: 'ended_at',
      code: 'ENDS_BEFORE_START',
      reason: { en: 'ended_at must lie after started_at.', zh: 'ended_at 必须晚于 started_at。' },
      isBad: 's.ended_at <= s.started_at',
    },
    outsideMembership('started_at', BUSINESS_DATE),
    notAbove('refunded_gmv', 'paid_gmv'),
    notAbove('buyers', 'orders'),
    notAbove('new_buyers', 'buyers'),
    notAbove('average_viewers', 'peak_viewers'),
    notAbove('refunded_24h_gmv', 'refunded_gmv'),
    notAbove('top_buyer_gmv', 'paid_gmv'),
    notAbove('top_buyer_gmv', 'top10_buyer_gmv'),
    notAbove('top10_buyer_gmv', 'paid_gmv'),
  ],
  merge: mergeSessions,
};

/** Like `mergeFacts`, but a session's day may change, so that its rows are found through the registry. */
async function mergeSessions(transaction: Transaction, load: StagedLoad): Promise<MergeCounts> {
  const { staging, loadNumber } = load;
  const [span] = await transaction.query<{ count: string; min: string; max: string }>(
    `SELECT count(*), min(${BUSINESS_DATE}), max(${BUSINESS_DATE}) FROM ${staging} s`,
  );
  const rows = Number(span!.count);
  if (rows === 0) return { inserted: 0, superseded: 0 };
  const { min: firstDate, max: lastDate } = span!;
  await transaction.query(`SELECT ensure_month_partitions('live_session', $1, $2)`, [
    firstDate,
    lastDate,
  ]);

  const inserted = await transaction.execute(
    `WITH fresh AS (
       INSERT INTO live_session_registry AS r (session_code, session_id, merchant_id, business_date)
       SELECT s.session_code, uuid_v7(), m.id, ${BUSINESS_DATE}
         FROM ${staging} s ${MERCHANT_LOOKUP}
        WHERE NOT EXISTS (SELECT FROM live_session_registry k WHERE k.session_code = s.session_code)
       RETURNING r.*)
     INSERT INTO live_session (${COLUMNS.join(', ')}, load_number)
     SELECT f.merchant_id, f.session_id, f.business_date, f.session_code,
            ${NAMES.map((name) => `s.${name}`).join(', ')}, $1
       FROM fresh f JOIN ${staging} s ON s.session_code = f.session_code`,
    [loadNumber],
  );
  const superseded = inserted === rows ? 0 : await supersede(transaction, load);
  return { inserted, superseded, firstDate, lastDate };
}

async function supersede(
  transaction: Transaction,
  { staging, loadNumber }: StagedLoad,
): Promise<number> {
  const superseded = await transaction.execute(
    `INSERT INTO live_session_history (${COLUMNS.join(', ')}, load_number, superseded_by)
     SELECT ${COLUMNS.map((column) => `t.${column}`).join(', ')}, t.load_number, $1
       FROM ${staging} s JOIN ${REGISTRY} JOIN ${LIVE} WHERE ${DIFFERS}`,
    [loadNumber],
  );
  if (superseded === 0) return 0;
  await transaction.execute(
    `UPDATE live_session t
        SET ${NAMES.map((name) => `${name} = s.${name}`).join(', ')}, business_date = ${BUSINESS_DATE}, load_number = $1
       FROM ${staging} s JOIN ${REGISTRY}
      WHERE t.merchant_id = r.merchant_id AND t.session_id = r.session_id AND t.business_date = r.business_date
        AND ${DIFFERS}`,
    [loadNumber],
  );
  await moveToAnotherDay(transaction, staging, loadNumber);
  return superseded;
}

/** A session's minutes lie under its business date, so they move with it; the old place stays in the history. */
async function moveToAnotherDay(
  transaction: Transaction,
  staging: string,
  loadNumber: string,
): Promise<void> {
  const moved = await transaction.execute(
    `UPDATE live_session_registry r SET business_date = ${BUSINESS_DATE}
       FROM ${staging} s WHERE r.session_code = s.session_code AND r.business_date <> ${BUSINESS_DATE}`,
  );
  if (moved === 0) return;
  const minutes = `${staging} s JOIN ${REGISTRY}
    JOIN session_minute t ON t.merchant_id = r.merchant_id AND t.session_id = r.session_id
                         AND t.business_date <> r.business_date`;
  const [span] = await transaction.query<{ min: string | null; max: string | null }>(
    `SELECT min(r.business_date), max(r.business_date) FROM ${minutes}`,
  );
  if (!span?.min) return;
  await transaction.query(`SELECT ensure_month_partitions('session_minute', $1, $2)`, [
    span.min,
    span.max,
  ]);
  await transaction.execute(
    `INSERT INTO session_minute_history (merchant_id, session_id, business_date, minute, ${MINUTE_VALUES}, load_number, superseded_by)
     SELECT t.merchant_id, t.session_id, t.business_date, t.minute,
            ${MINUTE_VALUES.split(', ')
              .map((value) => `t.${value}`)
              .join(', ')}, t.load_number, $1 FROM ${minutes}`,
    [loadNumber],
  );
  await transaction.execute(
    `UPDATE session_minute t SET business_date = r.business_date, load_number = $1
       FROM ${staging} s JOIN ${REGISTRY}
      WHERE t.merchant_id = r.merchant_id AND t.session_id = r.session_id AND t.business_date <> r.business_date`,
    [loadNumber],
  );
}
