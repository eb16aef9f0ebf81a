import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotificationService } from '../notifications/index.js';
import { ProviderService, type ProviderState } from '../providers/index.js';
import { ReferenceService } from '../reference/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee } from '../platform/access/ownership.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { canonicalJson } from '../platform/kernel/canonical-json.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { admissionNotices } from './admission-notices.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import { ApplicationContacts } from './application-contacts.js';
import { ApplicationDocumentStore } from './application-document.store.js';
import {
  ApplicationStore,
  type ApplicationFilter,
  type ApplicationMove,
  type ApplicationOrder,
} from './application.store.js';
import {
  decideSave,
  decideStart,
  isEditable,
  OPEN_APPLICATION_STATES,
  saveApplicationErrors,
  startApplicationErrors,
  submitApplicationErrors,
  withdrawApplicationErrors,
  type ApplicationChanges,
  type HeldStanding,
} from './domain/application.js';
import { contentItems } from './domain/checklist.js';
import type {
  ApplicationSubmission,
  ApplicationTransition,
} from './entities/application-history.entity.js';
import type { AdmissionApplication } from './entities/application.entity.js';
import { ReviewDesk } from './review-desk.service.js';
import { ReviewStore } from './review.store.js';
import { StandingStore } from './standing.store.js';

/** The provider's side of an application: from the first draft to handing it over. */
@Injectable()
export class ApplicationService {
  constructor(
    private readonly store: ApplicationStore,
    private readonly contacts: ApplicationContacts,
    private readonly documents: ApplicationDocumentStore,
    private readonly standings: StandingStore,
    private readonly reviews: ReviewStore,
    private readonly desk: ReviewDesk,
    private readonly policies: AdmissionPolicyService,
    private readonly providers: ProviderService,
    private readonly reference: ReferenceService,
    private readonly notifications: NotificationService,
    private readonly idempotency: Idempotency,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** Staff see every application, a company its own. */
  page(
    context: RequestContext,
    filter: ApplicationFilter,
    order: ApplicationOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<AdmissionApplication>> {
    return this.store.page(context, filter, order, request, withTotal);
  }

  async visibleByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, AdmissionApplication>> {
    const found = await this.store.byIds(ids);
    return new Map([...found].filter(([, { providerId }]) => maySee(context, { providerId })));
  }

  /** By id of applications that the caller sees already. */
  transitionsOf(ids: readonly string[]): Promise<Map<string, ApplicationTransition[]>> {
    return this.store.transitionsOf(ids);
  }

  /** By `<application id>:<number>`, of applications that the caller sees already. */
  submissions(keys: readonly string[]): Promise<Map<string, ApplicationSubmission>> {
    return this.store.submissions(keys);
  }

  /** Begins the caller's company's application, filled with what its registration says. */
  async start(
    context: RequestContext,
    { idempotencyKey }: { readonly idempotencyKey?: string | null },
  ): Promise<Result<AdmissionApplication>> {
    const providerId = companyOf(context);
    const call = { mutation: 'startAdmissionApplication', key: idempotencyKey, request: {} };
    try {
      return await this.unitOfWork.run(context, async (transaction) => {
        const started = await this.idempotency.once(transaction, context, call, () =>
          this.insert(transaction, context, providerId),
        );
        if (!started.ok) return started;
        return succeed((await this.store.byIds([started.value], transaction)).get(started.value)!);
      });
    } catch (error) {
      // A colleague was faster: by the open application, or by its number.
      if (!violatedConstraint(error)?.startsWith('admission_application_')) throw error;
      return fail(errorCatalogue(startApplicationErrors).error('ALREADY_OPEN'));
    }
  }

  private async insert(
    transaction: Transaction,
    context: RequestContext,
    providerId: string,
  ): Promise<Result<string>> {
    const today = businessDateOf(context.now);
    const { body: policy } = await this.policies.inForce(today, transaction);
    const last = (await this.store.latestOf([providerId], transaction)).get(providerId);
    const standing = (await this.standings.byIds([providerId], transaction)).get(providerId);
    const provider = (await this.providers.byIds([providerId])).get(providerId);
    if (!provider) throw new NotFound('Your company');
    const held = standing ?? unrecorded(provider.state);
    const decision = decideStart(last, held, policy.maximumReentries, today);
    if (!decision.ok) return decision;
    const { name, focus, mainCategoryCode, regionCode } = provider;
    const id = newId();
    const content = last && {
      ...last.content,
      contacts: await this.contacts.carryOver(
        context,
        transaction,
        { id: last.id, contacts: last.content.contacts },
        id,
      ),
    };
    await this.store.insert(transaction, {
      id,
      providerId,
      number: (last?.number ?? 0) + 1,
      state: 'DRAFT',
      version: 1,
      content: content ?? {
        legalName: name,
        focus,
        categoryCodes: [mainCategoryCode],
        regionCodes: [regionCode],
        contacts: [],
        cases: [],
      },
      submissions: 0,
      dueOn: null,
      reapplyFrom: null,
      createdAt: context.now,
      updatedAt: context.now,
    });
    await this.record(transaction, context, { id, providerId }, null, { to: 'DRAFT' });
    return succeed(id);
  }

  /** Saves what changed in a draft. Cheap and frequent, so it leaves no audit entry: submitting does. */
  async save(
    context: RequestContext,
    id: string,
    expectedVersion: number,
    changes: ApplicationChanges,
  ): Promise<Result<AdmissionApplication>> {
    const known = {
      categories: new Set((await this.reference.categories()).map(({ code }) => code)),
      regions: new Set((await this.reference.regions()).map(({ code }) => code)),
    };
    return this.unitOfWork.run(context, async (transaction) => {
      const application = await this.lockOwn(transaction, context, id);
      const errors = saveApplicationErrors;
      if (!application) return fail(errors.error('NOT_FOUND', ['input', 'applicationId']));
      const decision = decideSave(application, changes, known);
      if (!decision.ok) return decision;
      const { contacts } = decision.value;
      const content = {
        ...application.content,
        ...decision.value,
        ...(contacts && { contacts: await this.contacts.seal(context, transaction, id, contacts) }),
      };
      if (!(await this.store.save(transaction, id, expectedVersion, content, context.now))) {
        const path = ['input', 'expectedVersion'];
        const parameters = { version: application.version };
        return fail(errors.error('CHANGED_MEANWHILE', path, parameters));
      }
      return succeed((await this.store.byIds([id], transaction)).get(id)!);
    });
  }

  /** Freezes the application as it is and opens its review. */
  async submit(
    context: RequestContext,
    id: string,
    expectedVersion: number,
  ): Promise<Result<AdmissionApplication>> {
    return this.unitOfWork.attempt(context, async (transaction) => {
      const { error } = submitApplicationErrors;
      const application = await this.lockOwn(transaction, context, id);
      if (!application) return orRefuse(fail(error('NOT_FOUND', ['input', 'applicationId'])));
      const { state, version, providerId, content } = application;
      if (!isEditable(state)) return orRefuse(fail(error('NOT_EDITABLE', [], { state })));
      if (version !== expectedVersion) {
        const path = ['input', 'expectedVersion'];
        return orRefuse(fail(error('CHANGED_MEANWHILE', path, { version })));
      }
      const today = businessDateOf(context.now);
      const policy = await this.policies.inForce(today, transaction);
      const documents = (await this.documents.ofProviders([providerId], transaction)).get(
        providerId,
      )!;
      const onFile = documents.map((document) => ({
        ...document,
        addedOn: businessDateOf(document.addedAt),
      }));
      const missing = contentItems(policy.body, content, onFile, today)
        .filter(({ status }) => status === 'MISSING')
        .map(({ code }) => code);
      if (missing.length > 0) {
        return orRefuse(fail(error('INCOMPLETE', [], { missing: missing.join(', ') })));
      }
      const frozen = {
        content,
        documents: documents.map(({ id: documentId, kind, fileId, expiresOn }) => ({
          id: documentId,
          kind,
          fileId,
          expiresOn,
        })),
      };
      const number = application.submissions + 1;
      await this.store.insertSubmission(transaction, {
        applicationId: id,
        number,
        ...frozen,
        policyVersion: policy.version,
        contentHash: createHash('sha256').update(canonicalJson(frozen)).digest(),
        submittedBy: actorKey(context.actor),
        submittedAt: context.now,
      });
      await this.move(transaction, context, application, { to: 'SUBMITTED' });
      const review = await this.desk.open(
        transaction,
        context,
        { kind: 'ADMISSION', providerId, application: { id, submission: number } },
        policy.body,
      );
      if (review.assignedTo !== null) {
        const submitted = { ...application, state: 'SUBMITTED' as const };
        await this.move(transaction, context, submitted, { to: 'UNDER_REVIEW' });
      }
      await this.notifications.settle(context, transaction, [id]);
      await this.notifications.notify(context, transaction, [
        {
          kind: admissionNotices.submitted,
          to: { providerId },
          subject: { type: 'AdmissionApplication', id },
          parameters: { by: review.dueOn },
          actBy: null,
        },
      ]);
      return (await this.store.byIds([id], transaction)).get(id)!;
    });
  }

  async withdraw(
    context: RequestContext,
    id: string,
    reason: string,
  ): Promise<Result<AdmissionApplication>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const { error } = withdrawApplicationErrors;
      const application = await this.lockOwn(transaction, context, id);
      if (!application) return fail(error('NOT_FOUND', ['input', 'applicationId']));
      const { state } = application;
      if (!OPEN_APPLICATION_STATES.includes(state)) {
        return fail(error('NOT_OPEN', [], { state }));
      }
      await this.move(transaction, context, application, {
        to: 'WITHDRAWN',
        reason: reason.trim(),
      });
      const review = (await this.reviews.openOfApplications([id], transaction)).get(id);
      if (review) await this.desk.close(transaction, context, review, 'application withdrawn');
      await this.notifications.settle(context, transaction, [id]);
      return succeed((await this.store.byIds([id], transaction)).get(id)!);
    });
  }

  /** Moves an application that this transaction holds. */
  async move(
    transaction: Transaction,
    context: RequestContext,
    application: Pick<AdmissionApplication, 'id' | 'providerId' | 'state'>,
    move: ApplicationMove,
  ): Promise<void> {
    const { id, state } = application;
    if (!(await this.store.move(transaction, id, state, move, context.now))) {
      throw new Error(`application ${id} left ${state} while it was held`);
    }
    await this.record(transaction, context, application, state, move);
  }

  private async record(
    transaction: Transaction,
    context: RequestContext,
    { id, providerId }: Pick<AdmissionApplication, 'id' | 'providerId'>,
    from: AdmissionApplication['state'] | null,
    { to, reason = '', requests = [] }: ApplicationMove,
  ): Promise<void> {
    await this.store.recordTransition(transaction, {
      id: newId(),
      applicationId: id,
      fromState: from,
      toState: to,
      reason,
      requests,
      decidedBy: actorKey(context.actor),
      decidedAt: context.now,
    });
    await this.audit.record(transaction, context, {
      action: 'application.state_changed',
      object: { kind: 'AdmissionApplication', id },
      before: { state: from },
      after: { state: to },
      ...(reason && { reason }),
      owners: { providerId },
    });
    await this.outbox.publish(transaction, {
      kind: 'application.state_changed',
      payload: { applicationId: id, providerId, from, to },
    });
  }

  private async lockOwn(
    transaction: Transaction,
    context: RequestContext,
    id: string,
  ): Promise<AdmissionApplication | undefined> {
    const application = await this.store.lock(transaction, id);
    return application?.providerId === companyOf(context) ? application : undefined;
  }
}

/** How a provider stands that came with an adopted platform's past and was not checked yet. */
function unrecorded(state: ProviderState): HeldStanding | undefined {
  return state === 'APPLIED' ? undefined : { state, reentries: 0, reentryFrom: null };
}

/** The company for which the caller acts. */
export function companyOf({ scope }: RequestContext): string {
  if (scope.kind !== 'PROVIDER') throw new NotFound('Your company');
  return scope.providerId;
}
