import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { ProgressBand } from './domain/progress-band.js';
import type { ProgrammeProgress } from './entities/programme-progress.entity.js';
import type { ProgrammeStanding } from './entities/programme-standing.entity.js';

/** The days that count, as far as they have passed. */
export interface PeriodSoFar {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
}

export interface GmvStanding {
  readonly providerId: string;
  readonly value: string;
  readonly reachedOn: BusinessDate | null;
  /** Of recent weeks, oldest first. */
  readonly weeks: readonly number[];
}

export interface LeapStanding {
  readonly providerId: string;
  readonly value: string;
  readonly pending: number;
  readonly reachedOn: BusinessDate | null;
  readonly held: number;
  readonly decided: number;
  readonly recent: number;
}

export type NewStanding = Omit<ProgrammeStanding, 'versionId' | 'targetCode' | 'place'>;

/** A standing with its provider, as it is exported. */
export interface ExportedStanding extends ProgrammeStanding {
  readonly providerCode: string;
  readonly name: string;
}

const BY_PLACE: KeysetOrder = {
  name: 'place',
  columns: [
    { sql: 's.place', key: 'place', type: 'int', direction: 'ASC' },
    { sql: 's.provider_id', key: 'providerId', type: 'uuid', direction: 'ASC' },
  ],
};

const COLUMNS = `s.version_id AS "versionId", s.target_code AS "targetCode", s.provider_id AS "providerId", s.value,
  s.pending, s.place, s.reached_on AS "reachedOn", s.probability`;

@Injectable()
export class ProgrammeProgressStore {
  constructor(private readonly database: Database) {}

  /** The day and load up to which merchants' growth stands; undefined before the first computation. */
  async grownUpTo(): Promise<{ asOf: BusinessDate; loadNumber: string } | undefined> {
    const [row] = await this.database.query<{ asOf: BusinessDate; loadNumber: string }>(
      `SELECT as_of AS "asOf", load_number AS "loadNumber" FROM merchant_growth_computation
        WHERE merchants IS NULL ORDER BY finished_at DESC, id DESC LIMIT 1`,
    );
    return row;
  }

  /** Net GMV of every provider with any, and of the `weekCount` weeks before `period.to`'s end. */
  async gmvStandings(
    period: PeriodSoFar,
    threshold: string,
    asOf: BusinessDate,
    weekCount: number,
  ): Promise<GmvStanding[]> {
    return this.database.query<GmvStanding>(
      `WITH daily AS (
         SELECT provider_id, date, net_gmv, sum(net_gmv) OVER (PARTITION BY provider_id ORDER BY date) AS running
           FROM provider_day_gmv WHERE date BETWEEN $1::date AND $2::date),
       total AS (
         SELECT provider_id, sum(net_gmv) AS value, min(date) FILTER (WHERE running >= $3::numeric) AS reached_on
           FROM daily GROUP BY provider_id),
       week AS (
         SELECT provider_id, ($4::date - date) / 7 AS back, sum(net_gmv) AS net_gmv
           FROM provider_day_gmv WHERE date > $4::date - 7 * $5::int AND date <= $4::date GROUP BY 1, 2),
       weeks AS (
         SELECT w.provider_id, array_agg(coalesce(found.net_gmv, 0)::float8 ORDER BY back.back DESC) AS weeks
           FROM (SELECT DISTINCT provider_id FROM week) w
          CROSS JOIN generate_series(0, $5::int - 1) AS back (back)
           LEFT JOIN week found ON found.provider_id = w.provider_id AND found.back = back.back
          GROUP BY w.provider_id)
       SELECT provider_id AS "providerId", coalesce(value, 0)::numeric(20, 2) AS value,
              CASE WHEN value >= $3::numeric THEN reached_on END AS "reachedOn",
              coalesce(weeks, array_fill(0::float8, ARRAY[$5::int])) AS weeks
         FROM total FULL JOIN weeks USING (provider_id) ORDER BY provider_id`,
      [period.from, period.to, threshold, asOf, weekCount],
    );
  }

  /** How many days before a day, up to the wanted ones, have figures of any provider. */
  async recentDays(asOf: BusinessDate, days: number): Promise<number> {
    const [row] = await this.database.query<{ days: number }>(
      `SELECT coalesce($1::date - min(date) + 1, 0)::int AS days FROM provider_day_gmv
        WHERE date > $1::date - $2::int AND date <= $1::date`,
      [asOf, days],
    );
    return row!.days;
  }

  /** Leaped merchants of every provider that ever had a leap credited, with what their rates are made of. */
  async leapStandings(
    period: PeriodSoFar,
    threshold: number,
    recentFrom: BusinessDate,
  ): Promise<LeapStanding[]> {
    return this.database.query<LeapStanding>(
      `WITH merchant_fate AS (
         SELECT provider_id, merchant_id, min(decided_on) FILTER (WHERE state = 'CONFIRMED') AS confirmed_on,
                bool_or(state = 'PENDING') AS pending
           FROM leap WHERE provider_id IS NOT NULL AND reached_on BETWEEN $1::date AND $2::date
          GROUP BY provider_id, merchant_id),
       ordered AS (
         SELECT *, row_number() OVER (PARTITION BY provider_id ORDER BY confirmed_on, merchant_id) AS number
           FROM merchant_fate),
       counted AS (
         SELECT provider_id, count(confirmed_on) AS value,
                count(*) FILTER (WHERE pending AND confirmed_on IS NULL)::int AS pending,
                min(confirmed_on) FILTER (WHERE number = $3::int) AS reached_on
           FROM ordered GROUP BY provider_id),
       past AS (
         SELECT provider_id, count(*) FILTER (WHERE state = 'CONFIRMED')::int AS held,
                count(*) FILTER (WHERE state <> 'PENDING')::int AS decided,
                count(*) FILTER (WHERE reached_on BETWEEN $4::date AND $2::date)::int AS recent
           FROM leap WHERE provider_id IS NOT NULL AND reached_on <= $2::date GROUP BY provider_id)
       SELECT provider_id AS "providerId", coalesce(value, 0)::numeric(20, 2) AS value,
              coalesce(pending, 0) AS pending, reached_on AS "reachedOn", held, decided, recent
         FROM past LEFT JOIN counted USING (provider_id) ORDER BY provider_id`,
      [period.from, period.to, threshold, recentFrom],
    );
  }

  /** Held to the end of the transaction: of refreshes at the same time the later one sees what growth came to last. */
  async lock(transaction: Transaction): Promise<void> {
    await transaction.execute(
      `SELECT pg_advisory_xact_lock(hashtextextended('programme progress', 43))`,
    );
  }

  /** Replaces all that is known of a target. Places: by value, then pending; equal ones share a place. */
  async replace(
    transaction: Transaction,
    progress: ProgrammeProgress,
    standings: readonly NewStanding[],
  ): Promise<void> {
    const key = [progress.versionId, progress.targetCode];
    await transaction.execute(
      'DELETE FROM programme_standing WHERE version_id = $1 AND target_code = $2',
      key,
    );
    await transaction.execute(
      `INSERT INTO programme_standing (version_id, target_code, provider_id, value, pending, place, reached_on,
              probability)
       SELECT $1, $2, "providerId", value, pending, rank() OVER (ORDER BY value DESC, pending DESC), "reachedOn",
              probability
         FROM jsonb_to_recordset($3::jsonb) AS r ("providerId" uuid, value numeric, pending int,
              "reachedOn" date, probability numeric)`,
      [...key, JSON.stringify(standings)],
    );
    await transaction.execute(
      `INSERT INTO programme_progress (version_id, target_code, as_of, load_number, reached, providers, projection,
              policy_version, computed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (version_id, target_code) DO UPDATE
          SET as_of = excluded.as_of, load_number = excluded.load_number, reached = excluded.reached,
              providers = excluded.providers, projection = excluded.projection,
              policy_version = excluded.policy_version, computed_at = excluded.computed_at`,
      [
        ...key,
        progress.asOf,
        progress.loadNumber,
        progress.reached,
        progress.providers,
        JSON.stringify(progress.projection),
        progress.policyVersion,
        progress.computedAt,
      ],
    );
  }

  /** By `version target`. */
  async progress(keys: readonly string[]): Promise<Map<string, ProgrammeProgress>> {
    const rows = await this.database.query<ProgrammeProgress>(
      `SELECT version_id AS "versionId", target_code AS "targetCode", as_of AS "asOf", load_number AS "loadNumber",
              reached, providers, projection, policy_version AS "policyVersion", computed_at AS "computedAt"
         FROM programme_progress WHERE version_id || ' ' || target_code = ANY($1::text[])`,
      [keys],
    );
    return new Map(rows.map((row) => [`${row.versionId} ${row.targetCode}`, row]));
  }

  /** @param providerId only this one's; `near`: those that have not reached it, nearest first */
  async standings(
    target: { readonly versionId: string; readonly targetCode: string },
    filter: { readonly providerId?: string | null; readonly near?: boolean },
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ProgrammeStanding>> {
    const condition = `s.version_id = $1 AND s.target_code = $2 AND ($3::uuid IS NULL OR s.provider_id = $3)
      AND ($4::boolean IS NOT TRUE OR s.reached_on IS NULL)`;
    const parameters = [
      target.versionId,
      target.targetCode,
      filter.providerId ?? null,
      filter.near ?? null,
    ];
    const keyset = keysetQuery(BY_PLACE, request, parameters.length + 1);
    const rows = await this.database.query<ProgrammeStanding>(
      `SELECT ${COLUMNS} FROM programme_standing s WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM programme_standing s WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** On each day on which more providers had reached it than the day before, how many. */
  async history(
    versionId: string,
    targetCode: string,
  ): Promise<{ date: BusinessDate; reached: number }[]> {
    return this.database.query(
      `SELECT reached_on AS date, (sum(count(*)) OVER (ORDER BY reached_on))::int AS reached
         FROM programme_standing WHERE version_id = $1 AND target_code = $2 AND reached_on IS NOT NULL
        GROUP BY reached_on ORDER BY reached_on`,
      [versionId, targetCode],
    );
  }

  /** Providers by tenths of the threshold. */
  async distribution(
    versionId: string,
    targetCode: string,
    threshold: string,
  ): Promise<ProgressBand[]> {
    return this.database.query<ProgressBand>(
      `SELECT band * 10 AS "from", CASE WHEN band < 10 THEN band * 10 + 10 END AS "to", count(*)::int AS providers
         FROM (SELECT greatest(0, least(10, floor(10 * value / $3::numeric)))::int AS band
                 FROM programme_standing WHERE version_id = $1 AND target_code = $2) banded
        GROUP BY band ORDER BY band`,
      [versionId, targetCode, threshold],
    );
  }

  /** Rows for an export, a thousand at a time. */
  async *exported(versionId: string): AsyncGenerator<readonly ExportedStanding[]> {
    let after: { targetCode: string; place: number; providerId: string } | undefined;
    for (;;) {
      const rows = await this.database.query<ExportedStanding>(
        `SELECT ${COLUMNS}, p.provider_code AS "providerCode", p.name
           FROM programme_standing s JOIN provider p ON p.id = s.provider_id
          WHERE s.version_id = $1
            AND ($2::text IS NULL OR (s.target_code, s.place, s.provider_id) > ($2, $3::int, $4::uuid))
          ORDER BY s.target_code, s.place, s.provider_id LIMIT 1000`,
        [versionId, after?.targetCode ?? null, after?.place ?? null, after?.providerId ?? null],
      );
      if (rows.length === 0) return;
      yield rows;
      after = rows.at(-1);
    }
  }
}
