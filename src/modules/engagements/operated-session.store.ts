import { Injectable } from '@nestjs/common';
import { ownershipCondition, type OwnerColumns } from '../platform/access/ownership.js';
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
import type { OperatedSessionState } from './domain/operated-session.js';
import type { SessionAnswer } from './domain/session-answer.js';
import type { OperatedSession } from './entities/operated-session.entity.js';

/** A claim as it is read. `foundCode` is the platform's code of the session that the feed confirmed. */
export interface OperatedSessionRow extends OperatedSession {
  foundCode: string | null;
}

export interface OperatedSessionFilter {
  readonly states?: readonly OperatedSessionState[];
  readonly answers?: readonly SessionAnswer[];
  /** Verified, asked about, and not answered. */
  readonly awaitsAnswer?: boolean;
  readonly inTime?: boolean;
  readonly engagementId?: string;
  readonly operatorId?: string;
  readonly merchantId?: string;
  readonly providerId?: string;
  /** Planned to start on this business date or later … */
  readonly from?: BusinessDate;
  /** … and on this one or earlier. */
  readonly to?: BusinessDate;
}

export const OPERATED_SESSION_ORDERS = {
  START: order('start', 'o.planned_start', 'plannedStart'),
  NEWEST: order('newest', 'o.claimed_at', 'claimedAt'),
} as const;
export type OperatedSessionOrder = keyof typeof OPERATED_SESSION_ORDERS;

function order(name: string, sql: string, key: string): KeysetOrder {
  const id = { sql: 'o.id', key: 'id', type: 'uuid', direction: 'DESC' } as const;
  return { name, columns: [{ sql, key, type: 'timestamptz', direction: 'DESC' }, id] };
}

const COLUMNS = `o.id, o.provider_id AS "providerId", o.merchant_id AS "merchantId",
  o.engagement_id AS "engagementId", o.operator_id AS "operatorId", o.client_reference AS "clientReference",
  o.session_code AS "sessionCode", o.planned_start AS "plannedStart", o.planned_end AS "plannedEnd",
  o.plan_target_gmv AS "planTargetGmv", o.plan_note AS "planNote", o.state,
  o.mismatch_reason AS "mismatchReason", o.claimed_at AS "claimedAt", o.withdrawn_at AS "withdrawnAt",
  o.session_id AS "sessionId", o.started_at AS "startedAt", o.ended_at AS "endedAt",
  o.verified_at AS "verifiedAt", o.verified_load AS "verifiedLoad", o.in_time AS "inTime",
  o.policy_version AS "policyVersion", o.imported, o.answer, o.answer_due_at AS "answerDueAt",
  o.answered_at AS "answeredAt", o.planned_at AS "plannedAt", o.reviewed_at AS "reviewedAt",
  r.session_code AS "foundCode"`;

const FROM = `FROM operated_session o LEFT JOIN live_session_registry r ON r.session_id = o.session_id`;

const CONDITION = `($1::text[] IS NULL OR o.state = ANY($1)) AND ($2::boolean IS NULL OR o.in_time = $2)
  AND ($3::uuid IS NULL OR o.engagement_id = $3) AND ($4::uuid IS NULL OR o.operator_id = $4)
  AND ($5::uuid IS NULL OR o.merchant_id = $5) AND ($6::uuid IS NULL OR o.provider_id = $6)
  AND ($7::date IS NULL OR o.planned_start >= $7::date::timestamp AT TIME ZONE 'Asia/Shanghai')
  AND ($8::date IS NULL OR o.planned_start < ($8::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
  AND ($9::text[] IS NULL OR o.answer = ANY($9))
  AND ($10::boolean IS NULL OR $10 = (o.answer = 'OPEN' AND o.answer_due_at IS NOT NULL))`;

const OWNERS: OwnerColumns = {
  provider: 'o.provider_id',
  merchant: 'o.merchant_id',
  operator: (placeholder) => `o.operator_id = ${placeholder}`,
};

/** A claim to be kept. */
export type NewClaim = Pick<
  OperatedSession,
  | 'id'
  | 'providerId'
  | 'merchantId'
  | 'engagementId'
  | 'operatorId'
  | 'clientReference'
  | 'sessionCode'
  | 'plannedStart'
  | 'plannedEnd'
  | 'planTargetGmv'
  | 'planNote'
  | 'claimedAt'
  | 'inTime'
  | 'policyVersion'
>;

/** What keeps a claim from being kept: another one holds its session, or its operator at its time. */
export interface Collision {
  readonly clientReference: string;
  readonly held: boolean;
  readonly busyFrom: Date | null;
  readonly busyTo: Date | null;
}

export interface Employment {
  readonly operatorId: string;
  readonly employedFrom: BusinessDate;
  readonly employedTo: BusinessDate | null;
}

export interface SessionInFeed {
  readonly sessionCode: string;
  readonly merchantId: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Whether a claim was verified against it. */
  readonly held: boolean;
}

@Injectable()
export class OperatedSessionStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    filter: OperatedSessionFilter,
    orderName: OperatedSessionOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<OperatedSessionRow>> {
    const owned = ownershipCondition(context, OWNERS, 11);
    const parameters = [
      filter.states ?? null,
      filter.inTime ?? null,
      filter.engagementId ?? null,
      filter.operatorId ?? null,
      filter.merchantId ?? null,
      filter.providerId ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.answers ?? null,
      filter.awaitsAnswer ?? null,
      ...owned.parameters,
    ];
    const keyset = keysetQuery(OPERATED_SESSION_ORDERS[orderName], request, parameters.length + 1);
    const condition = `${CONDITION} AND ${owned.where}`;
    const rows = await this.database.query<OperatedSessionRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM operated_session o WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** Of these claims those that the caller may see. */
  async visible(
    context: RequestContext,
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, OperatedSessionRow>> {
    const owned = ownershipCondition(context, OWNERS, 2);
    const rows = await executor.query<OperatedSessionRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE o.id = ANY($1::uuid[]) AND ${owned.where}`,
      [ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async byReferences(
    transaction: Transaction,
    providerId: string,
    references: readonly string[],
  ): Promise<Map<string, OperatedSessionRow>> {
    const rows = await transaction.query<OperatedSessionRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE o.provider_id = $1 AND o.client_reference = ANY($2::text[])`,
      [providerId, references],
    );
    return new Map(rows.map((row) => [row.clientReference, row]));
  }

  /** What the codes of a provider's engagements and people stand for; those of others stand for nothing. */
  async idsByCodes(
    context: RequestContext,
    providerId: string,
    codes: { readonly engagements: readonly string[]; readonly operators: readonly string[] },
  ): Promise<{ engagements: Map<string, string>; operators: Map<string, string> }> {
    const { scope, actor } = context;
    const self = scope.kind === 'PROVIDER' && actor.role === 'OPERATOR' ? scope.operatorId : null;
    const [engagements, operators] = await Promise.all([
      this.database.query<{ code: string; id: string }>(
        `SELECT e.engagement_code AS code, e.id FROM engagement e
          WHERE e.provider_id = $1 AND e.engagement_code = ANY($2::text[])
            AND ($3::uuid IS NULL OR e.id IN (SELECT engagement_id FROM engagement_operator
                                               WHERE operator_id = $3))`,
        [providerId, codes.engagements, self],
      ),
      this.database.query<{ code: string; id: string }>(
        `SELECT o.operator_code AS code, o.id FROM operator o
          WHERE o.operator_code = ANY($2::text[])
            AND EXISTS (SELECT FROM employment j WHERE j.operator_id = o.id AND j.provider_id = $1)`,
        [providerId, codes.operators],
      ),
    ]);
    const byCode = (rows: { code: string; id: string }[]) =>
      new Map(rows.map(({ code, id }) => [code, id]));
    return { engagements: byCode(engagements), operators: byCode(operators) };
  }

  /** When these operators were or are employed at the provider. */
  async employments(
    transaction: Transaction,
    providerId: string,
    operatorIds: readonly string[],
  ): Promise<Employment[]> {
    return transaction.query<Employment>(
      `SELECT operator_id AS "operatorId", employed_from AS "employedFrom", employed_to AS "employedTo"
         FROM employment WHERE provider_id = $1 AND operator_id = ANY($2::uuid[])`,
      [providerId, operatorIds],
    );
  }

  /** Those of the sessions that the feed holds. */
  async sessionsInFeed(
    transaction: Transaction,
    codes: readonly string[],
  ): Promise<Map<string, SessionInFeed>> {
    const rows = await transaction.query<SessionInFeed>(
      `SELECT r.session_code AS "sessionCode", r.merchant_id AS "merchantId", s.started_at AS "startedAt",
              s.ended_at AS "endedAt",
              EXISTS (SELECT FROM operated_session o WHERE o.session_id = r.session_id) AS held
         FROM live_session_registry r
         JOIN live_session s ON s.merchant_id = r.merchant_id AND s.session_id = r.session_id
                            AND s.business_date = r.business_date
        WHERE r.session_code = ANY($1::text[])`,
      [codes],
    );
    return new Map(rows.map((row) => [row.sessionCode, row]));
  }

  /**
   * Keeps the claims, in their order; leaves out those that collide with an older one or one before them,
   * also one that is just being made elsewhere.
   *
   * @returns the ids of those that were kept
   */
  async insert(transaction: Transaction, claims: readonly NewClaim[]): Promise<Set<string>> {
    const rows = await transaction.query<{ id: string }>(
      `INSERT INTO operated_session (id, provider_id, merchant_id, engagement_id, operator_id,
              client_reference, session_code, planned_start, planned_end, plan_target_gmv, plan_note, state,
              claimed_at, in_time, policy_version)
       SELECT "id", "providerId", "merchantId", "engagementId", "operatorId", "clientReference",
              "sessionCode", "plannedStart", "plannedEnd", "planTargetGmv", "planNote", 'CLAIMED',
              "claimedAt", "inTime", "policyVersion"
         FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS ("id" uuid, "providerId" uuid, "merchantId" uuid,
                "engagementId" uuid, "operatorId" uuid, "clientReference" text, "sessionCode" text,
                "plannedStart" timestamptz, "plannedEnd" timestamptz, "planTargetGmv" numeric,
                "planNote" text, "claimedAt" timestamptz, "inTime" boolean, "policyVersion" int))
              WITH ORDINALITY AS claim
        ORDER BY ordinality
       ON CONFLICT DO NOTHING RETURNING id`,
      [JSON.stringify(claims)],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Says of claims that were left out why. */
  async collisions(transaction: Transaction, claims: readonly NewClaim[]): Promise<Collision[]> {
    return transaction.query<Collision>(
      `SELECT c."clientReference",
              EXISTS (SELECT FROM operated_session h
                       WHERE h.session_code = c."sessionCode" AND h.merchant_id = c."merchantId"
                         AND h.state <> 'WITHDRAWN') AS held,
              busy.planned_start AS "busyFrom", busy.planned_end AS "busyTo"
         FROM jsonb_to_recordset($1::jsonb) AS c("clientReference" text, "sessionCode" text,
                "merchantId" uuid, "operatorId" uuid, "plannedStart" timestamptz, "plannedEnd" timestamptz)
         LEFT JOIN LATERAL (
              SELECT b.planned_start, b.planned_end FROM operated_session b
               WHERE b.operator_id = c."operatorId" AND b.state <> 'WITHDRAWN'
                 AND tstzrange(b.planned_start, b.planned_end) && tstzrange(c."plannedStart", c."plannedEnd")
               ORDER BY b.planned_start LIMIT 1) AS busy ON true`,
      [JSON.stringify(claims)],
    );
  }

  /** @returns false when it is no longer claimed: the feed or somebody else was faster */
  async withdraw(transaction: Transaction, id: string, at: Date): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE operated_session SET state = 'WITHDRAWN', withdrawn_at = $2
        WHERE id = $1 AND state = 'CLAIMED'`,
      [id, at],
    );
    return touched === 1;
  }

  /**
   * Withdraws what was claimed under an engagement for days after its last one.
   *
   * @returns the ids of those claims
   */
  async withdrawAfter(
    transaction: Transaction,
    engagementId: string,
    lastDay: BusinessDate,
    at: Date,
  ): Promise<string[]> {
    const rows = await transaction.query<{ id: string }>(
      `UPDATE operated_session SET state = 'WITHDRAWN', withdrawn_at = $3
        WHERE engagement_id = $1 AND state = 'CLAIMED'
          AND planned_start >= ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
        RETURNING id`,
      [engagementId, lastDay, at],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Withdraws what was claimed for these operators under an engagement and is still to come.
   *
   * @returns the ids of those claims
   */
  async withdrawComing(
    transaction: Transaction,
    engagementId: string,
    operatorIds: readonly string[],
    now: Date,
  ): Promise<string[]> {
    const rows = await transaction.query<{ id: string }>(
      `UPDATE operated_session SET state = 'WITHDRAWN', withdrawn_at = $3
        WHERE engagement_id = $1 AND operator_id = ANY($2::uuid[]) AND state = 'CLAIMED'
          AND planned_start > $3
        RETURNING id`,
      [engagementId, operatorIds, now],
    );
    return rows.map(({ id }) => id);
  }
}
