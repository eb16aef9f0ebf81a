import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { generateMarket } from '../../seeds/demo/generate.js';
import { seedReference } from '../../seeds/reference/seed-reference.js';
import { AppModule } from '../../src/app.module.js';
import { loadFolder } from '../../src/cli/feed-folder.js';
import { OutcomeComputationService } from '../../src/modules/outcomes/index.js';
import { Configuration } from '../../src/modules/platform/config/configuration.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { migrate } from '../../src/modules/platform/database/migrations.js';
import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';

/**
 * The outcomes of a whole market, and of one more day, against one sequential aggregate over the same
 * sessions and claims.
 *
 *   npm run build && BENCH_SERVER_URL=postgres://postgres@127.0.0.1:5432/postgres \
 *     node --max-old-space-size=1024 dist/bench/outcomes/run.js --size 1
 *
 * `--size` is percent of 123,500 merchants with 10,000 providers and 100,000 operators over 180 days.
 * `--database NAME` takes a loaded one instead of generating (it is migrated, and its outcomes are made).
 * The server needs roles caopan_owner and caopan_app that may log in without a password.
 */
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1' },
    database: { type: 'string' },
    'as-of': { type: 'string', default: '2026-10-31' },
  },
});
const server = process.env.BENCH_SERVER_URL;
if (!server) throw new Error('set BENCH_SERVER_URL to a superuser’s connection');
const asOf = values['as-of'];
const share = Number(values.size) / 100;
const database = values.database ?? `bench_outcomes_${randomBytes(4).toString('hex')}`;

const urlFor = (user: string) => {
  const url = new URL(server);
  url.username = user;
  url.pathname = `/${database}`;
  return url.toString();
};

let peakRss = 0;
const watch = setInterval(() => (peakRss = Math.max(peakRss, process.memoryUsage().rss)), 50);
const administrator = new pg.Client({ connectionString: server });
await administrator.connect();
if (!values.database) await administrator.query(`CREATE DATABASE ${database} OWNER caopan_owner`);
const owner = new pg.Client({ connectionString: urlFor('caopan_owner') });
let application: INestApplicationContext | undefined;
try {
  await migrate(urlFor('caopan_owner'));
  await seedReference(urlFor('caopan_owner'));
  application = await NestFactory.createApplicationContext(
    AppModule.of(
      Configuration.read({
        DATABASE_URL: urlFor('caopan_app'),
        ACCESS_TOKEN_SECRET: randomBytes(24).toString('hex'),
        DATA_ENCRYPTION_SECRET: randomBytes(24).toString('hex'),
      }),
    ),
    { logger: ['error', 'warn'] },
  );
  if (!values.database) await load(application);
  await owner.connect();
  const one = await aggregate();
  peakRss = process.memoryUsage().rss;
  const full = await compute(application, true, asOf);
  const peak = peakRss;
  await oneMoreDay();
  const day = await compute(application, false, asOf);
  console.table({
    'one sequential aggregate': { seconds: one.toFixed(1), ratio: '1.0' },
    'full run': { seconds: full.seconds.toFixed(1), ratio: (full.seconds / one).toFixed(1) },
    'one day’s feed': { seconds: day.seconds.toFixed(1), ratio: (day.seconds / one).toFixed(1) },
  });
  console.log('full', JSON.stringify(full.detail));
  console.log('day', JSON.stringify(day.detail));
  console.log(
    `peak memory of the full run ${(peak / 1e6).toFixed(0)} MB, of both ${(peakRss / 1e6).toFixed(0)} MB; ` +
      `load average ${loadavg()[0]!.toFixed(1)}`,
  );
} finally {
  clearInterval(watch);
  await application?.close();
  await owner.end().catch(() => undefined);
  if (!values.database) await administrator.query(`DROP DATABASE ${database} WITH (FORCE)`);
  await administrator.end();
}

async function load(into: INestApplicationContext): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-outcomes-'));
  try {
    await generateMarket(
      {
        merchants: Math.round(123_500 * share),
        days: 180,
        seed: 7,
        providers: Math.round(10_000 * share),
        operators: Math.round(100_000 * share),
        minutesSessions: 0,
        endDate: asOf,
      },
      folder,
    );
    await into.get(JobWorker).start();
    await loadFolder(into, folder, () => undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One pass over the same tables, of the cheapest kind: sums by merchant. */
async function aggregate(): Promise<number> {
  const began = performance.now();
  await owner.query(
    `SELECT merchant_id, sum(ln(greatest(paid_gmv - refunded_gmv, 1)::float8)), sum(paid_gmv)
       FROM live_session GROUP BY merchant_id`,
  );
  await owner.query('SELECT operator_id, count(*) FROM operated_session GROUP BY operator_id');
  return (performance.now() - began) / 1000;
}

async function compute(into: INestApplicationContext, full: boolean, day: string) {
  const context = systemContext('bench', new Date());
  const service = into.get(OutcomeComputationService);
  const started = await service.start(context, { full, asOf: day });
  if (!started.ok) throw new Error(JSON.stringify(started.errors));
  const began = performance.now();
  const used = process.cpuUsage();
  await service.compute(context, started.value.id, () => Promise.resolve());
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(used);
  const row = (await service.byIds([started.value.id])).get(started.value.id)!;
  return { seconds, detail: { ...row.counts, ...row.timings, cpuSeconds: (user + system) / 1e6 } };
}

/** Makes the last day's sessions look as if they had just come: what a day's feed brings. */
async function oneMoreDay(): Promise<void> {
  await owner.query(
    `INSERT INTO feed_load (id, dataset, state, file_name, columns, received_bytes, content_bytes, row_count,
            inserted_count, superseded_count, unchanged_count, rejected_count, load_number, requested_by,
            received_at, merged_at)
     SELECT gen_random_uuid(), 'sessions', 'MERGED', '', '{}', 0, 0, 0, 0, 0, 0, 0, max(load_number) + 1,
            'system:bench', now(), now() FROM feed_load`,
  );
  await owner.query(
    `UPDATE live_session SET load_number = (SELECT max(load_number) FROM feed_load)
      WHERE business_date = $1`,
    [asOf],
  );
}
