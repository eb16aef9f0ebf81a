import { Injectable } from '@nestjs/common';
import type { Owners } from '../platform/access/ownership.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { newId, type ObjectKind } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { AuditStore, type AuditFilter } from './audit.store.js';
import type { AuditEntry, AuditValues } from './entities/audit-entry.entity.js';

export interface AuditRecord {
  /** Owner first, past tense: `provider.admitted`. */
  readonly action: string;
  readonly object: { readonly kind: ObjectKind; readonly id: string };
  /** The changed fields only. No secrets and no personal values. */
  readonly before?: AuditValues;
  readonly after?: AuditValues;
  readonly reason?: string;
  readonly owners?: Owners;
}

@Injectable()
export class AuditService {
  constructor(private readonly store: AuditStore) {}

  /** Records changes in the transaction that makes them: both happen, or neither does. */
  async record(
    transaction: Transaction,
    context: RequestContext,
    ...records: readonly AuditRecord[]
  ): Promise<void> {
    const entries = records.map((record) => ({
      id: newId(),
      occurredAt: context.now,
      actor: actorKey(context.actor),
      actorRole: context.actor.role,
      action: record.action,
      objectKind: record.object.kind,
      objectId: record.object.id,
      before: record.before ?? null,
      after: record.after ?? null,
      reason: record.reason ?? null,
      requestId: context.requestId,
      providerId: record.owners?.providerId ?? null,
      merchantId: record.owners?.merchantId ?? null,
    }));
    await this.store.append(transaction, entries);
  }

  /** The entries that the caller may read: staff all of them, others those of their own affairs. */
  async page(
    context: RequestContext,
    filter: AuditFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<AuditEntry>> {
    return this.store.page(context, filter, request, withTotal);
  }
}
