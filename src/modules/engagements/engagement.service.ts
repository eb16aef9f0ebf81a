import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { newId, publicId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import {
  acceptEngagementErrors,
  decideAcceptEngagement,
  decideDeclineEngagement,
  decideWithdrawEngagement,
  declineEngagementErrors,
  withdrawEngagementErrors,
  type AcceptEngagement,
} from './domain/answer-engagement.js';
import type { EngagementState, Side } from './domain/engagement.js';
import { ENGAGEMENT_POLICY, engagementPolicySchema } from './domain/engagement-policy.js';
import {
  decideProposeEngagement,
  proposeEngagementErrors,
  type ProposeEngagement,
} from './domain/propose-engagement.js';
import {
  decideTerminateEngagement,
  terminateEngagementErrors,
} from './domain/terminate-engagement.js';
import type { EngagementTransition } from './entities/engagement-transition.entity.js';
import {
  EngagementStore,
  type EngagementFilter,
  type EngagementMove,
  type EngagementOrder,
  type EngagementRow,
  type NewEngagement,
} from './engagement.store.js';
import { OperatedSessionStore } from './operated-session.store.js';

/** A proposal as its maker words it: which of the two parties it is follows from who calls. */
export type Proposal = Omit<ProposeEngagement, 'providerId' | 'merchantId'> & {
  readonly counterpartyId: string;
};
export interface VersionedCommand {
  readonly expectedVersion: number;
}
export type ReasonedCommand = VersionedCommand & { readonly reason: string };

@Injectable()
export class EngagementService {
  constructor(
    private readonly store: EngagementStore,
    private readonly sessions: OperatedSessionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: PolicyService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
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

  async propose(context: RequestContext, proposal: Proposal): Promise<Result<EngagementRow>> {
    const { side, command } = addressed(context, proposal);
    const today = businessDateOf(context.now);
    return this.unitOfWork.run(context, async (transaction) => {
      const { providerId, merchantId, operatorIds, startedOn } = command;
      const { body: policy } = await this.policy(context, transaction);
      const parties = await this.store.parties(
        transaction,
        providerId,
        merchantId,
        operatorIds,
        today,
        startedOn,
      );
      const decision = decideProposeEngagement(command, parties, side, today, policy);
      if (!decision.ok) return decision;

      const id = newId();
      const engagement = {
        ...decision.value,
        id,
        engagementCode: await this.store.nextEngagementCode(transaction),
        kind: 'SERVICE',
        state: 'PROPOSED',
        proposedBy: side,
        scopeModules: [...command.scopeModules],
        imported: false,
        version: 1,
        createdAt: context.now,
      } satisfies NewEngagement;
      if (!(await this.store.insert(transaction, engagement))) {
        return fail(await this.alreadyEngaged(context, transaction, command));
      }
      await this.store.addOperators(transaction, id, operatorIds);
      await this.record(context, transaction, engagement, null, 'PROPOSED', '');
      return this.reread(context, transaction, id);
    });
  }

  async accept(
    context: RequestContext,
    id: string,
    command: AcceptEngagement,
  ): Promise<Result<EngagementRow>> {
    const errors = acceptEngagementErrors;
    const side = sideOf(context);
    const today = businessDateOf(context.now);
    return this.unitOfWork.run(context, async (transaction) => {
      const engagement = await this.find(context, transaction, id);
      if (!engagement) return fail(errors.error('NOT_FOUND', ID, naming(id)));
      const { providerId, merchantId, startedOn } = engagement;
      const { body: policy } = await this.policy(context, transaction);
      const { providerState, employed } = await this.store.parties(
        transaction,
        providerId,
        merchantId,
        [...engagement.operatorIds, ...(command.operatorIds ?? [])],
        today,
        startedOn,
      );
      const decision = decideAcceptEngagement(
        engagement,
        command,
        side,
        providerState!,
        employed,
        today,
        policy,
      );
      if (!decision.ok) return decision;
      const move = { from: 'PROPOSED', to: 'ACCEPTED', version: command.expectedVersion } as const;
      if (!(await this.move(context, transaction, engagement, move, ''))) {
        return fail(errors.error('CHANGED_MEANWHILE'));
      }
      await this.store.addOperators(transaction, id, decision.value.operatorsToAdd);
      return this.reread(context, transaction, id);
    });
  }

  async decline(
    context: RequestContext,
    id: string,
    command: ReasonedCommand,
  ): Promise<Result<EngagementRow>> {
    const errors = declineEngagementErrors;
    return this.unitOfWork.run(context, async (transaction) => {
      const engagement = await this.find(context, transaction, id);
      if (!engagement) return fail(errors.error('NOT_FOUND', ID, naming(id)));
      const decision = decideDeclineEngagement(engagement, command, sideOf(context));
      if (!decision.ok) return decision;
      const move = { from: 'PROPOSED', to: 'DECLINED', version: command.expectedVersion } as const;
      return (await this.move(context, transaction, engagement, move, decision.value.reason))
        ? this.reread(context, transaction, id)
        : fail(errors.error('CHANGED_MEANWHILE'));
    });
  }

  async withdraw(
    context: RequestContext,
    id: string,
    command: VersionedCommand,
  ): Promise<Result<EngagementRow>> {
    const errors = withdrawEngagementErrors;
    return this.unitOfWork.run(context, async (transaction) => {
      const engagement = await this.find(context, transaction, id);
      if (!engagement) return fail(errors.error('NOT_FOUND', ID, naming(id)));
      const decision = decideWithdrawEngagement(engagement, command, sideOf(context));
      if (!decision.ok) return decision;
      const move = { from: 'PROPOSED', to: 'WITHDRAWN', version: command.expectedVersion } as const;
      return (await this.move(context, transaction, engagement, move, ''))
        ? this.reread(context, transaction, id)
        : fail(errors.error('CHANGED_MEANWHILE'));
    });
  }

  /** Ends an engagement today. Claims of sessions on later days fall with it. */
  async terminate(
    context: RequestContext,
    id: string,
    command: ReasonedCommand,
  ): Promise<Result<EngagementRow>> {
    const errors = terminateEngagementErrors;
    const today = businessDateOf(context.now);
    return this.unitOfWork.run(context, async (transaction) => {
      const engagement = await this.find(context, transaction, id);
      if (!engagement) return fail(errors.error('NOT_FOUND', ID, naming(id)));
      const decision = decideTerminateEngagement(engagement, command, today);
      if (!decision.ok) return decision;
      const { reason, terminatedOn } = decision.value;
      const version = command.expectedVersion;
      const move = { from: 'ACCEPTED', to: 'TERMINATED', version, terminatedOn } as const;
      if (!(await this.move(context, transaction, engagement, move, reason))) {
        return fail(errors.error('CHANGED_MEANWHILE'));
      }
      const { now } = context;
      const fallen = await this.sessions.withdrawAfter(transaction, id, terminatedOn, now);
      await this.audit.record(
        transaction,
        context,
        ...fallen.map((sessionId) => ({
          action: 'operated_session.withdrawn',
          object: { kind: 'OperatedSession', id: sessionId } as const,
          before: { state: 'CLAIMED' },
          after: { state: 'WITHDRAWN' },
          reason: 'the engagement was terminated',
          owners: engagement,
        })),
      );
      return this.reread(context, transaction, id);
    });
  }

  private policy(context: RequestContext, transaction: Transaction) {
    const today = businessDateOf(context.now);
    return this.policies.inForce(ENGAGEMENT_POLICY, engagementPolicySchema, today, transaction);
  }

  private async find(context: RequestContext, transaction: Transaction, id: string) {
    return (await this.store.visible(context, [id], transaction)).get(id);
  }

  private async reread(context: RequestContext, transaction: Transaction, id: string) {
    return succeed((await this.find(context, transaction, id))!);
  }

  /** @returns false when somebody else was faster */
  private async move(
    context: RequestContext,
    transaction: Transaction,
    engagement: EngagementRow,
    move: EngagementMove,
    reason: string,
  ): Promise<boolean> {
    const moved = await this.store.move(transaction, engagement.id, move, context.now);
    if (moved) await this.record(context, transaction, engagement, move.from, move.to, reason);
    return moved;
  }

  private async record(
    context: RequestContext,
    transaction: Transaction,
    engagement: { readonly id: string; readonly providerId: string; readonly merchantId: string },
    from: EngagementState | null,
    to: EngagementState,
    reason: string,
  ): Promise<void> {
    const { id, providerId, merchantId } = engagement;
    const action = `engagement.${to.toLowerCase()}`;
    await this.store.recordTransition(transaction, {
      id: newId(),
      engagementId: id,
      fromState: from,
      toState: to,
      reason,
      side: context.scope.kind === 'NONE' ? 'PLATFORM' : context.scope.kind,
      decidedBy: actorKey(context.actor),
      decidedAt: context.now,
    });
    await this.audit.record(transaction, context, {
      action,
      object: { kind: 'Engagement', id },
      ...(from && { before: { state: from } }),
      after: { state: to },
      ...(reason && { reason }),
      owners: { providerId, merchantId },
    });
    const payload = { engagementId: id, providerId, merchantId };
    await this.outbox.publish(transaction, { kind: action, payload });
  }

  private async alreadyEngaged(
    context: RequestContext,
    transaction: Transaction,
    command: ProposeEngagement,
  ) {
    const other = await this.store.inTheWay(transaction, context, command);
    if (!other) throw new Error('an engagement was in the way of another one, and then was not');
    const { engagementCode: code, status: state, startedOn } = other;
    const endedOn = other.terminatedOn ?? other.endedOn;
    const parameters = { code, state, startedOn, endedOn };
    return proposeEngagementErrors.error('ALREADY_ENGAGED', ['input', 'startedOn'], parameters);
  }
}

const ID = ['input', 'engagementId'];

function naming(id: string) {
  return { id: publicId('Engagement', id) };
}

/** The entry points admit members of the two sides only. */
export function sideOf({ scope }: RequestContext): Side {
  if (scope.kind === 'PROVIDER' || scope.kind === 'MERCHANT') return scope.kind;
  throw new Error(`a caller of scope ${scope.kind} is no side of an engagement`);
}

function addressed(
  { scope }: RequestContext,
  { counterpartyId, ...terms }: Proposal,
): { side: Side; command: ProposeEngagement } {
  if (scope.kind === 'PROVIDER') {
    const parties = { providerId: scope.providerId, merchantId: counterpartyId };
    return { side: 'PROVIDER', command: { ...terms, ...parties } };
  }
  if (scope.kind === 'MERCHANT') {
    const parties = { providerId: counterpartyId, merchantId: scope.merchantId };
    return { side: 'MERCHANT', command: { ...terms, ...parties } };
  }
  throw new Error(`a caller of scope ${scope.kind} is no side of an engagement`);
}
