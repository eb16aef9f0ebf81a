import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cents, generatedMarket, type Row } from '../../test/support/generated-market.js';
import { generateMarket, type MarketOptions } from './generate.js';
import { merchantHistory, type HistorySink } from './generator/history.js';
import { buildMarket } from './generator/market.js';
import { resolveOptions } from './generator/options.js';

const SMALL: MarketOptions = {
  merchants: 30,
  days: 75,
  seed: 7,
  providers: 5,
  operators: 14,
  minutesSessions: 15,
};

function digest(files: Map<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, text] of files) hash.update(`${name}\n${text}`);
  return hash.digest('hex');
}

describe('generateMarket', () => {
  it('writes the same bytes for the same options, today and on any machine', async () => {
    const first = await generatedMarket(SMALL);
    const second = await generatedMarket(SMALL);
    expect(second.files).toEqual(first.files);
    expect(digest(first.files)).toBe(
      'f7837b7007980d0a02baacf2749d3a49b127cc35f331da057c7fc4c108261547',
    );
  });

  it('writes another market for another seed', async () => {
    const first = await generatedMarket(SMALL);
    const second = await generatedMarket({ ...SMALL, seed: 8 });
    expect(second.files.get('merchants.csv')).not.toBe(first.files.get('merchants.csv'));
    expect(second.files.get('promotion-days.csv')).toBe(first.files.get('promotion-days.csv'));
  });

  it("keeps a merchant's rows whatever the number of merchants", async () => {
    const small = await generatedMarket(SMALL);
    const large = await generatedMarket({ ...SMALL, merchants: 55 });
    for (const [name, text] of small.files) {
      if (name === 'truth.json') continue;
      expect(large.files.get(name)!.startsWith(text)).toBe(true);
    }
    expect(large.rows('merchants')).toHaveLength(55);
  });

  it("keeps a merchant's rows whatever was drawn before it", () => {
    const market = buildMarket(resolveOptions(SMALL));
    const record = (index: number) => {
      const received: unknown[] = [];
      const keep = (...row: unknown[]) => void received.push(JSON.stringify(row));
      const sink: HistorySink = {
        merchant: keep,
        session: keep,
        operated: keep,
        minutesCandidate: keep,
        day: keep,
      };
      merchantHistory(market, index, sink);
      return received;
    };
    const forward = [0, 1, 2, 3, 4, 5].map(record);
    const backward = [5, 4, 3, 2, 1, 0].map(record).reverse();
    expect(backward).toEqual(forward);
  });

  it('splits merchant-days by month without changing a row', async () => {
    const whole = await generatedMarket(SMALL);
    const split = await generatedMarket({ ...SMALL, splitByMonth: true });
    const names = [...split.files.keys()].filter((name) => name.startsWith('merchant-days'));
    expect(names).toEqual([
      'merchant-days-2026-08.csv',
      'merchant-days-2026-09.csv',
      'merchant-days-2026-10.csv',
    ]);
    const byKey = (a: Row, b: Row) => (keyOf(a) < keyOf(b) ? -1 : 1);
    const joined = names.flatMap((name) => split.rows(name.replace('.csv', '')));
    for (const name of names) {
      const month = name.slice('merchant-days-'.length, -'.csv'.length);
      expect(split.rows(name.replace('.csv', '')).every((row) => row.date!.startsWith(month))).toBe(
        true,
      );
    }
    expect(joined.sort(byKey)).toEqual(whole.rows('merchant-days').sort(byKey));
  });

  it('compresses to the same content', async () => {
    const plain = await generatedMarket(SMALL);
    const compressed = await generatedMarket({ ...SMALL, gzip: true });
    expect(compressed.files).toEqual(plain.files);
    expect(compressed.summary.bytes).toBe(plain.summary.bytes);
  });

  it('restates refunds upwards to the final values and touches nothing else', async () => {
    const final = await generatedMarket(SMALL);
    const restated = await generatedMarket({ ...SMALL, restatements: 3 });
    const refundColumns = ['refunded_gmv', 'refunded_24h_gmv'];
    for (const [dataset, key] of [
      ['merchant-days', keyOf],
      ['sessions', (row: Row) => row.session_code!],
    ] as const) {
      const known = new Map(restated.rows(dataset).map((row) => [key(row), row]));
      for (const number of [1, 2, 3]) {
        const rows = restated.rows(`${dataset}-restated-${number}`);
        expect(rows.length).toBeGreaterThan(10);
        for (const row of rows) {
          const before = known.get(key(row))!;
          expect(cents(row.refunded_gmv)).toBeGreaterThan(cents(before.refunded_gmv));
          const changed = Object.keys(row).filter((column) => row[column] !== before[column]);
          expect(changed.filter((column) => !refundColumns.includes(column))).toEqual([]);
          known.set(key(row), row);
        }
      }
      expect([...known.values()]).toEqual(final.rows(dataset));
    }
  });

  it('counts what it wrote', async () => {
    const { summary, rows, files } = await generatedMarket(SMALL);
    expect(summary.merchants).toBe(30);
    expect(summary.merchantDays).toBe(rows('merchant-days').length);
    expect(summary.sessions).toBe(rows('sessions').length);
    expect(summary.claims).toBe(rows('claims').length);
    expect(summary.operatedSessions).toBe(rows('truth-sessions').length);
    expect(new Set(rows('session-minutes').map((row) => row.session_code)).size).toBe(15);
    for (const file of summary.files) {
      expect(file.dataset === null).toBe(file.name.startsWith('truth'));
      expect(rows(file.name.replace('.csv', ''))).toHaveLength(file.rows);
      expect(Buffer.byteLength(files.get(file.name)!)).toBe(file.bytes);
    }
  });

  it('replaces an earlier run and leaves the files of others alone', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'market-'));
    try {
      await generateMarket({ ...SMALL, splitByMonth: true }, directory);
      await generateMarket({ ...SMALL, merchants: 2 }, directory);
      expect(await readdir(directory)).not.toContain('merchant-days-2026-08.csv');
      await writeFile(join(directory, 'notes.txt'), 'mine');
      await expect(generateMarket(SMALL, directory)).rejects.toThrow(
        'holds "notes.txt", which no earlier run wrote: give an empty or new directory',
      );
      expect(await readdir(directory)).toContain('merchants.csv');
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it.each([
    [{ merchants: 0 }, 'merchants is 0: give a whole number from 1 to 1000000'],
    [{ days: 29 }, 'days is 29'],
    [{ seed: -1 }, 'seed is -1'],
    [{ seed: Number.NaN }, 'seed is NaN'],
    [{ operators: 4 }, 'operators is 4: give a whole number from 5'],
    [{ restatements: 16 }, 'restatements is 16'],
    [{ endDate: '2026-02-30' }, 'end date "2026-02-30": give a day'],
  ])('refuses %j with what to give instead', async (wrong, message) => {
    await expect(generateMarket({ ...SMALL, ...wrong }, '/nowhere')).rejects.toThrow(message);
  });

  it('reports its progress', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'market-'));
    try {
      const reports: number[] = [];
      await generateMarket(SMALL, directory, (progress) => reports.push(progress.merchants));
      expect(reports).toEqual([30]);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

function keyOf(row: Row): string {
  return `${row.merchant_code} ${row.date}`;
}
