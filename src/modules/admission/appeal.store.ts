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
import type { AppealOutcome, AppealState } from './domain/appeal.js';
import { AppealStatement } from './entities/appeal-statement.entity.js';
import { Appeal } from './entities/appeal.entity.js';

export interface AppealFilter {
  readonly providerId?: string;
  readonly states?: readonly AppealState[];
  readonly decideByTo?: BusinessDate;
}

const byId = (direction: 'ASC' | 'DESC') =>
  ({ sql: 'a.id', key: 'id', type: 'uuid', direction }) as const;
const filed = (direction: 'ASC' | 'DESC') =>
  ({ sql: 'a.filed_at', key: 'filedAt', type: 'timestamptz', direction }) as const;
export const APPEAL_ORDERS = {
  NEWEST: { name: 'newest', columns: [filed('DESC'), byId('DESC')] },
  OLDEST: { name: 'oldest', columns: [filed('ASC'), byId('ASC')] },
  DECIDE_BY: {
    name: 'decide-by',
    columns: [{ sql: 'a.decide_by', key: 'decideBy', type: 'date', direction: 'ASC' }, byId('ASC')],
  },
} as const satisfies Record<string, KeysetOrder>;
export type AppealOrder = keyof typeof APPEAL_ORDERS;

const COLUMNS = `a.id, a.violation_id AS "violationId", a.provider_id AS "providerId", a.state,
  a.filed_by AS "filedBy", a.filed_at AS "filedAt", a.decide_by AS "decideBy", a.decided_by AS "decidedBy",
  a.decided_at AS "decidedAt", a.decision_reason AS "decisionReason", a.version`;

@Injectable()
export class AppealStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    filter: AppealFilter,
    orderName: AppealOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Appeal>> {
    const owned = ownershipCondition(context, { provider: 'a.provider_id' }, 4);
    const parameters = [
      filter.providerId ?? null,
      filter.states ?? null,
      filter.decideByTo ?? null,
      ...owned.parameters,
    ];
    // Written out for the planner, which does not know that a parameter says FILED.
    const open = filter.states?.length === 1 && filter.states[0] === 'FILED';
    const from = `FROM appeal a WHERE ($1::uuid IS NULL OR a.provider_id = $1)
      AND ($2::text[] IS NULL OR a.state = ANY($2)) AND ($3::date IS NULL OR a.decide_by <= $3)
      AND ${open ? `a.state = 'FILED'` : 'TRUE'} AND ${owned.where}`;
    const keyset = keysetQuery(APPEAL_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<Appeal>(
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

  /** Of these appeals those that the caller may see. */
  async visibleByIds(
    context: RequestContext,
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, Appeal>> {
    const owned = ownershipCondition(context, { provider: 'a.provider_id' }, 2);
    const rows = await executor.query<Appeal>(
      `SELECT ${COLUMNS} FROM appeal a WHERE a.id = ANY($1::uuid[]) AND ${owned.where}`,
      [ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async statements(appealIds: readonly string[]): Promise<Map<string, AppealStatement[]>> {
    const rows = await this.database.query<AppealStatement>(
      `SELECT id, appeal_id AS "appealId", side, body, written_by AS "writtenBy", written_at AS "writtenAt"
         FROM appeal_statement WHERE appeal_id = ANY($1::uuid[]) ORDER BY written_at, id`,
      [appealIds],
    );
    const byAppeal = new Map<string, AppealStatement[]>(appealIds.map((key) => [key, []]));
    for (const row of rows) byAppeal.get(row.appealId)!.push(row);
    return byAppeal;
  }

  /** Violations against which an appeal is open. */
  async underAppeal(
    transaction: Transaction,
    violationIds: readonly string[],
  ): Promise<Set<string>> {
    const rows = await transaction.query<{ violationId: string }>(
      `SELECT violation_id AS "violationId" FROM appeal
        WHERE violation_id = ANY($1::uuid[]) AND state = 'FILED'`,
      [violationIds],
    );
    return new Set(rows.map(({ violationId }) => violationId));
  }

  async insert(
    transaction: Transaction,
    appeal: Pick<
      Appeal,
      'id' | 'violationId' | 'providerId' | 'state' | 'filedBy' | 'filedAt' | 'decideBy'
    >,
  ): Promise<void> {
    await transaction.manager.insert(Appeal, appeal);
  }

  async addStatement(transaction: Transaction, statement: AppealStatement): Promise<void> {
    await transaction.manager.insert(AppealStatement, statement);
  }

  /** @returns false when it was decided meanwhile */
  async decide(
    transaction: Transaction,
    id: string,
    outcome: AppealOutcome,
    by: string,
    at: Date,
    reason: string,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE appeal SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5, version = version + 1
        WHERE id = $1 AND state = 'FILED'`,
      [id, outcome, by, at, reason],
    );
    return touched === 1;
  }
}
