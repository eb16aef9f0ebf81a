import { Injectable } from '@nestjs/common';
import { ownershipCondition, type OwnerColumns } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { DisputeState, Ruling } from './domain/session-dispute.js';
import { SessionDispute } from './entities/session-dispute.entity.js';

export interface SessionDisputeFilter {
  readonly states?: readonly DisputeState[];
  readonly engagementId?: string;
  readonly providerId?: string;
  readonly merchantId?: string;
  /** Only what staff can settle now: both sides were heard, or the provider's time is over. */
  readonly ripe?: boolean;
}

export type NewDispute = Pick<
  SessionDispute,
  | 'id'
  | 'operatedSessionId'
  | 'engagementId'
  | 'providerId'
  | 'merchantId'
  | 'operatorId'
  | 'grounds'
  | 'statement'
  | 'raisedBy'
  | 'raisedAt'
  | 'answerDueAt'
>;

const OLDEST: KeysetOrder = {
  name: 'raised',
  columns: [
    { sql: 'd.raised_at', key: 'raisedAt', type: 'timestamptz', direction: 'ASC' },
    { sql: 'd.id', key: 'id', type: 'uuid', direction: 'ASC' },
  ],
};

const COLUMNS = `d.id, d.operated_session_id AS "operatedSessionId", d.engagement_id AS "engagementId",
  d.provider_id AS "providerId", d.merchant_id AS "merchantId", d.operator_id AS "operatorId", d.state,
  d.grounds, d.statement, d.raised_by AS "raisedBy", d.raised_at AS "raisedAt",
  d.answer_due_at AS "answerDueAt", d.provider_statement AS "providerStatement",
  d.provider_answered_by AS "providerAnsweredBy", d.provider_answered_at AS "providerAnsweredAt",
  d.decision_reason AS "decisionReason", d.decided_by AS "decidedBy", d.decided_at AS "decidedAt"`;

const CONDITION = `($1::text[] IS NULL OR d.state = ANY($1)) AND ($2::uuid IS NULL OR d.engagement_id = $2)
  AND ($3::uuid IS NULL OR d.provider_id = $3) AND ($4::uuid IS NULL OR d.merchant_id = $4)
  AND ($5::boolean IS NULL
       OR $5 = (d.state = 'ANSWERED' OR d.state = 'RAISED' AND d.answer_due_at <= $6::timestamptz))`;

const OWNERS: OwnerColumns = {
  provider: 'd.provider_id',
  merchant: 'd.merchant_id',
  operator: (placeholder) => `d.operator_id = ${placeholder}`,
};

/** Disputes over operated sessions. */
@Injectable()
export class SessionDisputeStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    filter: SessionDisputeFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<SessionDispute>> {
    const owned = ownershipCondition(context, OWNERS, 7);
    const parameters = [
      filter.states ?? null,
      filter.engagementId ?? null,
      filter.providerId ?? null,
      filter.merchantId ?? null,
      filter.ripe ?? null,
      context.now,
      ...owned.parameters,
    ];
    const keyset = keysetQuery(OLDEST, request, parameters.length + 1);
    const condition = `${CONDITION} AND ${owned.where}`;
    const rows = await this.database.query<SessionDispute>(
      `SELECT ${COLUMNS} FROM session_dispute d WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM session_dispute d WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** Of these disputes those that the caller may see. */
  async visible(
    context: RequestContext,
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, SessionDispute>> {
    const owned = ownershipCondition(context, OWNERS, 2);
    const rows = await executor.query<SessionDispute>(
      `SELECT ${COLUMNS} FROM session_dispute d WHERE d.id = ANY($1::uuid[]) AND ${owned.where}`,
      [ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The disputes of each claim, oldest first. */
  async ofSessions(sessionIds: readonly string[]): Promise<Map<string, SessionDispute[]>> {
    const rows = await this.database.query<SessionDispute>(
      `SELECT ${COLUMNS} FROM session_dispute d WHERE d.operated_session_id = ANY($1::uuid[])
        ORDER BY d.raised_at, d.id`,
      [sessionIds],
    );
    const bySession = new Map<string, SessionDispute[]>();
    for (const row of rows) {
      const list = bySession.get(row.operatedSessionId);
      if (list) list.push(row);
      else bySession.set(row.operatedSessionId, [row]);
    }
    return bySession;
  }

  async insert(transaction: Transaction, dispute: NewDispute): Promise<void> {
    await transaction.manager.insert(SessionDispute, { ...dispute, state: 'RAISED' });
  }

  /** @returns false when it is no longer raised and unanswered */
  async answer(
    transaction: Transaction,
    id: string,
    { statement, by, at }: { statement: string; by: string; at: Date },
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE session_dispute SET state = 'ANSWERED', provider_statement = $2, provider_answered_by = $3,
                                  provider_answered_at = $4
        WHERE id = $1 AND state = 'RAISED'`,
      [id, statement, by, at],
    );
    return touched === 1;
  }

  /** @returns false when somebody else settled it */
  async settle(
    transaction: Transaction,
    { id, state }: Pick<SessionDispute, 'id' | 'state'>,
    ruling: Ruling,
    { reason, by, at }: { reason: string; by: string; at: Date },
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE session_dispute SET state = $3, decision_reason = $4, decided_by = $5, decided_at = $6
        WHERE id = $1 AND state = $2`,
      [id, state, ruling, reason, by, at],
    );
    return touched === 1;
  }

  /** Whether the account belongs or ever belonged to one of the two parties. */
  async belonged(
    transaction: Transaction,
    accountId: string,
    { providerId, merchantId }: Pick<SessionDispute, 'providerId' | 'merchantId'>,
  ): Promise<boolean> {
    const [row] = await transaction.query<{ belonged: boolean }>(
      `SELECT EXISTS (SELECT FROM membership
                       WHERE account_id = $1 AND (provider_id = $2 OR merchant_id = $3)) AS belonged`,
      [accountId, providerId, merchantId],
    );
    return row!.belonged;
  }

  /** Closes what is open of disputes over these claims, because the feed contradicts the sessions themselves. */
  async lapse(
    transaction: Transaction,
    sessionIds: readonly string[],
    { reason, by, at }: { reason: string; by: string; at: Date },
  ): Promise<void> {
    await transaction.execute(
      `UPDATE session_dispute SET state = 'LAPSED', decision_reason = $2, decided_by = $3, decided_at = $4
        WHERE operated_session_id = ANY($1::uuid[]) AND state IN ('RAISED', 'ANSWERED')`,
      [sessionIds, reason, by, at],
    );
  }
}
