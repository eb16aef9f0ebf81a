import { Injectable } from '@nestjs/common';
import { ownershipCondition, type OwnerColumns } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { EngagementAttainment } from './entities/engagement-attainment.entity.js';

export interface AttainmentFilter {
  readonly providerId?: string;
  readonly merchantId?: string;
  readonly complete?: boolean;
  readonly provisional?: boolean;
}

export const ATTAINMENT_ORDERS = {
  HIGHEST: order('highest', 'DESC'),
  LOWEST: order('lowest', 'ASC'),
} as const;
export type AttainmentOrder = keyof typeof ATTAINMENT_ORDERS;

function order(name: string, direction: 'ASC' | 'DESC'): KeysetOrder {
  return {
    name,
    columns: [
      { sql: 'a.attainment', key: 'attainment', type: 'numeric', direction },
      { sql: 'a.engagement_id', key: 'engagementId', type: 'uuid', direction },
    ],
  };
}

/** What was promised to a merchant and what it sold, of one engagement. */
export interface PromiseRow {
  readonly merchantId: string;
  readonly target: number;
  readonly net: number;
}

const COLUMNS = `a.engagement_id AS "engagementId", a.provider_id AS "providerId", a.merchant_id AS "merchantId",
  a.first_day AS "firstDay", a.last_day AS "lastDay", a.complete, a.target_gmv AS "targetGmv",
  a.target_to_date AS "targetToDate", a.paid_gmv AS "paidGmv", a.net_gmv AS "netGmv",
  a.days_observed AS "daysObserved", a.attainment, a.provisional, a.policy_version AS "policyVersion",
  a.tiers_policy_version AS "tiersPolicyVersion", a.load_number AS "loadNumber"`;

/** Engagements without a target promised nothing that could be held against them. */
const CONDITION = `a.attainment IS NOT NULL AND ($1::uuid IS NULL OR a.provider_id = $1)
  AND ($2::uuid IS NULL OR a.merchant_id = $2) AND ($3::boolean IS NULL OR a.complete = $3)
  AND ($4::boolean IS NULL OR a.provisional = $4)`;

const OWNERS: OwnerColumns = {
  provider: 'a.provider_id',
  merchant: 'a.merchant_id',
  operator: (placeholder) => `EXISTS (SELECT FROM engagement_operator eo
    WHERE eo.engagement_id = a.engagement_id AND eo.operator_id = ${placeholder})`,
};

@Injectable()
export class AttainmentStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    filter: AttainmentFilter,
    orderName: AttainmentOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<EngagementAttainment>> {
    const owned = ownershipCondition(context, OWNERS, 5);
    const parameters = [
      filter.providerId ?? null,
      filter.merchantId ?? null,
      filter.complete ?? null,
      filter.provisional ?? null,
      ...owned.parameters,
    ];
    const condition = `${CONDITION} AND ${owned.where}`;
    const keyset = keysetQuery(ATTAINMENT_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<EngagementAttainment>(
      `SELECT ${COLUMNS} FROM engagement_attainment a WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM engagement_attainment a WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** A provider's promises of terms that are over, those to related parties left out, in order of merchant and engagement. */
  async promisesOf(providerId: string): Promise<PromiseRow[]> {
    return this.database.query<PromiseRow>(
      `SELECT merchant_id AS "merchantId", target_to_date::float8 AS target, net_gmv::float8 AS net
         FROM engagement_attainment a
        WHERE provider_id = $1 AND complete AND attainment IS NOT NULL
          AND NOT EXISTS (SELECT FROM related_party r
                           WHERE r.provider_id = a.provider_id AND r.merchant_id = a.merchant_id)
        ORDER BY merchant_id, engagement_id`,
      [providerId],
    );
  }
}
