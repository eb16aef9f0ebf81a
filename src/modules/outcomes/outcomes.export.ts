import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportRegistry } from '../platform/exports/export-registry.js';

/** What own operated sessions came to against what was to be expected, for the export of one's own data. */
@Injectable()
export class OutcomesExport implements OnModuleInit {
  constructor(private readonly registry: ExportRegistry) {}

  onModuleInit(): void {
    this.registry.register('session_outcomes', ({ providerId, merchantId, operatorId }) => ({
      text: `SELECT * FROM session_outcome
              WHERE provider_id = $1 OR merchant_id = $2 OR operator_id = $3 ORDER BY operated_session_id`,
      values: [providerId ?? null, merchantId ?? null, operatorId ?? null],
    }));
  }
}
