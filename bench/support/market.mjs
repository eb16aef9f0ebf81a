import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { generateMarket } from '../../dist/seeds/demo/generate.js';
import { seedAccounts } from '../../dist/seeds/demo/seed-accounts.js';
import { AppModule } from '../../dist/src/app.module.js';
import { loadFolder } from '../../dist/src/cli/feed-folder.js';
import { jobFinished } from '../../dist/src/cli/queue-watch.js';
import { withClient } from '../../dist/src/local/database-roles.js';
import { Clock } from '../../dist/src/modules/platform/clock/clock.js';
import { Configuration } from '../../dist/src/modules/platform/config/configuration.js';
import { systemContext } from '../../dist/src/modules/platform/context/request-context.js';
import { JobWorker } from '../../dist/src/modules/platform/jobs/job-worker.js';
import { ScoringRunService } from '../../dist/src/modules/scoring/index.js';
import { offerPackages, scoreEveryone } from './demonstration.mjs';
import { startDatabase } from './server.mjs';

/** What the product is built for; a size is a share of it. The days stay: a window needs them. */
const FULL = {
  merchants: 123_500,
  providers: 10_000,
  operators: 100_000,
  minutesSessions: 20_000,
  days: 180,
  seed: 7,
};

/**
 * A generated market of a share of full size in a database of its own, kept like the demonstration's.
 *
 * @param size 0.01 for one percent
 * @returns as `startDatabase`; `filled` has the rows and the seconds of each step, or is null when it was there
 */
export function startMarket(size) {
  const name = `bench_${String(size).replace('.', '_')}`;
  return startDatabase(name, async ({ environment, ownerUrl, command }) => {
    await command('seed', '--reference-only');
    const filled = await fillOnce(environment, size);
    await withClient(ownerUrl, async (owner) => {
      await seedAccounts(ownerUrl, environment.DATA_ENCRYPTION_SECRET);
      await scoreEveryone(owner);
      await offerPackages(owner);
      if (filled) await owner.query('VACUUM ANALYZE');
    });
    return filled;
  });
}

async function fillOnce(environment, size) {
  const application = await NestFactory.createApplicationContext(
    AppModule.of(Configuration.read({ ...process.env, ...environment })),
    { logger: ['error', 'warn'] },
  );
  const folder = await mkdtemp(join(tmpdir(), 'caopan-bench-'));
  try {
    if ((await application.get(ScoringRunService).applied()) !== null) return null;
    await application.get(JobWorker).start();
    const options = sized(size);
    const generateSeconds = await seconds(() => generateMarket(options, folder, () => undefined));
    let loaded;
    const loadSeconds = await seconds(async () => {
      loaded = await loadFolder(application, folder, (line) => console.error(line));
    });
    const scoreSeconds = await seconds(() => rank(application, lastDay(options)));
    const rows = loaded.reduce((sum, file) => sum + file.rows, 0);
    return { rows, generateSeconds, loadSeconds, scoreSeconds };
  } finally {
    await application.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function sized(size) {
  const share = (key) => Math.max(1, Math.round(FULL[key] * size));
  return {
    ...FULL,
    endDate: '2026-11-19',
    merchants: share('merchants'),
    providers: share('providers'),
    operators: share('operators'),
    minutesSessions: share('minutesSessions'),
  };
}

const lastDay = ({ endDate }) => endDate;

async function rank(application, cutoff) {
  const context = systemContext('bench', application.get(Clock).now());
  const scoring = application.get(ScoringRunService);
  const run = valueOf(await scoring.start(context, { cutoff }));
  const job = await jobFinished(application, run.jobId, (step) =>
    console.error(`scoring: ${step}`),
  );
  if (job.state === 'FAILED') throw new Error(`scoring: ${job.error_message}`);
  valueOf(await scoring.apply(context, { runId: run.id }));
}

function valueOf(result) {
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message.en).join(' '));
  return result.value;
}

async function seconds(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
