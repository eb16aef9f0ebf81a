import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { Configuration } from './modules/platform/config/configuration.js';
import { JobWorker } from './modules/platform/jobs/job-worker.js';

const worker = await NestFactory.createApplicationContext(AppModule.of(Configuration.read()));
worker.enableShutdownHooks();
await worker.get(JobWorker).start();
process.send?.({ type: 'working' });
