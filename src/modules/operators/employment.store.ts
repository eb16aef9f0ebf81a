import { Injectable } from '@nestjs/common';
import { ownershipCondition } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import { Employment } from './entities/employment.entity.js';

const NEWEST: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'e.employed_from', key: 'employedFrom', type: 'date', direction: 'DESC' },
    { sql: 'e.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

const COLUMNS = `e.id, e.operator_id AS "operatorId", e.provider_id AS "providerId",
  e.employed_from AS "employedFrom", e.employed_to AS "employedTo"`;

@Injectable()
export class EmploymentStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    operatorId: string | undefined,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Employment>> {
    const owned = ownershipCondition(
      context,
      { provider: 'e.provider_id', operator: (placeholder) => `e.operator_id = ${placeholder}` },
      2,
    );
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

  async byId(executor: SqlExecutor, id: string): Promise<Employment | undefined> {
    const [row] = await executor.query<Employment>(
      `SELECT ${COLUMNS} FROM employment e WHERE e.id = $1`,
      [id],
    );
    return row;
  }

  /** @throws the database's exclusion violation when the operator is employed anywhere on those days */
  async insert(transaction: Transaction, employment: Employment): Promise<void> {
    await transaction.manager.insert(Employment, employment);
  }

  async end(transaction: Transaction, id: string, lastDay: BusinessDate): Promise<void> {
    await transaction.execute('UPDATE employment SET employed_to = $2 WHERE id = $1', [
      id,
      lastDay,
    ]);
  }
}
