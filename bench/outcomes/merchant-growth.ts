import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { AppModule } from '../../src/app.module.js';
import { FeedService } from '../../src/modules/feed/index.js';
import { MerchantGrowthService } from '../../src/modules/outcomes/index.js';
import { Configuration } from '../../src/modules/platform/config/configuration.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';

/**
 * Seconds that merchants' growth takes, from nothing and again for the next day, against one sequential aggregate
 * over the same facts, on a database that holds a market already.
 *
 *   npm run build && DATABASE_URL=… node dist/bench/outcomes/merchant-growth.js --as-of 2026-10-31
 */
const { values } = parseArgs({ options: { 'as-of': { type: 'string' } } });
const asOf = values['as-of'];
if (!asOf) throw new Error('say --as-of, the last day of the market');

let peakRss = 0;
const watch = setInterval(() => (peakRss = Math.max(peakRss, process.memoryUsage().rss)), 50);
const configuration = Configuration.read();
const sql = new pg.Client({ connectionString: configuration.values.DATABASE_URL });
await sql.connect();
const application = await NestFactory.createApplicationContext(AppModule.of(configuration), {
  logger: ['error'],
});
try {
  const started = performance.now();
  const { rows } = await sql.query<{ days: string }>(
    'SELECT count(*) AS days, sum(paid_gmv), sum(refunded_gmv) FROM merchant_day',
  );
  const aggregate = performance.now() - started;
  console.log(`${rows[0]!.days} merchant-days; one aggregate over them ${inSeconds(aggregate)}`);

  const context = systemContext('bench', new Date(`${asOf}T16:00:00Z`));
  const loadNumber = await application.get(FeedService).currentLoadNumber();
  for (const name of ['from nothing', 'again, nothing new']) {
    const begun = performance.now();
    const steps = await application
      .get(MerchantGrowthService)
      .recompute(context, { merchantIds: 'ALL', asOfDate: asOf, loadNumber });
    const taken = performance.now() - begun;
    console.log(`${name}: ${inSeconds(taken)}, ${(taken / aggregate).toFixed(1)} × the aggregate`);
    for (const [step, { rows: count, milliseconds }] of Object.entries(steps))
      console.log(
        `  ${step.padEnd(12)} ${String(count).padStart(9)} rows ${inSeconds(milliseconds)}`,
      );
  }
} finally {
  await application.close();
  await sql.end();
  clearInterval(watch);
}
console.log(`peak memory of this process ${Math.round(peakRss / 1024 ** 2)} MB`);

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
