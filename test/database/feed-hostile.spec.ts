import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { checkCell } from '../../src/modules/feed/domain/cell.js';
import type { DatasetColumn } from '../../src/modules/platform/kernel/dataset-column.js';
import { DatasetRegistry } from '../../src/modules/platform/datasets/dataset-registry.js';
import { FeedIntakeService, FeedService } from '../../src/modules/feed/index.js';
import {
  systemContext,
  type RequestContext,
} from '../../src/modules/platform/context/request-context.js';
import { Readable } from 'node:stream';
import { TestApplication } from '../support/application.js';
import {
  merchantDaysCsv,
  merchantsCsv,
  minutesCsv,
  sessionsCsv,
  TestFeed,
} from '../support/feed.js';

describe('hostile and careless files', () => {
  let application: TestApplication;
  let feed: TestFeed;

  beforeAll(async () => {
    application = await TestApplication.start();
    feed = new TestFeed(application);
    await feed.load(
      'merchants',
      merchantsCsv({ exited_on: '2026-11-15' }, { merchant_code: 'M2' }),
    );
  });
  afterAll(() => application.stop());

  const faults = async (dataset: string, file: string | Buffer) => {
    const load = await feed.load(dataset, file);
    const rejects = await feed.rejects(load.id);
    return { load, rejects: rejects.map(({ line, column, code }) => `${line} ${column} ${code}`) };
  };

  it('rejects each bad cell with its line and column, and lands the good rows', async () => {
    const { load, rejects } = await faults(
      'merchant-days',
      merchantDaysCsv(
        { date: '2026-05-01' },
        { date: '2026-05-02', paid_gmv: 'NaN' },
        { date: '2026-05-03', paid_gmv: 'Infinity' },
        { date: '2026-05-04', paid_gmv: '1e308' },
        { date: '2026-05-05', orders: '-1' },
        { date: '2026-05-06', orders: '99999999999' },
        { date: '2026-05-07', ad_spend: '1.005' },
        { date: '2026-05-08', rating_sum: '' },
        { date: '2026-05-32' },
        { date: '1026-05-09' },
        { date: '2076-05-09' },
        { merchant_code: 'unheard-of', date: '2026-05-10' },
        { merchant_code: '', date: '2026-05-11' },
        { date: '2025-12-31' },
        { date: '2026-11-16' },
        { date: '2026-05-12', live_paid_gmv: '' },
        { date: '2026-05-13', exposures: '900000000000000' },
      ),
    );
    expect(rejects).toEqual([
      '3 paid_gmv NOT_A_NUMBER',
      '4 paid_gmv NOT_A_NUMBER',
      '5 paid_gmv NOT_A_NUMBER',
      '6 orders NEGATIVE',
      '7 orders NUMBER_TOO_LARGE',
      '8 ad_spend TOO_MANY_DECIMALS',
      '9 rating_sum MISSING_VALUE',
      '10 date NOT_A_DATE',
      '11 date DATE_TOO_EARLY',
      '12 date DATE_IN_FUTURE',
      '13 merchant_code UNKNOWN_MERCHANT',
      '14 merchant_code MISSING_VALUE',
      '15 date OUTSIDE_MEMBERSHIP',
      '16 date OUTSIDE_MEMBERSHIP',
    ]);
    expect(load).toMatchObject({ state: 'MERGED', rows: 17, inserted: 3, rejected: 14 });
  });

  it('says everything that is wrong between the cells of a row', async () => {
    const { rejects } = await faults(
      'merchant-days',
      merchantDaysCsv({
        date: '2026-04-01',
        refunded_gmv: '2000.00',
        live_paid_gmv: '1500.00',
        buyers: '21',
        new_buyers: '22',
        active_skus: '41',
        shipped_on_time: '20',
      }),
    );
    expect(rejects).toEqual([
      '2 refunded_gmv PART_ABOVE_WHOLE',
      '2 live_paid_gmv PART_ABOVE_WHOLE',
      '2 buyers PART_ABOVE_WHOLE',
      '2 new_buyers PART_ABOVE_WHOLE',
      '2 active_skus PART_ABOVE_WHOLE',
      '2 shipped_on_time PART_ABOVE_WHOLE',
    ]);
  });

  it('shows a refused row as it was sent, in the order of its own header', async () => {
    const file = 'date,name,category_code,announced_on\n2026-11-11,"双11, 大促",moon,2026-10-01\n';
    const load = await feed.load('promotion-days', file);
    expect(await feed.rejects(load.id)).toEqual([
      {
        line: 2,
        column: 'category_code',
        code: 'UNKNOWN_CATEGORY',
        raw: '2026-11-11,"双11, 大促",moon,2026-10-01',
      },
    ]);
  });

  it('rejects both of two conflicting rows, and takes one row that stands there twice once', async () => {
    const { load, rejects } = await faults(
      'merchant-days',
      merchantDaysCsv(
        { date: '2026-03-01' },
        { date: '2026-03-02', orders: '30' },
        { date: '2026-03-01' },
        { date: '2026-03-02', orders: '31' },
        { date: '2026-03-01', paid_gmv: '1000.0' },
        { date: '2026-03-03' },
        { date: '2026-03-02', orders: '30' },
      ),
    );
    expect(rejects).toEqual([
      '3 merchant_code CONFLICTING_ROWS',
      '5 merchant_code CONFLICTING_ROWS',
      '8 merchant_code CONFLICTING_ROWS',
    ]);
    expect(load).toMatchObject({ rows: 7, inserted: 2, rejected: 3 });
  });

  it('reads BOM, CRLF, reordered columns, quoted cells, and a file without optional columns', async () => {
    const columns = merchantDaysCsv({ date: '2026-02-01' })
      .trim()
      .split('\n')
      .map((line) =>
        line
          .split(',')
          .filter((_, index) => index !== 3)
          .reverse(),
      );
    const text = columns.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\r\n');
    const load = await feed.load('merchant-days', `\uFEFF${text}`);
    expect(load).toMatchObject({ inserted: 1, rejected: 0 });
    const { rows } = await application.sql.query(
      `SELECT paid_gmv, live_paid_gmv, rating_count FROM merchant_day WHERE date = '2026-02-01'`,
    );
    expect(rows).toEqual([{ paid_gmv: '1000.00', live_paid_gmv: null, rating_count: 10 }]);
  });

  it('rejects broken lines and goes on behind them', async () => {
    const good = (code: string) => `${code},店,HOST,apparel,zhejiang,2026-01-01,\n`;
    const file = Buffer.concat([
      Buffer.from('merchant_code,name,kind,category_code,region_code,joined_on,exited_on\n'),
      Buffer.from('B1,too,few\n'),
      Buffer.from(good('G1')),
      Buffer.from('B2,a "b" c,HOST,apparel,zhejiang,2026-01-01,\n'),
      Buffer.from('B3,"open,HOST,apparel,zhejiang,2026-01-01,\n'),
      Buffer.from(good('G2')),
      Buffer.from('B4,a\0b,HOST,apparel,zhejiang,2026-01-01,\n'),
      Buffer.from('B5,a\rb,HOST,apparel,zhejiang,2026-01-01,\n'),
      Buffer.concat([
        Buffer.from('B6,'),
        Buffer.from([0xb5, 0xea]),
        Buffer.from(',HOST,apparel,zhejiang,2026-01-01,\n'),
      ]),
      Buffer.from(`B7,${'x'.repeat(100_000)},HOST,apparel,zhejiang,2026-01-01,\n`),
      Buffer.from('B8,店,SHOP,apparel,zhejiang,2026-01-01,\n'),
      Buffer.from('B9,店,HOST,apparel,zhejiang,2026-01-02,2026-01-01\n'),
      Buffer.from('\n'),
      Buffer.from('G3,"two\nlines",HOST,apparel,zhejiang,2026-01-01,'),
    ]);
    const { load, rejects } = await faults('merchants', file);
    expect(rejects).toEqual(
      [
        '2  CELL_COUNT',
        '4 name STRAY_QUOTE',
        '5 name UNCLOSED_QUOTE',
        '7 name NUL',
        '8 name LONE_CR',
        '9 name NOT_UTF8',
        '10  RECORD_TOO_LONG',
        '11 kind NOT_IN_LIST',
        '12 exited_on ENDS_BEFORE_START',
      ].map((line) => line.replace('10  RECORD', '10 name RECORD')),
    );
    expect(load).toMatchObject({ rows: 12, inserted: 3, rejected: 9 });
    const { rows } = await application.sql.query(
      `SELECT name FROM merchant WHERE merchant_code = 'G3'`,
    );
    expect(rows).toEqual([{ name: 'two\nlines' }]);
  });

  it('reads a line of hundreds of megabytes in little memory', async () => {
    const block = Buffer.alloc(1_048_576, 'x');
    async function* endless() {
      yield Buffer.from(`${merchantsCsv({ merchant_code: 'L1' })}L2,`);
      for (let i = 0; i < 400; i += 1) yield block;
      yield Buffer.from('\nL3,店,HOST,apparel,zhejiang,2026-01-01,\n');
    }
    const before = process.memoryUsage().rss;
    const receipt = await application.nest
      .get(FeedIntakeService)
      .receive(systemContext('test', new Date()), {
        dataset: 'merchants',
        content: Readable.from(endless(), { objectMode: false }),
      });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1_048_576);
    const load = await feed.merge(receipt.loadId);
    expect(load).toMatchObject({ rows: 3, inserted: 2, rejected: 1 });
  });

  it('keeps every one of very many rejects', async () => {
    const rows = Array.from({ length: 12_345 }, (_, i) => ({
      date: '2026-06-01',
      orders: `x${i}`,
    }));
    const load = await feed.load('merchant-days', gzipSync(merchantDaysCsv(...rows)));
    expect(load).toMatchObject({ rows: 12_345, rejected: 12_345 });
    let lines = 0;
    const csv = await application.nest
      .get(FeedService)
      .rejectsCsv(systemContext('test', new Date()), load.id, 'en');
    for await (const part of csv) lines += part.split('\r\n').length - 1;
    expect(lines).toBe(12_346);
  });

  it('checks sessions and their minutes', async () => {
    const { rejects } = await faults(
      'sessions',
      sessionsCsv(
        { session_code: 'T1' },
        { session_code: 'T2', ended_at: '2026-10-01T20:00:00+08:00' },
        { session_code: 'T3', started_at: '2026-10-01T20:00:00' },
        { session_code: 'T4', average_viewers: '121.00' },
        { session_code: 'T5', top_buyer_gmv: '700.00' },
        { session_code: 'T6', merchant_code: 'nobody' },
        { session_code: 'T7', fans_lost: '', refunded_24h_gmv: '', top10_buyer_gmv: '' },
      ),
    );
    expect(rejects).toEqual([
      '3 ended_at ENDS_BEFORE_START',
      '4 started_at NO_TIME_ZONE',
      '5 average_viewers PART_ABOVE_WHOLE',
      '6 top_buyer_gmv PART_ABOVE_WHOLE',
      '7 merchant_code UNKNOWN_MERCHANT',
    ]);
    const minutes = await faults(
      'session-minutes',
      minutesCsv(
        { session_code: 'T1' },
        { session_code: 'T1', minute: '119' },
        { session_code: 'T1', minute: '120' },
        { session_code: 'T1', minute: '-1' },
        { session_code: 'T2' },
      ),
    );
    expect(minutes.rejects).toEqual([
      '4 minute MINUTE_OUTSIDE_SESSION',
      '5 minute NEGATIVE',
      '6 session_code UNKNOWN_SESSION',
    ]);
  });

  it('brings in the providers of a past once, admitted, with their transition', async () => {
    const header =
      'provider_code,name,credit_code,focus,main_category_code,region_code,admitted_on\n';
    const row = (code: string, credit: string) =>
      `${code},山海服务,${credit},MCN,apparel,zhejiang,2025-03-01\n`;
    const { load, rejects } = await faults(
      'providers',
      header +
        row('P000500', '91330100799655058B') +
        row('P000501', '91330100799655058C') +
        row('P000502', '91440300708461136T') +
        row('P000503', '91440300708461136T'),
    );
    expect(rejects).toEqual([
      '3 credit_code NOT_WELL_FORMED',
      '4 credit_code CREDIT_CODE_TWICE',
      '5 credit_code CREDIT_CODE_TWICE',
    ]);
    expect(load.inserted).toBe(1);
    const { rows } = await application.sql.query(
      `SELECT p.state, p.imported, p.admitted_on, t.from_state, t.to_state, t.effective_on, t.decided_by,
              nextval('provider_code_number') AS next
         FROM provider p JOIN provider_transition t ON t.provider_id = p.id WHERE provider_code = 'P000500'`,
    );
    expect(rows).toEqual([
      {
        state: 'ADMITTED',
        imported: true,
        admitted_on: '2025-03-01',
        from_state: null,
        to_state: 'ADMITTED',
        effective_on: '2025-03-01',
        decided_by: 'system:test',
        next: '501',
      },
    ]);
    const changed = await faults('providers', header + row('P000500', '91440300708461136T'));
    expect(changed.rejects).toEqual(['2 provider_code PROVIDER_KNOWN']);
    const taken = await faults('providers', header + row('P000600', '91330100799655058B'));
    expect(taken.rejects).toEqual(['2 credit_code CREDIT_CODE_TAKEN']);
    const values = await faults(
      'indicator-values',
      'provider_code,indicator_code,period_start,period_end,value,sample_size\n' +
        'P000500,survey,2026-07-01,2026-09-30,-4.123456789012,31\n' +
        'P000999,survey,2026-07-01,2026-09-30,4.5,31\n' +
        'P000500,audit,2026-07-01,2026-06-30,4.5,31\n',
    );
    expect(values.rejects).toEqual([
      '3 provider_code UNKNOWN_PROVIDER',
      '4 period_end ENDS_BEFORE_START',
    ]);
  });

  it('lets a key load the datasets it is made for, and no past', async () => {
    const key: RequestContext = {
      ...systemContext('test', new Date()),
      actor: {
        kind: 'SERVICE',
        role: 'FEED_SERVICE',
        keyId: '01936f00-0000-7000-8000-000000000009',
        datasets: ['promotion-days', 'providers'],
      },
      scope: { kind: 'NONE' },
    };
    const send = (dataset: string) =>
      application.nest.get(FeedIntakeService).receive(key, {
        dataset,
        content: Readable.from([Buffer.from('category_code,date,name,announced_on\n')]),
      });
    const receipt = await send('promotion-days');
    await expect(send('merchant-days')).rejects.toMatchObject({
      reason: { code: 'DATASET_FORBIDDEN' },
    });
    await expect(send('providers')).rejects.toMatchObject({
      reason: { code: 'DATASET_FORBIDDEN' },
    });

    const service = application.nest.get(FeedService);
    expect((await service.byIds(key, [receipt.loadId])).size).toBe(1);
    const other = { ...key, actor: { ...key.actor, keyId: 'another' } } as RequestContext;
    expect((await service.byIds(other, [receipt.loadId])).size).toBe(0);
    expect((await service.page(key, {}, 'NEWEST', { first: 10 }, true)).totalCount).toBe(1);
  });

  it('lets nothing through to COPY that PostgreSQL would not read', async () => {
    const types: Record<DatasetColumn['type'], string> = {
      text: 'text',
      integer: 'int',
      money: 'numeric(16,2)',
      decimal: 'numeric(16,2)',
      date: 'date',
      timestamp: 'timestamptz(3)',
    };
    const piece = fc.constantFrom(
      '0',
      '1',
      '29',
      '31',
      '2024',
      '2026',
      '02',
      '11',
      '-',
      '-',
      ':',
      '.',
      'T',
      'Z',
      '+',
      '+08:00',
      ' ',
      'e',
      'x',
      '2026-02-2',
      '2026-11-11',
      'T23:59',
      ':59',
      '999999',
      '.5',
      '店',
      '"',
      '\\',
      '\\.',
    );
    const cases = fc.sample(
      fc.record({
        type: fc.constantFrom(...(Object.keys(types) as DatasetColumn['type'][])),
        text: fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
      }),
      { numRuns: 20_000, seed: 7 },
    );
    const accepted = cases.filter(({ type, text }) => {
      const bytes = Buffer.from(text);
      const bounds = { earliest: 0, latest: 29_991_231 };
      return (
        !checkCell(bytes, 0, bytes.length, { name: 'c', type }, bounds) && !text.startsWith('"')
      );
    });
    expect(accepted.length).toBeGreaterThan(1_000);
    const { rows } = await application.sql.query(
      `SELECT text, type FROM unnest($1::text[], $2::text[]) AS c(text, type) WHERE NOT pg_input_is_valid(text, type)`,
      [accepted.map(({ text }) => text), accepted.map(({ type }) => types[type])],
    );
    expect(rows).toEqual([]);
  });

  it('knows every dataset that it needs before another', () => {
    const names = application.nest
      .get(DatasetRegistry)
      .inLoadOrder()
      .map(({ name }) => name);
    for (const [before, after] of [
      ['merchants', 'merchant-days'],
      ['merchants', 'sessions'],
      ['sessions', 'session-minutes'],
      ['providers', 'indicator-values'],
    ] as const)
      expect(names.indexOf(before)).toBeLessThan(names.indexOf(after));
  });
});
