import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { generateMarket } from '../../seeds/demo/generate.js';
import { seedReference } from '../../seeds/reference/seed-reference.js';
import { AppModule } from '../../src/app.module.js';
import { FeedIntakeService, FeedMergeService } from '../../src/modules/feed/index.js';
import { Configuration } from '../../src/modules/platform/config/configuration.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { migrate } from '../../src/modules/platform/database/migrations.js';

/**
 * Rows per second of the product's path (stage, check, merge) against a plain COPY of the same file into a
 * table of the same structure: partitions, primary key, types. Both in one run, in turns, medians.
 *
 *   npm run build && BENCH_SERVER_URL=postgres://postgres@127.0.0.1:5432/postgres \
 *     node dist/bench/feed/load.js [--merchants 1000] [--days 180] [--rounds 5]
 *
 * The server needs roles caopan_owner and caopan_app that may log in without a password. A database of its
 * own is made and dropped.
 */
const { values } = parseArgs({
  options: {
    merchants: { type: 'string', default: '1000' },
    days: { type: 'string', default: '180' },
    rounds: { type: 'string', default: '5' },
  },
});
const server = process.env.BENCH_SERVER_URL;
if (!server) throw new Error('set BENCH_SERVER_URL to a superuser’s connection');

const urlFor = (user: string, database: string) => {
  const url = new URL(server);
  if (user !== '') url.username = user;
  url.pathname = `/${database}`;
  return url.toString();
};

interface Round {
  readonly plain: number;
  readonly stage: number;
  readonly merge: number;
}

let peakRss = 0;
const watch = setInterval(() => (peakRss = Math.max(peakRss, process.memoryUsage().rss)), 50);

const folder = await mkdtemp(join(tmpdir(), 'bench-feed-'));
const database = `bench_feed_${randomBytes(4).toString('hex')}`;
const administrator = new pg.Client({ connectionString: server });
await administrator.connect();
await administrator.query(`CREATE DATABASE ${database} OWNER caopan_owner`);
try {
  await generateMarket(
    {
      merchants: Number(values.merchants),
      days: Number(values.days),
      seed: 20261101,
      providers: 20,
      operators: 40,
      minutesSessions: 0,
      endDate: '2026-10-31',
    },
    folder,
  );
  const ownerUrl = urlFor('caopan_owner', database);
  await migrate(ownerUrl);
  await seedReference(ownerUrl);
  const application = await NestFactory.createApplicationContext(
    AppModule.of(
      Configuration.read({
        DATABASE_URL: urlFor('caopan_app', database),
        ACCESS_TOKEN_SECRET: randomBytes(24).toString('hex'),
        DATA_ENCRYPTION_SECRET: randomBytes(24).toString('hex'),
      }),
    ),
    { logger: false },
  );
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await load(application, 'merchants', join(folder, 'merchants.csv'));
  await report(application, owner, join(folder, 'merchant-days.csv'));
  await owner.end();
  await application.close();
} finally {
  clearInterval(watch);
  await administrator.query(`DROP DATABASE ${database} WITH (FORCE)`);
  await administrator.end();
  await rm(folder, { recursive: true });
}

async function report(
  application: INestApplicationContext,
  owner: pg.Client,
  file: string,
): Promise<void> {
  await owner.query(
    `CREATE TABLE plain_day (LIKE merchant_day INCLUDING DEFAULTS) PARTITION BY RANGE (date);
     ALTER TABLE plain_day DROP COLUMN merchant_id, ADD COLUMN merchant_code text,
       ALTER COLUMN load_number SET DEFAULT 1, ADD PRIMARY KEY (merchant_code, date)`,
  );
  const header = (await readFile(file, 'utf8')).split('\n', 1)[0]!;
  const rounds: Round[] = [];
  let rows = 0;
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const plain = await plainCopy(owner, file, header);
    await owner.query(
      'TRUNCATE merchant_day, merchant_day_history, feed_reject, feed_load CASCADE',
    );
    await owner.query('CHECKPOINT').catch(() => undefined);
    const product = await load(application, 'merchant-days', file);
    rows = product.rows;
    rounds.push({ plain, stage: product.stage, merge: product.merge });
  }
  const median = (pick: (round: Round) => number) => {
    const sorted = rounds.map(pick).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)]!;
  };
  const plain = median((round) => round.plain);
  const whole = median(({ stage, merge }) => stage + merge);
  const perSecond = (seconds: number) => Math.round(rows / seconds);
  console.table({
    'plain COPY': { seconds: plain.toFixed(2), 'rows/s': perSecond(plain) },
    'stage (stream, check cells, COPY)': {
      seconds: median(({ stage }) => stage).toFixed(2),
      'rows/s': perSecond(median(({ stage }) => stage)),
    },
    'merge (duplicates, checks, upsert)': {
      seconds: median(({ merge }) => merge).toFixed(2),
      'rows/s': perSecond(median(({ merge }) => merge)),
    },
    'product path': { seconds: whole.toFixed(2), 'rows/s': perSecond(whole) },
  });
  const { size } = await stat(file);
  console.log(
    `${rows} rows, ${(size / 1e6).toFixed(0)} MB; product / plain = ${(plain / whole).toFixed(2)}; ` +
      `peak memory ${(peakRss / 1e6).toFixed(0)} MB; load average ${loadavg()[0]!.toFixed(1)}`,
  );
}

async function plainCopy(owner: pg.Client, file: string, header: string): Promise<number> {
  await owner.query('TRUNCATE plain_day');
  const { rows } = await owner.query<{ first: string }>(
    `SELECT to_char(m, 'YYYY-MM-01') AS first FROM generate_series(DATE '2026-01-01', DATE '2026-12-01', '1 month') m`,
  );
  for (const { first } of rows)
    await owner.query(
      `CREATE TABLE IF NOT EXISTS plain_day_${first.slice(0, 7).replace('-', '_')} PARTITION OF plain_day
         FOR VALUES FROM ('${first}') TO ('${first}'::date + INTERVAL '1 month')`,
    );
  const started = performance.now();
  await pipeline(
    createReadStream(file, { highWaterMark: 262_144 }),
    owner.query(copyFrom(`COPY plain_day (${header}) FROM STDIN (FORMAT csv, HEADER)`)),
  );
  return (performance.now() - started) / 1_000;
}

async function load(application: INestApplicationContext, dataset: string, file: string) {
  const context = systemContext('bench', new Date());
  const started = performance.now();
  const receipt = await application.get(FeedIntakeService).receive(context, {
    dataset,
    content: createReadStream(file, { highWaterMark: 262_144 }),
  });
  const staged = performance.now();
  const merged = await application
    .get(FeedMergeService)
    .merge(context, receipt.loadId, async () => undefined);
  if (Number(merged.insertedCount) !== receipt.rows)
    throw new Error(`${merged.rejectedCount} rows of ${dataset} were rejected`);
  return {
    rows: receipt.rows,
    stage: (staged - started) / 1_000,
    merge: (performance.now() - staged) / 1_000,
  };
}
