import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportRegistry } from '../platform/exports/export-registry.js';

/** What this module keeps of an account, for the export of one's own data. */
@Injectable()
export class AccountExport implements OnModuleInit {
  constructor(private readonly registry: ExportRegistry) {}

  onModuleInit(): void {
    this.registry.register('account', ({ accountId }) => ({
      text: 'SELECT id, email, name, locale, state, created_at FROM account WHERE id = $1',
      values: [accountId],
    }));
    this.registry.register('memberships', ({ accountId, providerId, merchantId }) => ({
      text: `SELECT id, account_id, role, provider_id, operator_id, merchant_id, created_at, ended_at
               FROM membership WHERE account_id = $1 OR provider_id = $2 OR merchant_id = $3 ORDER BY id`,
      values: [accountId, providerId ?? null, merchantId ?? null],
    }));
    this.registry.register('sign_ins', ({ accountId }) => ({
      text: `SELECT created_at, expires_at, ended_at, end_reason
               FROM account_session WHERE account_id = $1 ORDER BY id`,
      values: [accountId],
    }));
  }
}
