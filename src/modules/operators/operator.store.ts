import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { nameContains } from '../platform/database/name-search.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import { Operator } from './entities/operator.entity.js';
import { employedOn } from './operator-json.js';

/** An operator, and the employment that holds on the day asked about. */
export interface OperatorRow {
  readonly id: string;
  readonly operatorCode: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly employmentId: string | null;
  readonly providerId: string | null;
  readonly employedFrom: BusinessDate | null;
  readonly employedTo: BusinessDate | null;
}

export interface OperatorFilter {
  readonly providerId?: string;
  readonly nameContains?: string;
}

export const OPERATOR_ORDERS = {
  NAME: {
    name: 'name',
    columns: [
      { sql: 'o.name', key: 'name', type: 'text', direction: 'ASC' },
      { sql: 'o.id', key: 'id', type: 'uuid', direction: 'ASC' },
    ],
  },
  NEWEST: {
    name: 'newest',
    columns: [{ sql: 'o.id', key: 'id', type: 'uuid', direction: 'DESC' }],
  },
} as const satisfies Record<string, KeysetOrder>;
export type OperatorOrder = keyof typeof OPERATOR_ORDERS;

const COLUMNS = `o.id, o.operator_code AS "operatorCode", o.name, o.created_at AS "createdAt",
  e.id AS "employmentId", e.provider_id AS "providerId", e.employed_from AS "employedFrom",
  e.employed_to AS "employedTo"`;

const EMPLOYED_ON = employedOn('$1');

@Injectable()
export class OperatorStore {
  constructor(private readonly database: Database) {}

  async page(
    on: BusinessDate,
    filter: OperatorFilter,
    orderName: OperatorOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<OperatorRow>> {
    const parameters = [on, filter.providerId ?? null, filter.nameContains ?? null];
    // Two shapes, because a company's few operators are found from its employments and the whole list is not.
    const from = `FROM operator o ${filter.providerId ? 'JOIN' : 'LEFT JOIN'} employment e ON ${EMPLOYED_ON}
      WHERE ($2::uuid IS NULL OR e.provider_id = $2)
        AND ${nameContains('o.name', '$3', filter.nameContains)}`;
    const keyset = keysetQuery(OPERATOR_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<OperatorRow>(
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

  async byIds(
    on: BusinessDate,
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, OperatorRow>> {
    const rows = await executor.query<OperatorRow>(
      `SELECT ${COLUMNS} FROM operator o LEFT JOIN employment e ON ${EMPLOYED_ON}
        WHERE o.id = ANY($2::uuid[])`,
      [on, ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The first operators by name of each company on a day, in one statement. */
  async firstOfProviders(
    on: BusinessDate,
    providerIds: readonly string[],
    count: number,
  ): Promise<Map<string, OperatorRow[]>> {
    const rows = await this.database.query<OperatorRow & { ofProvider: string }>(
      `SELECT p.id AS "ofProvider", o.*
         FROM unnest($2::uuid[]) AS p(id)
        CROSS JOIN LATERAL (
          SELECT ${COLUMNS} FROM employment e JOIN operator o ON o.id = e.operator_id
           WHERE e.provider_id = p.id AND ${EMPLOYED_ON} ORDER BY o.name, o.id LIMIT $3) o`,
      [on, providerIds, count],
    );
    const byProvider = new Map<string, OperatorRow[]>(providerIds.map((id) => [id, []]));
    for (const row of rows) byProvider.get(row.ofProvider)!.push(row);
    return byProvider;
  }

  async idByCode(executor: SqlExecutor, operatorCode: string): Promise<string | undefined> {
    const [row] = await executor.query<{ id: string }>(
      'SELECT id FROM operator WHERE operator_code = $1',
      [operatorCode],
    );
    return row?.id;
  }

  async insert(transaction: Transaction, id: string, name: string, at: Date): Promise<string> {
    const operatorCode = await this.nextOperatorCode(transaction);
    await transaction.manager.insert(Operator, { id, operatorCode, name, createdAt: at });
    return operatorCode;
  }

  private async nextOperatorCode(transaction: Transaction): Promise<string> {
    const [row] = await transaction.query<{ code: string }>(
      `SELECT 'O' || lpad(number, greatest(7, length(number)), '0') AS code
         FROM (SELECT nextval('operator_code_number')::text AS number) next`,
    );
    return row!.code;
  }
}
