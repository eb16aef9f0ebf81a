import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { SubjectKind } from './domain/judge-merchant.js';
import type { UpliftContribution } from './domain/operator-record-contribution.js';
import type { MonthlyUplift, PooledRecord, ShrunkRecord } from './domain/operator-record-pool.js';

export interface StoredContribution extends UpliftContribution {
  readonly subjectId: string;
  readonly held: number;
}

/** A record as it is read. */
export interface UpliftRecordRow {
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly computationId: string;
  readonly sessions: number;
  readonly sold: number;
  readonly held: number;
  readonly merchants: number;
  readonly hits: number;
  readonly bigSessions: number;
  readonly logUplift: number;
  readonly lower: number;
  readonly upper: number;
  readonly predictionLower: number;
  readonly predictionUpper: number;
  readonly tauSquared: number;
  readonly borrowedSpread: boolean;
  readonly shrunkLogUplift: number | null;
  readonly shrunkLower: number | null;
  readonly shrunkUpper: number | null;
  readonly probabilityPositive: number | null;
  readonly hitRate: number | null;
  readonly hitLower: number | null;
  readonly hitUpper: number | null;
  readonly listed: boolean;
  readonly trend: readonly MonthlyUplift[];
  readonly asOf: string;
  readonly loadNumber: string | null;
  readonly policyVersion: number;
}

const READ = `r.subject_kind AS "subjectKind", r.subject_id AS "subjectId", r.computation_id AS "computationId",
  r.sessions, r.sold, r.held, r.merchants, r.hits, r.big_sessions AS "bigSessions", r.log_uplift AS "logUplift",
  r.lower, r.upper, r.prediction_lower AS "predictionLower", r.prediction_upper AS "predictionUpper",
  r.tau_squared AS "tauSquared", r.borrowed_spread AS "borrowedSpread",
  r.shrunk_log_uplift AS "shrunkLogUplift", r.shrunk_lower AS "shrunkLower", r.shrunk_upper AS "shrunkUpper",
  r.probability_positive AS "probabilityPositive", r.hit_rate AS "hitRate", r.hit_lower AS "hitLower",
  r.hit_upper AS "hitUpper", r.listed, r.trend, c.as_of AS "asOf", c.load_number AS "loadNumber", c.policy_version AS "policyVersion"`;
const FROM = 'FROM uplift_record r JOIN outcome_computation c ON c.id = r.computation_id';

const BY_UPLIFT: KeysetOrder = {
  name: 'uplift',
  columns: [
    {
      sql: `coalesce(r.shrunk_log_uplift, '-infinity')`,
      key: 'rankKey',
      type: 'float8',
      direction: 'DESC',
    },
    { sql: 'r.subject_id', key: 'subjectId', type: 'uuid', direction: 'DESC' },
  ],
};

@Injectable()
export class OperatorRecordStore {
  constructor(private readonly database: Database) {}

  /** All contributions of a kind, each market error as its own: what spreads are read from. */
  async spreadRows(
    executor: SqlExecutor,
    kind: SubjectKind,
  ): Promise<{ subjectId: string; merchantId: string; logUplift: number; variance: number }[]> {
    return executor.query(
      `SELECT c.subject_id AS "subjectId", c.merchant_id AS "merchantId", c.log_uplift AS "logUplift",
              c.own_variance + coalesce((SELECT sum(value::float8 ^ 2) FROM jsonb_each_text(c.loadings)), 0)
                AS variance
         FROM uplift_contribution c
        WHERE c.subject_kind = $1
        ORDER BY c.subject_id, c.merchant_id, c.spell_start`,
      [kind],
    );
  }

  /** Subjects whose records are to be made: all, or those that a computation touched. */
  async subjects(
    executor: SqlExecutor,
    kind: SubjectKind,
    touchedBy: string | null,
  ): Promise<string[]> {
    const rows = await executor.query<{ id: string }>(
      `SELECT DISTINCT subject_id AS id FROM uplift_contribution
        WHERE subject_kind = $1 AND ($2::uuid IS NULL OR computation_id = $2)
       UNION SELECT subject_id FROM uplift_record WHERE subject_kind = $1 AND computation_id = $2
       ORDER BY 1`,
      [kind, touchedBy],
    );
    return rows.map(({ id }) => id);
  }

  async contributions(
    executor: SqlExecutor,
    kind: SubjectKind,
    subjectIds: readonly string[],
  ): Promise<StoredContribution[]> {
    return executor.query<StoredContribution>(
      `SELECT subject_id AS "subjectId", merchant_id AS "merchantId",
              spell_start - DATE '1970-01-01' AS "spellStart", log_uplift AS "logUplift",
              own_variance AS "ownVariance", loadings, sessions, sold, hits, big_sessions AS "bigSessions",
              held, months
         FROM uplift_contribution WHERE subject_kind = $1 AND subject_id = ANY($2::uuid[])
        ORDER BY subject_id, merchant_id, spell_start`,
      [kind, subjectIds],
    );
  }

  async replace(
    transaction: Transaction,
    kind: SubjectKind,
    computationId: string,
    subjectIds: readonly string[],
    records: readonly (PooledRecord & { readonly held: number; readonly listed: boolean })[],
  ): Promise<void> {
    await transaction.execute(
      'DELETE FROM uplift_record WHERE subject_kind = $1 AND subject_id = ANY($2::uuid[])',
      [kind, subjectIds],
    );
    const rows = records.map(({ pool, effect, ...record }) => ({
      ...record,
      logUplift: pool.mean,
      lower: pool.interval.lower,
      upper: pool.interval.upper,
      predictionLower: pool.prediction.lower,
      predictionUpper: pool.prediction.upper,
      tauSquared: pool.tauSquared,
      effect: effect.estimate,
      effectVariance: effect.variance,
    }));
    await transaction.execute(
      `INSERT INTO uplift_record (subject_kind, subject_id, computation_id, sessions, sold, held, merchants,
              hits, big_sessions, log_uplift, lower, upper, prediction_lower, prediction_upper, tau_squared,
              borrowed_spread, effect, effect_variance, listed, trend)
       SELECT $1, "subjectId", $2, sessions, sold, held, merchants, hits, "bigSessions", "logUplift", lower,
              upper, "predictionLower", "predictionUpper", "tauSquared", "borrowedSpread", effect,
              "effectVariance", listed, trend
         FROM jsonb_to_recordset($3::jsonb) AS row ("subjectId" uuid, sessions int, sold int, held int,
              merchants int, hits int, "bigSessions" int, "logUplift" float8, lower float8, upper float8,
              "predictionLower" float8, "predictionUpper" float8, "tauSquared" float8,
              "borrowedSpread" boolean, effect float8, "effectVariance" float8, listed boolean, trend jsonb)`,
      [kind, computationId, JSON.stringify(rows)],
    );
  }

  /** Records that rest on nothing any more. */
  async removeEmpty(transaction: Transaction, kind: SubjectKind): Promise<void> {
    await transaction.execute(
      `DELETE FROM uplift_record r WHERE subject_kind = $1 AND NOT EXISTS (
         SELECT FROM uplift_contribution c
          WHERE c.subject_kind = r.subject_kind AND c.subject_id = r.subject_id)`,
      [kind],
    );
  }

  /** What shrinkage starts from, of every record of the kind, in order. */
  async effects(
    executor: SqlExecutor,
    kind: SubjectKind,
  ): Promise<
    { subjectId: string; estimate: number; variance: number; hits: number; sessions: number }[]
  > {
    return executor.query(
      `SELECT subject_id AS "subjectId", effect AS estimate, effect_variance AS variance, hits, sessions
         FROM uplift_record WHERE subject_kind = $1 ORDER BY subject_id`,
      [kind],
    );
  }

  async saveShrunk(
    transaction: Transaction,
    kind: SubjectKind,
    rows: readonly (ShrunkRecord & { readonly subjectId: string })[],
  ): Promise<void> {
    const flat = rows.map(({ interval, hitInterval, ...row }) => ({
      ...row,
      lower: interval.lower,
      upper: interval.upper,
      hitLower: hitInterval?.lower ?? null,
      hitUpper: hitInterval?.upper ?? null,
    }));
    await transaction.execute(
      `UPDATE uplift_record r
          SET shrunk_log_uplift = s."logUplift", shrunk_lower = s.lower, shrunk_upper = s.upper,
              probability_positive = s."probabilityPositive", hit_rate = s."hitRate",
              hit_lower = s."hitLower", hit_upper = s."hitUpper"
         FROM jsonb_to_recordset($2::jsonb) AS s ("subjectId" uuid, "logUplift" float8, lower float8,
              upper float8, "probabilityPositive" float8, "hitRate" float8, "hitLower" float8, "hitUpper" float8)
        WHERE r.subject_kind = $1 AND r.subject_id = s."subjectId"`,
      [kind, JSON.stringify(flat)],
    );
  }

  /** Of these operators those who work for the provider now. */
  async employedAt(providerId: string, operatorIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT DISTINCT operator_id AS id FROM employment
        WHERE provider_id = $1 AND operator_id = ANY($2::uuid[]) AND employed_to IS NULL`,
      [providerId, operatorIds],
    );
    return rows.map(({ id }) => id);
  }

  async byIds(
    kind: SubjectKind,
    subjectIds: readonly string[],
  ): Promise<Map<string, UpliftRecordRow>> {
    const rows = await this.database.query<UpliftRecordRow>(
      `SELECT ${READ} ${FROM} WHERE r.subject_kind = $1 AND r.subject_id = ANY($2::uuid[])`,
      [kind, subjectIds],
    );
    return new Map(rows.map((row) => [row.subjectId, row]));
  }

  async page(
    kind: SubjectKind,
    listedOnly: boolean,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<UpliftRecordRow>> {
    const condition = 'r.subject_kind = $1 AND (NOT $2::boolean OR r.listed)';
    const keyset = keysetQuery(BY_UPLIFT, request, 3);
    const rows = await this.database.query<UpliftRecordRow>(
      `SELECT ${READ}, coalesce(r.shrunk_log_uplift, '-infinity')::text AS "rankKey" ${FROM}
        WHERE ${condition} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [kind, listedOnly, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM uplift_record r WHERE ${condition}`,
      [kind, listedOnly],
    );
    return keyset.page(rows, Number(total!.count));
  }
}
