import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { FileService } from '../files/index.js';
import { ProviderService } from '../providers/index.js';
import { maySee } from '../platform/access/ownership.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { newId } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import { ApplicationDocumentStore } from './application-document.store.js';
import { companyOf } from './application.service.js';
import { ApplicationStore } from './application.store.js';
import {
  addDocumentErrors,
  decideAddDocument,
  removeDocumentErrors,
  type NewDocument,
} from './domain/application-document.js';
import { isEditable } from './domain/application.js';
import type { AdmissionDocument } from './entities/application-document.entity.js';
import { ReviewDesk } from './review-desk.service.js';

/** The papers that a company hands over: with its application, or later to renew one that expires. */
@Injectable()
export class ApplicationDocumentService {
  constructor(
    private readonly store: ApplicationDocumentStore,
    private readonly applications: ApplicationStore,
    private readonly desk: ReviewDesk,
    private readonly policies: AdmissionPolicyService,
    private readonly providers: ProviderService,
    private readonly files: FileService,
    private readonly idempotency: Idempotency,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** Documents of providers whose records the caller sees already. */
  ofProviders(providerIds: readonly string[]): Promise<Map<string, AdmissionDocument[]>> {
    return this.store.ofProviders(providerIds);
  }

  async visibleByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, AdmissionDocument>> {
    const found = await this.store.byIds(ids);
    return new Map([...found].filter(([, { providerId }]) => maySee(context, { providerId })));
  }

  async add(
    context: RequestContext,
    { idempotencyKey, ...document }: NewDocument & { readonly idempotencyKey?: string | null },
  ): Promise<Result<AdmissionDocument>> {
    const providerId = companyOf(context);
    const call = { mutation: 'addAdmissionDocument', key: idempotencyKey, request: document };
    try {
      return await this.unitOfWork.attempt(context, async (transaction) => {
        const id = orRefuse(
          await this.idempotency.once(transaction, context, call, () =>
            this.insert(transaction, context, providerId, document),
          ),
        );
        return (await this.store.byIds([id], transaction)).get(id)!;
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'admission_document_file') throw error;
      const { error: refuse } = errorCatalogue(addDocumentErrors);
      return fail(refuse('FILE_USED', ['input', 'fileId']));
    }
  }

  private async insert(
    transaction: Transaction,
    context: RequestContext,
    providerId: string,
    document: NewDocument,
  ): Promise<Result<string>> {
    const today = businessDateOf(context.now);
    const { body: policy } = await this.policies.inForce(today, transaction);
    // Held, so that what is handed over is not missing in a submission that is made at the same time.
    const last = (await this.applications.latestOf([providerId], transaction)).get(providerId);
    const application = last && (await this.applications.lock(transaction, last.id));
    const provider = (await this.providers.byIds([providerId])).get(providerId)!;
    const onFile = (await this.store.ofProviders([providerId], transaction)).get(providerId)!;
    const decision = decideAddDocument(
      document,
      {
        applicationState: application?.state,
        isAdmitted: provider.state === 'ADMITTED' || provider.state === 'SUSPENDED',
        onFile: onFile.length,
        company: application?.content ?? {
          focus: provider.focus,
          categoryCodes: [provider.mainCategoryCode],
        },
      },
      policy,
      today,
    );
    if (!decision.ok) return decision;
    const id = newId();
    const attached = await this.files.attach(context, transaction, {
      fileIds: [document.fileId],
      purpose: document.kind.toLowerCase(),
      subject: { type: 'AdmissionDocument', id },
      readers: [{ providerId }, { staff: ['REVIEWER', 'ADMINISTRATOR'] }],
      path: ['input', 'fileId'],
    });
    if (!attached.ok) return attached;
    await this.store.insert(transaction, {
      id,
      providerId,
      ...document,
      addedBy: actorKey(context.actor),
      addedAt: context.now,
      acceptedAt: null,
      removedAt: null,
    });
    const { kind, expiresOn } = document;
    await this.audit.record(transaction, context, {
      action: 'admission_document.added',
      object: { kind: 'AdmissionDocument', id },
      after: { kind, expiresOn, purpose: decision.value },
      owners: { providerId },
    });
    if (decision.value === 'RENEWAL') {
      await this.desk.open(
        transaction,
        context,
        { kind: 'DOCUMENT', providerId, documentId: id },
        policy,
      );
    }
    return succeed(id);
  }

  /** Takes a document back that no reviewer has accepted, while its application is being put together. */
  async remove(context: RequestContext, id: string): Promise<Result<AdmissionDocument>> {
    const providerId = companyOf(context);
    return this.unitOfWork.run(context, async (transaction) => {
      const { error } = removeDocumentErrors;
      const document = (await this.store.byIds([id], transaction)).get(id);
      if (document?.providerId !== providerId || document.removedAt !== null) {
        return fail(error('NOT_FOUND', ['input', 'documentId']));
      }
      const last = (await this.applications.latestOf([providerId], transaction)).get(providerId);
      const application = last && (await this.applications.lock(transaction, last.id));
      const editable = application !== undefined && isEditable(application.state);
      if (!editable || !(await this.store.remove(transaction, id, context.now))) {
        return fail(error('NOT_EDITABLE', ['input', 'documentId']));
      }
      await this.audit.record(transaction, context, {
        action: 'admission_document.removed',
        object: { kind: 'AdmissionDocument', id },
        before: { kind: document.kind },
        owners: { providerId },
      });
      return succeed((await this.store.byIds([id], transaction)).get(id)!);
    });
  }
}
