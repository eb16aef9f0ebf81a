import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { FittedIndex } from './domain/market-index-model.js';
import type { MarketSetting } from './domain/market-model.js';
import { OutcomeComputation } from './entities/outcome-computation.entity.js';

const NEWEST_FIRST: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'c.created_at', key: 'createdAt', type: 'timestamptz', direction: 'DESC' },
    { sql: 'c.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

const COLUMNS = `c.id, c.state, c.as_of AS "asOf", c.load_number AS "loadNumber",
  c.policy_version AS "policyVersion", c.full_run AS "full", c.since_load AS "sinceLoad", c.since,
  c.counts, c.timings, c.job_id AS "jobId", c.requested_by AS "requestedBy", c.created_at AS "createdAt",
  c.finished_at AS "finishedAt"`;

/** Without the market setting, which only the next computation reads. */
export type OutcomeComputationRow = Omit<OutcomeComputation, 'market'>;

@Injectable()
export class OutcomeComputationStore {
  constructor(private readonly database: Database) {}

  async insert(
    transaction: Transaction,
    row: Pick<
      OutcomeComputation,
      'id' | 'asOf' | 'policyVersion' | 'full' | 'jobId' | 'requestedBy' | 'createdAt'
    >,
  ): Promise<void> {
    await transaction.manager.insert(OutcomeComputation, { ...row, state: 'COMPUTING' });
  }

  /** A computation whose job failed or is gone does not stand in the way of the next. */
  async giveUpAbandoned(transaction: Transaction, at: Date): Promise<void> {
    await transaction.execute(
      `UPDATE outcome_computation c SET state = 'FAILED', finished_at = $1
        WHERE state = 'COMPUTING'
          AND EXISTS (SELECT FROM background_job j WHERE j.id = c.job_id AND j.state IN ('FAILED', 'SUCCEEDED'))`,
      [at],
    );
  }

  async begin(
    id: string,
    loadNumber: string,
    since: { load: string; at: Date } | null,
  ): Promise<void> {
    await this.database.execute(
      `UPDATE outcome_computation SET load_number = $2, since_load = $3, since = $4, full_run = $5 WHERE id = $1`,
      [id, loadNumber, since?.load ?? null, since?.at ?? null, since === null],
    );
  }

  async saveMarket(
    id: string,
    setting: MarketSetting,
    indexes: readonly FittedIndex[],
  ): Promise<void> {
    await this.database.execute('UPDATE outcome_computation SET market = $2 WHERE id = $1', [
      id,
      JSON.stringify(setting),
    ]);
    await this.database.execute('DELETE FROM market_index WHERE computation_id = $1', [id]);
    for (let at = 0; at < indexes.length; at += 50) {
      const rows = indexes.slice(at, at + 50).map(({ key, parent, index }) => ({
        key,
        parent,
        merchants: index.merchants,
        weeks: index.weeks,
        covariance: index.covariance,
      }));
      await this.database.execute(
        `INSERT INTO market_index (computation_id, index_key, parent, merchants, weeks, covariance)
         SELECT $1, key, parent, merchants, weeks, covariance
           FROM jsonb_to_recordset($2::jsonb)
             AS row (key text, parent boolean, merchants int, weeks jsonb, covariance jsonb)`,
        [id, JSON.stringify(rows)],
      );
    }
  }

  /** The setting of the newest computation that is ready, with what it was made on. */
  async newestReady(executor: SqlExecutor = this.database): Promise<OutcomeComputation | null> {
    const [row] = await executor.query<OutcomeComputation>(
      `SELECT ${COLUMNS}, c.market FROM outcome_computation c WHERE c.state = 'READY'
        ORDER BY c.created_at DESC, c.id DESC LIMIT 1`,
    );
    return row ?? null;
  }

  async finish(
    transaction: Transaction,
    id: string,
    counts: Readonly<Record<string, number>>,
    timings: Readonly<Record<string, number>>,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE outcome_computation SET state = 'READY', counts = $2, timings = $3, finished_at = $4
        WHERE id = $1 AND state = 'COMPUTING'`,
      [id, JSON.stringify(counts), JSON.stringify(timings), at],
    );
    return touched === 1;
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, OutcomeComputationRow>> {
    const rows = await executor.query<OutcomeComputationRow>(
      `SELECT ${COLUMNS} FROM outcome_computation c WHERE c.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async page(request: PageRequest, withTotal: boolean): Promise<Page<OutcomeComputationRow>> {
    const keyset = keysetQuery(NEWEST_FIRST, request);
    const rows = await this.database.query<OutcomeComputationRow>(
      `SELECT ${COLUMNS} FROM outcome_computation c WHERE ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      keyset.parameters,
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      'SELECT count(*) FROM outcome_computation',
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** An index as a computation used it, and the setting that went with it. */
  async marketOf(
    computationId: string,
    indexKey: string,
  ): Promise<{ setting: MarketSetting; fitted: FittedIndex } | null> {
    const [row] = await this.database.query<{
      market: MarketSetting;
      parent: boolean;
      merchants: number;
      weeks: FittedIndex['index']['weeks'];
      covariance: number[][];
    }>(
      `SELECT c.market, i.parent, i.merchants, i.weeks, i.covariance
         FROM outcome_computation c JOIN market_index i ON i.computation_id = c.id
        WHERE c.id = $1 AND i.index_key = $2`,
      [computationId, indexKey],
    );
    if (!row) return null;
    const { market, parent, merchants, weeks, covariance } = row;
    return {
      setting: market,
      fitted: { key: indexKey, parent, index: { merchants, weeks, covariance } },
    };
  }
}
