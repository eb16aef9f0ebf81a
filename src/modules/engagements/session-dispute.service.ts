import { Injectable } from '@nestjs/common';
import { NotificationService, type Notice } from '../notifications/index.js';
import { AuditService } from '../audit/index.js';
import { FileService, type AttachedFile } from '../files/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { newId, publicId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import {
  OPERATED_SESSION_POLICY,
  operatedSessionPolicySchema,
} from './domain/engagement-policy.js';
import {
  decideDispute,
  disputeSessionErrors,
  type DisputeSession,
} from './domain/session-answer.js';
import {
  answerDisputeErrors,
  decideAnswerDispute,
  decideSettle,
  settleDisputeErrors,
  type Ruling,
} from './domain/session-dispute.js';
import { sessionNotices } from './engagement-notices.js';
import { clockText } from './domain/operated-session.js';
import type { SessionDispute } from './entities/session-dispute.entity.js';
import { OperatedSessionStore, type OperatedSessionRow } from './operated-session.store.js';
import { deciderOf, SessionAnswerService } from './session-answer.service.js';
import { SessionAnswerStore } from './session-answer.store.js';
import { SessionDisputeStore, type SessionDisputeFilter } from './session-dispute.store.js';

/**
 * Disputes over verified sessions: the merchant raises one, the provider answers, staff settle it. Whatever
 * touches both rows takes the session first and the dispute second.
 */
@Injectable()
export class SessionDisputeService {
  constructor(
    private readonly store: SessionDisputeStore,
    private readonly answers: SessionAnswerStore,
    private readonly answerService: SessionAnswerService,
    private readonly sessions: OperatedSessionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly policies: PolicyService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly notifications: NotificationService,
    private readonly files: FileService,
  ) {}

  /** The disputes that the caller may see, oldest first: staff all, a side its own, operators theirs. */
  page(
    context: RequestContext,
    filter: SessionDisputeFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<SessionDispute>> {
    return this.store.page(context, filter, request, withTotal);
  }

  byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, SessionDispute>> {
    return this.store.visible(context, ids);
  }

  /** The disputes of each claim. The caller has shown that the reader may see the claims. */
  ofSessions(sessionIds: readonly string[]): Promise<Map<string, SessionDispute[]>> {
    return this.store.ofSessions(sessionIds);
  }

  /** What the two sides gave as evidence, by dispute. The caller has shown that the reader may see the disputes. */
  evidenceOf(disputeIds: readonly string[]): Promise<Map<string, AttachedFile[]>> {
    return this.files.attachedTo(disputeIds);
  }

  async raise(
    context: RequestContext,
    sessionId: string,
    command: DisputeSession,
    fileIds: readonly string[],
    idempotencyKey?: string | null,
  ): Promise<Result<SessionDispute>> {
    const request = { sessionId, ...command, fileIds };
    const call = { mutation: 'disputeOperatedSession', key: idempotencyKey, request };
    return this.unitOfWork.attempt(context, async (transaction) => {
      const id = await this.idempotency.once(transaction, context, call, async () => {
        const dispute = orRefuse(await this.open(context, transaction, sessionId, command));
        orRefuse(await this.attach(context, transaction, dispute, DISPUTE_EVIDENCE, fileIds));
        return succeed(dispute.id);
      });
      return (await this.find(context, transaction, orRefuse(id)))!;
    });
  }

  /** The provider's side, once, until the dispute's deadline. */
  async answer(
    context: RequestContext,
    id: string,
    statement: string,
    fileIds: readonly string[],
  ): Promise<Result<SessionDispute>> {
    const errors = answerDisputeErrors;
    return this.unitOfWork.attempt(context, async (transaction) => {
      const dispute = await this.find(context, transaction, id);
      if (!dispute) return orRefuse(fail(errors.error('NOT_FOUND', DISPUTE, naming(id))));
      const decided = orRefuse(decideAnswerDispute(dispute, statement, context.now));
      const said = { ...decided, by: actorKey(context.actor), at: context.now };
      if (!(await this.store.answer(transaction, id, said))) {
        const { state } = (await this.find(context, transaction, id))!;
        return orRefuse(fail(errors.error('CHANGED_MEANWHILE', [], { state })));
      }
      orRefuse(await this.attach(context, transaction, dispute, ANSWER_EVIDENCE, fileIds));
      await this.record(context, transaction, dispute, 'answered', 'ANSWERED');
      await this.tellAnswered(context, transaction, dispute);
      return (await this.find(context, transaction, id))!;
    });
  }

  /** Staff who never belonged to a party decide, once, when both sides were heard. */
  async settle(
    context: RequestContext,
    id: string,
    ruling: Ruling,
    words: string,
  ): Promise<Result<SessionDispute>> {
    const errors = settleDisputeErrors;
    return this.unitOfWork
      .run(context, async (transaction) => {
        const dispute = await this.find(context, transaction, id);
        if (!dispute) return fail(errors.error('NOT_FOUND', DISPUTE, naming(id)));
        const partial = await this.isPartial(context, transaction, dispute);
        const decision = decideSettle(dispute, words, partial, context.now);
        if (!decision.ok) return decision;
        const { reason } = decision.value;
        const moved = await this.answers.move(
          transaction,
          [dispute.operatedSessionId],
          ['DISPUTED'],
          ruling === 'UPHELD' ? 'DISPUTE_UPHELD' : 'DISPUTE_REJECTED',
          deciderOf(context),
        );
        const decided = { reason, by: actorKey(context.actor), at: context.now };
        // The provider may have answered between reading and locking: that is to be read first.
        if (
          moved.length === 0 ||
          !(await this.store.settle(transaction, dispute, ruling, decided))
        ) {
          throw new SettledMeanwhile();
        }
        await this.answerService.record(context, transaction, moved, reason);
        await this.record(context, transaction, dispute, 'settled', ruling, reason);
        return succeed((await this.find(context, transaction, id))!);
      })
      .catch(async (error: unknown) => {
        if (!(error instanceof SettledMeanwhile)) throw error;
        const { state } = (await this.store.visible(context, [id])).get(id)!;
        return fail(errors.error('CHANGED_MEANWHILE', [], { state }));
      });
  }

  /** Evidence is for the other side to answer to, and for whoever settles. */
  private attach(
    context: RequestContext,
    transaction: Transaction,
    { id, providerId, merchantId }: Pick<SessionDispute, 'id' | 'providerId' | 'merchantId'>,
    purpose: string,
    fileIds: readonly string[],
  ): Promise<Result<true>> {
    const subject = { type: 'SessionDispute', id } as const;
    const staff = ['REVIEWER', 'ADMINISTRATOR'] as const;
    const readers = [{ providerId }, { merchantId }, { staff }];
    return this.files.attach(context, transaction, { fileIds, purpose, subject, readers });
  }

  private async open(
    context: RequestContext,
    transaction: Transaction,
    sessionId: string,
    command: DisputeSession,
  ): Promise<Result<ReturnType<typeof newDispute>>> {
    const errors = disputeSessionErrors;
    const session = (await this.sessions.visible(context, [sessionId], transaction)).get(sessionId);
    if (!session) {
      const parameters = { id: publicId('OperatedSession', sessionId) };
      return fail(errors.error('NOT_FOUND', ['input', 'operatedSessionId'], parameters));
    }
    const { body: policy } = await this.policies.inForce(
      OPERATED_SESSION_POLICY,
      operatedSessionPolicySchema,
      businessDateOf(context.now),
      transaction,
    );
    const decision = decideDispute(session, command, context.now, policy);
    if (!decision.ok) return decision;
    const moved = await this.answers.move(
      transaction,
      [sessionId],
      ['OPEN', 'CONFIRMED_BY_SILENCE'],
      'DISPUTED',
      deciderOf(context),
    );
    if (moved.length === 0) return fail(errors.error('CHANGED_MEANWHILE'));
    const dispute = newDispute(context, session, decision.value);
    await this.store.insert(transaction, dispute);
    await this.answerService.record(context, transaction, moved);
    await this.record(context, transaction, dispute, 'raised', 'RAISED');
    const { providerId, answerDueAt: actBy } = dispute;
    const notice = noticeOf(session, { kind: sessionNotices.disputed, to: { providerId }, actBy });
    await this.notifications.notify(context, transaction, [notice]);
    return succeed(dispute);
  }

  /** From now on staff are waited for, and no longer the provider. */
  private async tellAnswered(
    context: RequestContext,
    transaction: Transaction,
    { operatedSessionId: id, merchantId }: SessionDispute,
  ): Promise<void> {
    const session = (await this.sessions.visible(context, [id], transaction)).get(id)!;
    await this.notifications.settle(context, transaction, [id], [sessionNotices.disputed]);
    const kind = sessionNotices.dispute_answered;
    const readers = [{ merchantId }, { staff: ['REVIEWER'] as const }];
    const notices = readers.map((to) => noticeOf(session, { kind, to, actBy: null }));
    await this.notifications.notify(context, transaction, notices);
  }

  private async isPartial(
    { actor }: RequestContext,
    transaction: Transaction,
    dispute: SessionDispute,
  ): Promise<boolean> {
    return actor.kind === 'USER' && this.store.belonged(transaction, actor.accountId, dispute);
  }

  private async record(
    context: RequestContext,
    transaction: Transaction,
    dispute: Pick<SessionDispute, 'id' | 'operatedSessionId' | 'providerId' | 'merchantId'>,
    what: string,
    state: SessionDispute['state'],
    reason?: string,
  ): Promise<void> {
    const { id, providerId, merchantId, operatedSessionId } = dispute;
    const action = `session_dispute.${what}`;
    await this.audit.record(transaction, context, {
      action,
      object: { kind: 'SessionDispute', id },
      after: { state, operatedSessionId },
      ...(reason && { reason }),
      owners: { providerId, merchantId },
    });
    const payload = { disputeId: id, operatedSessionId, providerId, merchantId };
    await this.outbox.publish(transaction, { kind: action, payload });
  }

  private async find(context: RequestContext, transaction: Transaction, id: string) {
    return (await this.store.visible(context, [id], transaction)).get(id);
  }
}

/** Undoes a settlement that came second. */
class SettledMeanwhile extends Error {}

/** What a file is there for. */
const DISPUTE_EVIDENCE = 'dispute';
export const ANSWER_EVIDENCE = 'answer to a dispute';

const DISPUTE = ['input', 'disputeId'];

function noticeOf(
  { id, plannedStart }: OperatedSessionRow,
  about: Pick<Notice, 'kind' | 'to' | 'actBy'>,
): Notice {
  const subject = { type: 'OperatedSession', id } as const;
  return { ...about, subject, parameters: { start: clockText(plannedStart) } };
}

function naming(id: string) {
  return { id: publicId('SessionDispute', id) };
}

function newDispute(
  context: RequestContext,
  session: OperatedSessionRow,
  decided: { grounds: SessionDispute['grounds']; statement: string; answerDueAt: Date },
) {
  return {
    ...decided,
    id: newId(),
    operatedSessionId: session.id,
    engagementId: session.engagementId,
    providerId: session.providerId,
    merchantId: session.merchantId,
    operatorId: session.operatorId,
    raisedBy: actorKey(context.actor),
    raisedAt: context.now,
  };
}
