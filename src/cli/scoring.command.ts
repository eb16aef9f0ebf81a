import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { Clock } from '../modules/platform/clock/clock.js';
import { Configuration } from '../modules/platform/config/configuration.js';
import { systemContext } from '../modules/platform/context/request-context.js';
import { parseIdOf } from '../modules/platform/kernel/ids.js';
import { ProviderScoreService, ScoringComputationService } from '../modules/scoring/index.js';
import type { Command } from './command.js';

const USAGE = `Usage: npm run cli -- scoring verify RUN_ID              compute a run again and compare every digit
       npm run cli -- scoring goalposts RUN_ID MODEL   print a model's definition with the goalposts of a run's peers`;

export const scoringCommand: Command = {
  summary: 'verify a scoring run; derive the goalposts of a new model version',
  async run([action, runId, modelCode]) {
    const complete = action === 'verify' || (action === 'goalposts' && modelCode);
    if (!complete || !runId) {
      console.error(USAGE);
      return 2;
    }
    const id = parseIdOf('ScoringRun', runId);
    if (!id.ok) throw new Error(id.problem);
    const application = await NestFactory.createApplicationContext(
      AppModule.of(Configuration.read()),
      { logger: ['error', 'warn'] },
    );
    try {
      return action === 'verify'
        ? await verify(application, id.uuid)
        : await goalposts(application, id.uuid, modelCode!);
    } finally {
      await application.close();
    }
  },
};

async function verify(application: INestApplicationContext, runId: string): Promise<number> {
  const context = systemContext('cli', application.get(Clock).now());
  const report = await application
    .get(ScoringComputationService)
    .verify(context, runId, async (fraction, step) => {
      if (process.stderr.isTTY)
        process.stderr.write(`\r${Math.round(fraction * 100)} % ${step}   `);
    });
  if (process.stderr.isTTY) process.stderr.write('\n');
  console.log(`providers          ${report.providers}`);
  console.log(`stored result      ${report.storedSha256 ?? 'none'}`);
  console.log(`computed result    ${report.computedSha256}`);
  for (const providerId of report.statisticsDiffer) console.log(`statistics differ  ${providerId}`);
  for (const key of report.resultsDiffer) console.log(`result differs     ${key}`);
  console.log(
    report.stands ? 'The run stands: every digit is the same.' : 'The run does not stand.',
  );
  return report.stands ? 0 : 1;
}

async function goalposts(
  application: INestApplicationContext,
  runId: string,
  modelCode: string,
): Promise<number> {
  const context = systemContext('cli', application.get(Clock).now());
  const definition = await application
    .get(ProviderScoreService)
    .withGoalpostsOf(context, runId, modelCode);
  console.log(JSON.stringify(definition, null, 2));
  return 0;
}
