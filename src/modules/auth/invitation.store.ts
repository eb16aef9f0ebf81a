import { Injectable } from '@nestjs/common';
import { ownershipCondition } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import { Invitation } from './entities/invitation.entity.js';
import type { MembershipScope } from './membership-scope.js';

const COLUMNS = `i.id, i.email, i.role, i.provider_id AS "providerId", i.operator_id AS "operatorId",
  i.merchant_id AS "merchantId", i.token_hash AS "tokenHash", i.invited_by AS "invitedBy",
  i.created_at AS "createdAt", i.expires_at AS "expiresAt", i.accepted_at AS "acceptedAt",
  i.accepted_by AS "acceptedBy", i.revoked_at AS "revokedAt"`;

const NEWEST_FIRST: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'i.created_at', key: 'createdAt', type: 'timestamptz', direction: 'DESC' },
    { sql: 'i.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

@Injectable()
export class InvitationStore {
  constructor(private readonly database: Database) {}

  async insert(transaction: Transaction, invitation: Invitation): Promise<void> {
    await transaction.manager.insert(Invitation, invitation);
  }

  /** Takes back what the same person was offered before and has not answered. */
  async revokePending(
    transaction: Transaction,
    email: string,
    scope: MembershipScope,
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      `UPDATE invitation SET revoked_at = $6
        WHERE email = $1 AND role = $2 AND provider_id IS NOT DISTINCT FROM $3
          AND operator_id IS NOT DISTINCT FROM $4 AND merchant_id IS NOT DISTINCT FROM $5
          AND accepted_at IS NULL AND revoked_at IS NULL`,
      [
        email,
        scope.role,
        scope.providerId ?? null,
        scope.operatorId ?? null,
        scope.merchantId ?? null,
        at,
      ],
    );
  }

  async byTokenHash(
    hash: Buffer,
    executor: SqlExecutor = this.database,
  ): Promise<Invitation | undefined> {
    const sql = `SELECT ${COLUMNS} FROM invitation i WHERE i.token_hash = $1`;
    return (await executor.query<Invitation>(sql, [hash]))[0];
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, Invitation>> {
    const sql = `SELECT ${COLUMNS} FROM invitation i WHERE i.id = ANY($1::uuid[])`;
    const rows = await executor.query<Invitation>(sql, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** @returns false when it was answered or taken back meanwhile, or has expired */
  async accept(
    transaction: Transaction,
    id: string,
    accountId: string,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE invitation SET accepted_at = $3, accepted_by = $2
        WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $3`,
      [id, accountId, at],
    );
    return touched === 1;
  }

  /** @returns false when it was answered or taken back already */
  async revoke(transaction: Transaction, id: string, at: Date): Promise<boolean> {
    const touched = await transaction.execute(
      'UPDATE invitation SET revoked_at = $2 WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL',
      [id, at],
    );
    return touched === 1;
  }

  async page(
    context: RequestContext,
    pendingOnly: boolean,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Invitation>> {
    const owned = ownershipCondition(
      context,
      { provider: 'i.provider_id', merchant: 'i.merchant_id' },
      3,
    );
    const parameters = [pendingOnly, context.now, ...owned.parameters];
    const condition = `(NOT $1::boolean OR (i.accepted_at IS NULL AND i.revoked_at IS NULL
      AND i.expires_at > $2::timestamptz)) AND ${owned.where}`;
    const keyset = keysetQuery(NEWEST_FIRST, request, parameters.length + 1);
    const rows = await this.database.query<Invitation>(
      `SELECT ${COLUMNS} FROM invitation i WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM invitation i WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }
}
