import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DEMONSTRATION_OPTIONS, generateMarket } from '../../seeds/demo/generate.js';
import { seedAccounts, type DemoAccess } from '../../seeds/demo/seed-accounts.js';
import { AppModule } from '../app.module.js';
import { OutcomeComputationService } from '../modules/outcomes/index.js';
import { ProgrammeProgressService, ProgrammeService } from '../modules/programmes/index.js';
import { ScoringRunService } from '../modules/scoring/index.js';
import { Clock } from '../modules/platform/clock/clock.js';
import { Configuration } from '../modules/platform/config/configuration.js';
import { systemContext, type RequestContext } from '../modules/platform/context/request-context.js';
import { JobWorker } from '../modules/platform/jobs/job-worker.js';
import type { Result } from '../modules/platform/kernel/result.js';
import { seedAdmission } from './demonstration-admission.js';
import { seedConduct } from './demonstration-conduct.js';
import { loadFolder } from './feed-folder.js';
import { jobFinished } from './queue-watch.js';

/** One line for `npm start`, which shows it as progress, account or suggestion. */
const tell = (line: object) => console.log(JSON.stringify(line));
const progress = (message: string) => tell({ type: 'progress', message });

/**
 * The demonstration: a generated market through the product's own pipeline, an account for every role, and
 * the first board. A start that was interrupted is completed by the next: files that are in change nothing when
 * they are loaded again, and the applied board, made last, stands for all of it.
 */
export async function seedDemonstration(ownerUrl: string): Promise<void> {
  const configuration = Configuration.read();
  const application = await NestFactory.createApplicationContext(AppModule.of(configuration), {
    logger: ['error', 'warn'],
  });
  try {
    if ((await application.get(ScoringRunService).applied()) === null) {
      await application.get(JobWorker).start();
      await loadMarket(application);
      await computeOutcomes(application);
      await showProgramme(application);
      await rank(application);
    }
    const access = await seedAccounts(ownerUrl, configuration.values.DATA_ENCRYPTION_SECRET);
    await seedAdmission(application);
    if (access.providerId) await seedConduct(application, access.providerId);
    introduce(access);
  } finally {
    await application.close();
  }
}

function contextOf(application: INestApplicationContext): RequestContext {
  return systemContext('demonstration', application.get(Clock).now());
}

async function loadMarket(application: INestApplicationContext): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'caopan-market-'));
  try {
    progress('generating a market');
    await generateMarket(DEMONSTRATION_OPTIONS, folder);
    await loadFolder(application, folder, (line) => progress(`loading ${line}`));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function computeOutcomes(application: INestApplicationContext): Promise<void> {
  const outcomes = application.get(OutcomeComputationService);
  const asOf = DEMONSTRATION_OPTIONS.endDate!;
  const started = orThrow(await outcomes.start(contextOf(application), { asOf, full: true }));
  const tell = (step: string) => progress(`outcomes: ${step}`);
  const job = await jobFinished(application, started.jobId, tell);
  if (job.state === 'FAILED') throw new Error(`outcomes: ${job.error_message}`);
}

/** The published programmes ask for a market of another size: one that fits this one shows how progress looks. */
async function showProgramme(application: INestApplicationContext): Promise<void> {
  const programmes = application.get(ProgrammeService);
  const content = {
    nameZh: '造风者·演示版',
    nameEn: 'Wind Maker, to the scale of the demonstration',
    periodStart: '2026-01-01',
    periodEnd: '2026-12-31',
    targets: [
      { code: 'gmv-10m', metric: 'PROVIDER_NET_GMV', threshold: '10000000.00', providers: 10 },
      { code: 'leaps-2', metric: 'LEAPED_MERCHANTS', threshold: '2', providers: 5 },
    ],
    note: 'Made for the demonstration.',
  } as const;
  const context = contextOf(application);
  const key = 'demonstration-programme';
  const draft = orThrow(await programmes.draft(context, 'wind-maker-demo', content, key));
  if (draft.state === 'DRAFT') {
    const colleague = systemContext('demonstration-approval', context.now);
    orThrow(await programmes.decide(colleague, draft.id, 'APPROVED'));
  }
  await application.get(ProgrammeProgressService).refresh(context);
}

async function rank(application: INestApplicationContext): Promise<void> {
  const scoring = application.get(ScoringRunService);
  const cutoff = DEMONSTRATION_OPTIONS.endDate!;
  const run = orThrow(await scoring.start(contextOf(application), { cutoff }));
  const job = await jobFinished(application, run.jobId, (step) => progress(`scoring: ${step}`));
  if (job.state === 'FAILED') throw new Error(`scoring: ${job.error_message}`);
  orThrow(await scoring.apply(contextOf(application), { runId: run.id }));
}

function orThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message.en).join(' '));
  return result.value;
}

function introduce({ accounts, password, feedKey }: DemoAccess): void {
  for (const { role, email } of accounts) tell({ type: 'account', role, login: email, password });
  if (feedKey) {
    tell({
      type: 'account',
      role: 'FEED_SERVICE',
      login: 'Authorization: ApiKey',
      password: feedKey,
    });
  }
  const suggestions = [
    'Open {url}/graphiql and run the example that signs a role in.',
    'Follow the ten-minute tour: docs/tour.md.',
    'Load a feed of your own: npm run cli -- feed load FOLDER (docs/data-feed.md).',
  ];
  for (const text of suggestions) tell({ type: 'suggestion', text });
}
