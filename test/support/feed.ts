import { Readable } from 'node:stream';
import { FeedIntakeService, FeedMergeService } from '../../src/modules/feed/index.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import type { TestApplication } from './application.js';

export interface LoadResult {
  readonly id: string;
  readonly state: string;
  readonly loadNumber: string | null;
  readonly rows: number;
  readonly inserted: number;
  readonly superseded: number;
  readonly unchanged: number;
  readonly rejected: number;
}

export interface Reject {
  readonly line: number;
  readonly column: string;
  readonly code: string;
  readonly raw: string;
}

/** Sends a file through the real pipeline, without HTTP and without waiting for a worker. */
export class TestFeed {
  constructor(private readonly application: TestApplication) {}

  async load(dataset: string, content: string | Buffer | readonly Buffer[]): Promise<LoadResult> {
    return this.merge(await this.stage(dataset, content));
  }

  /** @returns the id of the staged load */
  async stage(dataset: string, content: string | Buffer | readonly Buffer[]): Promise<string> {
    const chunks = typeof content === 'string' ? [Buffer.from(content)] : [content].flat();
    const receipt = await this.application.nest
      .get(FeedIntakeService)
      .receive(systemContext('test', new Date()), { dataset, content: Readable.from(chunks) });
    return receipt.loadId;
  }

  async merge(loadId: string): Promise<LoadResult> {
    const load = await this.application.nest
      .get(FeedMergeService)
      .merge(systemContext('test', new Date()), loadId, async () => undefined);
    return {
      id: load.id,
      state: load.state,
      loadNumber: load.loadNumber,
      rows: Number(load.rowCount),
      inserted: Number(load.insertedCount),
      superseded: Number(load.supersededCount),
      unchanged: Number(load.unchangedCount),
      rejected: Number(load.rejectedCount),
    };
  }

  async rejects(loadId: string): Promise<Reject[]> {
    const { rows } = await this.application.sql.query<Reject>(
      `SELECT line::int, column_name AS "column", code, raw FROM feed_reject
        WHERE load_id = $1 ORDER BY line, ordinal`,
      [loadId],
    );
    return rows;
  }
}

const MERCHANT_DAY_HEADER =
  'merchant_code,date,paid_gmv,live_paid_gmv,refunded_gmv,orders,buyers,new_buyers,repeat_buyers,exposures,entries,watch_minutes,live_minutes,videos_published,fans_gained,fans_lost,ad_spend,ad_gmv,listed_skus,active_skus,shipped_total,shipped_on_time,complaints,rating_sum,rating_count';
const MERCHANT_DAY: Readonly<Record<string, string>> = {
  merchant_code: 'M1',
  date: '2026-10-01',
  paid_gmv: '1000.00',
  live_paid_gmv: '800.00',
  refunded_gmv: '50.00',
  orders: '20',
  buyers: '18',
  new_buyers: '7',
  repeat_buyers: '5',
  exposures: '5000',
  entries: '900',
  watch_minutes: '1200.50',
  live_minutes: '180.00',
  videos_published: '2',
  fans_gained: '30',
  fans_lost: '4',
  ad_spend: '100.00',
  ad_gmv: '300.00',
  listed_skus: '40',
  active_skus: '25',
  shipped_total: '19',
  shipped_on_time: '18',
  complaints: '1',
  rating_sum: '44.50',
  rating_count: '10',
};

const SESSION: Readonly<Record<string, string>> = {
  session_code: 'S1',
  merchant_code: 'M1',
  started_at: '2026-10-01T20:00:00+08:00',
  ended_at: '2026-10-01T22:00:00+08:00',
  target_gmv: '900.00',
  paid_gmv: '800.00',
  refunded_gmv: '40.00',
  orders: '16',
  buyers: '15',
  new_buyers: '6',
  exposures: '4000',
  entries: '700',
  watch_minutes: '1000.00',
  peak_viewers: '120',
  average_viewers: '60.50',
  reservations: '80',
  fans_gained: '25',
  ad_spend: '90.00',
  ad_gmv: '250.00',
  top_buyer_gmv: '200.00',
  fans_lost: '3',
  refunded_24h_gmv: '10.00',
  top10_buyer_gmv: '600.00',
};

function csv(
  columns: readonly string[],
  base: Readonly<Record<string, string>>,
  rows: readonly Readonly<Record<string, string>>[],
): string {
  const lines = rows.map((row) => columns.map((name) => row[name] ?? base[name] ?? '').join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

/** Rows that differ from a plausible day of merchant M1 in what is given. Cells are put in as they are. */
export function merchantDaysCsv(...rows: readonly Readonly<Record<string, string>>[]): string {
  return csv(MERCHANT_DAY_HEADER.split(','), MERCHANT_DAY, rows);
}

export function sessionsCsv(...rows: readonly Readonly<Record<string, string>>[]): string {
  return csv(Object.keys(SESSION), SESSION, rows);
}

export function minutesCsv(...rows: readonly Readonly<Record<string, string>>[]): string {
  const base = {
    session_code: 'S1',
    minute: '0',
    paid_gmv: '5.00',
    orders: '1',
    viewers: '30',
    exposures: '100',
    entries: '10',
    watch_minutes: '20.00',
    ad_spend: '1.00',
  };
  return csv(Object.keys(base), base, rows);
}

export function merchantsCsv(...rows: readonly Readonly<Record<string, string>>[]): string {
  const base = {
    merchant_code: 'M1',
    name: '云岭茶铺',
    kind: 'HOST',
    category_code: 'apparel',
    region_code: 'zhejiang',
    joined_on: '2026-01-01',
    exited_on: '',
  };
  return csv(Object.keys(base), base, rows);
}
