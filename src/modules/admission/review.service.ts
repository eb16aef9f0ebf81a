import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { FileService } from '../files/index.js';
import { NotificationService } from '../notifications/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { NotFound } from '../platform/access/access-denied.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import { ApplicationStore } from './application.store.js';
import { ChecklistService } from './checklist.service.js';
import type { AdmissionPolicy } from './domain/admission-policy.js';
import { admissionBlocks, reviewerGates } from './domain/checklist.js';
import type { GateVerdict } from './domain/gate.js';
import {
  decideOpinion,
  OPEN_REVIEW_STATES,
  reassignReviewErrors,
  reviewOpinionErrors,
  stepDueOn,
  stepOf,
  type OpinionCommand,
  type OpinionDecision,
} from './domain/review.js';
import type { ReviewCase, ReviewGateAnswer, ReviewOpinion } from './entities/review.entity.js';
import { answerGateErrors } from './review.errors.js';
import { ReviewDesk } from './review-desk.service.js';
import { ReviewEffects } from './review-effects.service.js';
import {
  ReviewStore,
  type ExportedReview,
  type ReviewFilter,
  type ReviewOrder,
} from './review.store.js';

export type GiveOpinion = Omit<OpinionCommand, 'accountId'>;

export interface AnswerGate {
  readonly gate: string;
  readonly passed: boolean;
  readonly note: string;
  /** What proves it: uploads of the reviewer's own. */
  readonly fileIds: readonly string[];
}

/** The reviewers' side: opinions, answers to gates, and who has what. Its callers are staff. */
@Injectable()
export class ReviewService {
  constructor(
    private readonly store: ReviewStore,
    private readonly applications: ApplicationStore,
    private readonly desk: ReviewDesk,
    private readonly effects: ReviewEffects,
    private readonly checklists: ChecklistService,
    private readonly policies: AdmissionPolicyService,
    private readonly files: FileService,
    private readonly notifications: NotificationService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  queue(
    _context: RequestContext,
    filter: ReviewFilter,
    order: ReviewOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ReviewCase>> {
    return this.store.page(filter, order, request, withTotal);
  }

  /** All open reviews, what is due first, for the export. */
  exported(): AsyncIterable<readonly ExportedReview[]> {
    return this.store.exported();
  }

  byIds(ids: readonly string[]): Promise<Map<string, ReviewCase>> {
    return this.store.byIds(ids);
  }

  opinionsOf(ids: readonly string[]): Promise<Map<string, ReviewOpinion[]>> {
    return this.store.opinionsOf(ids);
  }

  answersOf(ids: readonly string[]): Promise<Map<string, ReviewGateAnswer[]>> {
    return this.store.answersOf(ids);
  }

  /** What gates say today of the applications under review; of other kinds of reviews nothing. */
  async verdictsOf(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, GateVerdict[]>> {
    const reviews = [...(await this.store.byIds(ids)).values()].filter(
      ({ applicationId }) => applicationId !== null,
    );
    const keyOf = (review: ReviewCase) => `${review.applicationId}:${review.submissionNumber}`;
    const submissions = await this.applications.submissions(reviews.map(keyOf));
    const today = businessDateOf(context.now);
    const { body: policy } = await this.policies.inForce(today);
    const applicants = reviews.map((review) => ({
      key: review.id,
      providerId: review.providerId,
      company: submissions.get(keyOf(review))!.content,
    }));
    return this.checklists.judgeAdmissions(policy, applicants, today);
  }

  /** Recommends, decides, or asks the provider for more: whichever step the review is at. */
  async giveOpinion(
    context: RequestContext,
    reviewId: string,
    command: GiveOpinion,
  ): Promise<Result<ReviewCase>> {
    const accountId = accountOf(context);
    try {
      return await this.unitOfWork.attempt(context, async (transaction) => {
        const review = await this.lock(transaction, reviewId);
        if (!review) return orRefuse(fail(reviewOpinionErrors.error('NOT_FOUND')));
        const today = businessDateOf(context.now);
        const { body: policy } = await this.policies.inForce(today, transaction);
        const opinions = (await this.store.opinionsOf([reviewId], transaction)).get(reviewId)!;
        const decision = orRefuse(
          decideOpinion(
            { ...review, opinions },
            { ...command, accountId },
            await this.store.belonged(transaction, accountId, review.providerId),
            await this.openGates(transaction, context, review, policy),
          ),
        );
        await this.store.insertOpinion(transaction, {
          reviewId,
          step: decision.step,
          accountId,
          outcome: command.outcome,
          reason: decision.reason,
          givenAt: context.now,
        });
        await this.advance(transaction, context, review, decision, opinions, accountId, policy);
        if (decision.effect) {
          const effect = { outcome: decision.effect, reason: decision.reason };
          const { requests } = command;
          orRefuse(
            await this.effects.carryOut(transaction, context, review, { ...effect, requests }),
          );
        }
        return (await this.store.byIds([reviewId], transaction)).get(reviewId)!;
      });
    } catch (error) {
      // The last word under concurrency: one opinion for each step, one for each person.
      if (!violatedConstraint(error)?.startsWith('review_opinion_')) throw error;
      return fail(reviewOpinionErrors.error('DECIDED_MEANWHILE'));
    }
  }

  /** Moves the review on, and hands it to the next reviewer where one is needed. */
  private async advance(
    transaction: Transaction,
    context: RequestContext,
    review: ReviewCase,
    decision: OpinionDecision,
    opinions: readonly ReviewOpinion[],
    accountId: string,
    policy: AdmissionPolicy,
  ): Promise<void> {
    const { id, providerId } = review;
    const { from, to, effect, reason } = decision;
    const next = stepOf(to);
    const heard = [...opinions.map((opinion) => opinion.accountId), accountId];
    const change = {
      to,
      ...(effect && { outcome: effect }),
      assignedTo: next
        ? await this.desk.choose(transaction, providerId, next, heard)
        : review.assignedTo,
      dueOn: next ? stepDueOn(next, policy, businessDateOf(context.now)) : review.dueOn,
      closedAt: next ? null : context.now,
    };
    if (!(await this.store.move(transaction, id, from, change))) {
      throw new Error(`review ${id} left ${from} while it was held`);
    }
    await this.audit.record(transaction, context, {
      action: 'review.opinion_given',
      object: { kind: 'ReviewCase', id },
      before: { state: from },
      after: { state: to, step: decision.step, outcome: effect, assignedTo: change.assignedTo },
      reason,
      owners: { providerId },
    });
    if (next) await this.desk.tellReviewer(transaction, context, { ...review, ...change });
    else await this.notifications.settle(context, transaction, [id]);
    if (effect) {
      await this.outbox.publish(transaction, {
        kind: 'review.decided',
        payload: { reviewId: id, providerId, outcome: effect },
      });
    }
  }

  async answerGate(
    context: RequestContext,
    reviewId: string,
    answer: AnswerGate,
  ): Promise<Result<ReviewCase>> {
    const accountId = accountOf(context);
    return this.unitOfWork.attempt(context, async (transaction) =>
      orRefuse(await this.insertAnswer(transaction, context, reviewId, accountId, answer)),
    );
  }

  private async insertAnswer(
    transaction: Transaction,
    context: RequestContext,
    reviewId: string,
    accountId: string,
    { fileIds, ...answer }: AnswerGate,
  ): Promise<Result<ReviewCase>> {
    const { error } = answerGateErrors;
    const review = await this.lock(transaction, reviewId);
    if (review?.kind !== 'ADMISSION') return fail(error('NOT_FOUND', ['input', 'reviewId']));
    const { state, providerId, assignedTo } = review;
    if (!OPEN_REVIEW_STATES.includes(state)) return fail(error('NOT_OPEN', [], { state }));
    if (await this.store.belonged(transaction, accountId, providerId)) {
      return fail(error('CONFLICT'));
    }
    if (assignedTo !== accountId) return fail(error('NOT_ASSIGNED'));
    const today = businessDateOf(context.now);
    const { body: policy } = await this.policies.inForce(today, transaction);
    const application = (await this.applications.byIds([review.applicationId!], transaction)).get(
      review.applicationId!,
    )!;
    const gates = reviewerGates(policy, application.content);
    if (!gates.includes(answer.gate)) {
      const parameters = { gate: answer.gate.slice(0, 40), gates: gates.join(', ') || '–' };
      return fail(error('UNKNOWN_GATE', ['input', 'gate'], parameters));
    }
    const note = answer.note.trim();
    const length = [...note].length;
    if (length < 5 || length > 1_000) return fail(error('NOTE_MISSING', ['input', 'note']));
    const id = newId();
    const attached = await this.files.attach(context, transaction, {
      fileIds,
      purpose: 'gate_evidence',
      subject: { type: 'ReviewGateAnswer', id },
      readers: [{ staff: ['REVIEWER', 'ADMINISTRATOR'] }],
    });
    if (!attached.ok) return attached;
    await this.store.insertAnswer(transaction, {
      id,
      reviewId,
      providerId,
      gate: answer.gate,
      passed: answer.passed,
      note,
      answeredOn: today,
      answeredBy: actorKey(context.actor),
      answeredAt: context.now,
    });
    await this.audit.record(transaction, context, {
      action: 'review.gate_answered',
      object: { kind: 'ReviewCase', id: reviewId },
      after: { gate: answer.gate, passed: answer.passed, evidence: fileIds.length },
      owners: { providerId },
    });
    return succeed((await this.store.byIds([reviewId], transaction)).get(reviewId)!);
  }

  /** Hands a review to somebody else, or to the caller. */
  async reassign(
    context: RequestContext,
    reviewId: string,
    accountId: string,
    reason: string,
  ): Promise<Result<ReviewCase>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const { error } = reassignReviewErrors;
      const review = await this.lock(transaction, reviewId);
      if (!review) return fail(error('NOT_FOUND', ['input', 'reviewId']));
      const { state, providerId } = review;
      if (!OPEN_REVIEW_STATES.includes(state)) return fail(error('NOT_OPEN', [], { state }));
      const path = ['input', 'accountId'];
      if (await this.store.belonged(transaction, accountId, providerId)) {
        return fail(error('CONFLICT', path));
      }
      const candidates = await this.store.lockCandidates(transaction, providerId);
      if (!candidates.some((candidate) => candidate.accountId === accountId)) {
        return fail(error('NOT_A_REVIEWER', path));
      }
      const opinions = (await this.store.opinionsOf([reviewId], transaction)).get(reviewId)!;
      if (opinions.some((opinion) => opinion.accountId === accountId)) {
        return fail(error('SAME_REVIEWER', path));
      }
      await this.store.assign(transaction, reviewId, accountId);
      await this.effects.assigned(transaction, context, review);
      await this.audit.record(transaction, context, {
        action: 'review.reassigned',
        object: { kind: 'ReviewCase', id: reviewId },
        before: { assignedTo: review.assignedTo },
        after: { assignedTo: accountId },
        reason: reason.trim(),
        owners: { providerId },
      });
      await this.desk.tellReviewer(transaction, context, { ...review, assignedTo: accountId });
      return succeed((await this.store.byIds([reviewId], transaction)).get(reviewId)!);
    });
  }

  /** Holds the review, and before it the application it is about: everybody takes the two in that order. */
  private async lock(transaction: Transaction, id: string): Promise<ReviewCase | undefined> {
    const review = (await this.store.byIds([id], transaction)).get(id);
    if (review?.applicationId) await this.applications.lock(transaction, review.applicationId);
    return this.store.lock(transaction, id);
  }

  private async openGates(
    transaction: Transaction,
    context: RequestContext,
    review: ReviewCase,
    policy: AdmissionPolicy,
  ): Promise<string[]> {
    if (review.kind !== 'ADMISSION') return [];
    const key = `${review.applicationId}:${review.submissionNumber}`;
    const submission = (await this.applications.submissions([key], transaction)).get(key)!;
    const today = businessDateOf(context.now);
    const { id, providerId } = review;
    const applicant = { key: id, providerId, company: submission.content };
    const verdicts = await this.checklists.judgeAdmissions(policy, [applicant], today, transaction);
    return admissionBlocks(verdicts.get(id)!);
  }
}

/** Reviews are the work of people. */
function accountOf({ actor }: RequestContext): string {
  if (actor.kind !== 'USER') throw new NotFound('Your account');
  return actor.accountId;
}
