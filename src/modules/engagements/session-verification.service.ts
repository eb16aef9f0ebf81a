import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { NotificationService, type Notice } from '../notifications/index.js';
import { AuditService } from '../audit/index.js';
import { Clock } from '../platform/clock/clock.js';
import {
  actorKey,
  systemContext,
  type RequestContext,
} from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { clockText } from './domain/operated-session.js';
import { sessionNotices } from './engagement-notices.js';
import { SessionDisputeStore } from './session-dispute.store.js';
import {
  SessionVerificationStore,
  type SessionsLoad,
  type Verdict,
} from './session-verification.store.js';

const loadMergedSchema = z.object({
  dataset: z.string(),
  loadNumber: z.coerce.string(),
  firstDate: z.string().nullish(),
  lastDate: z.string().nullish(),
});

/** A claim refused for one that was refused itself comes up in the next round; the rest waits for the next load. */
const MAXIMUM_ROUNDS = 10;

/** Small enough for one INSERT of audit entries and for one event. */
const BATCH = 1_000;

/** Lets the feed say which claims are true. */
@Injectable()
export class SessionVerificationService implements OnModuleInit {
  constructor(
    private readonly store: SessionVerificationStore,
    private readonly disputes: SessionDisputeStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly notifications: NotificationService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.outbox.on('feed.load_merged', 'engagements.verify_claims', async (payload) => {
      const { dataset, loadNumber, firstDate, lastDate } = loadMergedSchema.parse(payload);
      if (dataset !== 'sessions') return;
      const dates = { firstDate: firstDate ?? null, lastDate: lastDate ?? null };
      await this.afterLoad({ loadNumber, ...dates });
    });
  }

  /** Reopens what a load of sessions contradicts and verifies what it confirms. Repeating it changes nothing. */
  async afterLoad(load: SessionsLoad): Promise<void> {
    const context = systemContext('verify-claims', this.clock.now());
    await this.unitOfWork.run(context, async (transaction) => {
      await this.store.lock(transaction);
      const decider = { decidedBy: actorKey(context.actor), at: context.now };
      const verdicts = await this.store.reopen(transaction, load, decider);
      await this.lapseDisputes(context, transaction, verdicts);
      const verify = () => this.store.verifyLoad(transaction, load, context.now);
      verdicts.push(...(await inRounds(verify)));
      await this.record(context, transaction, verdicts);
    });
  }

  /** Verifies claims whose sessions the feed may hold already, in the transaction that makes them. */
  async verifyNow(
    context: RequestContext,
    transaction: Transaction,
    claimIds: readonly string[],
  ): Promise<void> {
    await this.store.lock(transaction);
    const verify = () => this.store.verifyClaims(transaction, claimIds, context.now);
    await this.record(context, transaction, await inRounds(verify));
  }

  private async tell(
    context: RequestContext,
    transaction: Transaction,
    verdicts: readonly Verdict[],
  ): Promise<void> {
    const reopened = verdicts.filter(({ before }) => before === 'VERIFIED').map(({ id }) => id);
    if (reopened.length > 0) await this.notifications.settle(context, transaction, reopened);
    await this.notifications.notify(context, transaction, verdicts.flatMap(noticesOf));
  }

  /** Where the session itself is in doubt again, there is nothing left to dispute about it. */
  private async lapseDisputes(
    context: RequestContext,
    transaction: Transaction,
    reopened: readonly Verdict[],
  ): Promise<void> {
    const disputed = reopened.filter(({ answerBefore }) => answerBefore === 'DISPUTED');
    if (disputed.length === 0) return;
    const ids = disputed.map(({ id }) => id);
    await this.disputes.lapse(transaction, ids, {
      reason: 'a corrected feed contradicts the session',
      by: actorKey(context.actor),
      at: context.now,
    });
  }

  private async record(
    context: RequestContext,
    transaction: Transaction,
    verdicts: readonly Verdict[],
  ): Promise<void> {
    for (let start = 0; start < verdicts.length; start += BATCH) {
      const batch = verdicts.slice(start, start + BATCH);
      await this.audit.record(transaction, context, ...batch.map(auditRecord));
      await this.tell(context, transaction, batch);
      for (const after of ['VERIFIED', 'MISMATCHED'] as const) {
        const ids = batch.filter((verdict) => verdict.after === after).map(({ id }) => id);
        if (ids.length === 0) continue;
        const kind = `operated_session.${after.toLowerCase()}`;
        await this.outbox.publish(transaction, { kind, payload: { operatedSessionIds: ids } });
      }
    }
  }
}

/** Who must know, and do something. */
function noticesOf(verdict: Verdict): Notice[] {
  const { id, providerId, merchantId, after, reason, answerBefore } = verdict;
  const subject = { type: 'OperatedSession', id } as const;
  const start = clockText(verdict.plannedStart);
  if (answerBefore !== undefined && answerBefore !== 'OPEN') {
    const parameters = { start, answer: answerBefore };
    return [{ providerId }, { merchantId }].map((to) => ({
      ...{ kind: sessionNotices.reopened, to, subject, parameters, actBy: null },
    }));
  }
  if (after === 'MISMATCHED') {
    const parameters = { start, reason: reason! };
    const to = { providerId };
    return [{ kind: sessionNotices.mismatched, to, subject, parameters, actBy: null }];
  }
  const { answerDueAt: actBy } = verdict;
  if (!actBy) return [];
  const to = { merchantId };
  return [{ kind: sessionNotices.verified, to, subject, parameters: { start }, actBy }];
}

async function inRounds(verify: () => Promise<Verdict[]>): Promise<Verdict[]> {
  const all: Verdict[] = [];
  for (let round = 1; round <= MAXIMUM_ROUNDS; round += 1) {
    const verdicts = await verify();
    all.push(...verdicts);
    const rivals = verdicts.some(({ reason }) => reason !== null && BY_RIVALS.has(reason));
    if (!rivals || !verdicts.some(({ after }) => after === 'VERIFIED')) break;
  }
  return all;
}

/** Reasons that may fall away when the claim that stood in the way is refused itself. */
const BY_RIVALS: ReadonlySet<string> = new Set(['SESSION_HELD', 'OPERATOR_ELSEWHERE']);

function auditRecord(verdict: Verdict) {
  const { id, providerId, merchantId, before, after, reason, answerBefore } = verdict;
  const withdrawn = answerBefore !== undefined && answerBefore !== 'OPEN';
  return {
    action: `operated_session.${after.toLowerCase()}`,
    object: { kind: 'OperatedSession', id } as const,
    before: { state: before, ...(withdrawn && { answer: answerBefore }) },
    after: {
      state: after,
      ...(reason && { mismatchReason: reason }),
      ...(withdrawn && { answer: 'OPEN' }),
    },
    owners: { providerId, merchantId },
  };
}
