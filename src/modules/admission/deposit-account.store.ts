import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { Money } from '../platform/kernel/money.js';
import type { DepositPolicy } from './domain/deposit-policy.js';

/** What a provider holds and what it must hold. */
export interface DepositAccountRow {
  readonly providerId: string;
  readonly balance: Money;
  readonly required: Money;
  readonly shortfall: Money;
  /** Since when less is held than required; null when nothing is missing, or the provider was never admitted. */
  readonly shortSince: BusinessDate | null;
}

export interface DepositAccountFilter {
  readonly providerIds?: readonly string[];
  readonly providerStates?: readonly string[];
  readonly shortOnly?: boolean;
}

const byId = { sql: 'a."providerId"', key: 'providerId', type: 'uuid', direction: 'ASC' } as const;
export const DEPOSIT_ACCOUNT_ORDERS = {
  SHORT_SINCE: {
    name: 'short-since',
    columns: [{ sql: 'a."shortFrom"', key: 'shortFrom', type: 'date', direction: 'ASC' }, byId],
  },
  SHORTFALL: {
    name: 'shortfall',
    columns: [{ sql: 'a.shortfall', key: 'shortfall', type: 'numeric', direction: 'DESC' }, byId],
  },
  BALANCE: {
    name: 'balance',
    columns: [{ sql: 'a.balance', key: 'balance', type: 'numeric', direction: 'ASC' }, byId],
  },
} as const satisfies Record<string, KeysetOrder>;
export type DepositAccountOrder = keyof typeof DEPOSIT_ACCOUNT_ORDERS;

/**
 * The accounts of many providers at once. `$1` are the policy's requirements; `which` says of whom. Of
 * the requirements that fit, the nearest category decides, and among those the focus. A shortfall began with the
 * entry after the last one that left enough, or with the admission when there was never enough.
 */
const accounts = (which: string) => `
  WITH chosen AS (
    SELECT p.id, p.admitted_on, coalesce(r.amount, 0.00) AS required
      FROM provider p JOIN category c ON c.code = p.main_category_code
      LEFT JOIN LATERAL (
        SELECT r.amount
          FROM jsonb_to_recordset($1::jsonb) AS r(focus text, "categoryCode" text, amount numeric(16, 2))
         WHERE (r.focus IS NULL OR r.focus = p.focus)
           AND (r."categoryCode" IS NULL OR r."categoryCode" IN (c.code, c.parent_code))
         ORDER BY r."categoryCode" = c.code DESC NULLS LAST, r.focus IS NULL LIMIT 1) r ON TRUE
     WHERE ${which}),
  held AS (
    SELECT c.id, c.admitted_on, c.required, coalesce(sum(e.amount), 0.00) AS balance
      FROM chosen c LEFT JOIN deposit_entry e ON e.provider_id = c.id
     GROUP BY c.id, c.admitted_on, c.required),
  running AS (
    SELECT e.provider_id, e.number, h.required,
           sum(e.amount) OVER (PARTITION BY e.provider_id ORDER BY e.number) AS balance
      FROM deposit_entry e JOIN held h ON h.id = e.provider_id AND h.balance < h.required),
  enough AS (
    SELECT provider_id, max(number) AS number FROM running WHERE balance >= required GROUP BY provider_id),
  account AS (
    SELECT h.id AS "providerId", h.required, h.balance, greatest(h.required - h.balance, 0.00) AS shortfall,
           CASE WHEN h.required <= h.balance THEN NULL
                WHEN n.number IS NOT NULL OR h.required = 0 THEN (
                  SELECT e.booked_on FROM deposit_entry e
                   WHERE e.provider_id = h.id AND e.number = coalesce(n.number, 0) + 1)
                ELSE h.admitted_on END AS "shortSince"
      FROM held h LEFT JOIN enough n ON n.provider_id = h.id)`;
const OF_SOME = accounts('p.id = ANY($2::uuid[])');
const OF_ALL = accounts(
  '($2::uuid[] IS NULL OR p.id = ANY($2)) AND ($3::text[] IS NULL OR p.state = ANY($3))',
);
const COLUMNS = 'a."providerId", a.required, a.balance, a.shortfall, a."shortSince"';

@Injectable()
export class DepositAccountStore {
  constructor(private readonly database: Database) {}

  async byProviders(
    { requirements }: DepositPolicy,
    providerIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, DepositAccountRow>> {
    const rows = await executor.query<DepositAccountRow>(
      `${OF_SOME} SELECT ${COLUMNS} FROM account a`,
      [JSON.stringify(requirements), providerIds],
    );
    return new Map(rows.map((row) => [row.providerId, row]));
  }

  async page(
    { requirements }: DepositPolicy,
    filter: DepositAccountFilter,
    orderName: DepositAccountOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<DepositAccountRow>> {
    const parameters = [
      JSON.stringify(requirements),
      filter.providerIds ?? null,
      filter.providerStates ?? null,
      filter.shortOnly ?? false,
    ];
    const from = `FROM (SELECT account.*, coalesce("shortSince", date '9999-12-31') AS "shortFrom" FROM account) a
      WHERE (NOT $4::boolean OR a.shortfall > 0)`;
    const keyset = keysetQuery(DEPOSIT_ACCOUNT_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<DepositAccountRow>(
      `${OF_ALL} SELECT ${COLUMNS}, a."shortFrom" ${from} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `${OF_ALL} SELECT count(*) ${from}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }
}
