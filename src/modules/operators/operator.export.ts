import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportRegistry } from '../platform/exports/export-registry.js';

/** What this module keeps of a company's people, or of one person, for the export of one's own data. */
@Injectable()
export class OperatorExport implements OnModuleInit {
  constructor(private readonly registry: ExportRegistry) {}

  onModuleInit(): void {
    this.registry.register('operator', ({ operatorId }) =>
      operatorId
        ? {
            text: `SELECT id, operator_code, name, identity_hash IS NOT NULL AS identity_proved, created_at
                     FROM operator WHERE id = $1`,
            values: [operatorId],
          }
        : undefined,
    );
    this.registry.register('employments', ({ operatorId, providerId }) => ({
      text: `SELECT e.id, o.operator_code, o.name, e.provider_id, e.employed_from, e.employed_to
               FROM employment e JOIN operator o ON o.id = e.operator_id
              WHERE e.operator_id = $1 OR e.provider_id = $2 ORDER BY e.id`,
      values: [operatorId ?? null, providerId ?? null],
    }));
  }
}
