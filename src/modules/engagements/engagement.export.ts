import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportRegistry } from '../platform/exports/export-registry.js';

const OWN =
  'JOIN engagement e ON e.id = o.engagement_id WHERE (e.provider_id = $1 OR e.merchant_id = $2)';

/** By name in the export: how two companies came to terms, what they wrote each other, and where they disagreed. */
const OF_ENGAGEMENTS: Readonly<Record<string, string>> = {
  engagement_versions: `SELECT o.* FROM engagement_version o ${OWN} ORDER BY o.engagement_id, o.number`,
  engagement_answers: `SELECT o.version_id, o.engagement_id, o.answer, o.side, o.reason, o.answered_at
       FROM engagement_answer o ${OWN} ORDER BY o.engagement_id, o.answered_at, o.version_id`,
  engagement_milestones: `SELECT m.* FROM engagement_milestone m JOIN engagement_version o ON o.id = m.version_id
       ${OWN} ORDER BY m.version_id, m.position`,
  engagement_messages: `SELECT o.id, o.engagement_id, o.side, o.body, o.sent_at, o.redacted_at, o.redaction_reason
       FROM engagement_message o ${OWN} ORDER BY o.engagement_id, o.sent_at, o.id`,
  session_disputes: `SELECT id, operated_session_id, engagement_id, state, grounds, statement, raised_at, answer_due_at,
            provider_statement, provider_answered_at, decision_reason, decided_at
       FROM session_dispute WHERE provider_id = $1 OR merchant_id = $2 ORDER BY raised_at, id`,
};

/** What this module keeps of two companies' work, for the export of one's own data. */
@Injectable()
export class EngagementExport implements OnModuleInit {
  constructor(private readonly registry: ExportRegistry) {}

  onModuleInit(): void {
    this.registry.register('engagements', ({ providerId, merchantId }) => ({
      text: 'SELECT * FROM engagement WHERE provider_id = $1 OR merchant_id = $2 ORDER BY id',
      values: [providerId ?? null, merchantId ?? null],
    }));
    this.registry.register('operated_sessions', ({ providerId, merchantId, operatorId }) => ({
      text: `SELECT * FROM operated_session
              WHERE provider_id = $1 OR merchant_id = $2 OR operator_id = $3 ORDER BY id`,
      values: [providerId ?? null, merchantId ?? null, operatorId ?? null],
    }));
    for (const table of ['session_plan', 'session_review'] as const) {
      this.registry.register(`${table}s`, ({ providerId, merchantId, operatorId }) => ({
        text: `SELECT t.* FROM ${table} t JOIN operated_session o ON o.id = t.operated_session_id
                WHERE o.provider_id = $1 OR o.merchant_id = $2 OR o.operator_id = $3
                ORDER BY t.operated_session_id, t.filed_at`,
        values: [providerId ?? null, merchantId ?? null, operatorId ?? null],
      }));
    }
    for (const [name, list] of Object.entries(OF_ENGAGEMENTS))
      this.registry.register(name, ({ providerId, merchantId }) =>
        providerId || merchantId
          ? { text: list, values: [providerId ?? null, merchantId ?? null] }
          : undefined,
      );
  }
}
