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
 * The accounts of many providers at once. `$1` are the policy's requirements, `$2` and `$3` which providers. Of
 * the requirements that fit, the nearest category decides, and among those the focus. A shortfall began with the
 * entry after the last one that left enough, or with the admission when there was never enough.
 */
const ACCOUNTS = `
  WITH chosen AS (
    SELECT p.id, p.admitted_on, coalesce(r.amount, 0.00) AS required
      FROM provider p JOIN category c ON c.code = p.main_category_code
      LEFT JOIN LATERAL (
        SELECT r.amount
          FROM jsonb_to_recordset($1::jsonb) AS r(focus text, "categoryCode" text, amount numeric(16, 2))
         WHERE (r.focus IS NULL OR r.focus = p.focus)
           AND (r."categoryCode" IS NULL OR r."categoryCode" IN (c.code, c.parent_code))
         ORDER BY r."categoryCode" = c.code DESC NULLS LAST, r.focus IS NULL LIMIT 1) r ON TRUE
     WHERE ($2::uuid[] IS NULL OR p.id = ANY($2)) AND ($3::text[] IS NULL OR p.state = ANY($3))),
  running AS (
    SELECT e.provider_id, e.number, e.amount, c.required,
           sum(e.amount) OVER (PARTITION BY e.provider_id ORDER BY e.number) AS balance
      FROM deposit_entry e JOIN chosen c ON c.id = e.provider_id),
  ledger AS (
    SELECT provider_id, sum(amount) AS balance, max(number) FILTER (WHERE balance >= required) AS enough
      FROM running GROUP BY provider_id),
  account AS (
    SELECT c.id AS "providerId", c.required, coalesce(l.balance, 0.00) AS balance,
           greatest(c.required - coalesce(l.balance, 0.00), 0.00) AS shortfall,
           CASE WHEN c.required <= coalesce(l.balance, 0) THEN NULL
                WHEN l.enough IS NOT NULL OR c.required = 0 THEN (
                  SELECT e.booked_on FROM deposit_entry e
                   WHERE e.provider_id = c.id AND e.number = coalesce(l.enough, 0) + 1)
                ELSE c.admitted_on END AS "shortSince"
      FROM chosen c LEFT JOIN ledger l ON l.provider_id = c.id)`;
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
      `${ACCOUNTS} SELECT ${COLUMNS} FROM account a`,
      [JSON.stringify(requirements), providerIds, null],
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
      `${ACCOUNTS} SELECT ${COLUMNS}, a."shortFrom" ${from} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `${ACCOUNTS} SELECT count(*) ${from}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }
}
