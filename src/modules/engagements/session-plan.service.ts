import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotificationService } from '../notifications/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { publicId } from '../platform/kernel/ids.js';
import { mapValues } from '../platform/kernel/map-values.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import {
  OPERATED_SESSION_POLICY,
  operatedSessionPolicySchema,
} from './domain/engagement-policy.js';
import { clockText } from './domain/operated-session.js';
import { compareSession, type SessionComparison } from './domain/session-comparison.js';
import { decidePlan, planSessionErrors, type PlanOfSession } from './domain/session-plan.js';
import {
  decideReview,
  reviewSessionErrors,
  type ReviewOfSession,
} from './domain/session-review.js';
import { sessionNotices } from './engagement-notices.js';
import { OperatedSessionStore, type OperatedSessionRow } from './operated-session.store.js';
import { SessionPlanStore, type PlanVersionRow, type ReviewRow } from './session-plan.store.js';

/**
 * What the provider means to do in a session, what it learnt from it, and both held against the feed. The plan
 * that was last filed before the session began is the one that counts.
 */
@Injectable()
export class SessionPlanService {
  constructor(
    private readonly store: SessionPlanStore,
    private readonly sessions: OperatedSessionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly policies: PolicyService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly notifications: NotificationService,
  ) {}

  /** The versions of each claim's plan, the newest first. The caller has shown that the reader may see the claims. */
  versionsOf(sessionIds: readonly string[]): Promise<Map<string, PlanVersionRow[]>> {
    return this.store.versionsOf(sessionIds);
  }

  /** As `versionsOf`, of reviews. */
  reviewsOf(sessionIds: readonly string[]): Promise<Map<string, ReviewRow>> {
    return this.store.reviewsOf(sessionIds);
  }

  /** As `versionsOf`: plan against feed, of those claims that the feed confirmed. */
  async comparisonsOf(sessionIds: readonly string[]): Promise<Map<string, SessionComparison>> {
    const rows = await this.store.comparable(sessionIds);
    return mapValues(rows, ({ targets, ...figures }) => compareSession(targets, figures));
  }

  async plan(
    context: RequestContext,
    sessionId: string,
    plan: PlanOfSession,
    idempotencyKey?: string | null,
  ): Promise<Result<OperatedSessionRow>> {
    const errors = planSessionErrors;
    const call = { mutation: 'planSession', key: idempotencyKey, request: { sessionId, ...plan } };
    return this.once(context, sessionId, call, async (transaction) => {
      const session = await this.find(context, transaction, sessionId);
      if (!session) return fail(errors.error('NOT_FOUND', PLACE, naming(sessionId)));
      const { body: policy } = await this.policies.inForce(
        OPERATED_SESSION_POLICY,
        operatedSessionPolicySchema,
        businessDateOf(context.now),
        transaction,
      );
      const versions = (await this.store.versionsOf([sessionId], transaction)).get(sessionId);
      const decision = decidePlan(session, plan, versions?.length ?? 0, policy, context.now);
      if (!decision.ok) return decision;
      const filed = { by: actorKey(context.actor), at: context.now };
      const version = await this.store.file(transaction, sessionId, decision.value, filed);
      if (version === null) return fail(errors.error('CHANGED_MEANWHILE'));
      const { netGmv } = plan.targets;
      await this.record(context, transaction, session, 'planned', { planVersion: version, netGmv });
      return succeed(sessionId);
    });
  }

  async review(
    context: RequestContext,
    sessionId: string,
    review: ReviewOfSession,
    idempotencyKey?: string | null,
  ): Promise<Result<OperatedSessionRow>> {
    const errors = reviewSessionErrors;
    const request = { sessionId, ...review };
    const call = { mutation: 'reviewSession', key: idempotencyKey, request };
    return this.once(context, sessionId, call, async (transaction) => {
      const session = await this.find(context, transaction, sessionId);
      if (!session) return fail(errors.error('NOT_FOUND', PLACE, naming(sessionId)));
      const decision = decideReview(session, review, context.now);
      if (!decision.ok) return decision;
      const filed = { by: actorKey(context.actor), at: context.now };
      if (!(await this.store.review(transaction, sessionId, decision.value, filed))) {
        return fail(errors.error('REVIEWED'));
      }
      await this.record(context, transaction, session, 'reviewed', { reviewedAt: context.now });
      return succeed(sessionId);
    });
  }

  private once(
    context: RequestContext,
    sessionId: string,
    call: Parameters<Idempotency['once']>[2],
    work: (transaction: Transaction) => Promise<Result<string>>,
  ): Promise<Result<OperatedSessionRow>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const id = await this.idempotency.once(transaction, context, call, () => work(transaction));
      return id.ok ? succeed((await this.find(context, transaction, sessionId))!) : id;
    });
  }

  private async find(context: RequestContext, transaction: Transaction, id: string) {
    return (await this.sessions.visible(context, [id], transaction)).get(id);
  }

  private async record(
    context: RequestContext,
    transaction: Transaction,
    session: OperatedSessionRow,
    what: 'planned' | 'reviewed',
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { id, providerId, merchantId, plannedStart } = session;
    const action = `operated_session.${what}`;
    await this.audit.record(transaction, context, {
      action,
      object: { kind: 'OperatedSession', id },
      after,
      owners: { providerId, merchantId },
    });
    await this.outbox.publish(transaction, { kind: action, payload: { operatedSessionIds: [id] } });
    const kind = sessionNotices[what];
    await this.notifications.notify(context, transaction, [
      {
        kind,
        to: { merchantId },
        subject: { type: 'OperatedSession', id },
        parameters: { start: clockText(plannedStart) },
        actBy: null,
      },
    ]);
  }
}

const PLACE = ['input', 'operatedSessionId'];

function naming(id: string) {
  return { id: publicId('OperatedSession', id) };
}
