import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { Configuration } from './modules/platform/config/configuration.js';
import { JobWorker } from './modules/platform/jobs/job-worker.js';
import { createLogger } from './modules/platform/logging/logger.js';
import { NestLogger } from './modules/platform/logging/nest-logger.js';

const configuration = Configuration.read();
const logger = createLogger(configuration.values.LOG_LEVEL, {
  readable: !configuration.isProduction && process.stdout.isTTY,
});
const worker = await NestFactory.createApplicationContext(AppModule.of(configuration), {
  logger: new NestLogger(logger),
  abortOnError: false,
});
worker.enableShutdownHooks();
await worker.get(JobWorker).start();
logger.info('worker is working');
process.send?.({ type: 'working' });
