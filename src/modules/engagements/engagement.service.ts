import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { publicId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import {
  decideTerminateEngagement,
  terminateEngagementErrors,
} from './domain/terminate-engagement.js';
import { EngagementJournal, sideOf } from './engagement-journal.js';
import type { EngagementTransition } from './entities/engagement-transition.entity.js';
import {
  EngagementProgressStore,
  type EngagementProgressRow,
} from './engagement-progress.store.js';
import {
  EngagementStore,
  type EngagementFilter,
  type EngagementOrder,
  type EngagementRow,
} from './engagement.store.js';
import { EngagementVersionStore, type EngagementVersionRow } from './engagement-version.store.js';
import { NegotiationStore } from './negotiation.store.js';
import { OperatedSessionStore } from './operated-session.store.js';

@Injectable()
export class EngagementService {
  constructor(
    private readonly store: EngagementStore,
    private readonly versions: EngagementVersionStore,
    private readonly progress: EngagementProgressStore,
    private readonly negotiation: NegotiationStore,
    private readonly sessions: OperatedSessionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly journal: EngagementJournal,
  ) {}

  /** The engagements that the caller may see: staff all, a side its own, an operator those naming them. */
  page(
    context: RequestContext,
    filter: EngagementFilter,
    order: EngagementOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<EngagementRow>> {
    return this.store.page(context, filter, order, request, withTotal);
  }

  /** Of these engagements those that the caller may see. */
  byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, EngagementRow>> {
    return this.store.visible(context, ids);
  }

  /** What happened to each engagement. The caller has shown that the reader may see them. */
  transitionsOf(ids: readonly string[]): Promise<Map<string, EngagementTransition[]>> {
    return this.store.transitionsOf(ids);
  }

  /** All versions of each engagement's terms. The caller has shown that the reader may see them. */
  versionsOf(ids: readonly string[]): Promise<Map<string, EngagementVersionRow[]>> {
    return this.versions.ofEngagements(ids);
  }

  /** Promised and achieved, of each that is agreed. The caller has shown that the reader may see them. */
  progressOf(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, EngagementProgressRow>> {
    return this.progress.ofEngagements(ids, businessDateOf(context.now));
  }

  /** Ends an engagement today. Claims of sessions on later days fall with it. */
  async terminate(
    context: RequestContext,
    id: string,
    command: { readonly expectedVersion: number; readonly reason: string },
  ): Promise<Result<EngagementRow>> {
    const errors = terminateEngagementErrors;
    const today = businessDateOf(context.now);
    return this.unitOfWork.run(context, async (transaction) => {
      await this.negotiation.lock(transaction, id);
      const engagement = await this.find(context, transaction, id);
      if (!engagement) {
        const parameters = { id: publicId('Engagement', id) };
        return fail(errors.error('NOT_FOUND', ['input', 'engagementId'], parameters));
      }
      const decision = decideTerminateEngagement(engagement, command, today);
      if (!decision.ok) return decision;
      const { reason, terminatedOn } = decision.value;
      await this.versions.answerOpen(transaction, [id], {
        answer: 'LAPSED',
        side: sideOf(context),
        reason: '',
        answeredBy: actorKey(context.actor),
        answeredAt: context.now,
      });
      const version = command.expectedVersion;
      const move = { from: 'ACCEPTED', to: 'TERMINATED', version, terminatedOn } as const;
      if (!(await this.store.move(transaction, id, move))) {
        return fail(errors.error('CHANGED_MEANWHILE'));
      }
      const event = { what: 'terminated', from: move.from, to: move.to, reason } as const;
      await this.journal.record(context, transaction, [engagement], event);
      const { now } = context;
      const fallen = await this.sessions.withdrawAfter(transaction, id, terminatedOn, now);
      await this.auditFallen(context, transaction, engagement, fallen);
      return succeed((await this.find(context, transaction, id))!);
    });
  }

  /** Claims that fell because somebody no longer serves. */
  private async auditFallen(
    context: RequestContext,
    transaction: Transaction,
    owners: EngagementRow,
    sessionIds: readonly string[],
  ): Promise<void> {
    const records = sessionIds.map((sessionId) => ({
      action: 'operated_session.withdrawn',
      object: { kind: 'OperatedSession', id: sessionId } as const,
      before: { state: 'CLAIMED' },
      after: { state: 'WITHDRAWN' },
      reason: 'the engagement was terminated',
      owners,
    }));
    if (records.length > 0) await this.audit.record(transaction, context, ...records);
  }

  private async find(context: RequestContext, transaction: Transaction, id: string) {
    return (await this.store.visible(context, [id], transaction)).get(id);
  }
}
