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
import { CapabilityModel } from './modules/scoring/entities/capability-model.entity.js';
import { ProviderScore } from './modules/scoring/entities/provider-score.entity.js';
import { ScoringApplication } from './modules/scoring/entities/scoring-application.entity.js';
import { ScoringHead } from './modules/scoring/entities/scoring-head.entity.js';
import { ScoringRun } from './modules/scoring/entities/scoring-run.entity.js';
import { ScoringSubject } from './modules/scoring/entities/scoring-subject.entity.js';

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
  CapabilityModel,
  ProviderScore,
  ScoringApplication,
  ScoringHead,
  ScoringRun,
  ScoringSubject,
];
