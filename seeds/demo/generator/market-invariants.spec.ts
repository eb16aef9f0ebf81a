import {
  cents,
  generatedMarket,
  type GeneratedMarket,
  type Row,
} from '../../../test/support/generated-market.js';
import categories from '../../reference/categories.json' with { type: 'json' };
import regions from '../../reference/regions.json' with { type: 'json' };
import { columnsOf, COLUMNS, type Dataset } from './datasets.js';

/** Every rule as [what it says, whether it holds]; returns the rows that break one. */
function broken(rows: Row[], rules: (row: Row) => Record<string, boolean>): string[] {
  return rows.flatMap((row) =>
    Object.entries(rules(row))
      .filter(([, holds]) => !holds)
      .map(([rule]) => `${rule}: ${Object.values(row).join(',')}`),
  );
}

function count(cell: string | undefined): number {
  if (!/^\d+$/.test(cell ?? '')) throw new Error(`Not a count: "${cell}".`);
  return Number(cell);
}

function instant(cell: string | undefined): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/.test(cell ?? '')) {
    throw new Error(`Not a time: "${cell}".`);
  }
  return Date.parse(cell!);
}

function groupBy(rows: Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** Reads a row's figures, each checked and converted once. */
function reader(row: Row): (column: string) => number {
  const known = new Map<string, number>();
  return (column) => {
    const value = known.get(column) ?? (MONEY.test(column) ? cents : count)(row[column]);
    known.set(column, value);
    return value;
  };
}

function total(rows: Row[], column: string): number {
  const read = MONEY.test(column) ? cents : count;
  return rows.reduce((sum, row) => sum + read(row[column]), 0);
}

function byCode(rows: Row[], column: string): Map<string, Row> {
  const map = new Map(rows.map((row) => [row[column]!, row]));
  expect(map.size).toBe(rows.length);
  return map;
}

const MONEY = /_gmv$|^ad_spend$|^fee$/;
const DAY_MS = 86_400_000;
const LAST_DATE = '2026-10-31';

describe.each([1, 20261101, 987654321])('a market of seed %d', (seed) => {
  let market: GeneratedMarket;
  beforeAll(async () => {
    market = await generatedMarket({
      merchants: 60,
      days: 120,
      seed,
      providers: 20,
      operators: 30,
      minutesSessions: 30,
    });
  });

  it("has the contract's columns in order, and every dataset has rows", () => {
    for (const dataset of Object.keys(COLUMNS) as Dataset[]) {
      const text = market.files.get(`${dataset}.csv`)!;
      expect(text.slice(0, text.indexOf('\r\n'))).toBe(columnsOf(dataset).join(','));
      expect(market.rows(dataset).length).toBeGreaterThan(0);
    }
  });

  it('refers only to what exists, under keys that stand once in a file', () => {
    const merchants = byCode(market.rows('merchants'), 'merchant_code');
    const providers = byCode(market.rows('providers'), 'provider_code');
    const operators = byCode(market.rows('operators'), 'operator_code');
    const sessions = byCode(market.rows('sessions'), 'session_code');
    const engagements = byCode(market.rows('engagements'), 'engagement_code');
    byCode(market.rows('operators-later-jobs'), 'operator_code');
    byCode(market.rows('claims'), 'session_code');
    const categoryCodes = new Set(categories.map((row) => row.code));
    const regionCodes = new Set(regions.map((row) => row.code));
    const days = market.rows('merchant-days');
    expect(new Set(days.map((row) => `${row.merchant_code} ${row.date}`)).size).toBe(days.length);
    const found = [
      ...broken([...merchants.values()], (row) => ({
        category: categoryCodes.has(row.category_code!),
        region: regionCodes.has(row.region_code!),
        kind: ['HOST', 'BRAND', 'QUICK_BRAND', 'FACTORY'].includes(row.kind!),
        'exits after joining': row.exited_on === '' || row.exited_on! > row.joined_on!,
      })),
      ...broken([...providers.values()], (row) => ({
        category: categoryCodes.has(row.main_category_code!),
        region: regionCodes.has(row.region_code!),
        focus: ['MCN', 'INDUSTRIAL_BELT', 'BRAND'].includes(row.focus!),
      })),
      ...broken([...operators.values()], (row) => ({
        provider: providers.has(row.provider_code!),
      })),
      ...broken([...sessions.values()], (row) => ({ merchant: merchants.has(row.merchant_code!) })),
      ...broken([...engagements.values()], (row) => ({
        provider: providers.has(row.provider_code!),
        merchant: merchants.has(row.merchant_code!),
        operators: row.operator_codes!.split(';').every((code) => operators.has(code)),
        term: row.started_on! < row.ended_on!,
        admitted: providers.get(row.provider_code!)!.admitted_on! <= row.started_on!,
        target: cents(row.target_gmv) > 0,
        fee: cents(row.fee) > 0,
      })),
      ...broken(market.rows('promotion-days'), (row) => ({
        category: row.category_code === '*' || categoryCodes.has(row.category_code!),
        'announced before': row.announced_on! < row.date!,
        known: row.announced_on! <= LAST_DATE,
      })),
      ...broken(market.rows('indicator-values'), (row) => ({
        provider: providers.has(row.provider_code!),
        period: row.period_start! < row.period_end! && row.period_end! <= LAST_DATE,
        value: Number(row.value) >= 0,
        sample: count(row.sample_size) > 0,
      })),
    ];
    expect(found).toEqual([]);
  });

  it('has sessions whose figures are possible', () => {
    const found = broken(market.rows('sessions'), (row) => {
      const n = reader(row);
      const minutes = (instant(row.ended_at) - instant(row.started_at)) / 60_000;
      const topTen = n('top10_buyer_gmv');
      return {
        'half an hour to six': minutes >= 30 && minutes <= 360,
        'within one day': row.started_at!.slice(0, 10) === row.ended_at!.slice(0, 10),
        'refunded ≤ paid': n('refunded_gmv') <= n('paid_gmv'),
        '24 h refund ≤ refund': n('refunded_24h_gmv') <= n('refunded_gmv'),
        'buyers ≤ orders': n('buyers') <= n('orders'),
        'new ≤ buyers': n('new_buyers') <= n('buyers'),
        'buyers ≤ entries ≤ exposures':
          n('buyers') <= n('entries') && n('entries') <= n('exposures'),
        'orders iff paid': n('orders') > 0 === n('paid_gmv') > 0,
        'average ≤ peak ≤ entries':
          n('average_viewers') <= n('peak_viewers') && n('peak_viewers') <= n('entries'),
        'average viewers': Math.abs(n('average_viewers') * minutes - n('watch_minutes')) <= minutes,
        'fans ≤ entries': n('fans_gained') <= n('entries'),
        'no factor of the GMV identity is zero where there are sales':
          n('paid_gmv') === 0 || n('exposures') * n('entries') * n('watch_minutes') > 0,
        'top ≤ top ten ≤ paid': n('top_buyer_gmv') <= topTen && topTen <= n('paid_gmv'),
        'top ten ≤ 10 × top': topTen <= 10 * n('top_buyer_gmv'),
        'top ≥ mean': n('top_buyer_gmv') * n('buyers') >= n('paid_gmv'),
        'ten or fewer buyers are the top ten': n('buyers') > 10 || topTen === n('paid_gmv'),
        target: n('target_gmv') > 0,
        'ad columns': n('ad_spend') >= 0 && n('ad_gmv') >= 0,
      };
    });
    expect(found).toEqual([]);
  });

  it('has merchant-days that hold their sessions', () => {
    const sessions = groupBy(
      market.rows('sessions'),
      (row) => `${row.merchant_code} ${row.started_at!.slice(0, 10)}`,
    );
    const merchants = byCode(market.rows('merchants'), 'merchant_code');
    const found = broken(market.rows('merchant-days'), (row) => {
      const n = reader(row);
      const key = `${row.merchant_code} ${row.date}`;
      const live = sessions.get(key) ?? [];
      sessions.delete(key);
      const merchant = merchants.get(row.merchant_code!)!;
      const minutes = live.reduce(
        (sum, session) => sum + (instant(session.ended_at) - instant(session.started_at)) / 60_000,
        0,
      );
      return {
        'within the life': row.date! >= merchant.joined_on!,
        'before the exit': merchant.exited_on === '' || row.date! <= merchant.exited_on!,
        'live = sessions': n('live_paid_gmv') === total(live, 'paid_gmv'),
        'live ≤ all': n('live_paid_gmv') <= n('paid_gmv'),
        'refunded ≤ paid': n('refunded_gmv') <= n('paid_gmv'),
        'refunds hold sessions': n('refunded_gmv') >= total(live, 'refunded_gmv'),
        'live minutes': n('live_minutes') === minutes,
        'buyers ≤ orders': n('buyers') <= n('orders'),
        'new + repeat ≤ buyers': n('new_buyers') + n('repeat_buyers') <= n('buyers'),
        'buyers of the largest session': live.every((s) => count(s.buyers) <= n('buyers')),
        'orders hold sessions': n('orders') >= total(live, 'orders'),
        'buyers ≤ entries ≤ exposures':
          n('buyers') <= n('entries') && n('entries') <= n('exposures'),
        'watch minutes hold sessions': n('watch_minutes') >= total(live, 'watch_minutes'),
        'ads hold sessions':
          n('ad_spend') >= total(live, 'ad_spend') && n('ad_gmv') >= total(live, 'ad_gmv'),
        'fans hold sessions': n('fans_gained') >= total(live, 'fans_gained'),
        'active ≤ listed': n('active_skus') <= n('listed_skus'),
        'on time ≤ shipped': n('shipped_on_time') <= n('shipped_total'),
        'complaints ≤ orders': n('complaints') <= n('orders'),
        'ratings are 1 to 5':
          n('rating_sum') >= n('rating_count') && n('rating_sum') <= 5 * n('rating_count'),
        'fans and videos': n('fans_lost') >= 0 && n('videos_published') >= 0,
      };
    });
    expect(found).toEqual([]);
    expect([...sessions.keys()]).toEqual([]);
  });

  it('has minutes that add up to their session', () => {
    const sessions = byCode(market.rows('sessions'), 'session_code');
    const grouped = groupBy(market.rows('session-minutes'), (row) => row.session_code!);
    expect(grouped.size).toBe(30);
    const columns = ['paid_gmv', 'orders', 'exposures', 'entries', 'watch_minutes', 'ad_spend'];
    for (const [code, rows] of grouped) {
      const session = sessions.get(code)!;
      const minutes = (instant(session.ended_at) - instant(session.started_at)) / 60_000;
      expect(rows.map((row) => count(row.minute))).toEqual(
        Array.from({ length: minutes }, (_, minute) => minute),
      );
      for (const column of columns) expect(total(rows, column)).toBe(total([session], column));
      const found = broken(rows, (row) => ({
        'orders iff paid': count(row.orders) > 0 === cents(row.paid_gmv) > 0,
        'viewers ≤ peak': count(row.viewers) <= count(session.peak_viewers),
      }));
      expect(found).toEqual([]);
    }
  });

  it('puts nobody in two places, and claims only what the claimant may run', () => {
    const sessions = byCode(market.rows('sessions'), 'session_code');
    const engagements = byCode(market.rows('engagements'), 'engagement_code');
    const jobs = groupBy(
      [...market.rows('operators'), ...market.rows('operators-later-jobs')],
      (row) => row.operator_code!,
    );
    const found = broken(market.rows('truth-sessions'), (row) => {
      const session = sessions.get(row.session_code!)!;
      const engagement = engagements.get(row.engagement_code!)!;
      const date = session.started_at!.slice(0, 10);
      return {
        'own merchant': session.merchant_code === engagement.merchant_code,
        'in term': engagement.started_on! <= date && date <= engagement.ended_on!,
        named: engagement.operator_codes!.split(';').includes(row.operator_code!),
        employed: jobs
          .get(row.operator_code!)!
          .some(
            (job) =>
              job.provider_code === engagement.provider_code &&
              job.employed_from! <= date &&
              (job.employed_to === '' || date <= job.employed_to!),
          ),
      };
    });
    expect(found).toEqual([]);
    for (const column of ['operator_code', 'merchant_code'] as const) {
      const rows =
        column === 'merchant_code'
          ? [...sessions.values()]
          : market
              .rows('truth-sessions')
              .map((row) => ({ ...sessions.get(row.session_code!)!, ...row }));
      for (const own of groupBy(rows, (row) => row[column]!).values()) {
        own.sort((a, b) => instant(a.started_at) - instant(b.started_at));
        for (let at = 1; at < own.length; at += 1) {
          expect(instant(own[at]!.started_at)).toBeGreaterThanOrEqual(
            instant(own[at - 1]!.ended_at),
          );
        }
      }
    }
  });

  it('claims as the truth says', () => {
    const sessions = byCode(market.rows('sessions'), 'session_code');
    const truths = byCode(market.rows('truth-sessions'), 'session_code');
    const engagements = byCode(market.rows('engagements'), 'engagement_code');
    const end = Date.parse(`${LAST_DATE}T00:00:00+08:00`) + DAY_MS;
    const claims = market.rows('claims');
    const found = broken(claims, (row) => {
      const session = sessions.get(row.session_code!)!;
      const truth = truths.get(row.session_code!)!;
      const claimed = instant(row.claimed_at);
      const lead = instant(session.started_at) - claimed;
      const inTime: Record<string, boolean> = {
        AHEAD: lead > 0,
        WITHIN_GRACE: lead < 0 && lead > -15 * 60_000,
        LATE: claimed > instant(session.ended_at),
        LATE_WINNER: claimed > instant(session.ended_at),
      };
      const termStart = `${engagements.get(row.engagement_code!)!.started_on}T00:00:00+08:00`;
      return {
        operator: truth.operator_code === row.operator_code,
        engagement: truth.engagement_code === row.engagement_code,
        timing: inTime[truth.claim_timing!] === true,
        'within the records': claimed >= Date.parse(termStart) && claimed < end,
      };
    });
    expect(found).toEqual([]);
    const claimed = new Set(claims.map((row) => row.session_code));
    const silent = [...truths.values()].filter((row) => !claimed.has(row.session_code));
    expect(silent.filter((row) => row.claim_timing !== 'NONE')).toEqual([]);
    expect(claims.length).toBeGreaterThan(truths.size / 2);
  });
});
