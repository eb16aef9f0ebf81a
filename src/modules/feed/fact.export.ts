import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportRegistry } from '../platform/exports/export-registry.js';

/** A merchant's own figures, for the export of its data. */
@Injectable()
export class FactExport implements OnModuleInit {
  constructor(private readonly registry: ExportRegistry) {}

  onModuleInit(): void {
    for (const [name, table, order] of [
      ['merchant_days', 'merchant_day', 'date'],
      ['live_sessions', 'live_session', 'started_at, session_id'],
    ] as const)
      this.registry.register(name, ({ merchantId }) =>
        merchantId
          ? {
              text: `SELECT * FROM ${table} WHERE merchant_id = $1 ORDER BY ${order}`,
              values: [merchantId],
            }
          : undefined,
      );
  }
}
