import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import { proposeRulingErrors } from './domain/propose-ruling.js';
import { stepDueOn } from './domain/review.js';
import { decideRuling, rulingErrors, type Ruling } from './domain/standing.js';
import type { ReviewCase } from './entities/review.entity.js';
import { ReviewDesk } from './review-desk.service.js';
import { ReviewStore } from './review.store.js';
import { StandingStore } from './standing.store.js';

export interface ProposeRuling {
  readonly providerId: string;
  readonly ruling: Ruling;
  readonly reason: string;
  readonly idempotencyKey?: string | null;
}

/** Suspending, reinstating and exiting by people: one proposes, which is the first opinion, another decides. */
@Injectable()
export class ReviewRulingService {
  constructor(
    private readonly reviews: ReviewStore,
    private readonly standings: StandingStore,
    private readonly desk: ReviewDesk,
    private readonly policies: AdmissionPolicyService,
    private readonly idempotency: Idempotency,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  async propose(
    context: RequestContext,
    { idempotencyKey, ...command }: ProposeRuling,
  ): Promise<Result<ReviewCase>> {
    const call = { mutation: 'proposeRuling', key: idempotencyKey, request: command };
    try {
      return await this.unitOfWork.attempt(context, async (transaction) => {
        const id = orRefuse(
          await this.idempotency.once(transaction, context, call, () =>
            this.open(transaction, context, command),
          ),
        );
        return (await this.reviews.byIds([id], transaction)).get(id)!;
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'review_case_one_ruling') throw error;
      return fail(errorCatalogue(proposeRulingErrors).error('ALREADY_PROPOSED'));
    }
  }

  private async open(
    transaction: Transaction,
    context: RequestContext,
    { providerId, ruling, reason: typed }: Omit<ProposeRuling, 'idempotencyKey'>,
  ): Promise<Result<string>> {
    const { actor } = context;
    if (actor.kind !== 'USER') throw new NotFound('Your account');
    const { error } = errorCatalogue(proposeRulingErrors);
    const reason = typed.trim();
    const length = [...reason].length;
    if (length < 10 || length > 1_000) return fail(error('REASON_MISSING', ['input', 'reason']));
    if (await this.reviews.belonged(transaction, actor.accountId, providerId)) {
      return fail(error('CONFLICT'));
    }
    const standing = await this.standings.lock(transaction, providerId);
    if (!standing) return fail(rulingErrors.error('NO_STANDING', ['input', 'providerId']));
    const today = businessDateOf(context.now);
    const { body: policy } = await this.policies.inForce(today, transaction);
    // What could not be carried out is not worth a second person's time.
    const decision = decideRuling(standing, ruling, policy, today);
    if (!decision.ok) return decision;
    const review = await this.desk.open(
      transaction,
      context,
      { kind: 'RULING', providerId, ruling },
      policy,
    );
    await this.reviews.insertOpinion(transaction, {
      reviewId: review.id,
      step: 'FIRST',
      accountId: actor.accountId,
      outcome: 'APPROVE',
      reason,
      givenAt: context.now,
    });
    const second = await this.desk.choose(transaction, providerId, 'SECOND', [actor.accountId]);
    const change = {
      to: 'RECOMMENDED' as const,
      assignedTo: second,
      dueOn: stepDueOn('SECOND', policy, today),
      closedAt: null,
    };
    if (!(await this.reviews.move(transaction, review.id, 'OPEN', change))) {
      throw new Error(`review ${review.id} moved before it was seen`);
    }
    await this.desk.tellReviewer(transaction, context, { ...review, ...change });
    await this.audit.record(transaction, context, {
      action: 'review.ruling_proposed',
      object: { kind: 'ReviewCase', id: review.id },
      after: { ruling },
      reason,
      owners: { providerId },
    });
    return succeed(review.id);
  }
}
