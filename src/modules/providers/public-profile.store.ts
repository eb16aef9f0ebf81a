import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { nameContains } from '../platform/database/name-search.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { ProviderFocus } from './domain/provider.js';

/** What anyone may see of a company, and how fresh it is. */
export interface PublicProfile {
  readonly providerCode: string;
  readonly name: string;
  readonly focus: ProviderFocus;
  readonly mainCategoryCode: string;
  readonly regionCode: string;
  readonly introduction: string;
  readonly admittedOn: string | null;
  /** When the company last changed or confirmed it; at first, when it registered. */
  readonly confirmedAt: Date;
}

export interface PublicProfileFilter {
  readonly focus?: ProviderFocus;
  readonly categoryCode?: string;
  readonly regionCode?: string;
  readonly nameContains?: string;
}

const BY_NAME: KeysetOrder = {
  name: 'public-name',
  columns: [
    { sql: 'p.name', key: 'name', type: 'text', direction: 'ASC' },
    { sql: 'p.provider_code', key: 'providerCode', type: 'text', direction: 'ASC' },
  ],
};

const COLUMNS = `p.provider_code AS "providerCode", p.name, p.focus, p.main_category_code AS "mainCategoryCode",
  p.region_code AS "regionCode", p.introduction, p.admitted_on AS "admittedOn",
  coalesce(c.confirmed_at, p.created_at) AS "confirmedAt"`;

/** Public is who is admitted and not delisted at the time `$1`. */
const PUBLIC = `p.state = 'ADMITTED' AND NOT EXISTS (
  SELECT FROM provider_restriction r
   WHERE r.provider_id = p.id AND r.kind IN ('DELISTING', 'EXPULSION') AND r.starts_at <= $1
     AND coalesce(least(r.ends_at, r.lifted_at), 'infinity') > $1)`;

const FROM = 'FROM provider p LEFT JOIN provider_profile_confirmation c ON c.provider_id = p.id';

@Injectable()
export class PublicProfileStore {
  constructor(private readonly database: Database) {}

  async byCode(providerCode: string, at: Date): Promise<PublicProfile | undefined> {
    const [row] = await this.database.query<PublicProfile>(
      `SELECT ${COLUMNS} ${FROM} WHERE p.provider_code = $2 AND ${PUBLIC}`,
      [at, providerCode],
    );
    return row;
  }

  async page(
    filter: PublicProfileFilter,
    at: Date,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<PublicProfile>> {
    const parameters = [
      at,
      filter.focus ?? null,
      filter.categoryCode ?? null,
      filter.regionCode ?? null,
      filter.nameContains ?? null,
    ];
    const condition = `${PUBLIC} AND ($2::text IS NULL OR p.focus = $2)
      AND ($3::text IS NULL OR p.main_category_code = $3 OR p.main_category_code IN
            (SELECT code FROM category WHERE parent_code = $3))
      AND ($4::text IS NULL OR p.region_code = $4)
      AND ${nameContains('p.name', '$5', filter.nameContains)}`;
    const keyset = keysetQuery(BY_NAME, request, parameters.length + 1);
    const rows = await this.database.query<PublicProfile>(
      `SELECT ${COLUMNS} ${FROM} WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM provider p WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, total!.count);
  }

  async confirm(
    transaction: Transaction,
    providerId: string,
    confirmation: { by: string; at: Date },
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO provider_profile_confirmation (provider_id, confirmed_at, confirmed_by)
       VALUES ($1, $2, $3)
       ON CONFLICT (provider_id) DO UPDATE SET confirmed_at = $2, confirmed_by = $3`,
      [providerId, confirmation.at, confirmation.by],
    );
  }
}
