import { Injectable } from '@nestjs/common';
import { ownershipCondition } from '../platform/access/ownership.js';
import { STAFF } from '../platform/access/roles.js';
import { hasRole, type RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { AppealState } from './domain/appeal.js';
import type { Offence, Terms } from './domain/violation-ladder.js';
import type { ViolationState } from './domain/violation.js';
import { Violation } from './entities/violation.entity.js';

/** A violation as it is read: with its appeal, if there is one. */
export interface ViolationRow extends Violation {
  readonly appealId: string | null;
  readonly appealState: AppealState | null;
}

export interface ViolationFilter {
  readonly providerId?: string;
  readonly operatorId?: string;
  readonly states?: readonly ViolationState[];
  readonly kinds?: readonly string[];
  readonly decideByTo?: BusinessDate;
}

/** What a decision writes. */
export interface RulingRow {
  readonly state: 'IN_FORCE' | 'DISMISSED';
  readonly heavy: boolean;
  readonly policyVersion: number | null;
  readonly ruling: number | null;
  readonly offence: number | null;
  readonly terms: Terms;
  readonly decidedBy: string;
  readonly decidedAt: Date;
  readonly reason: string;
  readonly countsUntil: BusinessDate | null;
  readonly appealUntil: BusinessDate | null;
}

const byId = (direction: 'ASC' | 'DESC') =>
  ({ sql: 'v.id', key: 'id', type: 'uuid', direction }) as const;
const recorded = (direction: 'ASC' | 'DESC') =>
  ({ sql: 'v.recorded_at', key: 'recordedAt', type: 'timestamptz', direction }) as const;
export const VIOLATION_ORDERS = {
  NEWEST: { name: 'newest', columns: [recorded('DESC'), byId('DESC')] },
  OLDEST: { name: 'oldest', columns: [recorded('ASC'), byId('ASC')] },
  DECIDE_BY: {
    name: 'decide-by',
    columns: [{ sql: 'v.decide_by', key: 'decideBy', type: 'date', direction: 'ASC' }, byId('ASC')],
  },
} as const satisfies Record<string, KeysetOrder>;
export type ViolationOrder = keyof typeof VIOLATION_ORDERS;

const COLUMNS = `v.id, v.provider_id AS "providerId", v.operator_id AS "operatorId", v.kind,
  v.occurred_on AS "occurredOn", v.facts, v.state, v.recorded_by AS "recordedBy", v.recorded_at AS "recordedAt",
  v.decide_by AS "decideBy", v.heavy, v.policy_version AS "policyVersion", v.ruling, v.offence, v.points,
  v.deduction, v.measures, v.decided_by AS "decidedBy", v.decided_at AS "decidedAt",
  v.decision_reason AS "decisionReason", v.counts_until AS "countsUntil", v.appeal_until AS "appealUntil",
  v.version, a.id AS "appealId", a.state AS "appealState"`;
const FROM = 'FROM violation v LEFT JOIN appeal a ON a.violation_id = v.id';

@Injectable()
export class ViolationStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    filter: ViolationFilter,
    orderName: ViolationOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ViolationRow>> {
    const owned = visible(context, 6);
    const parameters = [
      filter.providerId ?? null,
      filter.operatorId ?? null,
      filter.states ?? null,
      filter.kinds ?? null,
      filter.decideByTo ?? null,
      ...owned.parameters,
    ];
    const where = `WHERE ($1::uuid IS NULL OR v.provider_id = $1) AND ($2::uuid IS NULL OR v.operator_id = $2)
      AND ($3::text[] IS NULL OR v.state = ANY($3)) AND ($4::text[] IS NULL OR v.kind = ANY($4))
      AND ($5::date IS NULL OR v.decide_by <= $5) AND ${onlyOpen(filter) ? `v.state = 'RECORDED'` : 'TRUE'}
      AND ${owned.where}`;
    const keyset = keysetQuery(VIOLATION_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<ViolationRow>(
      `SELECT ${COLUMNS} ${FROM} ${where} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM violation v ${where}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** Of these violations those that the caller may see. */
  async visibleByIds(
    context: RequestContext,
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, ViolationRow>> {
    const owned = visible(context, 2);
    const rows = await executor.query<ViolationRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE v.id = ANY($1::uuid[]) AND ${owned.where}`,
      [ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async byIds(
    transaction: Transaction,
    ids: readonly string[],
  ): Promise<Map<string, ViolationRow>> {
    const rows = await transaction.query<ViolationRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE v.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async byId(transaction: Transaction, id: string): Promise<ViolationRow | undefined> {
    return (await this.byIds(transaction, [id])).get(id);
  }

  /** Providers' offences that are in force, in the order in which they were decided. */
  async records(
    providerIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, Offence[]>> {
    const rows = await executor.query<Omit<Offence, 'terms'> & Terms & { providerId: string }>(
      `SELECT v.provider_id AS "providerId", v.id, v.kind,
              (v.decided_at AT TIME ZONE 'Asia/Shanghai')::date AS "decidedOn", v.counts_until AS "countsUntil",
              v.policy_version AS "policyVersion", v.points, v.deduction, v.measures
         FROM violation v
        WHERE v.provider_id = ANY($1::uuid[]) AND v.state IN ('IN_FORCE', 'REDUCED')
        ORDER BY v.provider_id, v.ruling`,
      [providerIds],
    );
    const byProvider = new Map<string, Offence[]>(providerIds.map((key) => [key, []]));
    for (const { providerId, points, deduction, measures, ...rest } of rows) {
      byProvider.get(providerId)!.push({ ...rest, terms: { points, deduction, measures } });
    }
    return byProvider;
  }

  async rulings(transaction: Transaction, providerId: string): Promise<number> {
    const [row] = await transaction.query<{ count: number }>(
      'SELECT coalesce(max(ruling), 0) AS count FROM violation WHERE provider_id = $1',
      [providerId],
    );
    return row!.count;
  }

  async worked(
    transaction: Transaction,
    operatorId: string,
    providerId: string,
    on: BusinessDate,
  ): Promise<boolean> {
    const rows = await transaction.query(
      `SELECT FROM employment WHERE operator_id = $1 AND provider_id = $2
          AND daterange(employed_from, employed_to, '[]') @> $3::date`,
      [operatorId, providerId, on],
    );
    return rows.length > 0;
  }

  async insert(
    transaction: Transaction,
    row: Pick<
      Violation,
      | 'id'
      | 'providerId'
      | 'operatorId'
      | 'kind'
      | 'occurredOn'
      | 'facts'
      | 'state'
      | 'recordedBy'
      | 'recordedAt'
      | 'decideBy'
    >,
  ): Promise<void> {
    await transaction.manager.insert(Violation, row);
  }

  /** @returns false when it was decided meanwhile */
  async decide(transaction: Transaction, id: string, ruling: RulingRow): Promise<boolean> {
    const { terms } = ruling;
    const touched = await transaction.execute(
      `UPDATE violation SET state = $2, heavy = $3, policy_version = $4, ruling = $5, offence = $6, points = $7,
              deduction = $8, measures = $9, decided_by = $10, decided_at = $11, decision_reason = $12,
              counts_until = $13, appeal_until = $14, version = version + 1
        WHERE id = $1 AND state = 'RECORDED'`,
      [
        id,
        ruling.state,
        ruling.heavy,
        ruling.policyVersion,
        ruling.ruling,
        ruling.offence,
        terms.points,
        terms.deduction,
        JSON.stringify(terms.measures),
        ruling.decidedBy,
        ruling.decidedAt,
        ruling.reason,
        ruling.countsUntil,
        ruling.appealUntil,
      ],
    );
    return touched === 1;
  }

  /** @returns false when it is not in that state any more */
  async change(
    transaction: Transaction,
    id: string,
    from: ViolationState,
    to: ViolationState,
    terms: Terms,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE violation SET state = $3, points = $4, deduction = $5, measures = $6, version = version + 1
        WHERE id = $1 AND state = $2`,
      [id, from, to, terms.points, terms.deduction, JSON.stringify(terms.measures)],
    );
    return touched === 1;
  }
}

/** Written out for the planner, which does not know that a parameter says RECORDED. */
function onlyOpen({ states }: ViolationFilter): boolean {
  return states?.length === 1 && states[0] === 'RECORDED';
}

/** Providers and operators see what was decided about them; what staff still look into is not theirs to see. */
function visible(context: RequestContext, firstParameter: number) {
  const owned = ownershipCondition(
    context,
    {
      provider: 'v.provider_id',
      operator: (placeholder) => `v.operator_id = ${placeholder}::uuid`,
    },
    firstParameter,
  );
  if (hasRole(context, STAFF)) return owned;
  return {
    where: `(${owned.where}) AND v.state IN ('IN_FORCE', 'REDUCED', 'REVERSED')`,
    parameters: owned.parameters,
  };
}
