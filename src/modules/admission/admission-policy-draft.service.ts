import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { JobService } from '../platform/jobs/job.service.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import {
  AdmissionPolicyStore,
  type DryRunCount,
  type DryRunFilter,
} from './admission-policy.store.js';
import { ADMISSION_POLICY } from './domain/admission-policy.js';
import {
  closePolicyDraftErrors,
  decideCloseDraft,
  decideDraft,
  startDryRunErrors,
} from './domain/policy-draft.js';
import type {
  AdmissionPolicyDraft,
  PolicyDryRun,
  PolicyDryRunResult,
} from './entities/admission-policy.entity.js';

/** The job that tries a draft on every provider; its payload is `{ dryRunId }`. */
export const DRY_RUN_JOB = 'admission.policy_dry_run';

interface Keyed {
  readonly idempotencyKey?: string | null;
}

/** How the next version of the admission policy comes about: drafted, tried, approved by a second person. */
@Injectable()
export class AdmissionPolicyDraftService {
  constructor(
    private readonly store: AdmissionPolicyStore,
    private readonly admissionPolicies: AdmissionPolicyService,
    private readonly policies: PolicyService,
    private readonly jobs: JobService,
    private readonly idempotency: Idempotency,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  page(request: PageRequest, withTotal: boolean): Promise<Page<AdmissionPolicyDraft>> {
    return this.store.drafts(request, withTotal);
  }

  draftsByIds(ids: readonly string[]): Promise<Map<string, AdmissionPolicyDraft>> {
    return this.store.draftsByIds(ids);
  }

  runsByIds(ids: readonly string[]): Promise<Map<string, PolicyDryRun>> {
    return this.store.runsByIds(ids);
  }

  results(
    dryRunId: string,
    filter: DryRunFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<PolicyDryRunResult>> {
    return this.store.results(dryRunId, filter, request, withTotal);
  }

  counts(dryRunIds: readonly string[]): Promise<Map<string, DryRunCount[]>> {
    return this.store.counts(dryRunIds);
  }

  async draft(
    context: RequestContext,
    {
      idempotencyKey,
      ...command
    }: { json: string; note: string; effectiveFrom: BusinessDate } & Keyed,
  ): Promise<Result<AdmissionPolicyDraft>> {
    const decision = decideDraft(command, businessDateOf(context.now));
    if (!decision.ok) return decision;
    const call = { mutation: 'draftAdmissionPolicy', key: idempotencyKey, request: command };
    return this.unitOfWork.attempt(context, async (transaction) => {
      const id = orRefuse(
        await this.idempotency.once(transaction, context, call, async () => {
          const draftId = newId();
          await this.store.insertDraft(transaction, {
            id: draftId,
            state: 'DRAFT',
            ...decision.value,
            draftedBy: actorKey(context.actor),
            draftedAt: context.now,
            closedBy: null,
            closedAt: null,
            policyVersion: null,
          });
          await this.audit.record(transaction, context, {
            action: 'admission_policy.drafted',
            object: { kind: 'AdmissionPolicyDraft', id: draftId },
            after: { effectiveFrom: decision.value.effectiveFrom },
            reason: decision.value.note,
          });
          return succeed(draftId);
        }),
      );
      return (await this.store.draftsByIds([id], transaction)).get(id)!;
    });
  }

  /** Approves a draft, which makes it a version of the policy, or withdraws it. */
  async close(
    context: RequestContext,
    id: string,
    to: 'APPROVED' | 'WITHDRAWN',
  ): Promise<Result<AdmissionPolicyDraft>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const draft = await this.store.lockDraft(transaction, id);
      if (!draft) return fail(closePolicyDraftErrors.error('NOT_FOUND', ['input', 'draftId']));
      const by = actorKey(context.actor);
      const decision = decideCloseDraft(draft, to, by, businessDateOf(context.now));
      if (!decision.ok) return decision;
      const { effectiveFrom, body, note } = draft;
      const policyVersion =
        to === 'APPROVED'
          ? await this.policies.publish(transaction, {
              name: ADMISSION_POLICY,
              effectiveFrom,
              body,
              note,
            })
          : null;
      const closed = { to, by, at: context.now, policyVersion };
      if (!(await this.store.closeDraft(transaction, id, closed))) {
        throw new Error(`draft ${id} was closed while it was held`);
      }
      await this.audit.record(transaction, context, {
        action: to === 'APPROVED' ? 'admission_policy.approved' : 'admission_policy.withdrawn',
        object: { kind: 'AdmissionPolicyDraft', id },
        before: { state: 'DRAFT' },
        after: { state: to, policyVersion, effectiveFrom },
      });
      return succeed((await this.store.draftsByIds([id], transaction)).get(id)!);
    });
  }

  /** Queues the trial of a draft on every provider that stands today. */
  async startDryRun(
    context: RequestContext,
    { draftId, idempotencyKey }: { readonly draftId: string } & Keyed,
  ): Promise<Result<PolicyDryRun>> {
    const call = { mutation: 'startPolicyDryRun', key: idempotencyKey, request: { draftId } };
    return this.unitOfWork.attempt(context, async (transaction) => {
      const id = orRefuse(
        await this.idempotency.once(transaction, context, call, () =>
          this.queue(transaction, context, draftId),
        ),
      );
      return (await this.store.runsByIds([id], transaction)).get(id)!;
    });
  }

  private async queue(
    transaction: Transaction,
    context: RequestContext,
    draftId: string,
  ): Promise<Result<string>> {
    const { error } = errorCatalogue(startDryRunErrors);
    const draft = await this.store.lockDraft(transaction, draftId);
    if (!draft) return fail(error('NOT_FOUND', ['input', 'draftId']));
    const { state } = draft;
    if (state !== 'DRAFT') return fail(error('NOT_OPEN', ['input', 'draftId'], { state }));
    const today = businessDateOf(context.now);
    const base = await this.admissionPolicies.inForce(today, transaction);
    const id = newId();
    const request = { kind: DRY_RUN_JOB, payload: { dryRunId: id }, queue: 'admission' };
    const jobId = await this.jobs.start(transaction, context, request);
    await this.store.insertRun(transaction, {
      id,
      draftId,
      baseVersion: base.version,
      asOf: today,
      jobId,
      requestedBy: actorKey(context.actor),
      createdAt: context.now,
      finishedAt: null,
    });
    return succeed(id);
  }
}
