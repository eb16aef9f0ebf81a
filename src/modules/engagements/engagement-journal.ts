import { Injectable } from '@nestjs/common';
import { NotificationService, type Notice } from '../notifications/index.js';
import { AuditService } from '../audit/index.js';
import type { AuditRecord } from '../audit/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { newId } from '../platform/kernel/ids.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { EngagementState, Side } from './domain/engagement.js';
import { engagementNotices, type EngagementHappening } from './engagement-notices.js';
import { EngagementStore } from './engagement.store.js';

export interface EngagementParties {
  readonly id: string;
  readonly providerId: string;
  readonly merchantId: string;
  readonly engagementCode: string;
}

/** One thing that happened to an engagement. */
export interface EngagementEvent {
  readonly what: EngagementHappening;
  /** Until when whoever is told must act. */
  readonly actBy?: Date;
  /** Left out: the side that did not do it; both, when staff did. */
  readonly tell?: Side;
  /** Given where the state changed. */
  readonly to?: EngagementState;
  readonly from?: EngagementState | null;
  readonly reason?: string;
  readonly after?: AuditRecord['after'];
}

/** Writes down what happens to engagements, in the transaction in which it happens. */
@Injectable()
export class EngagementJournal {
  constructor(
    private readonly store: EngagementStore,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly notifications: NotificationService,
  ) {}

  /** The same thing happened to each of them. */
  async record(
    context: RequestContext,
    transaction: Transaction,
    engagements: readonly EngagementParties[],
    event: EngagementEvent,
  ): Promise<void> {
    if (engagements.length === 0) return;
    const { what, from = null, to, reason = '', after } = event;
    if (to) {
      const common = { fromState: from, toState: to, reason, side: sideOf(context) };
      const transitions = engagements.map(({ id }) => ({
        ...common,
        id: newId(),
        engagementId: id,
        decidedBy: actorKey(context.actor),
        decidedAt: context.now,
      }));
      await this.store.recordTransitions(transaction, transitions);
    }
    const action = `engagement.${what}`;
    const records = engagements.map(({ id, providerId, merchantId }) => ({
      action,
      object: { kind: 'Engagement', id } as const,
      ...(from && { before: { state: from } }),
      after: { ...(to && { state: to }), ...after },
      ...(reason && { reason }),
      owners: { providerId, merchantId },
    }));
    await this.audit.record(transaction, context, ...records);
    for (const { id, providerId, merchantId } of engagements) {
      const payload = { engagementId: id, providerId, merchantId };
      await this.outbox.publish(transaction, { kind: action, payload });
    }
    await this.tell(context, transaction, engagements, event);
  }

  /** Whatever was waited for before is answered by what happened now. */
  private async tell(
    context: RequestContext,
    transaction: Transaction,
    engagements: readonly EngagementParties[],
    { what, actBy, tell }: EngagementEvent,
  ): Promise<void> {
    const actor = sideOf(context);
    const sides = tell ? [tell] : SIDES.filter((side) => side !== actor);
    const ids = engagements.map(({ id }) => id);
    await this.notifications.settle(context, transaction, ids, ASKING);
    const notices = engagements.flatMap<Notice>(
      ({ id, engagementCode: code, providerId, merchantId }) =>
        sides.map((side) => ({
          kind: engagementNotices[what],
          to: side === 'PROVIDER' ? { providerId } : { merchantId },
          subject: { type: 'Engagement', id },
          parameters: { code },
          actBy: actBy ?? null,
        })),
    );
    await this.notifications.notify(context, transaction, notices);
  }
}

const SIDES = ['PROVIDER', 'MERCHANT'] as const;

/** What asks for an answer. */
const ASKING = [
  engagementNotices.proposed,
  engagementNotices.countered,
  engagementNotices.extension_proposed,
  engagementNotices.handover_proposed,
];

/** Which side acts: staff and background work act for the platform. */
export function sideOf({ scope }: RequestContext): Side | 'PLATFORM' {
  return scope.kind === 'NONE' ? 'PLATFORM' : scope.kind;
}

/** The side that the caller acts for. The entry points admit members of the two sides only. */
export function makerOf({ scope }: RequestContext): { side: Side; id: string } {
  if (scope.kind === 'PROVIDER') return { side: scope.kind, id: scope.providerId };
  if (scope.kind === 'MERCHANT') return { side: scope.kind, id: scope.merchantId };
  throw new Error(`a caller of scope ${scope.kind} is no side of an engagement`);
}
