import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { DryRunOutcome, PolicyDraftState } from './domain/policy-draft.js';
import {
  AdmissionPolicyDraft,
  PolicyDryRun,
  type PolicyDryRunResult,
} from './entities/admission-policy.entity.js';

export interface DryRunFilter {
  readonly outcome?: DryRunOutcome;
  /** Only providers whose outcome is another than under the policy in force. */
  readonly changed?: boolean;
}

/** How many providers there are of each pair of outcomes. */
export interface DryRunCount {
  readonly outcome: DryRunOutcome;
  readonly baseOutcome: DryRunOutcome;
  readonly providers: number;
}

const DRAFT_COLUMNS = `d.id, d.state, d.body, d.note, d.effective_from AS "effectiveFrom",
  d.drafted_by AS "draftedBy", d.drafted_at AS "draftedAt", d.closed_by AS "closedBy", d.closed_at AS "closedAt",
  d.policy_version AS "policyVersion"`;
const RUN_COLUMNS = `r.id, r.draft_id AS "draftId", r.base_version AS "baseVersion", r.as_of AS "asOf",
  r.job_id AS "jobId", r.requested_by AS "requestedBy", r.created_at AS "createdAt", r.finished_at AS "finishedAt"`;

const NEWEST_DRAFT: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'd.drafted_at', key: 'draftedAt', type: 'timestamptz', direction: 'DESC' },
    { sql: 'd.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};
const BY_PROVIDER: KeysetOrder = {
  name: 'provider',
  columns: [{ sql: 'x.provider_id', key: 'providerId', type: 'uuid', direction: 'ASC' }],
};

@Injectable()
export class AdmissionPolicyStore {
  constructor(private readonly database: Database) {}

  async drafts(request: PageRequest, withTotal: boolean): Promise<Page<AdmissionPolicyDraft>> {
    const keyset = keysetQuery(NEWEST_DRAFT, request, 1);
    const rows = await this.database.query<AdmissionPolicyDraft>(
      `SELECT ${DRAFT_COLUMNS} FROM admission_policy_draft d WHERE ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      keyset.parameters,
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      'SELECT count(*) FROM admission_policy_draft',
    );
    return keyset.page(rows, Number(total!.count));
  }

  async draftsByIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, AdmissionPolicyDraft>> {
    const rows = await executor.query<AdmissionPolicyDraft>(
      `SELECT ${DRAFT_COLUMNS} FROM admission_policy_draft d WHERE d.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async lockDraft(transaction: Transaction, id: string): Promise<AdmissionPolicyDraft | undefined> {
    const [row] = await transaction.query<AdmissionPolicyDraft>(
      `SELECT ${DRAFT_COLUMNS} FROM admission_policy_draft d WHERE d.id = $1 FOR UPDATE`,
      [id],
    );
    return row;
  }

  async insertDraft(transaction: Transaction, draft: AdmissionPolicyDraft): Promise<void> {
    await transaction.execute(
      `INSERT INTO admission_policy_draft (id, state, body, note, effective_from, drafted_by, drafted_at)
       VALUES ($1, 'DRAFT', $2, $3, $4, $5, $6)`,
      [
        draft.id,
        JSON.stringify(draft.body),
        draft.note,
        draft.effectiveFrom,
        draft.draftedBy,
        draft.draftedAt,
      ],
    );
  }

  /** @returns false when the draft is closed already */
  async closeDraft(
    transaction: Transaction,
    id: string,
    closed: {
      readonly to: PolicyDraftState;
      readonly by: string;
      readonly at: Date;
      readonly policyVersion: number | null;
    },
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE admission_policy_draft SET state = $2, closed_by = $3, closed_at = $4, policy_version = $5
        WHERE id = $1 AND state = 'DRAFT'`,
      [id, closed.to, closed.by, closed.at, closed.policyVersion],
    );
    return touched === 1;
  }

  async insertRun(transaction: Transaction, run: PolicyDryRun): Promise<void> {
    await transaction.manager.insert(PolicyDryRun, run);
  }

  async runsByIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, PolicyDryRun>> {
    const rows = await executor.query<PolicyDryRun>(
      `SELECT ${RUN_COLUMNS} FROM policy_dry_run r WHERE r.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async finishRun(transaction: Transaction, id: string, at: Date): Promise<void> {
    await transaction.execute('UPDATE policy_dry_run SET finished_at = $2 WHERE id = $1', [id, at]);
  }

  /** Puts results in place of what an interrupted attempt left of these providers. */
  async putResults(
    transaction: Transaction,
    results: readonly PolicyDryRunResult[],
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO policy_dry_run_result (dry_run_id, provider_id, outcome, base_outcome, failing, base_failing,
                                          since, bites_on, bites_gate)
       SELECT "dryRunId", "providerId", outcome, "baseOutcome", failing, "baseFailing", since, "bitesOn", "bitesGate"
         FROM jsonb_to_recordset($1::jsonb) AS r("dryRunId" uuid, "providerId" uuid, outcome text,
           "baseOutcome" text, failing text[], "baseFailing" text[], since date, "bitesOn" date, "bitesGate" text)
       ON CONFLICT (dry_run_id, provider_id) DO NOTHING`,
      [JSON.stringify(results)],
    );
  }

  async results(
    dryRunId: string,
    filter: DryRunFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<PolicyDryRunResult>> {
    const parameters = [dryRunId, filter.outcome ?? null, filter.changed ?? null];
    const condition = `x.dry_run_id = $1 AND ($2::text IS NULL OR x.outcome = $2)
      AND ($3::boolean IS NULL OR (x.outcome <> x.base_outcome) = $3)`;
    const keyset = keysetQuery(BY_PROVIDER, request, 4);
    const rows = await this.database.query<PolicyDryRunResult>(
      `SELECT x.dry_run_id AS "dryRunId", x.provider_id AS "providerId", x.outcome,
              x.base_outcome AS "baseOutcome", x.failing, x.base_failing AS "baseFailing", x.since,
              x.bites_on AS "bitesOn", x.bites_gate AS "bitesGate"
         FROM policy_dry_run_result x WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM policy_dry_run_result x WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  async counts(dryRunIds: readonly string[]): Promise<Map<string, DryRunCount[]>> {
    const rows = await this.database.query<DryRunCount & { dryRunId: string }>(
      `SELECT dry_run_id AS "dryRunId", outcome, base_outcome AS "baseOutcome", count(*)::int AS providers
         FROM policy_dry_run_result WHERE dry_run_id = ANY($1::uuid[]) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [dryRunIds],
    );
    const byRun = new Map<string, DryRunCount[]>(dryRunIds.map((id) => [id, []]));
    for (const { dryRunId, ...count } of rows) byRun.get(dryRunId)!.push(count);
    return byRun;
  }
}
