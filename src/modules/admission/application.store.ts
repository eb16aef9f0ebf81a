import { Injectable } from '@nestjs/common';
import { ownershipCondition } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { ApplicationContent, ApplicationState } from './domain/application.js';
import {
  ApplicationSubmission,
  ApplicationTransition,
} from './entities/application-history.entity.js';
import { AdmissionApplication } from './entities/application.entity.js';

export interface ApplicationFilter {
  readonly states?: readonly ApplicationState[];
  readonly providerId?: string;
}

function order(name: string, sql: string, key: string, direction: 'ASC' | 'DESC'): KeysetOrder {
  return {
    name,
    columns: [
      { sql, key, type: 'timestamptz', direction },
      { sql: 'a.id', key: 'id', type: 'uuid', direction },
    ],
  };
}

export const APPLICATION_ORDERS = {
  NEWEST: order('newest', 'a.updated_at', 'updatedAt', 'DESC'),
  OLDEST: order('oldest', 'a.updated_at', 'updatedAt', 'ASC'),
} as const;
export type ApplicationOrder = keyof typeof APPLICATION_ORDERS;

const COLUMNS = `a.id, a.provider_id AS "providerId", a.number, a.state, a.version, a.content, a.submissions,
  a.due_on AS "dueOn", a.reapply_from AS "reapplyFrom", a.created_at AS "createdAt", a.updated_at AS "updatedAt"`;

export interface ApplicationMove {
  readonly to: ApplicationState;
  readonly dueOn?: BusinessDate;
  readonly reapplyFrom?: BusinessDate;
  readonly reason?: string;
  readonly requests?: ApplicationTransition['requests'];
}

@Injectable()
export class ApplicationStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    filter: ApplicationFilter,
    orderName: ApplicationOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<AdmissionApplication>> {
    const owned = ownershipCondition(context, { provider: 'a.provider_id' }, 3);
    const parameters = [filter.states ?? null, filter.providerId ?? null, ...owned.parameters];
    const condition = `($1::text[] IS NULL OR a.state = ANY($1)) AND ($2::uuid IS NULL OR a.provider_id = $2)
      AND ${owned.where}`;
    const keyset = keysetQuery(APPLICATION_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<AdmissionApplication>(
      `SELECT ${COLUMNS} FROM admission_application a WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM admission_application a WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, AdmissionApplication>> {
    const rows = await executor.query<AdmissionApplication>(
      `SELECT ${COLUMNS} FROM admission_application a WHERE a.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The application, held until the transaction ends. */
  async lock(transaction: Transaction, id: string): Promise<AdmissionApplication | undefined> {
    const [row] = await transaction.query<AdmissionApplication>(
      `SELECT ${COLUMNS} FROM admission_application a WHERE a.id = $1 FOR UPDATE`,
      [id],
    );
    return row;
  }

  /** The last application of each provider. */
  async latestOf(
    providerIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, AdmissionApplication>> {
    const rows = await executor.query<AdmissionApplication>(
      `SELECT DISTINCT ON (a.provider_id) ${COLUMNS} FROM admission_application a
        WHERE a.provider_id = ANY($1::uuid[]) ORDER BY a.provider_id, a.number DESC`,
      [providerIds],
    );
    return new Map(rows.map((row) => [row.providerId, row]));
  }

  async insert(transaction: Transaction, application: AdmissionApplication): Promise<void> {
    await transaction.manager.insert(AdmissionApplication, application);
  }

  /** @returns false when the application is no longer at that version */
  async save(
    transaction: Transaction,
    id: string,
    version: number,
    content: ApplicationContent,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE admission_application SET content = $3, updated_at = $4, version = version + 1
        WHERE id = $1 AND version = $2 AND state IN ('DRAFT', 'RETURNED')`,
      [id, version, JSON.stringify(content), at],
    );
    return touched === 1;
  }

  /** @returns false when the application has left `from` meanwhile */
  async move(
    transaction: Transaction,
    id: string,
    from: ApplicationState,
    { to, dueOn, reapplyFrom }: ApplicationMove,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE admission_application
          SET state = $3, due_on = $4, reapply_from = $5, updated_at = $6, version = version + 1,
              submissions = submissions + CASE WHEN $3 = 'SUBMITTED' THEN 1 ELSE 0 END
        WHERE id = $1 AND state = $2`,
      [id, from, to, dueOn ?? null, reapplyFrom ?? null, at],
    );
    return touched === 1;
  }

  async recordTransition(
    transaction: Transaction,
    transition: ApplicationTransition,
  ): Promise<void> {
    await transaction.manager.insert(ApplicationTransition, transition);
  }

  async transitionsOf(
    applicationIds: readonly string[],
  ): Promise<Map<string, ApplicationTransition[]>> {
    const rows = await this.database.query<ApplicationTransition>(
      `SELECT id, application_id AS "applicationId", from_state AS "fromState", to_state AS "toState", reason,
              requests, decided_by AS "decidedBy", decided_at AS "decidedAt"
         FROM application_transition WHERE application_id = ANY($1::uuid[]) ORDER BY decided_at, id`,
      [applicationIds],
    );
    const byApplication = new Map<string, ApplicationTransition[]>(
      applicationIds.map((id) => [id, []]),
    );
    for (const row of rows) byApplication.get(row.applicationId)!.push(row);
    return byApplication;
  }

  async insertSubmission(
    transaction: Transaction,
    submission: ApplicationSubmission,
  ): Promise<void> {
    await transaction.manager.insert(ApplicationSubmission, submission);
  }

  /** Submissions by `<application id>:<number>`. */
  async submissions(
    keys: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, ApplicationSubmission>> {
    const parts = keys.map((key) => key.split(':') as [string, string]);
    const rows = await executor.query<ApplicationSubmission>(
      `SELECT s.application_id AS "applicationId", s.number, s.content, s.documents,
              s.policy_version AS "policyVersion", s.content_hash AS "contentHash",
              s.submitted_by AS "submittedBy", s.submitted_at AS "submittedAt"
         FROM application_submission s
         JOIN unnest($1::uuid[], $2::int[]) AS wanted (application_id, number) USING (application_id, number)`,
      [parts.map(([id]) => id), parts.map(([, number]) => Number(number))],
    );
    return new Map(rows.map((row) => [`${row.applicationId}:${row.number}`, row]));
  }

  /** Returned applications whose day for completion is over; each is held by one worker. */
  async dueBefore(
    executor: SqlExecutor,
    day: BusinessDate,
    limit: number,
  ): Promise<AdmissionApplication[]> {
    return executor.query(
      `SELECT ${COLUMNS} FROM admission_application a
        WHERE a.state = 'RETURNED' AND a.due_on < $1::date ORDER BY a.id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [day, limit],
    );
  }

  /** Returned applications that are to be supplied by that day. */
  async dueOn(executor: SqlExecutor, day: BusinessDate): Promise<AdmissionApplication[]> {
    return executor.query(
      `SELECT ${COLUMNS} FROM admission_application a WHERE a.state = 'RETURNED' AND a.due_on = $1::date`,
      [day],
    );
  }
}
