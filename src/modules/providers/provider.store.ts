import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { ProviderFocus, ProviderState } from './domain/provider.js';
import type { ProviderProfile } from './domain/provider-profile.js';
import { Provider } from './entities/provider.entity.js';
import { ProviderTransition } from './entities/provider-transition.entity.js';

export interface ProviderFilter {
  readonly states?: readonly ProviderState[];
  readonly focus?: ProviderFocus;
  readonly categoryCode?: string;
  readonly regionCode?: string;
  readonly nameContains?: string;
}

export const PROVIDER_ORDERS = {
  NAME: order('name', { sql: 'p.name', key: 'name', type: 'text', direction: 'ASC' }),
  NEWEST: order('newest', {
    sql: 'p.created_at',
    key: 'createdAt',
    type: 'timestamptz',
    direction: 'DESC',
  }),
} as const;
export type ProviderOrder = keyof typeof PROVIDER_ORDERS;

function order(name: string, column: KeysetOrder['columns'][number]): KeysetOrder {
  const id = { sql: 'p.id', key: 'id', type: 'uuid', direction: column.direction };
  return { name, columns: [column, id] };
}

const NEWEST_TRANSITION: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 't.decided_at', key: 'decidedAt', type: 'timestamptz', direction: 'DESC' },
    { sql: 't.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

const COLUMNS = `p.id, p.provider_code AS "providerCode", p.name, p.credit_code AS "creditCode", p.focus,
  p.main_category_code AS "mainCategoryCode", p.region_code AS "regionCode", p.introduction, p.state,
  p.admitted_on AS "admittedOn", p.imported, p.version, p.created_at AS "createdAt",
  p.updated_at AS "updatedAt"`;

const CONDITION = `($1::text[] IS NULL OR p.state = ANY($1)) AND ($2::text IS NULL OR p.focus = $2)
  AND ($3::text IS NULL OR p.main_category_code = $3 OR p.main_category_code IN
        (SELECT code FROM category WHERE parent_code = $3))
  AND ($4::text IS NULL OR p.region_code = $4)
  AND ($5::text IS NULL OR position(lower($5) IN lower(p.name)) > 0)`;

@Injectable()
export class ProviderStore {
  constructor(private readonly database: Database) {}

  async page(
    filter: ProviderFilter,
    orderName: ProviderOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Provider>> {
    const parameters = [
      filter.states ?? null,
      filter.focus ?? null,
      filter.categoryCode ?? null,
      filter.regionCode ?? null,
      filter.nameContains ?? null,
    ];
    const keyset = keysetQuery(PROVIDER_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<Provider>(
      `SELECT ${COLUMNS} FROM provider p WHERE ${CONDITION} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM provider p WHERE ${CONDITION}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, Provider>> {
    const rows = await executor.query<Provider>(
      `SELECT ${COLUMNS} FROM provider p WHERE p.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Shared with others who only need it to stay; waits for, and holds off, whoever changes it. */
  async lockState(transaction: Transaction, id: string): Promise<ProviderState | undefined> {
    const [row] = await transaction.query<{ state: ProviderState }>(
      'SELECT state FROM provider WHERE id = $1 FOR SHARE',
      [id],
    );
    return row?.state;
  }

  async nextProviderCode(transaction: Transaction): Promise<string> {
    const [row] = await transaction.query<{ code: string }>(
      `SELECT 'P' || lpad(number, greatest(6, length(number)), '0') AS code
         FROM (SELECT nextval('provider_code_number')::text AS number) next`,
    );
    return row!.code;
  }

  async insert(transaction: Transaction, provider: Provider): Promise<void> {
    await transaction.manager.insert(Provider, provider);
  }

  /** The states of providers, none of which can change before the transaction ends. */
  async lockStates(
    transaction: Transaction,
    ids: readonly string[],
  ): Promise<Map<string, ProviderState>> {
    const rows = await transaction.query<{ id: string; state: ProviderState }>(
      'SELECT id, state FROM provider WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
      [ids],
    );
    return new Map(rows.map(({ id, state }) => [id, state]));
  }

  async moveStates(
    transaction: Transaction,
    moves: readonly {
      readonly providerId: string;
      readonly from: ProviderState;
      readonly to: ProviderState;
      readonly effectiveOn: string;
    }[],
    at: Date,
  ): Promise<void> {
    const touched = await transaction.execute(
      `UPDATE provider p
          SET state = m.to_state, version = version + 1, updated_at = $5,
              admitted_on = CASE WHEN m.to_state = 'ADMITTED' THEN coalesce(admitted_on, m.effective_on)
                                 ELSE admitted_on END
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[]) AS m (id, from_state, to_state, effective_on)
        WHERE p.id = m.id AND p.state = m.from_state`,
      [
        moves.map(({ providerId }) => providerId),
        moves.map(({ from }) => from),
        moves.map(({ to }) => to),
        moves.map(({ effectiveOn }) => effectiveOn),
        at,
      ],
    );
    if (touched !== moves.length) throw new Error('a locked provider changed its state');
  }

  async adoptReviewed(
    transaction: Transaction,
    reviewed: {
      readonly providerId: string;
      readonly focus: ProviderFocus;
      readonly mainCategoryCode: string;
    },
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      `UPDATE provider SET focus = $2, main_category_code = $3, updated_at = $4, version = version + 1
        WHERE id = $1`,
      [reviewed.providerId, reviewed.focus, reviewed.mainCategoryCode, at],
    );
  }

  /** @returns false when the provider is no longer at that version */
  async updateProfile(
    transaction: Transaction,
    id: string,
    version: number,
    profile: ProviderProfile,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE provider SET name = $3, introduction = $4, region_code = $5, updated_at = $6, version = version + 1
        WHERE id = $1 AND version = $2`,
      [id, version, profile.name, profile.introduction, profile.regionCode, at],
    );
    return touched === 1;
  }

  async transitions(
    providerId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ProviderTransition>> {
    const keyset = keysetQuery(NEWEST_TRANSITION, request, 2);
    const rows = await this.database.query<ProviderTransition>(
      `SELECT t.id, t.provider_id AS "providerId", t.from_state AS "fromState", t.to_state AS "toState",
              t.reason, t.effective_on AS "effectiveOn", t.decided_by AS "decidedBy", t.decided_at AS "decidedAt"
         FROM provider_transition t WHERE t.provider_id = $1 AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [providerId, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      'SELECT count(*) FROM provider_transition WHERE provider_id = $1',
      [providerId],
    );
    return keyset.page(rows, Number(total!.count));
  }

  async recordTransitions(
    transaction: Transaction,
    transitions: readonly ProviderTransition[],
  ): Promise<void> {
    await transaction.manager.insert(ProviderTransition, [...transitions]);
  }
}
