import { Injectable } from '@nestjs/common';
import { ownershipCondition, type OwnerColumns } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { EngagementKind, EngagementState, EngagementStatus } from './domain/engagement.js';
import type { Parties } from './domain/propose-engagement.js';
import type { Engagement } from './entities/engagement.entity.js';
import { EngagementTransition } from './entities/engagement-transition.entity.js';

/** An engagement as it is read: with its operators and what follows from its term today. */
export interface EngagementRow extends Engagement {
  status: EngagementStatus;
  operatorIds: string[];
}

export type NewEngagement = Omit<
  Engagement,
  'terminatedOn' | 'loadNumber' | 'acceptedAt' | 'agreedVersion'
>;

export interface EngagementFilter {
  readonly statuses?: readonly EngagementStatus[];
  readonly kind?: EngagementKind;
  readonly providerId?: string;
  readonly merchantId?: string;
  readonly operatorId?: string;
  /** Those that one request made. */
  readonly requestId?: string;
  /** Engagements that run on some day from … */
  readonly runsFrom?: BusinessDate;
  /** … to this one. */
  readonly runsTo?: BusinessDate;
}

export const ENGAGEMENT_ORDERS = {
  NEWEST: order('newest', 'e.created_at', 'createdAt', 'timestamptz'),
  START: order('start', 'e.started_on', 'startedOn', 'date'),
  TARGET: order('target', 'e.target_gmv', 'targetGmv', 'numeric'),
} as const;
export type EngagementOrder = keyof typeof ENGAGEMENT_ORDERS;

function order(name: string, sql: string, key: string, type: string): KeysetOrder {
  const id = { sql: 'e.id', key: 'id', type: 'uuid', direction: 'DESC' } as const;
  return { name, columns: [{ sql, key, type, direction: 'DESC' }, id] };
}

/** `$1` is today. */
const COLUMNS = `e.id, e.engagement_code AS "engagementCode", e.provider_id AS "providerId",
  e.merchant_id AS "merchantId", e.kind, e.state,
  engagement_status(e.state, e.started_on, e.ended_on, $1::date) AS status, e.proposed_by AS "proposedBy",
  e.scope_modules AS "scopeModules", e.target_gmv AS "targetGmv", e.fee, e.started_on AS "startedOn",
  e.ended_on AS "endedOn", e.terminated_on AS "terminatedOn", e.note, e.imported,
  e.commission_share AS "commissionShare", e.open_version AS "openVersion",
  e.agreed_version AS "agreedVersion", e.request_id AS "requestId", e.load_number AS "loadNumber", e.version, e.created_at AS "createdAt", e.accepted_at AS "acceptedAt",
  ARRAY(SELECT eo.operator_id FROM engagement_operator eo WHERE eo.engagement_id = e.id
         ORDER BY eo.operator_id)::text[] AS "operatorIds"`;

const CONDITION = `($2::text[] IS NULL OR engagement_status(e.state, e.started_on, e.ended_on, $1::date) = ANY($2))
  AND ($3::text IS NULL OR e.kind = $3) AND ($4::uuid IS NULL OR e.provider_id = $4)
  AND ($5::uuid IS NULL OR e.merchant_id = $5)
  AND ($6::uuid IS NULL OR e.id IN (SELECT engagement_id FROM engagement_operator WHERE operator_id = $6))
  AND ($7::date IS NULL OR least(e.ended_on, e.terminated_on) >= $7)
  AND ($8::date IS NULL OR e.started_on <= $8) AND ($9::uuid IS NULL OR e.request_id = $9)`;

const OWNERS: OwnerColumns = {
  provider: 'e.provider_id',
  merchant: 'e.merchant_id',
  operator: (placeholder) =>
    `e.id IN (SELECT engagement_id FROM engagement_operator WHERE operator_id = ${placeholder}::uuid)`,
};

export interface EngagementMove {
  readonly from: EngagementState;
  readonly to: EngagementState;
  readonly version: number;
  readonly terminatedOn?: BusinessDate;
}

@Injectable()
export class EngagementStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    filter: EngagementFilter,
    orderName: EngagementOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<EngagementRow>> {
    const owned = ownershipCondition(context, OWNERS, 10);
    const parameters = [
      businessDateOf(context.now),
      filter.statuses ?? null,
      filter.kind ?? null,
      filter.providerId ?? null,
      filter.merchantId ?? null,
      filter.operatorId ?? null,
      filter.runsFrom ?? null,
      filter.runsTo ?? null,
      filter.requestId ?? null,
      ...owned.parameters,
    ];
    const keyset = keysetQuery(ENGAGEMENT_ORDERS[orderName], request, parameters.length + 1);
    const condition = `${CONDITION} AND ${owned.where}`;
    const rows = await this.database.query<EngagementRow>(
      `SELECT ${COLUMNS} FROM engagement e WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM engagement e WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** Of these engagements those that the caller may see. */
  async visible(
    context: RequestContext,
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, EngagementRow>> {
    const owned = ownershipCondition(context, OWNERS, 3);
    const rows = await executor.query<EngagementRow>(
      `SELECT ${COLUMNS} FROM engagement e WHERE e.id = ANY($2::uuid[]) AND ${owned.where}`,
      [businessDateOf(context.now), ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** As `visible`, and nobody ends or changes them before the transaction is over. */
  async lockForClaims(
    transaction: Transaction,
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, EngagementRow>> {
    const owned = ownershipCondition(context, OWNERS, 3);
    const rows = await transaction.query<EngagementRow>(
      `SELECT ${COLUMNS} FROM engagement e WHERE e.id = ANY($2::uuid[]) AND ${owned.where}
        ORDER BY e.id FOR SHARE OF e`,
      [businessDateOf(context.now), ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** What a proposal or an answer needs to know about the two sides, in one statement. */
  async parties(
    transaction: Transaction,
    providerId: string,
    merchantId: string,
    operatorIds: readonly string[],
    today: BusinessDate,
    startedOn: BusinessDate,
  ): Promise<Parties> {
    const [row] = await transaction.query<{
      providerState: string | null;
      merchantKnown: boolean;
      merchantExitedOn: BusinessDate | null;
      employed: string[];
      certified: string[];
    }>(
      `SELECT p.state AS "providerState", m.id IS NOT NULL AS "merchantKnown", m.exited_on AS "merchantExitedOn",
              ARRAY(SELECT o.id FROM unnest($3::uuid[]) AS o(id)
                     WHERE 2 = (SELECT count(*) FROM unnest(ARRAY[$4, $5]::date[]) AS d(day)
                                 WHERE EXISTS (SELECT FROM employment em
                                                WHERE em.operator_id = o.id AND em.provider_id = $1
                                                  AND daterange(em.employed_from, em.employed_to, '[]') @> d.day))
                   )::text[] AS employed,
              ARRAY(SELECT c.operator_id FROM certificate c
                     WHERE c.operator_id = ANY($3::uuid[]) AND $4::date BETWEEN c.issued_on AND c.valid_until
                       AND c.suspended_at IS NULL AND c.revoked_on IS NULL)::text[] AS certified
         FROM (SELECT) AS one
         LEFT JOIN provider p ON p.id = $1 LEFT JOIN merchant m ON m.id = $2`,
      [providerId, merchantId, operatorIds, today, startedOn],
    );
    return {
      providerState: row!.providerState ?? undefined,
      merchantExitedOn: row!.merchantKnown ? row!.merchantExitedOn : undefined,
      employed: new Set(row!.employed),
      certified: new Set(row!.certified),
    };
  }

  async nextEngagementCode(transaction: Transaction): Promise<string> {
    const [row] = await transaction.query<{ code: string }>(
      `SELECT 'E' || lpad(number::text, greatest(6, length(number::text)), '0') AS code
         FROM nextval('engagement_code_number') AS number`,
    );
    return row!.code;
  }

  /** @returns false when another engagement of the pair holds some of its days */
  async insert(transaction: Transaction, engagement: NewEngagement): Promise<boolean> {
    const inserted = await transaction.execute(
      `INSERT INTO engagement (id, engagement_code, provider_id, merchant_id, kind, state, proposed_by,
                               scope_modules, target_gmv, fee, started_on, ended_on, note, imported, version,
                               created_at, commission_share, open_version, request_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
       ON CONFLICT ON CONSTRAINT engagement_one_per_pair DO NOTHING`,
      [
        engagement.id,
        engagement.engagementCode,
        engagement.providerId,
        engagement.merchantId,
        engagement.kind,
        engagement.state,
        engagement.proposedBy,
        engagement.scopeModules,
        engagement.targetGmv,
        engagement.fee,
        engagement.startedOn,
        engagement.endedOn,
        engagement.note,
        engagement.imported,
        engagement.version,
        engagement.createdAt,
        engagement.commissionShare,
        engagement.openVersion,
        engagement.requestId,
      ],
    );
    return inserted === 1;
  }

  async addOperators(
    transaction: Transaction,
    engagementId: string,
    operatorIds: readonly string[],
  ): Promise<void> {
    await transaction.execute(
      'INSERT INTO engagement_operator (engagement_id, operator_id) SELECT $1, unnest($2::uuid[])',
      [engagementId, operatorIds],
    );
  }

  /** The first engagement of the pair that holds a day of the given ones. */
  async inTheWay(
    transaction: Transaction,
    context: RequestContext,
    pair: {
      providerId: string;
      merchantId: string;
      startedOn: BusinessDate;
      endedOn: BusinessDate;
    },
    exceptId: string | null = null,
  ): Promise<EngagementRow | undefined> {
    const [row] = await transaction.query<EngagementRow>(
      `SELECT ${COLUMNS} FROM engagement e
        WHERE e.provider_id = $2 AND e.merchant_id = $3 AND e.kind = 'SERVICE'
          AND e.state IN ('PROPOSED', 'ACCEPTED', 'TERMINATED')
          AND engagement_days(e.started_on, e.ended_on, e.terminated_on) && daterange($4, $5, '[]')
          AND e.id IS DISTINCT FROM $6::uuid
        ORDER BY e.started_on LIMIT 1`,
      [
        businessDateOf(context.now),
        pair.providerId,
        pair.merchantId,
        pair.startedOn,
        pair.endedOn,
        exceptId,
      ],
    );
    return row;
  }

  /** @returns false when it is no longer what the caller decided on: somebody else was faster */
  async move(
    transaction: Transaction,
    id: string,
    { from, to, version, terminatedOn }: EngagementMove,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE engagement SET state = $4, version = version + 1, terminated_on = $5::date, open_version = NULL
        WHERE id = $1 AND state = $2 AND version = $3`,
      [id, from, version, to, terminatedOn ?? null],
    );
    return touched === 1;
  }

  async recordTransitions(
    transaction: Transaction,
    transitions: readonly EngagementTransition[],
  ): Promise<void> {
    await transaction.manager.insert(EngagementTransition, [...transitions]);
  }

  /**
   * Takes back those of the engagements that nothing is agreed on yet.
   *
   * @returns those that it took back
   */
  async withdrawProposed(
    transaction: Transaction,
    ids: readonly string[],
  ): Promise<Pick<Engagement, 'id' | 'engagementCode' | 'providerId' | 'merchantId'>[]> {
    return transaction.query(
      `UPDATE engagement SET state = 'WITHDRAWN', open_version = NULL, version = version + 1
        WHERE id = ANY($1::uuid[]) AND state = 'PROPOSED'
        RETURNING id, engagement_code AS "engagementCode", provider_id AS "providerId",
                  merchant_id AS "merchantId"`,
      [ids],
    );
  }

  /** What happened to each engagement, oldest first. */
  async transitionsOf(
    engagementIds: readonly string[],
  ): Promise<Map<string, EngagementTransition[]>> {
    const rows = await this.database.query<EngagementTransition>(
      `SELECT id, engagement_id AS "engagementId", from_state AS "fromState", to_state AS "toState", reason,
              side, decided_by AS "decidedBy", decided_at AS "decidedAt"
         FROM engagement_transition WHERE engagement_id = ANY($1::uuid[]) ORDER BY decided_at, id`,
      [engagementIds],
    );
    const byEngagement = new Map<string, EngagementTransition[]>();
    for (const row of rows) {
      const list = byEngagement.get(row.engagementId);
      if (list) list.push(row);
      else byEngagement.set(row.engagementId, [row]);
    }
    return byEngagement;
  }
}
