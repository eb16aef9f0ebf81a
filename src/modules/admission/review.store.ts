import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { Candidate, ReviewKind, ReviewOutcome, ReviewState } from './domain/review.js';
import { ReviewCase, ReviewGateAnswer, ReviewOpinion } from './entities/review.entity.js';

export interface ReviewFilter {
  readonly kinds?: readonly ReviewKind[];
  /** Default: those that are open. */
  readonly states?: readonly ReviewState[];
  readonly assignedTo?: string;
  readonly unassigned?: boolean;
  readonly providerId?: string;
  /** Due before that day. */
  readonly dueBefore?: BusinessDate;
}

const id = { sql: 'r.id', key: 'id', type: 'uuid', direction: 'ASC' } as const;

export const REVIEW_ORDERS = {
  DUE: {
    name: 'due',
    columns: [{ sql: 'r.due_on', key: 'dueOn', type: 'date', direction: 'ASC' }, id],
  },
  AGE: {
    name: 'age',
    columns: [{ sql: 'r.opened_at', key: 'openedAt', type: 'timestamptz', direction: 'ASC' }, id],
  },
} as const satisfies Record<string, KeysetOrder>;
export type ReviewOrder = keyof typeof REVIEW_ORDERS;

const COLUMNS = `r.id, r.kind, r.provider_id AS "providerId", r.application_id AS "applicationId",
  r.submission_number AS "submissionNumber", r.ruling, r.document_id AS "documentId", r.state, r.outcome,
  r.assigned_to AS "assignedTo", r.due_on AS "dueOn", r.opened_at AS "openedAt", r.closed_at AS "closedAt"`;

/** Written out, so that the partial indexes of the queue serve it. */
const OPEN = `r.state IN ('OPEN', 'RECOMMENDED', 'DISPUTED')`;

const CONDITION = `($1::text[] IS NULL OR r.kind = ANY($1)) AND ($2::uuid IS NULL OR r.assigned_to = $2)
  AND (NOT $3 OR r.assigned_to IS NULL) AND ($4::uuid IS NULL OR r.provider_id = $4)
  AND ($5::date IS NULL OR r.due_on < $5)`;

/** A line of the queue for a spreadsheet. */
export type ExportedReview = ReviewCase & {
  readonly providerCode: string;
  readonly providerName: string;
  readonly assigneeName: string | null;
};

const EXPORTED_AT_ONCE = 1_000;

@Injectable()
export class ReviewStore {
  constructor(private readonly database: Database) {}

  async page(
    filter: ReviewFilter,
    orderName: ReviewOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ReviewCase>> {
    const parameters: unknown[] = [
      filter.kinds ?? null,
      filter.assignedTo ?? null,
      filter.unassigned ?? false,
      filter.providerId ?? null,
      filter.dueBefore ?? null,
    ];
    if (filter.states) parameters.push(filter.states);
    const condition = `${CONDITION} AND ${filter.states ? 'r.state = ANY($6::text[])' : OPEN}`;
    const keyset = keysetQuery(REVIEW_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<ReviewCase>(
      `SELECT ${COLUMNS} FROM review_case r WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM review_case r WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** The whole queue, what is due first, some at a time: one read of the index for each batch. */
  async *exported(): AsyncGenerator<readonly ExportedReview[]> {
    let last: ExportedReview | undefined;
    for (;;) {
      const rows: ExportedReview[] = await this.database.query<ExportedReview>(
        `SELECT ${COLUMNS}, p.provider_code AS "providerCode", p.name AS "providerName", a.name AS "assigneeName"
           FROM review_case r JOIN provider p ON p.id = r.provider_id LEFT JOIN account a ON a.id = r.assigned_to
          WHERE ${OPEN} AND ($1::date IS NULL OR (r.due_on, r.id) > ($1, $2::uuid))
          ORDER BY r.due_on, r.id LIMIT ${EXPORTED_AT_ONCE}`,
        [last?.dueOn ?? null, last?.id ?? null],
      );
      if (rows.length > 0) yield rows;
      if (rows.length < EXPORTED_AT_ONCE) return;
      last = rows.at(-1);
    }
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, ReviewCase>> {
    const rows = await executor.query<ReviewCase>(
      `SELECT ${COLUMNS} FROM review_case r WHERE r.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async lock(transaction: Transaction, id: string): Promise<ReviewCase | undefined> {
    const [row] = await transaction.query<ReviewCase>(
      `SELECT ${COLUMNS} FROM review_case r WHERE r.id = $1 FOR UPDATE`,
      [id],
    );
    return row;
  }

  async insert(transaction: Transaction, review: ReviewCase): Promise<void> {
    await transaction.manager.insert(ReviewCase, review);
  }

  /** The open review of each application: at most one. */
  async openOfApplications(
    applicationIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, ReviewCase>> {
    const rows = await executor.query<ReviewCase>(
      `SELECT ${COLUMNS} FROM review_case r WHERE r.application_id = ANY($1::uuid[]) AND ${OPEN}`,
      [applicationIds],
    );
    return new Map(rows.map((row) => [row.applicationId!, row]));
  }

  /** Who gave the first opinion on the application's last review that is over. */
  async lastFirstReviewer(executor: SqlExecutor, applicationId: string): Promise<string | null> {
    const [row] = await executor.query<{ accountId: string }>(
      `SELECT o.account_id AS "accountId" FROM review_case r
         JOIN review_opinion o ON o.review_id = r.id AND o.step = 'FIRST'
        WHERE r.application_id = $1 ORDER BY r.submission_number DESC LIMIT 1`,
      [applicationId],
    );
    return row?.accountId ?? null;
  }

  /**
   * Everybody who may review the provider now: reviewers and administrators whose account is active and who
   * neither belong nor belonged to it; with how many open reviews they hold. Assignments wait for each other,
   * so that each sees the load that the one before it made.
   */
  async lockCandidates(transaction: Transaction, providerId: string): Promise<Candidate[]> {
    await transaction.execute('SELECT pg_advisory_xact_lock($1)', [ASSIGNMENT_LOCK]);
    return transaction.query(
      `SELECT m.account_id AS "accountId",
              CASE WHEN bool_or(m.role = 'REVIEWER') THEN 'REVIEWER' ELSE 'ADMINISTRATOR' END AS role,
              (SELECT count(*)::int FROM review_case r WHERE r.assigned_to = m.account_id AND ${OPEN})
                AS "openReviews"
         FROM membership m JOIN account a ON a.id = m.account_id AND a.state = 'ACTIVE'
        WHERE m.role IN ('REVIEWER', 'ADMINISTRATOR') AND m.ended_at IS NULL
          AND NOT EXISTS (SELECT FROM membership other
                           WHERE other.account_id = m.account_id AND other.provider_id = $1)
        GROUP BY m.account_id`,
      [providerId],
    );
  }

  /** Whether the account belongs or ever belonged to the provider. */
  async belonged(executor: SqlExecutor, accountId: string, providerId: string): Promise<boolean> {
    const rows = await executor.query(
      'SELECT FROM membership WHERE account_id = $1 AND provider_id = $2 LIMIT 1',
      [accountId, providerId],
    );
    return rows.length > 0;
  }

  /** @returns false when the review has left `from` meanwhile */
  async move(
    transaction: Transaction,
    id: string,
    from: ReviewState,
    change: {
      readonly to: ReviewState;
      readonly outcome?: ReviewOutcome;
      readonly assignedTo: string | null;
      readonly dueOn: BusinessDate;
      readonly closedAt: Date | null;
    },
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE review_case SET state = $3, outcome = $4, assigned_to = $5, due_on = $6, closed_at = $7
        WHERE id = $1 AND state = $2`,
      [
        id,
        from,
        change.to,
        change.outcome ?? null,
        change.assignedTo,
        change.dueOn,
        change.closedAt,
      ],
    );
    return touched === 1;
  }

  async assign(transaction: Transaction, id: string, accountId: string): Promise<void> {
    await transaction.execute('UPDATE review_case SET assigned_to = $2 WHERE id = $1', [
      id,
      accountId,
    ]);
  }

  async insertOpinion(transaction: Transaction, opinion: ReviewOpinion): Promise<void> {
    await transaction.manager.insert(ReviewOpinion, opinion);
  }

  async opinionsOf(
    reviewIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, ReviewOpinion[]>> {
    const rows = await executor.query<ReviewOpinion>(
      `SELECT review_id AS "reviewId", step, account_id AS "accountId", outcome, reason, given_at AS "givenAt"
         FROM review_opinion WHERE review_id = ANY($1::uuid[]) ORDER BY given_at, step`,
      [reviewIds],
    );
    return grouped(reviewIds, rows);
  }

  async insertAnswer(transaction: Transaction, answer: ReviewGateAnswer): Promise<void> {
    await transaction.manager.insert(ReviewGateAnswer, answer);
  }

  async answersOf(reviewIds: readonly string[]): Promise<Map<string, ReviewGateAnswer[]>> {
    const rows = await this.database.query<ReviewGateAnswer>(
      `SELECT id, review_id AS "reviewId", provider_id AS "providerId", gate, passed, note,
              answered_on AS "answeredOn", answered_by AS "answeredBy", answered_at AS "answeredAt"
         FROM review_gate_answer WHERE review_id = ANY($1::uuid[]) ORDER BY answered_at, id`,
      [reviewIds],
    );
    return grouped(reviewIds, rows);
  }
}

/** "review assignment". */
const ASSIGNMENT_LOCK = 762_347_030;

function grouped<Row extends { readonly reviewId: string }>(
  ids: readonly string[],
  rows: readonly Row[],
): Map<string, Row[]> {
  const byReview = new Map<string, Row[]>(ids.map((id) => [id, []]));
  for (const row of rows) byReview.get(row.reviewId)!.push(row);
  return byReview;
}
