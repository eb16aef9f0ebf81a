import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { publicId } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { ProviderRestrictionService } from '../providers/index.js';
import {
  acceptEngagementErrors,
  atCapacity,
  decideAcceptEngagement,
  decideDeclineEngagement,
  decideWithdrawEngagement,
  type AcceptEngagement,
  type Acceptance,
} from './domain/answer-engagement.js';
import type { EngagementState } from './domain/engagement.js';
import { ENGAGEMENT_POLICY, engagementPolicySchema } from './domain/engagement-policy.js';
import { listed } from './domain/engagement-terms.js';
import type { OfferAnswer, VersionKind } from './domain/engagement-version.js';
import { EngagementJournal, makerOf, sideOf } from './engagement-journal.js';
import type { EngagementHappening } from './engagement-notices.js';
import { EngagementStore, type EngagementRow } from './engagement.store.js';
import { EngagementVersionStore, type EngagementVersionRow } from './engagement-version.store.js';
import { otherEngagement } from './negotiation.service.js';
import { NegotiationStore } from './negotiation.store.js';
import { OperatedSessionStore } from './operated-session.store.js';

export interface VersionedCommand {
  readonly expectedVersion: number;
}
export type ReasonedCommand = VersionedCommand & { readonly reason: string };

/** An engagement under its lock, with the version that waits for an answer. */
type Locked = EngagementRow & {
  readonly open: EngagementVersionRow | null;
  /** The others of the same request. */
  readonly siblings: readonly string[];
};

const AGREED: Readonly<Record<VersionKind, EngagementHappening>> = {
  TERMS: 'accepted',
  EXTENSION: 'extended',
  HANDOVER: 'handed_over',
};

/** What becomes of the version that waits for an answer: accepted, declined or withdrawn, once. */
@Injectable()
export class EngagementAnswerService {
  constructor(
    private readonly store: EngagementStore,
    private readonly versions: EngagementVersionStore,
    private readonly negotiation: NegotiationStore,
    private readonly sessions: OperatedSessionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: PolicyService,
    private readonly restrictions: ProviderRestrictionService,
    private readonly audit: AuditService,
    private readonly journal: EngagementJournal,
  ) {}

  /** Both sides then agree on the same version: it comes into force. */
  async accept(
    context: RequestContext,
    id: string,
    command: AcceptEngagement,
  ): Promise<Result<EngagementRow>> {
    try {
      return await this.answer(context, id, (transaction, engagement) =>
        this.agree(context, transaction, engagement, command),
      );
    } catch (error) {
      // Another engagement of the pair took some of the days at this very moment.
      if (violatedConstraint(error) !== 'engagement_one_per_pair') throw error;
      return fail(acceptEngagementErrors.error('CHANGED_MEANWHILE'));
    }
  }

  decline(
    context: RequestContext,
    id: string,
    command: ReasonedCommand,
  ): Promise<Result<EngagementRow>> {
    const { side } = makerOf(context);
    return this.answer(context, id, async (transaction, engagement) => {
      const decision = decideDeclineEngagement(engagement, command, side);
      if (!decision.ok) return decision;
      const { reason } = decision.value;
      await this.drop(context, transaction, engagement, 'DECLINED', reason);
      return succeed(null);
    });
  }

  withdraw(
    context: RequestContext,
    id: string,
    command: VersionedCommand,
  ): Promise<Result<EngagementRow>> {
    const { side } = makerOf(context);
    return this.answer(context, id, async (transaction, engagement) => {
      const decision = decideWithdrawEngagement(engagement, command, side);
      if (!decision.ok) return decision;
      await this.drop(context, transaction, engagement, 'WITHDRAWN', '');
      return succeed(null);
    });
  }

  private answer(
    context: RequestContext,
    id: string,
    decide: (transaction: Transaction, engagement: Locked) => Promise<Result<null>>,
  ): Promise<Result<EngagementRow>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const siblings = await this.negotiation.lock(transaction, id);
      const engagement = await this.find(context, transaction, id);
      if (!engagement) {
        const parameters = { id: publicId('Engagement', id) };
        return fail(
          acceptEngagementErrors.error('NOT_FOUND', ['input', 'engagementId'], parameters),
        );
      }
      const made = (await this.versions.ofEngagements([id], transaction)).get(id) ?? [];
      const open = made.find(({ number }) => number === engagement.openVersion) ?? null;
      const decision = await decide(transaction, { ...engagement, open, siblings });
      return decision.ok ? succeed((await this.find(context, transaction, id))!) : decision;
    });
  }

  /** A ban keeps a provider from new engagements; those that run go on, and can be changed. */
  private async bannedUntil(
    { now }: RequestContext,
    transaction: Transaction,
    { state, providerId }: Locked,
  ): Promise<string | undefined> {
    if (state !== 'PROPOSED') return undefined;
    return this.restrictions.recruitingBannedUntil(transaction, providerId, now);
  }

  private async agree(
    context: RequestContext,
    transaction: Transaction,
    engagement: Locked,
    command: AcceptEngagement,
  ): Promise<Result<null>> {
    const { id, providerId, merchantId, open } = engagement;
    const today = businessDateOf(context.now);
    const schema = engagementPolicySchema;
    const { body: policy } = await this.policies.inForce(
      ENGAGEMENT_POLICY,
      schema,
      today,
      transaction,
    );
    const start = open && open.startedOn > today ? open.startedOn : today;
    const { providerState, ...people } = await this.store.parties(
      transaction,
      providerId,
      merchantId,
      [...(open?.operatorIds ?? []), ...(command.operatorIds ?? [])],
      today,
      start,
    );
    const { side } = makerOf(context);
    const facts = { ...people, providerState: providerState! };
    const decision = decideAcceptEngagement(engagement, command, side, facts, today, policy);
    if (!decision.ok) return decision;
    const until = await this.bannedUntil(context, transaction, engagement);
    if (until) return fail(acceptEngagementErrors.error('RECRUITING_BANNED', [], { until }));

    const terms = open!;
    const wanted = { providerId, merchantId, startedOn: start, endedOn: terms.endedOn };
    const taken = await this.store.inTheWay(transaction, context, wanted, id);
    if (taken) {
      const parameters = otherEngagement(taken);
      return fail(acceptEngagementErrors.error('ALREADY_ENGAGED', [], parameters));
    }
    const maximum = policy.maximumSimultaneousEngagements;
    const busy = await this.atCapacity(transaction, id, decision.value, maximum);
    if (busy.length > 0) return fail(atCapacity(listed(busy), maximum));
    await this.putInForce(context, transaction, engagement, decision.value);
    return succeed(null);
  }

  private async atCapacity(
    transaction: Transaction,
    id: string,
    { newlyBound, bound }: Acceptance,
    maximum: number,
  ): Promise<string[]> {
    await this.negotiation.lockOperators(transaction, newlyBound);
    return this.negotiation.busy(transaction, id, newlyBound, bound, maximum);
  }

  private async putInForce(
    context: RequestContext,
    transaction: Transaction,
    engagement: Locked,
    { operatorIds }: Acceptance,
  ): Promise<void> {
    const { id, state, siblings } = engagement;
    const terms = engagement.open!;
    await this.answerOpen(context, transaction, [id], 'ACCEPTED', '');
    if (!(await this.versions.agree(transaction, engagement, terms, context.now))) {
      throw new Error(`engagement ${id} changed under its lock`);
    }
    await this.negotiation.nameOperators(transaction, id, operatorIds);
    const agreed = { what: AGREED[terms.kind], after: { version: terms.number } };
    const moved = state === 'PROPOSED' && ({ from: state, to: 'ACCEPTED' } as const);
    await this.journal.record(context, transaction, [engagement], { ...agreed, ...moved });
    if (terms.kind === 'HANDOVER') await this.release(context, transaction, engagement);
    if (state === 'PROPOSED') await this.closeRequest(context, transaction, siblings);
  }

  /** Who no longer serves won't run the sessions that are still to come. */
  private async release(
    context: RequestContext,
    transaction: Transaction,
    engagement: Locked,
  ): Promise<void> {
    const stay = engagement.open!.operatorIds;
    const leaving = engagement.operatorIds.filter((operatorId) => !stay.includes(operatorId));
    const fallen = await this.sessions.withdrawComing(
      transaction,
      engagement.id,
      leaving,
      context.now,
    );
    if (fallen.length === 0) return;
    await this.audit.record(
      transaction,
      context,
      ...fallen.map((sessionId) => ({
        action: 'operated_session.withdrawn',
        object: { kind: 'OperatedSession', id: sessionId } as const,
        before: { state: 'CLAIMED' },
        after: { state: 'WITHDRAWN' },
        reason: 'the engagement was handed over',
        owners: engagement,
      })),
    );
  }

  /** The merchant has found its provider: what it asked the others falls. */
  private async closeRequest(
    context: RequestContext,
    transaction: Transaction,
    siblings: readonly string[],
  ): Promise<void> {
    if (siblings.length === 0) return;
    await this.answerOpen(context, transaction, siblings, 'LAPSED', CHOSE_ANOTHER);
    const fallen = await this.store.withdrawProposed(transaction, siblings);
    const move = { from: 'PROPOSED', to: 'WITHDRAWN', reason: CHOSE_ANOTHER } as const;
    await this.journal.record(context, transaction, fallen, {
      what: 'withdrawn',
      tell: 'PROVIDER',
      ...move,
    });
  }

  private async drop(
    context: RequestContext,
    transaction: Transaction,
    engagement: Locked,
    answer: 'DECLINED' | 'WITHDRAWN',
    reason: string,
  ): Promise<void> {
    const { id, state, version } = engagement;
    await this.answerOpen(context, transaction, [id], answer, reason);
    const ends = state === 'PROPOSED';
    const to: EngagementState = answer;
    const done = ends
      ? await this.store.move(transaction, id, { from: state, to, version })
      : await this.versions.drop(transaction, engagement);
    if (!done) throw new Error(`engagement ${id} changed under its lock`);
    const { kind } = engagement.open!;
    const what = ends ? lower(answer) : (`${lower(kind)}_${lower(answer)}` as const);
    const moved = ends && { from: state, to };
    await this.journal.record(context, transaction, [engagement], { what, reason, ...moved });
  }

  private answerOpen(
    context: RequestContext,
    transaction: Transaction,
    ids: readonly string[],
    answer: OfferAnswer,
    reason: string,
  ): Promise<void> {
    return this.versions.answerOpen(transaction, ids, {
      answer,
      side: sideOf(context),
      reason,
      answeredBy: actorKey(context.actor),
      answeredAt: context.now,
    });
  }

  private async find(context: RequestContext, transaction: Transaction, id: string) {
    return (await this.store.visible(context, [id], transaction)).get(id);
  }
}

function lower<Text extends string>(text: Text): Lowercase<Text> {
  return text.toLowerCase() as Lowercase<Text>;
}

const CHOSE_ANOTHER = 'the merchant came to terms with another provider of its request';
