import { Global, Module } from '@nestjs/common';
import { MerchantRowAccess } from './access/merchant-row-access.js';
import { Clock } from './clock/clock.js';
import { Database } from './database/database.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { DatasetRegistry } from './datasets/dataset-registry.js';
import { Listener } from './events/listener.js';
import { ExportRegistry } from './exports/export-registry.js';
import { Idempotency } from './idempotency/idempotency.js';
import { IdempotencyExpiry } from './idempotency/idempotency-expiry.js';
import { IdempotencyStore } from './idempotency/idempotency.store.js';
import { JobRegistry } from './jobs/job-registry.js';
import { JobService } from './jobs/job.service.js';
import { JobStore } from './jobs/job.store.js';
import { JobWorker } from './jobs/job-worker.js';
import { Metrics } from './metrics/metrics.js';
import { Outbox } from './outbox/outbox.js';
import { PolicyService } from './policies/policy.service.js';

const shared = [
  Clock,
  MerchantRowAccess,
  Database,
  UnitOfWork,
  DatasetRegistry,
  ExportRegistry,
  Listener,
  Idempotency,
  IdempotencyExpiry,
  IdempotencyStore,
  JobRegistry,
  JobService,
  JobStore,
  JobWorker,
  Metrics,
  Outbox,
  PolicyService,
];

/** What every module stands on. Global, because it would otherwise be imported by each of them. */
@Global()
@Module({ providers: shared, exports: shared })
export class PlatformModule {}
