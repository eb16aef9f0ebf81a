import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { ColdStartComparison } from './domain/cold-start-curve.js';
import type { RestatedClaim } from './domain/restated-claim.js';
import type { EffectGrouping } from './domain/service-effect.js';
import type { CurveGrouping } from './entities/cold-start-curve.entity.js';
import type { ServiceEffectComputation } from './entities/service-effect-computation.entity.js';
import type { ServiceEffectMerchant } from './entities/service-effect-merchant.entity.js';
import type { ServiceEffectDetail } from './entities/service-effect.entity.js';

export interface EffectRow {
  readonly grouping: EffectGrouping;
  readonly key: string;
  readonly detail: ServiceEffectDetail;
}

export interface CurveRow {
  readonly grouping: CurveGrouping;
  readonly key: string;
  readonly detail: ColdStartComparison;
}

export type EffectMerchantRow = Omit<ServiceEffectMerchant, 'computationId'>;

export interface ComputedEffects {
  readonly effects: readonly EffectRow[];
  readonly merchants: readonly EffectMerchantRow[];
  readonly curves: readonly CurveRow[];
  readonly claims: readonly RestatedClaim[];
}

export interface EffectFilter {
  readonly grouping?: EffectGrouping | null;
  /** Slices of fewer merchants or providers are left out. */
  readonly smallestGroup: number;
  /** Whose own slice is shown whatever its size; no other provider's is. Null: everybody's. */
  readonly onlyProvider: string | null;
}

export interface EffectMerchantFilter {
  readonly grouping: EffectGrouping;
  readonly key: string;
}

const ROWS_AT_ONCE = 5_000;

const BY_SLICE: KeysetOrder = {
  name: 'slice',
  columns: [
    { sql: 'e.grouping', key: 'grouping', type: 'text', direction: 'ASC' },
    { sql: 'e.key', key: 'key', type: 'text', direction: 'ASC' },
  ],
};

const LARGEST_FIRST: KeysetOrder = {
  name: 'difference',
  columns: [
    { sql: 'e.difference', key: 'difference', type: 'float8', direction: 'DESC' },
    { sql: 'e.merchant_id', key: 'merchantId', type: 'uuid', direction: 'DESC' },
  ],
};

/** The column of a served merchant that says to which slice of a grouping it belongs. */
const SLICE_COLUMN: Readonly<Record<EffectGrouping, string>> = {
  ALL: `''`,
  CATEGORY: 'e.category',
  TIER: 'e.tier',
  COHORT: 'e.cohort',
  REGION: 'e.region',
  PROVIDER: 'e.provider_id::text',
};

const COMPUTATION = `id, growth_computation_id AS "growthComputationId", policy_version AS "policyVersion",
  as_of AS "asOf", load_number AS "loadNumber", merchants, served_merchants AS "servedMerchants",
  finished_at AS "finishedAt"`;

@Injectable()
export class ServiceEffectStore {
  constructor(private readonly database: Database) {}

  async newest(executor: SqlExecutor = this.database): Promise<ServiceEffectComputation | null> {
    const [row] = await executor.query<ServiceEffectComputation>(
      `SELECT ${COMPUTATION} FROM service_effect_computation ORDER BY finished_at DESC, id DESC LIMIT 1`,
    );
    return row ?? null;
  }

  async of(growthComputationId: string, policyVersion: number): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT FROM service_effect_computation WHERE growth_computation_id = $1 AND policy_version = $2',
      [growthComputationId, policyVersion],
    );
    return rows.length > 0;
  }

  /** Everything of one computation at once; the merchants behind older ones go. */
  async save(
    transaction: Transaction,
    computation: ServiceEffectComputation,
    { effects, merchants, curves, claims }: ComputedEffects,
  ): Promise<void> {
    const { id } = computation;
    await transaction.execute(
      `INSERT INTO service_effect_computation (id, growth_computation_id, policy_version, as_of, load_number,
              merchants, served_merchants, finished_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        computation.growthComputationId,
        computation.policyVersion,
        computation.asOf,
        computation.loadNumber,
        computation.merchants,
        computation.servedMerchants,
        computation.finishedAt,
      ],
    );
    await insertInParts(effects, (rows) =>
      transaction.execute(
        `INSERT INTO service_effect (computation_id, grouping, key, merchants, providers, growth, detail)
         SELECT $1, grouping, key, (detail->>'merchants')::int, (detail->>'providers')::int,
                (detail->'growth'->>'value')::float8, detail
           FROM jsonb_to_recordset($2::jsonb) AS r (grouping text, key text, detail jsonb)`,
        [id, rows],
      ),
    );
    await insertInParts(curves, (rows) =>
      transaction.execute(
        `INSERT INTO cold_start_curve (computation_id, grouping, key, detail)
         SELECT $1, grouping, key, detail
           FROM jsonb_to_recordset($2::jsonb) AS r (grouping text, key text, detail jsonb)`,
        [id, rows],
      ),
    );
    await insertInParts(
      claims.map((detail, place) => ({ code: detail.code, place, detail })),
      (rows) =>
        transaction.execute(
          `INSERT INTO restated_claim (computation_id, code, place, detail)
           SELECT $1, code, place, detail
             FROM jsonb_to_recordset($2::jsonb) AS r (code text, place int, detail jsonb)`,
          [id, rows],
        ),
    );
    await transaction.execute('DELETE FROM service_effect_merchant WHERE computation_id <> $1', [
      id,
    ]);
    await insertInParts(merchants, (rows) =>
      transaction.execute(
        `INSERT INTO service_effect_merchant (computation_id, merchant_id, provider_id, cohort, tier, category,
                region, months, difference)
         SELECT $1, "merchantId", "providerId", cohort, tier, category, region, months, difference
           FROM jsonb_to_recordset($2::jsonb) AS r ("merchantId" uuid, "providerId" uuid, cohort text, tier text,
                category text, region text, months int, difference float8)`,
        [id, rows],
      ),
    );
  }

  async effect(
    computationId: string,
    grouping: EffectGrouping,
    key: string,
  ): Promise<EffectRow | null> {
    const [row] = await this.database.query<EffectRow>(
      `SELECT grouping, key, detail FROM service_effect
        WHERE computation_id = $1 AND grouping = $2 AND key = $3`,
      [computationId, grouping, key],
    );
    return row ?? null;
  }

  async effects(
    computationId: string,
    filter: EffectFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<EffectRow>> {
    const condition = `e.computation_id = $1 AND ($2::text IS NULL OR e.grouping = $2)
      AND ($3::text IS NULL OR CASE WHEN e.grouping = 'PROVIDER' THEN e.key = $3
             ELSE e.merchants >= $4 AND e.providers >= $4 END)`;
    const { grouping = null, onlyProvider, smallestGroup } = filter;
    const parameters = [computationId, grouping, onlyProvider, smallestGroup];
    const keyset = keysetQuery(BY_SLICE, request, parameters.length + 1);
    const rows = await this.database.query<EffectRow>(
      `SELECT e.grouping, e.key, e.detail FROM service_effect e WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    return keyset.page(rows, await this.count('service_effect', condition, parameters));
  }

  /** The served merchants of a slice, the largest difference first. */
  async merchants(
    computationId: string,
    { grouping, key }: EffectMerchantFilter,
    ofProvider: string | null,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<EffectMerchantRow>> {
    const condition = `e.computation_id = $1 AND ${SLICE_COLUMN[grouping]} = $2
      AND ($3::uuid IS NULL OR e.provider_id = $3)`;
    const parameters = [computationId, key, ofProvider];
    const keyset = keysetQuery(LARGEST_FIRST, request, parameters.length + 1);
    const rows = await this.database.query<EffectMerchantRow>(
      `SELECT e.merchant_id AS "merchantId", e.provider_id AS "providerId", e.cohort, e.tier, e.category, e.region,
              e.months, e.difference
         FROM service_effect_merchant e WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    return keyset.page(rows, await this.count('service_effect_merchant', condition, parameters));
  }

  async curve(
    computationId: string,
    grouping: CurveGrouping,
    key: string,
  ): Promise<ColdStartComparison | null> {
    const [row] = await this.database.query<{ detail: ColdStartComparison }>(
      'SELECT detail FROM cold_start_curve WHERE computation_id = $1 AND grouping = $2 AND key = $3',
      [computationId, grouping, key],
    );
    return row?.detail ?? null;
  }

  async claims(computationId: string): Promise<RestatedClaim[]> {
    const rows = await this.database.query<{ detail: RestatedClaim }>(
      'SELECT detail FROM restated_claim WHERE computation_id = $1 ORDER BY place',
      [computationId],
    );
    return rows.map(({ detail }) => detail);
  }

  private async count(
    table: 'service_effect' | 'service_effect_merchant',
    condition: string,
    parameters: readonly unknown[],
  ): Promise<number> {
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM ${table} e WHERE ${condition}`,
      parameters,
    );
    return Number(total!.count);
  }
}

async function insertInParts(
  rows: readonly object[],
  insert: (rows: string) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await insert(JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE)));
  }
}
