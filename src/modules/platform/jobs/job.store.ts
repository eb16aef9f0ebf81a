import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/sql-executor.js';
import type { JobRequest } from './job-request.js';

export type JobState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';

export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  /** 0 to 1 with four decimals. */
  readonly progress: string;
  readonly step: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly requested_by: string;
  readonly attempts: number;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

/** The channel on which every change of a job is announced; the payload is the job's id. */
export const JOB_CHANNEL = 'background_job';

@Injectable()
export class JobStore {
  constructor(private readonly database: Database) {}

  async insert(
    transaction: Transaction,
    id: string,
    request: JobRequest,
    requestedBy: string,
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO background_job (id, kind, payload, requested_by) VALUES ($1, $2, $3, $4)`,
      [id, request.kind, JSON.stringify(request.payload), requestedBy],
    );
    await transaction.execute(
      `SELECT graphile_worker.add_job('background_job', json_build_object('jobId', $1::text),
                                      queue_name => $2, max_attempts => 5)`,
      [id, request.queue ?? null],
    );
  }

  async byIds(ids: readonly string[]): Promise<Map<string, JobRow>> {
    const rows = await this.database.query<JobRow>(
      'SELECT * FROM background_job WHERE id = ANY($1::uuid[])',
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** False when the job has already come to its end, so that a repeated delivery does nothing. */
  async begin(id: string): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE background_job
          SET state = 'RUNNING', started_at = coalesce(started_at, now()), attempts = attempts + 1
        WHERE id = $1 AND state IN ('QUEUED', 'RUNNING')`,
      [id],
    );
    await this.announce(id);
    return changed === 1;
  }

  async progress(id: string, fraction: number, step: string): Promise<void> {
    await this.database.execute(
      `UPDATE background_job SET progress = $2, step = $3 WHERE id = $1 AND state = 'RUNNING'`,
      [id, Math.min(1, Math.max(0, fraction)).toFixed(4), step],
    );
    await this.announce(id);
  }

  async succeed(id: string, result: Readonly<Record<string, unknown>>): Promise<void> {
    await this.database.execute(
      `UPDATE background_job
          SET state = 'SUCCEEDED', progress = 1, step = 'done', result = $2, finished_at = now()
        WHERE id = $1 AND state = 'RUNNING'`,
      [id, JSON.stringify(result)],
    );
    await this.announce(id);
  }

  async fail(id: string, code: string, message: string): Promise<void> {
    await this.database.execute(
      `UPDATE background_job
          SET state = 'FAILED', error_code = $2, error_message = $3, finished_at = now()
        WHERE id = $1 AND state = 'RUNNING'`,
      [id, code, message],
    );
    await this.announce(id);
  }

  private async announce(id: string): Promise<void> {
    await this.database.execute(`SELECT pg_notify($1, $2)`, [JOB_CHANNEL, id]);
  }
}
