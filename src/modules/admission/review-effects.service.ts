import { Injectable } from '@nestjs/common';
import { NotificationService } from '../notifications/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { addDays, businessDateOf } from '../platform/kernel/business-date.js';
import { succeed, type Result } from '../platform/kernel/result.js';
import { admissionNotices } from './admission-notices.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import { ApplicationDocumentStore } from './application-document.store.js';
import { ApplicationService } from './application.service.js';
import { ApplicationStore } from './application.store.js';
import type { ReviewOutcome } from './domain/review.js';
import type { ReviewCase } from './entities/review.entity.js';
import { endOf } from './review-desk.service.js';
import { StandingService } from './standing.service.js';

export interface DecidedReview {
  readonly outcome: ReviewOutcome;
  readonly reason: string;
  readonly requests: readonly { readonly code: string; readonly note: string }[];
}

/** What follows from a decision, by the kind of what was reviewed. In the transaction of the decision. */
@Injectable()
export class ReviewEffects {
  constructor(
    private readonly applications: ApplicationService,
    private readonly store: ApplicationStore,
    private readonly documents: ApplicationDocumentStore,
    private readonly standings: StandingService,
    private readonly policies: AdmissionPolicyService,
    private readonly notifications: NotificationService,
  ) {}

  async carryOut(
    transaction: Transaction,
    context: RequestContext,
    review: ReviewCase,
    decided: DecidedReview,
  ): Promise<Result<unknown>> {
    switch (review.kind) {
      case 'ADMISSION':
        return succeed(await this.admission(transaction, context, review, decided));
      case 'DOCUMENT':
        return succeed(await this.document(transaction, context, review, decided));
      case 'RULING': {
        if (decided.outcome !== 'APPROVE') return succeed(null);
        const { providerId, ruling } = review;
        const { reason } = decided;
        return this.standings.rule(transaction, context, { providerId, ruling: ruling!, reason });
      }
    }
  }

  /** An application that waited for somebody to take it is under review. */
  async assigned(
    transaction: Transaction,
    context: RequestContext,
    { applicationId }: ReviewCase,
  ): Promise<void> {
    if (!applicationId) return;
    const application = (await this.store.byIds([applicationId], transaction)).get(applicationId)!;
    if (application.state !== 'SUBMITTED') return;
    await this.applications.move(transaction, context, application, { to: 'UNDER_REVIEW' });
  }

  private async admission(
    transaction: Transaction,
    context: RequestContext,
    review: ReviewCase,
    { outcome, reason, requests }: DecidedReview,
  ): Promise<void> {
    const { providerId } = review;
    const id = review.applicationId!;
    const application = (await this.store.byIds([id], transaction)).get(id)!;
    const today = businessDateOf(context.now);
    const { body: policy } = await this.policies.inForce(today, transaction);
    const subject = { type: 'AdmissionApplication' as const, id };
    const to = { providerId };
    if (outcome === 'RETURN') {
      const dueOn = addDays(today, policy.application.completionDays);
      const move = { to: 'RETURNED' as const, dueOn, reason, requests };
      await this.applications.move(transaction, context, application, move);
      const parameters = { reason, by: dueOn };
      const notice = { kind: admissionNotices.returned, to, subject, parameters };
      await this.notifications.notify(context, transaction, [{ ...notice, actBy: endOf(dueOn) }]);
      return;
    }
    if (outcome === 'REJECT') {
      const reapplyFrom = addDays(today, policy.application.reapplyAfterDays);
      const move = { to: 'REJECTED' as const, reapplyFrom, reason };
      await this.applications.move(transaction, context, application, move);
      const parameters = { reason, from: reapplyFrom };
      const notice = { kind: admissionNotices.rejected, to, subject, parameters };
      await this.notifications.notify(context, transaction, [{ ...notice, actBy: null }]);
      return;
    }
    await this.applications.move(transaction, context, application, { to: 'APPROVED', reason });
    // What was submitted is what was reviewed, whatever the application says since.
    const key = `${id}:${review.submissionNumber}`;
    const { content, documents } = (await this.store.submissions([key], transaction)).get(key)!;
    const accepted = documents.map((document) => document.id);
    await this.documents.accept(transaction, accepted, context.now);
    const { focus, categoryCodes } = content;
    const admission = { providerId, focus, mainCategoryCode: categoryCodes[0]!, reason };
    await this.standings.admit(transaction, context, admission);
  }

  private async document(
    transaction: Transaction,
    context: RequestContext,
    { providerId, documentId }: ReviewCase,
    { outcome, reason }: DecidedReview,
  ): Promise<void> {
    const id = documentId!;
    const accepted = outcome === 'APPROVE';
    if (accepted) await this.documents.accept(transaction, [id], context.now);
    else await this.documents.remove(transaction, id, context.now);
    const { kind } = (await this.documents.byIds([id], transaction)).get(id)!;
    const today = businessDateOf(context.now);
    const { body: policy } = await this.policies.inForce(today, transaction);
    const document = policy.documents.find((one) => one.kind === kind)?.label ?? kind;
    await this.notifications.notify(context, transaction, [
      {
        kind: accepted ? admissionNotices.documentAccepted : admissionNotices.documentRefused,
        to: { providerId },
        subject: { type: 'AdmissionDocument', id },
        parameters: accepted ? { document } : { document, reason },
        actBy: null,
      },
    ]);
  }
}
