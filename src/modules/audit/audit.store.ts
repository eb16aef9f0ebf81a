import { Injectable } from '@nestjs/common';
import type { QueryDeepPartialEntity } from 'typeorm';
import { ownershipCondition } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import { AuditEntry } from './entities/audit-entry.entity.js';

export interface AuditFilter {
  readonly objectKind?: string;
  readonly objectId?: string;
  readonly actor?: string;
  readonly action?: string;
}

/** Ids are UUIDv7: in order of time. */
const NEWEST_FIRST: KeysetOrder = {
  name: 'newest',
  columns: [{ sql: 'id', key: 'id', type: 'uuid', direction: 'DESC' }],
};

@Injectable()
export class AuditStore {
  constructor(private readonly database: Database) {}

  async append(transaction: Transaction, entries: readonly AuditEntry[]): Promise<void> {
    await transaction.manager.insert(AuditEntry, [
      ...entries,
    ] as QueryDeepPartialEntity<AuditEntry>[]);
  }

  async page(
    context: RequestContext,
    filter: AuditFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<AuditEntry>> {
    const owned = ownershipCondition(
      context,
      { provider: 'provider_id', merchant: 'merchant_id' },
      5,
    );
    const parameters = [
      filter.objectKind ?? null,
      filter.objectId ?? null,
      filter.actor ?? null,
      filter.action ?? null,
      ...owned.parameters,
    ];
    const condition = `($1::text IS NULL OR object_kind = $1) AND ($2::uuid IS NULL OR object_id = $2)
      AND ($3::text IS NULL OR actor = $3) AND ($4::text IS NULL OR action = $4) AND ${owned.where}`;
    const keyset = keysetQuery(NEWEST_FIRST, request, parameters.length + 1);
    const rows = await this.database.query<AuditEntry>(
      `SELECT id, occurred_at AS "occurredAt", actor, actor_role AS "actorRole", action,
              object_kind AS "objectKind", object_id AS "objectId", before, after, reason,
              request_id AS "requestId", provider_id AS "providerId", merchant_id AS "merchantId"
         FROM audit_entry WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM audit_entry WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }
}
