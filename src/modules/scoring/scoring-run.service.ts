import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { FeedService } from '../feed/index.js';
import { Clock } from '../platform/clock/clock.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { JobService } from '../platform/jobs/job.service.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import {
  applyScoringRunErrors,
  decideApplyScoringRun,
  decideStartScoringRun,
  startScoringRunErrors,
  type ApplyScoringRun,
  type StartScoringRun,
} from './domain/scoring-run.js';
import {
  scoringEvidencePolicy,
  tradingTiersPolicy,
  type RunSetting,
} from './domain/run-setting.js';
import { CapabilityModelStore } from './capability-model.store.js';
import { ScoringRunStore, type ScoringRunFilter, type ScoringRunRow } from './scoring-run.store.js';

/** The job that computes a run; its payload is `{ runId }`. */
export const SCORING_JOB = 'scoring.run';

interface Keyed {
  /** Lets the caller repeat the call when its answer did not arrive. */
  readonly idempotencyKey?: string | null;
}

@Injectable()
export class ScoringRunService {
  constructor(
    private readonly runs: ScoringRunStore,
    private readonly models: CapabilityModelStore,
    private readonly feed: FeedService,
    private readonly idempotency: Idempotency,
    private readonly policies: PolicyService,
    private readonly jobs: JobService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  page(
    _context: RequestContext,
    filter: ScoringRunFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ScoringRunRow>> {
    return this.runs.page(filter, request, withTotal);
  }

  byIds(ids: readonly string[]): Promise<Map<string, ScoringRunRow>> {
    return this.runs.byIds(ids);
  }

  applied(): Promise<ScoringRunRow | null> {
    return this.runs.applied();
  }

  /**
   * Queues the computation of every model in force at the cutoff, on the feed as it is now. The result is a
   * draft until it is applied.
   */
  async start(
    context: RequestContext,
    { idempotencyKey, ...command }: StartScoringRun & Keyed,
  ): Promise<Result<ScoringRunRow>> {
    const decision = decideStartScoringRun(command, businessDateOf(context.now));
    if (!decision.ok) return decision;
    try {
      const call = { mutation: 'startScoringRun', key: idempotencyKey, request: command };
      return await this.unitOfWork.run(context, async (transaction) => {
        const started = await this.idempotency.once(transaction, context, call, () =>
          this.queue(transaction, context, decision.value),
        );
        return started.ok ? this.reread(transaction, started.value) : started;
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'scoring_run_one_computing') throw error;
      const parameters = { cutoff: command.cutoff };
      const path = ['input', 'cutoff'];
      return fail(startScoringRunErrors.error('ALREADY_RUNNING', path, parameters));
    }
  }

  private async queue(
    transaction: Transaction,
    context: RequestContext,
    cutoff: BusinessDate,
  ): Promise<Result<string>> {
    const errors = startScoringRunErrors;
    await this.runs.giveUpAbandoned(transaction, context.now);
    const models = await this.models.inForce(cutoff, transaction);
    if (models.length === 0) return fail(errors.error('NO_MODEL', ['input', 'cutoff'], { cutoff }));
    const loadNumber = await this.feed.currentLoadNumber(transaction);
    if (loadNumber === '0') return fail(errors.error('NO_DATA'));

    const id = newId();
    const request = { kind: SCORING_JOB, payload: { runId: id }, queue: 'scoring' };
    const jobId = await this.jobs.start(transaction, context, request);
    await this.runs.insert(transaction, {
      id,
      cutoff,
      loadNumber,
      models: models.map(({ code, version }) => ({ code, version })),
      setting: await this.settingOn(cutoff, transaction),
      jobId,
      requestedBy: actorKey(context.actor),
      createdAt: context.now,
    });
    await this.audit.record(transaction, context, {
      action: 'scoring_run.started',
      object: { kind: 'ScoringRun', id },
      after: { cutoff, loadNumber },
    });
    return succeed(id);
  }

  private async settingOn(cutoff: BusinessDate, transaction: Transaction): Promise<RunSetting> {
    const tiers = await this.policies.inForce(
      'trading-tiers',
      tradingTiersPolicy,
      cutoff,
      transaction,
    );
    const evidence = await this.policies.inForce(
      'scoring-evidence',
      scoringEvidencePolicy,
      cutoff,
      transaction,
    );
    return {
      ...tiers.body,
      ...evidence.body,
      policyVersions: { [tiers.name]: tiers.version, [evidence.name]: evidence.version },
    };
  }

  /** Makes a draft the run that everybody sees. Undone by applying the earlier run again. */
  async apply(
    context: RequestContext,
    { idempotencyKey, ...command }: ApplyScoringRun & Keyed,
  ): Promise<Result<ScoringRunRow>> {
    const call = { mutation: 'applyScoringRun', key: idempotencyKey, request: command };
    return this.unitOfWork.run(context, async (transaction) => {
      const applied = await this.idempotency.once(transaction, context, call, () =>
        this.switchTo(transaction, context, command),
      );
      return applied.ok ? this.reread(transaction, applied.value) : applied;
    });
  }

  private async switchTo(
    transaction: Transaction,
    context: RequestContext,
    command: ApplyScoringRun,
  ): Promise<Result<string>> {
    const id = command.runId;
    const appliedRunId = await this.runs.lockHead(transaction);
    const run = (await this.runs.byIds([id], transaction)).get(id);
    if (!run) return fail(applyScoringRunErrors.error('NOT_FOUND', ['input', 'runId']));
    const decision = decideApplyScoringRun(run, appliedRunId, command);
    if (!decision.ok) return decision;

    const { from } = decision.value;
    await this.runs.switchHead(transaction, {
      id: newId(),
      runId: id,
      previousRunId: from,
      // Not the request's time: of two switches, the later one must carry the later time.
      appliedAt: this.clock.now(),
      appliedBy: actorKey(context.actor),
    });
    await this.audit.record(transaction, context, {
      action: 'scoring_run.applied',
      object: { kind: 'ScoringRun', id },
      before: { appliedRunId: from },
      after: { appliedRunId: id },
    });
    await this.outbox.publish(transaction, {
      kind: 'scoring.run_applied',
      payload: { runId: id, previousRunId: from },
    });
    return succeed(id);
  }

  private async reread(transaction: Transaction, id: string): Promise<Result<ScoringRunRow>> {
    return succeed((await this.runs.byIds([id], transaction)).get(id)!);
  }
}
