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
import type { RefundSituation, RefundState } from './domain/deposit-refund.js';
import { DepositRefund } from './entities/deposit-refund.entity.js';

export interface DepositRefundFilter {
  readonly providerId?: string;
  readonly states?: readonly RefundState[];
}

const OLDEST: KeysetOrder = {
  name: 'oldest',
  columns: [
    { sql: 'r.prepared_at', key: 'preparedAt', type: 'timestamptz', direction: 'ASC' },
    { sql: 'r.id', key: 'id', type: 'uuid', direction: 'ASC' },
  ],
};

const COLUMNS = `r.id, r.provider_id AS "providerId", r.amount, r.state, r.reason, r.prepared_by AS "preparedBy",
  r.prepared_at AS "preparedAt", r.decided_by AS "decidedBy", r.decided_at AS "decidedAt",
  r.decision_reason AS "decisionReason"`;

@Injectable()
export class DepositRefundStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    filter: DepositRefundFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<DepositRefund>> {
    const owned = ownershipCondition(context, { provider: 'r.provider_id' }, 3);
    const parameters = [filter.providerId ?? null, filter.states ?? null, ...owned.parameters];
    const from = `FROM deposit_refund r WHERE ($1::uuid IS NULL OR r.provider_id = $1)
      AND ($2::text[] IS NULL OR r.state = ANY($2)) AND ${owned.where}`;
    const keyset = keysetQuery(OLDEST, request, parameters.length + 1);
    const rows = await this.database.query<DepositRefund>(
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

  async visibleByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, DepositRefund>> {
    const owned = ownershipCondition(context, { provider: 'r.provider_id' }, 2);
    const rows = await this.database.query<DepositRefund>(
      `SELECT ${COLUMNS} FROM deposit_refund r WHERE r.id = ANY($1::uuid[]) AND ${owned.where}`,
      [ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async byId(transaction: Transaction, id: string): Promise<DepositRefund | undefined> {
    const [row] = await transaction.query<DepositRefund>(
      `SELECT ${COLUMNS} FROM deposit_refund r WHERE r.id = $1`,
      [id],
    );
    return row;
  }

  /** The one that waits for its decision. */
  async open(transaction: Transaction, providerId: string): Promise<string | undefined> {
    const [row] = await transaction.query<{ id: string }>(
      `SELECT id FROM deposit_refund WHERE provider_id = $1 AND state = 'PREPARED'`,
      [providerId],
    );
    return row?.id;
  }

  /** What a refund depends on; undefined when there is no such provider. */
  async situation(
    transaction: Transaction,
    providerId: string,
    today: BusinessDate,
  ): Promise<RefundSituation | undefined> {
    const [row] = await transaction.query<RefundSituation>(
      `SELECT p.state AS "providerState",
              CASE WHEN p.state = 'EXITED' THEN (SELECT max(t.effective_on) FROM provider_transition t
                WHERE t.provider_id = p.id AND t.to_state = 'EXITED') END AS "exitedOn",
              (SELECT coalesce(sum(e.amount), 0.00) FROM deposit_entry e WHERE e.provider_id = p.id) AS balance,
              (SELECT count(*) FROM violation v LEFT JOIN appeal a ON a.violation_id = v.id
                WHERE v.provider_id = p.id
                  AND (v.state = 'RECORDED' OR a.state = 'FILED'
                       OR (v.state = 'IN_FORCE' AND a.id IS NULL AND v.appeal_until >= $2::date)))::int AS "openMatters"
         FROM provider p WHERE p.id = $1`,
      [providerId, today],
    );
    return row;
  }

  async insert(transaction: Transaction, refund: DepositRefund): Promise<void> {
    await transaction.manager.insert(DepositRefund, refund);
  }

  /** @returns false when it is decided already */
  async decide(
    transaction: Transaction,
    id: string,
    to: RefundState,
    by: string,
    at: Date,
    reason: string,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE deposit_refund SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5
        WHERE id = $1 AND state = 'PREPARED'`,
      [id, to, by, at, reason],
    );
    return touched === 1;
  }
}
