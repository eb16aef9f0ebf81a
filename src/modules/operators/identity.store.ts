import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { IdentityConflictState } from './domain/prove-identity.js';
import type { IdentityConflict } from './entities/identity-conflict.entity.js';

const NEWEST_FIRST: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'c.opened_at', key: 'openedAt', type: 'timestamptz', direction: 'DESC' },
    { sql: 'c.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

const COLUMNS = `c.id, c.operator_id AS "operatorId", c.holder_id AS "holderId", c.state,
  c.opened_at AS "openedAt", c.settled_at AS "settledAt", c.settled_by AS "settledBy", c.reason`;

@Injectable()
export class IdentityStore {
  constructor(private readonly database: Database) {}

  /** Of proofs of one identity at a time, the others wait until this transaction ends. */
  async lockIdentity(transaction: Transaction, hash: Buffer): Promise<void> {
    await transaction.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 23))', [
      hash.toString('hex'),
    ]);
  }

  /** The operator's identity as proved before, locked; undefined when there is no such operator. */
  async lockOperator(
    transaction: Transaction,
    operatorId: string,
  ): Promise<{ operatorCode: string; identityHash: Buffer | null } | undefined> {
    const [row] = await transaction.query<{ operatorCode: string; identityHash: Buffer | null }>(
      `SELECT operator_code AS "operatorCode", identity_hash AS "identityHash"
         FROM operator WHERE id = $1 FOR UPDATE`,
      [operatorId],
    );
    return row;
  }

  async holderOf(
    transaction: Transaction,
    hash: Buffer,
  ): Promise<{ id: string; operatorCode: string } | undefined> {
    const [row] = await transaction.query<{ id: string; operatorCode: string }>(
      'SELECT id, operator_code AS "operatorCode" FROM operator WHERE identity_hash = $1',
      [hash],
    );
    return row;
  }

  async setIdentity(
    transaction: Transaction,
    operatorId: string,
    hash: Buffer | null,
  ): Promise<void> {
    await transaction.execute(
      'UPDATE operator SET identity_hash = $2, version = version + 1 WHERE id = $1',
      [operatorId, hash],
    );
  }

  /** What is left of an operator whose personal data is erased. */
  async forgetPerson(transaction: Transaction, operatorId: string, name: string): Promise<void> {
    await transaction.execute(
      'UPDATE operator SET identity_hash = NULL, name = $2, version = version + 1 WHERE id = $1',
      [operatorId, name],
    );
  }

  async isEmployed(executor: SqlExecutor, operatorId: string, on: string): Promise<boolean> {
    const rows = await executor.query(
      `SELECT FROM employment WHERE operator_id = $1 AND (employed_to IS NULL OR employed_to >= $2::date)`,
      [operatorId, on],
    );
    return rows.length > 0;
  }

  async provedOf(ids: readonly string[]): Promise<Map<string, boolean>> {
    const rows = await this.database.query<{ id: string; proved: boolean }>(
      `SELECT id, identity_hash IS NOT NULL AS proved FROM operator WHERE id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, proved }) => [id, proved]));
  }

  /** @returns false when the same conflict is open already */
  async openConflict(
    transaction: Transaction,
    conflict: { id: string; operatorId: string; holderId: string; openedAt: Date },
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `INSERT INTO identity_conflict (id, operator_id, holder_id, state, opened_at)
       VALUES ($1, $2, $3, 'OPEN', $4)
       ON CONFLICT (operator_id, holder_id) WHERE state = 'OPEN' DO NOTHING`,
      [conflict.id, conflict.operatorId, conflict.holderId, conflict.openedAt],
    );
    return touched === 1;
  }

  async conflict(executor: SqlExecutor, id: string): Promise<IdentityConflict | undefined> {
    const [row] = await executor.query<IdentityConflict>(
      `SELECT ${COLUMNS} FROM identity_conflict c WHERE c.id = $1`,
      [id],
    );
    return row;
  }

  async conflictsByIds(ids: readonly string[]): Promise<Map<string, IdentityConflict>> {
    const rows = await this.database.query<IdentityConflict>(
      `SELECT ${COLUMNS} FROM identity_conflict c WHERE c.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** @returns false when somebody else settled it meanwhile */
  async settle(
    transaction: Transaction,
    id: string,
    to: IdentityConflictState,
    settlement: { by: string; at: Date; reason: string },
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE identity_conflict SET state = $2, settled_at = $3, settled_by = $4, reason = $5
        WHERE id = $1 AND state = 'OPEN'`,
      [id, to, settlement.at, settlement.by, settlement.reason],
    );
    return touched === 1;
  }

  async conflicts(
    states: readonly IdentityConflictState[] | null,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<IdentityConflict>> {
    const keyset = keysetQuery(NEWEST_FIRST, request, 2);
    const condition = '($1::text[] IS NULL OR c.state = ANY($1))';
    const rows = await this.database.query<IdentityConflict>(
      `SELECT ${COLUMNS} FROM identity_conflict c WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [states, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM identity_conflict c WHERE ${condition}`,
      [states],
    );
    return keyset.page(rows, total!.count);
  }
}
