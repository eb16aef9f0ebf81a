import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotificationService } from '../notifications/index.js';
import { ProviderService } from '../providers/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import {
  addDays,
  businessDateOf,
  startOfBusinessDate,
  type BusinessDate,
} from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import { admissionNotices } from './admission-notices.js';
import type { AdmissionPolicy } from './domain/admission-policy.js';
import { chooseReviewer, stepDueOn, type ReviewKind, type ReviewStep } from './domain/review.js';
import type { Ruling } from './domain/standing.js';
import type { ReviewCase } from './entities/review.entity.js';
import { ReviewStore } from './review.store.js';

export interface NewReview {
  readonly kind: ReviewKind;
  readonly providerId: string;
  readonly application?: { readonly id: string; readonly submission: number };
  readonly ruling?: Ruling;
  readonly documentId?: string;
}

/** Opens reviews, hands them to reviewers, and closes those that nobody needs any more. */
@Injectable()
export class ReviewDesk {
  constructor(
    private readonly store: ReviewStore,
    private readonly providers: ProviderService,
    private readonly notifications: NotificationService,
    private readonly audit: AuditService,
  ) {}

  async open(
    transaction: Transaction,
    context: RequestContext,
    review: NewReview,
    policy: AdmissionPolicy,
  ): Promise<ReviewCase> {
    const today = businessDateOf(context.now);
    const applicationId = review.application?.id ?? null;
    const preferred = applicationId
      ? await this.store.lastFirstReviewer(transaction, applicationId)
      : null;
    const row: ReviewCase = {
      id: newId(),
      kind: review.kind,
      providerId: review.providerId,
      applicationId,
      submissionNumber: review.application?.submission ?? null,
      ruling: review.ruling ?? null,
      documentId: review.documentId ?? null,
      state: 'OPEN',
      outcome: null,
      assignedTo: await this.choose(transaction, review.providerId, 'FIRST', [], preferred),
      dueOn: stepDueOn('FIRST', policy, today),
      openedAt: context.now,
      closedAt: null,
    };
    await this.store.insert(transaction, row);
    await this.audit.record(transaction, context, {
      action: 'review.opened',
      object: { kind: 'ReviewCase', id: row.id },
      after: { kind: row.kind, assignedTo: row.assignedTo, dueOn: row.dueOn },
      owners: { providerId: row.providerId },
    });
    await this.tellReviewer(transaction, context, row);
    return row;
  }

  /** Who gives the next opinion; null when nobody may. */
  async choose(
    transaction: Transaction,
    providerId: string,
    step: ReviewStep,
    excluded: readonly string[],
    preferred: string | null = null,
  ): Promise<string | null> {
    const candidates = await this.store.lockCandidates(transaction, providerId);
    return chooseReviewer(candidates, step, excluded, preferred);
  }

  /** Ends a review whose subject is gone: nothing is decided. */
  async close(
    transaction: Transaction,
    context: RequestContext,
    review: ReviewCase,
    reason: string,
  ): Promise<void> {
    const { id, state, assignedTo, dueOn, providerId } = review;
    const change = { to: 'CLOSED' as const, assignedTo, dueOn, closedAt: context.now };
    if (!(await this.store.move(transaction, id, state, change))) {
      throw new Error(`review ${id} moved while its subject was held`);
    }
    await this.notifications.settle(context, transaction, [id]);
    await this.audit.record(transaction, context, {
      action: 'review.closed',
      object: { kind: 'ReviewCase', id },
      before: { state },
      after: { state: 'CLOSED' },
      reason,
      owners: { providerId },
    });
  }

  /** Tells whoever has the review now, or staff that nobody has. */
  async tellReviewer(
    transaction: Transaction,
    context: RequestContext,
    review: Pick<ReviewCase, 'id' | 'providerId' | 'assignedTo' | 'dueOn'>,
  ): Promise<void> {
    const { id, providerId, assignedTo, dueOn } = review;
    const provider = (await this.providers.byIds([providerId])).get(providerId)!;
    await this.notifications.settle(context, transaction, [id]);
    await this.notifications.notify(context, transaction, [
      {
        kind: assignedTo ? admissionNotices.reviewAssigned : admissionNotices.reviewUnassigned,
        to: assignedTo ? { accountId: assignedTo } : { staff: ['ADMINISTRATOR'] },
        subject: { type: 'ReviewCase', id },
        parameters: { provider: provider.name, by: dueOn },
        actBy: endOf(dueOn),
      },
    ]);
  }
}

/** The last moment of a day on which something is due. */
export function endOf(day: BusinessDate): Date {
  return new Date(startOfBusinessDate(addDays(day, 1)).getTime() - 1);
}
