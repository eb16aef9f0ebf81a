import { Injectable } from '@nestjs/common';
import { ownershipCondition } from '../platform/access/ownership.js';
import type { MembershipRole } from '../platform/access/roles.js';
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
import type { Membership } from './entities/membership.entity.js';
import type { MembershipScope } from './membership-scope.js';

/** A membership with whose it is and the name of where it holds (null on the platform itself). */
export interface MembershipRow extends Membership {
  readonly accountName: string;
  readonly accountEmail: string;
  readonly accountState: 'ACTIVE' | 'DISABLED';
  readonly organisation: string | null;
}

export interface MembershipFilter {
  readonly roles?: readonly MembershipRole[];
  readonly providerId?: string;
  readonly merchantId?: string;
  readonly accountId?: string;
  /** Default false: only those that hold now. */
  readonly includeEnded?: boolean;
}

const COLUMNS = `m.id, m.account_id AS "accountId", m.role, m.provider_id AS "providerId",
  m.operator_id AS "operatorId", m.merchant_id AS "merchantId", m.created_at AS "createdAt",
  m.ended_at AS "endedAt", a.name AS "accountName", a.email AS "accountEmail", a.state AS "accountState",
  coalesce(p.name, s.name) AS organisation`;
const FROM = `membership m JOIN account a ON a.id = m.account_id
  LEFT JOIN provider p ON p.id = m.provider_id LEFT JOIN merchant s ON s.id = m.merchant_id`;

const OLDEST_FIRST: KeysetOrder = {
  name: 'oldest',
  columns: [
    { sql: 'm.created_at', key: 'createdAt', type: 'timestamptz', direction: 'ASC' },
    { sql: 'm.id', key: 'id', type: 'uuid', direction: 'ASC' },
  ],
};

@Injectable()
export class MembershipStore {
  constructor(private readonly database: Database) {}

  /** @returns false when the account holds that role there already, or the operator has an account already */
  async insert(
    transaction: Transaction,
    membership: { id: string; accountId: string; createdAt: Date } & MembershipScope,
  ): Promise<boolean> {
    const inserted = await transaction.execute(
      `INSERT INTO membership (id, account_id, role, provider_id, operator_id, merchant_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [
        membership.id,
        membership.accountId,
        membership.role,
        membership.providerId ?? null,
        membership.operatorId ?? null,
        membership.merchantId ?? null,
        membership.createdAt,
      ],
    );
    return inserted === 1;
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, MembershipRow>> {
    const rows = await executor.query<MembershipRow>(
      `SELECT ${COLUMNS} FROM ${FROM} WHERE m.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The memberships that an account may act in now, oldest first. */
  async activeOf(
    accountId: string,
    executor: SqlExecutor = this.database,
  ): Promise<MembershipRow[]> {
    return executor.query<MembershipRow>(
      `SELECT ${COLUMNS} FROM ${FROM} WHERE m.account_id = $1 AND m.ended_at IS NULL
        ORDER BY m.created_at, m.id`,
      [accountId],
    );
  }

  async page(
    context: RequestContext,
    filter: MembershipFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MembershipRow>> {
    const owned = ownershipCondition(
      context,
      { provider: 'm.provider_id', merchant: 'm.merchant_id' },
      6,
    );
    const parameters = [
      filter.roles ?? null,
      filter.providerId ?? null,
      filter.merchantId ?? null,
      filter.accountId ?? null,
      filter.includeEnded ?? false,
      ...owned.parameters,
    ];
    const condition = `($1::text[] IS NULL OR m.role = ANY($1)) AND ($2::uuid IS NULL OR m.provider_id = $2)
      AND ($3::uuid IS NULL OR m.merchant_id = $3) AND ($4::uuid IS NULL OR m.account_id = $4)
      AND ($5::boolean OR m.ended_at IS NULL) AND ${owned.where}`;
    const keyset = keysetQuery(OLDEST_FIRST, request, parameters.length + 1);
    const rows = await this.database.query<MembershipRow>(
      `SELECT ${COLUMNS} FROM ${FROM} WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM membership m WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /**
   * Locks everybody who holds one role in one place, in order of id, so that of two who leave at the same time
   * the second sees that the first is gone.
   *
   * @returns the ids of memberships that hold now and whose account may sign in
   */
  async lockPeers(transaction: Transaction, scope: MembershipScope): Promise<string[]> {
    const rows = await transaction.query<{ id: string }>(
      `SELECT m.id FROM membership m JOIN account a ON a.id = m.account_id
        WHERE m.role = $1 AND m.provider_id IS NOT DISTINCT FROM $2 AND m.merchant_id IS NOT DISTINCT FROM $3
          AND m.ended_at IS NULL AND a.state = 'ACTIVE'
        ORDER BY m.id FOR UPDATE`,
      [scope.role, scope.providerId ?? null, scope.merchantId ?? null],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns the ids of those that held until now */
  async end(transaction: Transaction, ids: readonly string[], at: Date): Promise<string[]> {
    const rows = await transaction.query<{ id: string }>(
      'UPDATE membership SET ended_at = $2 WHERE id = ANY($1::uuid[]) AND ended_at IS NULL RETURNING id',
      [ids, at],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns those of the operators' memberships at the providers that held until now */
  async endOfOperators(
    transaction: Transaction,
    pairs: readonly { readonly operatorId: string; readonly providerId: string }[],
    at: Date,
  ): Promise<{ id: string; providerId: string }[]> {
    return transaction.query(
      `UPDATE membership m SET ended_at = $3
         FROM unnest($1::uuid[], $2::uuid[]) AS former (operator_id, provider_id)
        WHERE m.operator_id = former.operator_id AND m.provider_id = former.provider_id AND m.ended_at IS NULL
       RETURNING m.id, m.provider_id AS "providerId"`,
      [pairs.map(({ operatorId }) => operatorId), pairs.map(({ providerId }) => providerId), at],
    );
  }

  /** Whether the provider employs the operator on that day. */
  async employs(providerId: string, operatorId: string, on: BusinessDate): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM employment WHERE provider_id = $1 AND operator_id = $2
          AND daterange(employed_from, employed_to, '[]') @> $3::date`,
      [providerId, operatorId, on],
    );
    return rows.length > 0;
  }
}
