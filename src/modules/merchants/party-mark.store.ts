import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { PartyGround } from './domain/party-mark.js';
import type { PartyMark } from './entities/party-mark.entity.js';

/** A mark without its hash. */
export type PartyMarkRow = Omit<PartyMark, 'mark'>;

/** A provider and a merchant that share an owner, a legal representative or a bank account. */
export interface RelatedParties {
  readonly providerId: string;
  readonly merchantId: string;
  readonly grounds: readonly PartyGround[];
  readonly knownSince: Date;
}

export interface RelatedPartiesFilter {
  readonly providerId?: string;
  readonly merchantId?: string;
}

export interface Party {
  readonly providerId?: string;
  readonly merchantId?: string;
}

const COLUMNS = `m.id, m.provider_id AS "providerId", m.merchant_id AS "merchantId", m.ground,
  m.declared_by AS "declaredBy", m.declared_at AS "declaredAt", m.ended_at AS "endedAt", m.ended_by AS "endedBy",
  m.end_reason AS "endReason"`;

const NEWEST_FIRST: KeysetOrder = {
  name: 'newest',
  columns: [{ sql: 'm.id', key: 'id', type: 'uuid', direction: 'DESC' }],
};

const BY_PARTIES: KeysetOrder = {
  name: 'parties',
  columns: [
    { sql: 'r.provider_id', key: 'providerId', type: 'uuid', direction: 'ASC' },
    { sql: 'r.merchant_id', key: 'merchantId', type: 'uuid', direction: 'ASC' },
  ],
};

const RELATED = `r.provider_id AS "providerId", r.merchant_id AS "merchantId", r.grounds, r.known_since AS "knownSince"`;

@Injectable()
export class PartyMarkStore {
  constructor(private readonly database: Database) {}

  /** @returns the id of the mark in force: the new one, or the same that was recorded before */
  async insert(
    transaction: Transaction,
    mark: Omit<PartyMark, 'endedAt' | 'endedBy' | 'endReason'>,
  ): Promise<{ id: string; isNew: boolean }> {
    const touched = await transaction.execute(
      `INSERT INTO party_mark (id, provider_id, merchant_id, ground, mark, declared_by, declared_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [
        mark.id,
        mark.providerId,
        mark.merchantId,
        mark.ground,
        mark.mark,
        mark.declaredBy,
        mark.declaredAt,
      ],
    );
    if (touched === 1) return { id: mark.id, isNew: true };
    const [row] = await transaction.query<{ id: string }>(
      `SELECT id FROM party_mark WHERE ground = $1 AND mark = $2 AND ended_at IS NULL
          AND provider_id IS NOT DISTINCT FROM $3 AND merchant_id IS NOT DISTINCT FROM $4`,
      [mark.ground, mark.mark, mark.providerId, mark.merchantId],
    );
    return { id: row!.id, isNew: false };
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, PartyMarkRow>> {
    const rows = await executor.query<PartyMarkRow>(
      `SELECT ${COLUMNS} FROM party_mark m WHERE m.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** @returns false when the mark is not in force (any more) */
  async end(
    transaction: Transaction,
    id: string,
    end: { by: string; at: Date; reason: string },
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE party_mark SET ended_at = $2, ended_by = $3, end_reason = $4
        WHERE id = $1 AND ended_at IS NULL`,
      [id, end.at, end.by, end.reason],
    );
    return touched === 1;
  }

  async pageOf(
    { providerId, merchantId }: Party,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<PartyMarkRow>> {
    // One of the two is null: the planner drops that side with the parameter known.
    const condition = providerId ? 'm.provider_id = $1' : 'm.merchant_id = $1';
    const keyset = keysetQuery(NEWEST_FIRST, request, 2);
    const rows = await this.database.query<PartyMarkRow>(
      `SELECT ${COLUMNS} FROM party_mark m WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [providerId ?? merchantId, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM party_mark m WHERE ${condition}`,
      [providerId ?? merchantId],
    );
    return keyset.page(rows, total!.count);
  }

  async relatedPage(
    filter: RelatedPartiesFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<RelatedParties>> {
    const parameters = [filter.providerId ?? null, filter.merchantId ?? null];
    const condition = `($1::uuid IS NULL OR r.provider_id = $1) AND ($2::uuid IS NULL OR r.merchant_id = $2)`;
    const keyset = keysetQuery(BY_PARTIES, request, 3);
    const rows = await this.database.query<RelatedParties>(
      `SELECT ${RELATED} FROM related_party r WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM related_party r WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, total!.count);
  }

  /** Those of the pairs that are related. */
  async relatedAmong(
    pairs: readonly { readonly providerId: string; readonly merchantId: string }[],
  ): Promise<RelatedParties[]> {
    return this.database.query<RelatedParties>(
      `SELECT ${RELATED} FROM related_party r
         JOIN unnest($1::uuid[], $2::uuid[]) AS pair (provider_id, merchant_id) USING (provider_id, merchant_id)
        WHERE r.provider_id = ANY($1::uuid[])`,
      [pairs.map(({ providerId }) => providerId), pairs.map(({ merchantId }) => merchantId)],
    );
  }
}
