import { Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { FeedService } from '../feed/index.js';
import { NotFound } from '../platform/access/access-denied.js';
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
  decideStartOutcomeComputation,
  startOutcomeComputationErrors,
  type StartOutcomeComputation,
} from './domain/outcome-computation.js';
import { outcomesPolicy } from './domain/session-outcome-policy.js';
import {
  OutcomeComputationStore,
  type OutcomeComputationRow,
} from './outcome-computation.store.js';
import { OutcomeSteps } from './outcome-steps.js';
import { SessionOutcomeGatherStore } from './session-outcome-gather.store.js';

/** The job that computes outcomes; its payload is `{ computationId }`. */
export const OUTCOME_JOB = 'outcomes.computation';

@Injectable()
export class OutcomeComputationService {
  private readonly logger = new Logger(OutcomeComputationService.name);

  constructor(
    private readonly computations: OutcomeComputationStore,
    private readonly gather: SessionOutcomeGatherStore,
    private readonly steps: OutcomeSteps,
    private readonly feed: FeedService,
    private readonly policies: PolicyService,
    private readonly jobs: JobService,
    private readonly idempotency: Idempotency,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  page(request: PageRequest, withTotal: boolean): Promise<Page<OutcomeComputationRow>> {
    return this.computations.page(request, withTotal);
  }

  byIds(ids: readonly string[]): Promise<Map<string, OutcomeComputationRow>> {
    return this.computations.byIds(ids);
  }

  /** Queues a computation. Two at once would write over each other, so there is one at a time. */
  async start(
    context: RequestContext,
    { idempotencyKey, ...command }: StartOutcomeComputation & { idempotencyKey?: string | null },
  ): Promise<Result<OutcomeComputationRow>> {
    const decision = decideStartOutcomeComputation(command, businessDateOf(context.now));
    if (!decision.ok) return decision;
    const call = { mutation: 'startOutcomeComputation', key: idempotencyKey, request: command };
    try {
      return await this.unitOfWork.run(context, async (transaction) => {
        const started = await this.idempotency.once(transaction, context, call, () =>
          this.queue(transaction, context, decision.value, command.full),
        );
        if (!started.ok) return started;
        const rows = await this.computations.byIds([started.value], transaction);
        return succeed(rows.get(started.value)!);
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'outcome_computation_one_computing') throw error;
      return fail(startOutcomeComputationErrors.error('ALREADY_RUNNING'));
    }
  }

  private async queue(
    transaction: Transaction,
    context: RequestContext,
    asOf: BusinessDate,
    full: boolean,
  ): Promise<Result<string>> {
    await this.computations.giveUpAbandoned(transaction, context.now);
    if ((await this.feed.currentLoadNumber(transaction)) === '0') {
      return fail(startOutcomeComputationErrors.error('NO_DATA'));
    }
    const policy = await this.policies.inForce('outcomes', outcomesPolicy, asOf, transaction);
    const id = newId();
    const request = { kind: OUTCOME_JOB, payload: { computationId: id }, queue: 'outcomes' };
    const jobId = await this.jobs.start(transaction, context, request);
    await this.computations.insert(transaction, {
      id,
      asOf,
      full,
      policyVersion: policy.version,
      jobId,
      requestedBy: actorKey(context.actor),
      createdAt: context.now,
    });
    await this.audit.record(transaction, context, {
      action: 'outcome_computation.started',
      object: { kind: 'OutcomeComputation', id },
      after: { asOf, full },
    });
    return succeed(id);
  }

  /** Runs every step on one state of the database. A computation that is ready is left as it is. */
  async compute(
    context: RequestContext,
    id: string,
    progress: (fraction: number, step: string) => Promise<void>,
  ): Promise<{ counts: Readonly<Record<string, number>> }> {
    const row = (await this.computations.byIds([id])).get(id);
    if (!row) throw new NotFound('This outcome computation');
    if (row.state !== 'COMPUTING') return { counts: row.counts };
    const counts: Record<string, number> = {};
    const timings: Record<string, number> = {};
    await this.unitOfWork.run(
      context,
      async (snapshot) => {
        // A snapshot lasts as long as the computation: its statements need no limit of a request's kind.
        await snapshot.execute('SET LOCAL statement_timeout = 0');
        const loadNumber = await this.feed.currentLoadNumber(snapshot);
        const since = await this.since(snapshot, row);
        await this.computations.begin(id, loadNumber, since);
        const steps = this.steps.inOrder();
        for (const [place, step] of steps.entries()) {
          const began = performance.now();
          const found = await step.run({
            context,
            computationId: id,
            asOf: row.asOf,
            loadNumber,
            since,
            snapshot,
            progress: (fraction, name) => progress((place + fraction) / steps.length, name),
          });
          for (const [name, count] of Object.entries(found)) counts[`${step.name}.${name}`] = count;
          timings[step.name] = Math.round(performance.now() - began) / 1000;
          this.logger.log(
            { computationId: id, step: step.name, seconds: timings[step.name] },
            'outcomes',
          );
        }
      },
      'REPEATABLE READ',
    );
    await this.unitOfWork.run(context, async (transaction) => {
      const at = this.clock.now();
      if (!(await this.computations.finish(transaction, id, counts, timings, at))) return;
      await this.outbox.publish(transaction, {
        kind: 'outcomes.computed',
        payload: { computationId: id, asOf: row.asOf },
      });
    });
    return { counts };
  }

  /** From where an incremental run goes on; null: there is nothing to go on from, so everything is made. */
  private async since(
    snapshot: Transaction,
    row: OutcomeComputationRow,
  ): Promise<{ load: string; at: Date } | null> {
    if (row.full) return null;
    const last = await this.computations.newestReady(snapshot);
    if (!last?.loadNumber || last.policyVersion !== row.policyVersion || last.asOf > row.asOf) {
      return null;
    }
    const moved = await this.gather.promotionsChanged(snapshot, row.asOf, last.loadNumber);
    return moved ? null : { load: last.loadNumber, at: last.createdAt };
  }
}
