import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { AppModule } from '../../src/app.module.js';
import { Configuration } from '../../src/modules/platform/config/configuration.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { ScoringComputationService, ScoringRunService } from '../../src/modules/scoring/index.js';

/**
 * One scoring run, start to draft, beside one sequential aggregate over the same facts, on the market that a
 * database holds (DATABASE_URL, with the application's settings). Leaves its run behind as a draft.
 *
 *   npm run build && node dist/bench/scoring/run.js [--cutoff 2026-10-31]
 */
const { values } = parseArgs({ options: { cutoff: { type: 'string' } } });

const configuration = Configuration.read();
const client = new pg.Client({ connectionString: configuration.values.DATABASE_URL });
await client.connect();

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1_000;
}

/** What any ranking has to read at least once: every fact, in storage order. */
const BARE = `SELECT (SELECT sum(paid_gmv - refunded_gmv) FROM live_session),
                     (SELECT sum(paid_gmv - refunded_gmv) FROM merchant_day)`;

const { rows } = await client.query<{ last: string; providers: number }>(
  `SELECT max(business_date)::text AS last, (SELECT count(*)::int FROM provider) AS providers FROM live_session`,
);
const { last, providers } = rows[0]!;
const cutoff = values.cutoff ?? last;
const bare = [await seconds(() => client.query(BARE)), await seconds(() => client.query(BARE))];

const application = await NestFactory.createApplicationContext(AppModule.of(configuration), {
  logger: ['error', 'warn'],
});
let peakRss = 0;
const watch = setInterval(() => (peakRss = Math.max(peakRss, process.memoryUsage().rss)), 50);
try {
  const context = systemContext('bench', new Date(`${cutoff}T20:00:00Z`));
  const started = await application.get(ScoringRunService).start(context, { cutoff });
  if (!started.ok) throw new Error(JSON.stringify(started.errors));
  const from = performance.now();
  const steps: string[] = [];
  const { resultSha256 } = await application
    .get(ScoringComputationService)
    .compute(context, started.value.id, async (_fraction, step) => {
      const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
      steps.push(`${((performance.now() - from) / 1_000).toFixed(1)} s, ${memory} MB: ${step}`);
    });
  const total = (performance.now() - from) / 1_000;
  const shown = steps.filter((_, i) => i < 3 || i % Math.ceil(steps.length / 12) === 0);
  for (const step of shown) console.log(`  ${step}`);
  const aggregate = Math.min(...bare);
  console.log(
    `${providers} providers scored on ${cutoff} in ${total.toFixed(1)} s, ${Math.round(peakRss / 2 ** 20)} MB at most; ` +
      `one sequential aggregate ${aggregate.toFixed(1)} s; ratio ${(total / aggregate).toFixed(2)}; ${resultSha256}`,
  );
} finally {
  clearInterval(watch);
  await application.close();
  await client.end();
}
