import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import { windowOf } from './domain/run-setting.js';
import type { ScoringRunState } from './domain/scoring-run.js';
import type { ProviderStatistics } from './domain/statistics.js';
import type { ScoringApplication } from './entities/scoring-application.entity.js';
import type { ScoringRun } from './entities/scoring-run.entity.js';
import type { ScoringSubject } from './entities/scoring-subject.entity.js';
import { FREEZE_SUBJECTS } from './evidence.sql.js';

/** A run as it is listed: with what the head says of it. */
export interface ScoringRunRow extends ScoringRun {
  readonly applied: boolean;
}

export interface ScoringRunFilter {
  readonly states?: readonly ScoringRunState[];
  readonly cutoff?: string;
}

export type SubjectRow = Omit<
  ScoringSubject,
  'runId' | 'statistics' | 'operatedSessionIds' | 'sessionIds' | 'serviceSpans'
>;

export interface SubjectStatistics {
  readonly providerId: string;
  readonly statistics: ProviderStatistics;
  readonly statisticsSha256: string;
}

const NEWEST_FIRST: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'r.created_at', key: 'createdAt', type: 'timestamptz', direction: 'DESC' },
    { sql: 'r.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

const COLUMNS = `r.id, r.state, r.cutoff, r.load_number AS "loadNumber", r.models, r.setting, r.job_id AS "jobId",
  r.requested_by AS "requestedBy", r.providers, r.result_sha256 AS "resultSha256",
  r.created_at AS "createdAt", r.finished_at AS "finishedAt",
  EXISTS (SELECT FROM scoring_head h WHERE h.run_id = r.id) AS applied`;

@Injectable()
export class ScoringRunStore {
  constructor(private readonly database: Database) {}

  async page(
    filter: ScoringRunFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ScoringRunRow>> {
    const condition = `($1::text[] IS NULL OR r.state = ANY($1)) AND ($2::date IS NULL OR r.cutoff = $2)`;
    const parameters = [filter.states ?? null, filter.cutoff ?? null];
    const keyset = keysetQuery(NEWEST_FIRST, request, parameters.length + 1);
    const rows = await this.database.query<ScoringRunRow>(
      `SELECT ${COLUMNS} FROM scoring_run r WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM scoring_run r WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, ScoringRunRow>> {
    const rows = await executor.query<ScoringRunRow>(
      `SELECT ${COLUMNS} FROM scoring_run r WHERE r.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async applied(): Promise<ScoringRunRow | null> {
    const [row] = await this.database.query<ScoringRunRow>(
      `SELECT ${COLUMNS} FROM scoring_run r WHERE r.id = (SELECT run_id FROM scoring_head)`,
    );
    return row ?? null;
  }

  /** Throws the constraint scoring_run_one_computing when the cutoff is being computed already. */
  async insert(
    transaction: Transaction,
    run: Omit<ScoringRun, 'state' | 'providers' | 'resultSha256' | 'finishedAt'>,
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO scoring_run (id, state, cutoff, load_number, models, setting, job_id, requested_by, created_at)
       VALUES ($1, 'COMPUTING', $2, $3, $4, $5, $6, $7, $8)`,
      [
        run.id,
        run.cutoff,
        run.loadNumber,
        JSON.stringify(run.models),
        JSON.stringify(run.setting),
        run.jobId,
        run.requestedBy,
        run.createdAt,
      ],
    );
  }

  /** Runs whose job came to its end without them would block their cutoff for good. */
  async giveUpAbandoned(transaction: Transaction, at: Date): Promise<void> {
    await transaction.execute(
      `UPDATE scoring_run r SET state = 'FAILED', finished_at = $1
         FROM background_job j
        WHERE r.state = 'COMPUTING' AND j.id = r.job_id AND j.state IN ('FAILED', 'SUCCEEDED')`,
      [at],
    );
  }

  /** Begins anew: what an attempt that broke off left behind goes, and the registry is frozen again. */
  async freezeSubjects(transaction: Transaction, run: ScoringRun): Promise<number> {
    await transaction.execute('DELETE FROM provider_score WHERE run_id = $1', [run.id]);
    await transaction.execute('DELETE FROM scoring_subject WHERE run_id = $1', [run.id]);
    const { firstDay, lastDay } = windowOf(run.cutoff, run.setting);
    const { baselineGapDays, renewalWithinDays } = run.setting;
    return transaction.execute(FREEZE_SUBJECTS, [
      run.id,
      run.loadNumber,
      firstDay,
      lastDay,
      baselineGapDays,
      renewalWithinDays,
    ]);
  }

  /** The next subjects of a run after one, in order of their ids. */
  subjects(runId: string, after: string | null, limit: number): Promise<SubjectRow[]> {
    return this.database.query<SubjectRow>(
      `SELECT provider_id AS "providerId", focus, main_category_code AS "mainCategoryCode", newcomer,
              engagements, statistics_sha256 AS "statisticsSha256"
         FROM scoring_subject WHERE run_id = $1 AND ($2::uuid IS NULL OR provider_id > $2)
        ORDER BY provider_id LIMIT $3`,
      [runId, after, limit],
    );
  }

  async saveStatistics(runId: string, rows: readonly SubjectStatistics[]): Promise<void> {
    await this.database.execute(
      `UPDATE scoring_subject s SET statistics = r.statistics, statistics_sha256 = r."statisticsSha256"
         FROM jsonb_to_recordset($2::jsonb)
           AS r("providerId" uuid, statistics jsonb, "statisticsSha256" text)
        WHERE s.run_id = $1 AND s.provider_id = r."providerId"`,
      [runId, JSON.stringify(rows)],
    );
  }

  async statisticsOf(runId: string, providerId: string): Promise<ProviderStatistics> {
    const [row] = await this.database.query<{ statistics: ProviderStatistics }>(
      'SELECT statistics FROM scoring_subject WHERE run_id = $1 AND provider_id = $2',
      [runId, providerId],
    );
    return row!.statistics;
  }

  /** @returns false when the run is no longer being computed */
  async finish(
    transaction: Transaction,
    runId: string,
    providers: number,
    resultSha256: string,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE scoring_run SET state = 'DRAFT', providers = $2, result_sha256 = $3, finished_at = $4
        WHERE id = $1 AND state = 'COMPUTING'`,
      [runId, providers, resultSha256, at],
    );
    return touched === 1;
  }

  /** Holds the head until the end of the transaction, so that two switches come one after the other. */
  async lockHead(transaction: Transaction): Promise<string | null> {
    const [head] = await transaction.query<{ runId: string | null }>(
      `SELECT run_id AS "runId" FROM scoring_head FOR UPDATE`,
    );
    return head!.runId;
  }

  async switchHead(transaction: Transaction, application: ScoringApplication): Promise<void> {
    const { id, runId, previousRunId, appliedAt, appliedBy } = application;
    await transaction.execute(
      `UPDATE scoring_head SET run_id = $1, applied_at = $2, applied_by = $3`,
      [runId, appliedAt, appliedBy],
    );
    await transaction.execute(
      `INSERT INTO scoring_application (id, run_id, previous_run_id, applied_at, applied_by)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, runId, previousRunId, appliedAt, appliedBy],
    );
  }
}
