import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportRegistry } from '../platform/exports/export-registry.js';

/** What this module keeps of a merchant or of who stands behind a company, for the export of its own data. */
@Injectable()
export class MerchantExport implements OnModuleInit {
  constructor(private readonly registry: ExportRegistry) {}

  onModuleInit(): void {
    this.registry.register('merchant', ({ merchantId }) =>
      merchantId
        ? { text: 'SELECT * FROM merchant WHERE id = $1', values: [merchantId] }
        : undefined,
    );
    this.registry.register('party_marks', ({ providerId, merchantId }) => ({
      text: `SELECT id, ground, declared_at, ended_at, end_reason FROM party_mark
              WHERE provider_id = $1 OR merchant_id = $2 ORDER BY id`,
      values: [providerId ?? null, merchantId ?? null],
    }));
  }
}
