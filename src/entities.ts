import { AuditEntry } from './modules/audit/entities/audit-entry.entity.js';
import { IdempotencyKey } from './modules/platform/idempotency/entities/idempotency-key.entity.js';
import { BackgroundJob } from './modules/platform/jobs/entities/background-job.entity.js';
import { JobWorkerEntry } from './modules/platform/jobs/entities/job-worker.entity.js';
import { OutboxEventEntity } from './modules/platform/outbox/entities/outbox-event.entity.js';
import { PolicyVersion } from './modules/platform/policies/entities/policy-version.entity.js';
import { Provider } from './modules/providers/entities/provider.entity.js';
import { ProviderTransition } from './modules/providers/entities/provider-transition.entity.js';
import { Category } from './modules/reference/entities/category.entity.js';
import { Region } from './modules/reference/entities/region.entity.js';

/** Every table that TypeORM knows. Held against the migrated database by test/conformance/migration-drift.spec.ts. */
export const entities = [
  AuditEntry,
  BackgroundJob,
  Category,
  IdempotencyKey,
  JobWorkerEntry,
  OutboxEventEntity,
  PolicyVersion,
  Provider,
  ProviderTransition,
  Region,
];
