import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { RestrictionKind } from './domain/restriction.js';
import { ProviderRestriction } from './entities/provider-restriction.entity.js';

const COLUMNS = `r.id, r.provider_id AS "providerId", r.kind, r.starts_at AS "startsAt", r.ends_at AS "endsAt",
  r.lifted_at AS "liftedAt", r.cause_kind AS "causeKind", r.cause_id AS "causeId"`;

@Injectable()
export class RestrictionStore {
  constructor(private readonly database: Database) {}

  async insert(transaction: Transaction, rows: readonly ProviderRestriction[]): Promise<void> {
    if (rows.length > 0) await transaction.manager.insert(ProviderRestriction, [...rows]);
  }

  /** Makes restrictions end at a time, unless they end earlier anyway. */
  async lift(
    transaction: Transaction,
    lifts: readonly { readonly id: string; readonly at: Date }[],
  ): Promise<void> {
    if (lifts.length === 0) return;
    await transaction.execute(
      `UPDATE provider_restriction r SET lifted_at = l.at
         FROM unnest($1::uuid[], $2::timestamptz[]) AS l(id, at)
        WHERE r.id = l.id AND (r.lifted_at IS NULL OR r.lifted_at > l.at)`,
      [lifts.map(({ id }) => id), lifts.map(({ at }) => at)],
    );
  }

  async byCauses(
    causeIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<ProviderRestriction[]> {
    return executor.query<ProviderRestriction>(
      `SELECT ${COLUMNS} FROM provider_restriction r WHERE r.cause_id = ANY($1::uuid[])
        ORDER BY r.starts_at, r.id`,
      [causeIds],
    );
  }

  /** Restrictions of these providers that hold at a time, those that end last first. */
  async inForce(
    providerIds: readonly string[],
    kinds: readonly RestrictionKind[],
    at: Date,
    executor: SqlExecutor = this.database,
  ): Promise<ProviderRestriction[]> {
    return executor.query<ProviderRestriction>(
      `SELECT ${COLUMNS} FROM provider_restriction r
        WHERE r.provider_id = ANY($1::uuid[]) AND r.kind = ANY($2) AND r.starts_at <= $3
          AND $3 < least(coalesce(r.ends_at, 'infinity'), coalesce(r.lifted_at, 'infinity'))
        ORDER BY least(coalesce(r.ends_at, 'infinity'), coalesce(r.lifted_at, 'infinity')) DESC, r.id`,
      [providerIds, kinds, at],
    );
  }
}
