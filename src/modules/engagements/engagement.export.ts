import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportRegistry } from '../platform/exports/export-registry.js';

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
  }
}
