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
import type { Money } from '../platform/kernel/money.js';
import type { CapabilityModule, TradingTier } from '../platform/kernel/vocabulary.js';
import type { PackageContent, PackageState } from './domain/service-package.js';
import { ServicePackage } from './entities/service-package.entity.js';

export interface ServicePackageFilter {
  readonly providerId?: string;
  readonly tier?: TradingTier;
  readonly module?: CapabilityModule;
  readonly maximumPrice?: Money;
  readonly states?: readonly PackageState[];
}

const id = (direction: 'ASC' | 'DESC') =>
  ({ sql: 's.id', key: 'id', type: 'uuid', direction }) as const;

export const PACKAGE_ORDERS = {
  NEWEST: {
    name: 'newest',
    columns: [
      { sql: 's.created_at', key: 'createdAt', type: 'timestamptz', direction: 'DESC' },
      id('DESC'),
    ],
  },
  PRICE: {
    name: 'price',
    columns: [{ sql: 's.price', key: 'price', type: 'numeric', direction: 'ASC' }, id('ASC')],
  },
} as const satisfies Record<string, KeysetOrder>;
export type PackageOrder = keyof typeof PACKAGE_ORDERS;

const COLUMNS = `s.id, s.provider_id AS "providerId", s.title, s.description, s.tiers, s.modules, s.price,
  s.price_unit AS "priceUnit", s.state, s.version, s.created_at AS "createdAt", s.updated_at AS "updatedAt"`;

@Injectable()
export class ServicePackageStore {
  constructor(private readonly database: Database) {}

  /** Published packages of admitted providers, and every package of the caller's own company. */
  async page(
    context: RequestContext,
    filter: ServicePackageFilter,
    orderName: PackageOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ServicePackage>> {
    const owned = this.visible(context, 6);
    const parameters = [
      filter.providerId ?? null,
      filter.tier ?? null,
      filter.module ?? null,
      filter.maximumPrice ?? null,
      filter.states ?? null,
      ...owned.parameters,
    ];
    const from = `FROM service_package s JOIN provider p ON p.id = s.provider_id
      WHERE ($1::uuid IS NULL OR s.provider_id = $1) AND ($2::text IS NULL OR $2 = ANY(s.tiers))
        AND ($3::text IS NULL OR $3 = ANY(s.modules)) AND ($4::numeric IS NULL OR s.price <= $4)
        AND ($5::text[] IS NULL OR s.state = ANY($5)) AND ${owned.where}`;
    const keyset = keysetQuery(PACKAGE_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<ServicePackage>(
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

  async visibleByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, ServicePackage>> {
    const owned = this.visible(context, 2);
    const rows = await this.database.query<ServicePackage>(
      `SELECT ${COLUMNS} FROM service_package s JOIN provider p ON p.id = s.provider_id
        WHERE s.id = ANY($1::uuid[]) AND ${owned.where}`,
      [ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The newest packages of each provider, in one statement. */
  async newestOfProviders(
    context: RequestContext,
    providerIds: readonly string[],
    count: number,
  ): Promise<Map<string, ServicePackage[]>> {
    const owned = this.visible(context, 3);
    const rows = await this.database.query<ServicePackage>(
      `SELECT s.* FROM provider p
        CROSS JOIN LATERAL (
          SELECT ${COLUMNS} FROM service_package s WHERE s.provider_id = p.id AND ${owned.where}
           ORDER BY s.created_at DESC, s.id DESC LIMIT $2) s
        WHERE p.id = ANY($1::uuid[])`,
      [providerIds, count, ...owned.parameters],
    );
    const byProvider = new Map<string, ServicePackage[]>(providerIds.map((key) => [key, []]));
    for (const row of rows) byProvider.get(row.providerId)!.push(row);
    return byProvider;
  }

  async byId(executor: SqlExecutor, packageId: string): Promise<ServicePackage | undefined> {
    const [row] = await executor.query<ServicePackage>(
      `SELECT ${COLUMNS} FROM service_package s WHERE s.id = $1`,
      [packageId],
    );
    return row;
  }

  async insert(
    transaction: Transaction,
    row: PackageContent & { id: string; providerId: string; state: PackageState; at: Date },
  ): Promise<void> {
    const { at, tiers, modules, ...columns } = row;
    await transaction.manager.insert(ServicePackage, {
      ...columns,
      tiers: [...tiers],
      modules: [...modules],
      createdAt: at,
      updatedAt: at,
    });
  }

  /** @returns false when the package is no longer at that version */
  async update(
    transaction: Transaction,
    packageId: string,
    version: number,
    content: PackageContent,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE service_package SET title = $3, description = $4, tiers = $5, modules = $6, price = $7,
              price_unit = $8, updated_at = $9, version = version + 1
        WHERE id = $1 AND version = $2`,
      [
        packageId,
        version,
        content.title,
        content.description,
        content.tiers,
        content.modules,
        content.price,
        content.priceUnit,
        at,
      ],
    );
    return touched === 1;
  }

  /** @returns false when the package has left `from` meanwhile */
  async changeState(
    transaction: Transaction,
    packageId: string,
    from: PackageState,
    to: PackageState,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE service_package SET state = $3, updated_at = $4, version = version + 1
        WHERE id = $1 AND state = $2`,
      [packageId, from, to, at],
    );
    return touched === 1;
  }

  private visible(context: RequestContext, firstParameter: number) {
    const owned = ownershipCondition(
      // An operator sees what its company offers, like its other members do.
      context,
      { provider: 's.provider_id', operator: (placeholder) => `${placeholder}::uuid IS NOT NULL` },
      firstParameter,
    );
    return {
      where: `((s.state = 'PUBLISHED' AND p.state = 'ADMITTED') OR (${owned.where}))`,
      parameters: owned.parameters,
    };
  }
}
