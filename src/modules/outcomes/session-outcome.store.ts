import { Injectable } from '@nestjs/common';
import { ownershipCondition, type OwnerColumns } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { SubjectContribution } from './domain/judge-merchant.js';
import type { Hold } from './domain/session-outcome-holds.js';

/** One row of session_outcome, as it is written and read. Money as text when read. */
export interface SessionOutcomeRow {
  readonly operatedSessionId: string;
  readonly computationId: string;
  readonly providerId: string;
  readonly operatorId: string;
  readonly merchantId: string;
  readonly engagementId: string;
  readonly sessionId: string;
  readonly businessDate: string;
  readonly inTime: boolean;
  readonly spellStart: string;
  readonly categoryCode: string;
  readonly indexKey: string;
  readonly provisional: boolean;
  readonly netGmv: string;
  readonly liveMinutes: string;
  readonly exposures: string;
  readonly entries: string;
  readonly watchMinutes: string;
  readonly wholeReason: string | null;
  readonly wholeDetail: string | null;
  readonly expectedGmv: string | null;
  readonly meanGmv: string | null;
  readonly wholeLogUplift: number | null;
  readonly wholeStandardError: number | null;
  readonly wholeDegrees: number | null;
  readonly judgedReason: string | null;
  readonly judgedDetail: string | null;
  readonly judgedExpectedGmv: string | null;
  readonly judgedLogUplift: number | null;
  readonly judgedStandardError: number | null;
  readonly judgedDegrees: number | null;
  readonly variance: readonly number[] | null;
  readonly boughtShare: number;
  readonly reference: readonly number[] | null;
  readonly bigSession: boolean;
  readonly holds: readonly Hold[];
}

/** Column, type and property of session_outcome, in one place for writing and reading. */
const FIELDS: readonly (readonly [
  column: string,
  type: string,
  property: keyof SessionOutcomeRow,
])[] = [
  ['operated_session_id', 'uuid', 'operatedSessionId'],
  ['computation_id', 'uuid', 'computationId'],
  ['provider_id', 'uuid', 'providerId'],
  ['operator_id', 'uuid', 'operatorId'],
  ['merchant_id', 'uuid', 'merchantId'],
  ['engagement_id', 'uuid', 'engagementId'],
  ['session_id', 'uuid', 'sessionId'],
  ['business_date', 'date', 'businessDate'],
  ['in_time', 'boolean', 'inTime'],
  ['spell_start', 'date', 'spellStart'],
  ['category_code', 'text', 'categoryCode'],
  ['index_key', 'text', 'indexKey'],
  ['provisional', 'boolean', 'provisional'],
  ['net_gmv', 'numeric', 'netGmv'],
  ['live_minutes', 'numeric', 'liveMinutes'],
  ['exposures', 'bigint', 'exposures'],
  ['entries', 'bigint', 'entries'],
  ['watch_minutes', 'numeric', 'watchMinutes'],
  ['whole_reason', 'text', 'wholeReason'],
  ['whole_detail', 'text', 'wholeDetail'],
  ['expected_gmv', 'numeric', 'expectedGmv'],
  ['mean_gmv', 'numeric', 'meanGmv'],
  ['whole_log_uplift', 'float8', 'wholeLogUplift'],
  ['whole_standard_error', 'float8', 'wholeStandardError'],
  ['whole_degrees', 'float8', 'wholeDegrees'],
  ['judged_reason', 'text', 'judgedReason'],
  ['judged_detail', 'text', 'judgedDetail'],
  ['judged_expected_gmv', 'numeric', 'judgedExpectedGmv'],
  ['judged_log_uplift', 'float8', 'judgedLogUplift'],
  ['judged_standard_error', 'float8', 'judgedStandardError'],
  ['judged_degrees', 'float8', 'judgedDegrees'],
  ['variance', 'float8[]', 'variance'],
  ['bought_share', 'float8', 'boughtShare'],
  ['reference', 'float8[]', 'reference'],
  ['big_session', 'boolean', 'bigSession'],
  ['holds', 'jsonb', 'holds'],
];

const WRITTEN = FIELDS.map(([column]) => column).join(', ');
const READ = FIELDS.map(([column, , property]) => `o.${column} AS "${property}"`).join(', ');
const RECORD = FIELDS.map(([, type, property]) => `"${property}" ${type}`).join(', ');
const SELECTED = FIELDS.map(([, , property]) => `"${property}"`).join(', ');

const OWNERS: OwnerColumns = {
  provider: 'o.provider_id',
  merchant: 'o.merchant_id',
  operator: (placeholder) => `o.operator_id = ${placeholder}`,
};

/** The best first; those that could not be estimated last. */
const BY_UPLIFT: KeysetOrder = {
  name: 'uplift',
  columns: [
    {
      sql: `coalesce(o.judged_log_uplift, '-infinity')`,
      key: 'rankKey',
      type: 'float8',
      direction: 'DESC',
    },
    { sql: 'o.operated_session_id', key: 'operatedSessionId', type: 'uuid', direction: 'DESC' },
  ],
};
const NEWEST_FIRST: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'o.business_date', key: 'businessDate', type: 'date', direction: 'DESC' },
    { sql: 'o.operated_session_id', key: 'operatedSessionId', type: 'uuid', direction: 'DESC' },
  ],
};
export const SESSION_OUTCOME_ORDERS = { UPLIFT: BY_UPLIFT, NEWEST: NEWEST_FIRST } as const;
export type SessionOutcomeOrder = keyof typeof SESSION_OUTCOME_ORDERS;

export interface SessionOutcomeFilter {
  readonly providerId?: string;
  readonly operatorId?: string;
  readonly merchantId?: string;
  readonly held?: boolean;
  readonly bigSession?: boolean;
  readonly from?: string;
  readonly to?: string;
}

const CONDITION = `($1::uuid IS NULL OR o.provider_id = $1) AND ($2::uuid IS NULL OR o.operator_id = $2)
  AND ($3::uuid IS NULL OR o.merchant_id = $3)
  AND ($4::boolean IS NULL OR (o.holds <> '[]'::jsonb) = $4)
  AND ($5::boolean IS NULL OR o.big_session = $5)
  AND ($6::date IS NULL OR o.business_date >= $6) AND ($7::date IS NULL OR o.business_date <= $7)`;

@Injectable()
export class SessionOutcomeStore {
  constructor(private readonly database: Database) {}

  /** Puts what these merchants' sessions came to in the place of what stood there. */
  async replace(
    transaction: Transaction,
    computationId: string,
    merchantIds: readonly string[],
    outcomes: readonly SessionOutcomeRow[],
    contributions: readonly (SubjectContribution & { readonly spellDate: string })[],
  ): Promise<void> {
    await transaction.execute('DELETE FROM session_outcome WHERE merchant_id = ANY($1::uuid[])', [
      merchantIds,
    ]);
    // Also who loses a contribution is pooled again: its record carries this computation from here on.
    await transaction.execute(
      `UPDATE uplift_record r SET computation_id = $2
         FROM uplift_contribution c
        WHERE c.merchant_id = ANY($1::uuid[]) AND r.subject_kind = c.subject_kind AND r.subject_id = c.subject_id`,
      [merchantIds, computationId],
    );
    await transaction.execute(
      'DELETE FROM uplift_contribution WHERE merchant_id = ANY($1::uuid[])',
      [merchantIds],
    );
    await transaction.execute(
      `INSERT INTO session_outcome (${WRITTEN})
       SELECT ${SELECTED} FROM jsonb_to_recordset($1::jsonb) AS row (${RECORD})`,
      [JSON.stringify(outcomes)],
    );
    await transaction.execute(
      `INSERT INTO uplift_contribution (subject_kind, subject_id, merchant_id, spell_start, computation_id,
              log_uplift, own_variance, loadings, sessions, sold, hits, big_sessions, held, months)
       SELECT "subjectKind", "subjectId", "merchantId", "spellDate", $2, "logUplift", "ownVariance", loadings,
              sessions, sold, hits, "bigSessions", held, months
         FROM jsonb_to_recordset($1::jsonb) AS row ("subjectKind" text, "subjectId" uuid, "merchantId" uuid,
              "spellDate" date, "logUplift" float8, "ownVariance" float8, loadings jsonb, sessions int, sold int,
              hits int, "bigSessions" int, held int, months jsonb)`,
      [JSON.stringify(contributions), computationId],
    );
  }

  /** A full run leaves nothing of merchants that are no longer served. */
  async removeOlder(transaction: Transaction, computationId: string): Promise<void> {
    for (const table of ['session_outcome', 'uplift_contribution']) {
      await transaction.execute(`DELETE FROM ${table} WHERE computation_id <> $1`, [computationId]);
    }
  }

  /** Of these claims the outcomes that the caller may see. */
  async visible(
    context: RequestContext,
    operatedSessionIds: readonly string[],
  ): Promise<Map<string, SessionOutcomeRow>> {
    const owned = ownershipCondition(context, OWNERS, 2);
    const rows = await this.database.query<SessionOutcomeRow>(
      `SELECT ${READ} FROM session_outcome o
        WHERE o.operated_session_id = ANY($1::uuid[]) AND ${owned.where}`,
      [operatedSessionIds, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.operatedSessionId, row]));
  }

  async page(
    context: RequestContext,
    filter: SessionOutcomeFilter,
    orderName: SessionOutcomeOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<SessionOutcomeRow>> {
    const owned = ownershipCondition(context, OWNERS, 8);
    const parameters = [
      filter.providerId ?? null,
      filter.operatorId ?? null,
      filter.merchantId ?? null,
      filter.held ?? null,
      filter.bigSession ?? null,
      filter.from ?? null,
      filter.to ?? null,
      ...owned.parameters,
    ];
    const keyset = keysetQuery(SESSION_OUTCOME_ORDERS[orderName], request, parameters.length + 1);
    const condition = `${CONDITION} AND ${owned.where}`;
    const rows = await this.database.query<SessionOutcomeRow>(
      `SELECT ${READ}, coalesce(o.judged_log_uplift, '-infinity')::text AS "rankKey"
         FROM session_outcome o WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM session_outcome o WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }
}
