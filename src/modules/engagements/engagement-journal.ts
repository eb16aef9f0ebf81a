import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import type { AuditRecord } from '../audit/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { newId } from '../platform/kernel/ids.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { EngagementState, Side } from './domain/engagement.js';
import { EngagementStore } from './engagement.store.js';

export interface EngagementParties {
  readonly id: string;
  readonly providerId: string;
  readonly merchantId: string;
}

/** One thing that happened to an engagement. */
export interface EngagementEvent {
  /** Past tense: `accepted`. */
  readonly what: string;
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
  ) {}

  /** The same thing happened to each of them. */
  async record(
    context: RequestContext,
    transaction: Transaction,
    engagements: readonly EngagementParties[],
    { what, from = null, to, reason = '', after }: EngagementEvent,
  ): Promise<void> {
    if (engagements.length === 0) return;
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
  }
}

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
