import { AuditEntry } from './modules/audit/entities/audit-entry.entity.js';
import { EngagementOperator } from './modules/engagements/entities/engagement-operator.entity.js';
import { EngagementTransition } from './modules/engagements/entities/engagement-transition.entity.js';
import { Engagement } from './modules/engagements/entities/engagement.entity.js';
import { OperatedSession } from './modules/engagements/entities/operated-session.entity.js';
import { Provider } from './modules/providers/entities/provider.entity.js';
import { ProviderTransition } from './modules/providers/entities/provider-transition.entity.js';
import { Category } from './modules/reference/entities/category.entity.js';
import { Region } from './modules/reference/entities/region.entity.js';

/** Every table that TypeORM knows. Held against the migrated database by test/conformance/migration-drift.spec.ts. */
export const entities = [
  AuditEntry,
  Provider,
  ProviderTransition,
  Category,
  Region,
  Engagement,
  EngagementOperator,
  EngagementTransition,
  OperatedSession,
];
