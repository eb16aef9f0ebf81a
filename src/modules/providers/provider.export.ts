import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportRegistry } from '../platform/exports/export-registry.js';

/** What this module keeps of a company, for the export of its own data. */
@Injectable()
export class ProviderExport implements OnModuleInit {
  constructor(private readonly registry: ExportRegistry) {}

  onModuleInit(): void {
    for (const [name, table, column] of [
      ['provider', 'provider', 'id'],
      ['provider_transitions', 'provider_transition', 'provider_id'],
      ['service_packages', 'service_package', 'provider_id'],
    ] as const)
      this.registry.register(name, ({ providerId }) =>
        providerId
          ? {
              text: `SELECT * FROM ${table} WHERE ${column} = $1 ORDER BY id`,
              values: [providerId],
            }
          : undefined,
      );
  }
}
