import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { nameContains } from '../platform/database/name-search.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { MerchantKind } from '../platform/kernel/vocabulary.js';
import { MerchantClaimCode } from './entities/merchant-claim-code.entity.js';
import type { Merchant } from './entities/merchant.entity.js';

export interface MerchantFilter {
  readonly kind?: MerchantKind;
  readonly categoryCode?: string;
  readonly regionCode?: string;
  readonly nameContains?: string;
  readonly merchantCode?: string;
}

export const MERCHANT_ORDERS = {
  NAME: {
    name: 'name',
    columns: [
      { sql: 'm.name', key: 'name', type: 'text', direction: 'ASC' },
      { sql: 'm.id', key: 'id', type: 'uuid', direction: 'ASC' },
    ],
  },
  NEWEST: {
    name: 'newest',
    columns: [{ sql: 'm.id', key: 'id', type: 'uuid', direction: 'DESC' }],
  },
} as const satisfies Record<string, KeysetOrder>;
export type MerchantOrder = keyof typeof MERCHANT_ORDERS;

/** A merchant's attributes as one load gave them. */
export interface MerchantVersion {
  readonly name: string;
  readonly kind: MerchantKind;
  readonly categoryCode: string;
  readonly regionCode: string;
  readonly joinedOn: BusinessDate;
  readonly exitedOn: BusinessDate | null;
  readonly loadNumber: string;
  /** Null for the version that holds now. */
  readonly supersededBy: string | null;
}

const ATTRIBUTES = `m.name, m.kind, m.category_code AS "categoryCode", m.region_code AS "regionCode",
  m.joined_on AS "joinedOn", m.exited_on AS "exitedOn", m.load_number AS "loadNumber"`;
const COLUMNS = `m.id, m.merchant_code AS "merchantCode", ${ATTRIBUTES}, m.created_at AS "createdAt"`;

const VERSIONS_LATEST_FIRST: KeysetOrder = {
  name: 'latest',
  columns: [{ sql: 'v."loadNumber"', key: 'loadNumber', type: 'bigint', direction: 'DESC' }],
};

@Injectable()
export class MerchantStore {
  constructor(private readonly database: Database) {}

  async page(
    filter: MerchantFilter,
    orderName: MerchantOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Merchant>> {
    const parameters = [
      filter.kind ?? null,
      filter.categoryCode ?? null,
      filter.regionCode ?? null,
      filter.nameContains ?? null,
      filter.merchantCode ?? null,
    ];
    const from = `FROM merchant m
      WHERE ($1::text IS NULL OR m.kind = $1)
        AND ($2::text IS NULL OR m.category_code = $2 OR m.category_code IN
              (SELECT code FROM category WHERE parent_code = $2))
        AND ($3::text IS NULL OR m.region_code = $3)
        AND ${nameContains('m.name', '$4', filter.nameContains)}
        AND ($5::text IS NULL OR m.merchant_code = $5)`;
    const keyset = keysetQuery(MERCHANT_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<Merchant>(
      `SELECT ${COLUMNS} ${from} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) ${from}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, Merchant>> {
    const rows = await executor.query<Merchant>(
      `SELECT ${COLUMNS} FROM merchant m WHERE m.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The attributes as they were, latest first, beginning with what holds now. */
  async versions(
    merchantId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MerchantVersion>> {
    const keyset = keysetQuery(VERSIONS_LATEST_FIRST, request, 2);
    const rows = await this.database.query<MerchantVersion>(
      `SELECT v.* FROM (
         SELECT ${ATTRIBUTES}, NULL::bigint AS "supersededBy" FROM merchant m WHERE m.id = $1
         UNION ALL
         SELECT ${ATTRIBUTES}, m.superseded_by FROM merchant_history m WHERE m.id = $1) v
        WHERE ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [merchantId, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT (SELECT count(*) FROM merchant WHERE id = $1)
            + (SELECT count(*) FROM merchant_history WHERE id = $1) AS count`,
      [merchantId],
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** Ends the merchant's codes that are neither used nor expired. */
  async expireClaimCodes(transaction: Transaction, merchantId: string, at: Date): Promise<void> {
    await transaction.execute(
      `UPDATE merchant_claim_code SET expires_at = $2
        WHERE merchant_id = $1 AND used_at IS NULL AND expires_at > $2`,
      [merchantId, at],
    );
  }

  async insertClaimCode(transaction: Transaction, code: MerchantClaimCode): Promise<void> {
    await transaction.manager.insert(MerchantClaimCode, code);
  }

  /** Locks the code's row, so that of two who use it at once the second sees it used. */
  async lockClaimCode(
    transaction: Transaction,
    codeHash: Buffer,
  ): Promise<MerchantClaimCode | undefined> {
    const [row] = await transaction.query<MerchantClaimCode>(
      `SELECT id, merchant_id AS "merchantId", expires_at AS "expiresAt", used_at AS "usedAt"
         FROM merchant_claim_code WHERE code_hash = $1 FOR UPDATE`,
      [codeHash],
    );
    return row;
  }

  async markClaimCodeUsed(
    transaction: Transaction,
    id: string,
    accountId: string,
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      'UPDATE merchant_claim_code SET used_at = $3, used_by = $2 WHERE id = $1',
      [id, accountId, at],
    );
  }
}
