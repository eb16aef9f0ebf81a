import { Injectable } from '@nestjs/common';
import { ownershipCondition } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import { Employment } from './entities/employment.entity.js';

export interface FormerEmployment {
  readonly operatorId: string;
  readonly providerId: string;
}

const NEWEST: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'e.employed_from', key: 'employedFrom', type: 'date', direction: 'DESC' },
    { sql: 'e.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

const COLUMNS = `e.id, e.operator_id AS "operatorId", e.provider_id AS "providerId",
  e.employed_from AS "employedFrom", e.employed_to AS "employedTo", e.imported`;

@Injectable()
export class EmploymentStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    operatorId: string | undefined,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Employment>> {
    const owned = ownedBy(context, 2);
    const parameters = [operatorId ?? null, ...owned.parameters];
    const from = `FROM employment e WHERE ($1::uuid IS NULL OR e.operator_id = $1) AND ${owned.where}`;
    const keyset = keysetQuery(NEWEST, request, parameters.length + 1);
    const rows = await this.database.query<Employment>(
      `SELECT ${COLUMNS} ${from} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) ${from}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** Those that the caller may see. */
  async visibleByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, Employment>> {
    const owned = ownedBy(context, 2);
    const rows = await this.database.query<Employment>(
      `SELECT ${COLUMNS} FROM employment e WHERE e.id = ANY($1::uuid[]) AND ${owned.where}`,
      [ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Locks the employment, so that of two who set its last day the second decides on what the first wrote. */
  async lock(transaction: Transaction, id: string): Promise<Employment | undefined> {
    const [row] = await transaction.query<Employment>(
      `SELECT ${COLUMNS} FROM employment e WHERE e.id = $1 FOR UPDATE`,
      [id],
    );
    return row;
  }

  /** @throws the database's exclusion violation when the operator is employed anywhere on those days */
  async insert(transaction: Transaction, employment: Employment): Promise<void> {
    await transaction.manager.insert(Employment, employment);
  }

  /** @throws the database's exclusion violation when the operator is employed elsewhere by then */
  async end(transaction: Transaction, id: string, lastDay: BusinessDate): Promise<void> {
    await transaction.execute('UPDATE employment SET employed_to = $2 WHERE id = $1', [
      id,
      lastDay,
    ]);
  }

  /**
   * Ends every employment at a provider on a day. One that was to begin after it never does: its row goes.
   *
   * @returns what was ended, and with `employedTo` null what was removed
   */
  async endAllOf(
    transaction: Transaction,
    providerId: string,
    lastDay: BusinessDate,
  ): Promise<Employment[]> {
    return transaction.query<Employment>(
      `WITH ended AS (
         UPDATE employment e SET employed_to = $2
          WHERE e.provider_id = $1 AND e.employed_from <= $2 AND (e.employed_to IS NULL OR e.employed_to > $2)
         RETURNING ${COLUMNS}),
       removed AS (
         DELETE FROM employment e WHERE e.provider_id = $1 AND e.employed_from > $2
         RETURNING e.id, e.operator_id AS "operatorId", e.provider_id AS "providerId",
                   e.employed_from AS "employedFrom", NULL::date AS "employedTo",
                   e.imported)
       SELECT * FROM ended UNION ALL SELECT * FROM removed`,
      [providerId, lastDay],
    );
  }

  /**
   * Operators who may still act for a provider that employs them neither today nor later.
   *
   * @param operatorIds only these; everybody when left out
   */
  async lapsedMembers(
    transaction: Transaction,
    today: BusinessDate,
    operatorIds?: readonly string[],
  ): Promise<FormerEmployment[]> {
    return transaction.query<FormerEmployment>(
      `SELECT m.operator_id AS "operatorId", m.provider_id AS "providerId" FROM membership m
        WHERE m.role = 'OPERATOR' AND m.ended_at IS NULL AND ($2::uuid[] IS NULL OR m.operator_id = ANY($2))
          AND NOT EXISTS (SELECT FROM employment e
                           WHERE e.operator_id = m.operator_id AND e.provider_id = m.provider_id
                             AND (e.employed_to IS NULL OR e.employed_to >= $1::date))`,
      [today, operatorIds ?? null],
    );
  }
}

function ownedBy(context: RequestContext, firstParameter: number) {
  return ownershipCondition(
    context,
    { provider: 'e.provider_id', operator: (placeholder) => `e.operator_id = ${placeholder}` },
    firstParameter,
  );
}
