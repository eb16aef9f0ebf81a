import { Injectable } from '@nestjs/common';
import { NotificationService } from '../notifications/index.js';
import { AuditService } from '../audit/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { publicId } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { clockText } from './domain/operated-session.js';
import {
  confirmSessionErrors,
  decideConfirm,
  type SessionAnswer,
} from './domain/session-answer.js';
import { sideOf } from './engagement-journal.js';
import { sessionNotices } from './engagement-notices.js';
import { OperatedSessionStore, type OperatedSessionRow } from './operated-session.store.js';
import { SessionAnswerStore, type AnsweredSession, type Decider } from './session-answer.store.js';

/** Small enough for one INSERT of audit entries and for one event. */
const BATCH = 1_000;

/** What the merchant says of sessions that the feed verified, and what follows from its silence. */
@Injectable()
export class SessionAnswerService {
  constructor(
    private readonly store: SessionAnswerStore,
    private readonly sessions: OperatedSessionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly notifications: NotificationService,
  ) {}

  /**
   * Confirms sessions, many at once; each stands or falls by itself, and confirming again changes nothing. The
   * number of SQL statements does not depend on their number.
   *
   * @returns one result for each id, in their order
   */
  async confirm(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Result<OperatedSessionRow>[]> {
    return this.unitOfWork.run(context, async (transaction) => {
      const before = await this.sessions.visible(context, ids, transaction);
      const confirmable = [...before.values()].filter((session) => decideConfirm(session).ok);
      const moved = await this.store.move(
        transaction,
        confirmable.map(({ id }) => id),
        ['OPEN', 'CONFIRMED_BY_SILENCE'],
        'CONFIRMED',
        deciderOf(context),
      );
      await this.record(context, transaction, moved);
      const after = await this.sessions.visible(context, ids, transaction);
      return ids.map((id) => confirmation(id, after.get(id)));
    });
  }

  /** Confirms what nobody answered in time. Several workers may do it at once; each session is moved once. */
  async confirmSilent(context: RequestContext): Promise<number> {
    for (let total = 0; ;) {
      const moved = await this.unitOfWork.run(context, async (transaction) => {
        const decider = deciderOf(context);
        const silent = await this.store.confirmSilent(transaction, decider, BATCH);
        await this.record(context, transaction, silent);
        return silent.length;
      });
      total += moved;
      if (moved < BATCH) return total;
    }
  }

  /** Writes down what changed, in the transaction that changes it. */
  async record(
    context: RequestContext,
    transaction: Transaction,
    answered: readonly AnsweredSession[],
    reason?: string,
  ): Promise<void> {
    if (answered.length === 0) return;
    const { after } = answered[0]!;
    const kind = `operated_session.${after.toLowerCase()}`;
    const records = answered.map(({ id, providerId, merchantId, before }) => ({
      action: kind,
      object: { kind: 'OperatedSession', id } as const,
      before: { answer: before },
      after: { answer: after },
      ...(reason && { reason }),
      owners: { providerId, merchantId },
    }));
    await this.audit.record(transaction, context, ...records);
    const payload = { operatedSessionIds: answered.map(({ id }) => id) };
    await this.outbox.publish(transaction, { kind, payload });
    await this.tell(context, transaction, answered);
  }

  private async tell(
    context: RequestContext,
    transaction: Transaction,
    answered: readonly AnsweredSession[],
  ): Promise<void> {
    const ids = answered.map(({ id }) => id);
    await this.notifications.settle(context, transaction, ids);
    const notices = answered.flatMap(({ id, after, plannedStart, providerId, merchantId }) => {
      const kind = NOTICE_OF[after];
      if (!kind) return [];
      // A ruling is news to both; of what the merchant said or left unsaid only the provider has to be told.
      const ruled = after === 'DISPUTE_UPHELD' || after === 'DISPUTE_REJECTED';
      return (ruled ? [{ providerId }, { merchantId }] : [{ providerId }]).map((to) => ({
        kind,
        to,
        subject: { type: 'OperatedSession', id } as const,
        parameters: { start: clockText(plannedStart) },
        actBy: null,
      }));
    });
    await this.notifications.notify(context, transaction, notices);
  }
}

/** A dispute is told with its deadline, by whoever raises it. */
const NOTICE_OF: Readonly<Partial<Record<SessionAnswer, string>>> = {
  CONFIRMED: sessionNotices.confirmed,
  CONFIRMED_BY_SILENCE: sessionNotices.confirmed_by_silence,
  DISPUTE_UPHELD: sessionNotices.dispute_upheld,
  DISPUTE_REJECTED: sessionNotices.dispute_rejected,
};

export function deciderOf(context: RequestContext): Decider {
  return { side: sideOf(context), decidedBy: actorKey(context.actor), at: context.now };
}

function confirmation(id: string, row: OperatedSessionRow | undefined): Result<OperatedSessionRow> {
  if (!row) {
    const parameters = { id: publicId('OperatedSession', id) };
    return fail(confirmSessionErrors.error('NOT_FOUND', [], parameters));
  }
  const decision = decideConfirm(row);
  return decision.ok ? succeed(row) : decision;
}
