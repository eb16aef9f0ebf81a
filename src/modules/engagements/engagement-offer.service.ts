import { Injectable } from '@nestjs/common';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { addDays, businessDateOf, startOfBusinessDate } from '../platform/kernel/business-date.js';
import { publicId } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { ENGAGEMENT_POLICY, engagementPolicySchema } from './domain/engagement-policy.js';
import type { Terms, VersionKind } from './domain/engagement-version.js';
import {
  counterEngagementErrors,
  decideCounter,
  decideExtension,
  decideHandover,
  type ExtendEngagement,
  type HandOver,
  type NegotiableEngagement,
  type OfferFacts,
} from './domain/offer-version.js';
import { EngagementJournal, makerOf } from './engagement-journal.js';
import type { EngagementHappening } from './engagement-notices.js';
import { EngagementStore, type EngagementRow } from './engagement.store.js';
import { EngagementVersionStore } from './engagement-version.store.js';
import { otherEngagement } from './negotiation.service.js';
import { NegotiationStore } from './negotiation.store.js';

/** An offer: which mutation makes it, whom it newly names, and how it is decided. */
interface Offer {
  readonly id: string;
  readonly mutation: string;
  readonly key?: string | null;
  readonly request: { readonly expectedVersion: number };
  readonly kind: VersionKind;
  readonly operatorIds: readonly string[];
  readonly decide: (engagement: NegotiableEngagement, facts: OfferFacts) => Result<Terms>;
}

const WHAT: Readonly<Record<VersionKind, EngagementHappening>> = {
  TERMS: 'countered',
  EXTENSION: 'extension_proposed',
  HANDOVER: 'handover_proposed',
};

/** New versions of an engagement's terms: each takes the place of the one that was open. */
@Injectable()
export class EngagementOfferService {
  constructor(
    private readonly store: EngagementStore,
    private readonly versions: EngagementVersionStore,
    private readonly negotiation: NegotiationStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly policies: PolicyService,
    private readonly journal: EngagementJournal,
  ) {}

  /** Other terms than those offered last. */
  counter(
    context: RequestContext,
    id: string,
    command: Terms & { readonly expectedVersion: number },
    key?: string | null,
  ): Promise<Result<EngagementRow>> {
    return this.offer(context, {
      id,
      mutation: 'counterEngagement',
      key,
      request: command,
      kind: 'TERMS',
      operatorIds: command.operatorIds,
      decide: (engagement, facts) => decideCounter(engagement, command, facts),
    });
  }

  /** A later end; the other side accepts it, or the term stays as it is. */
  extend(
    context: RequestContext,
    id: string,
    command: ExtendEngagement,
    key?: string | null,
  ): Promise<Result<EngagementRow>> {
    return this.offer(context, {
      id,
      mutation: 'proposeEngagementExtension',
      key,
      request: command,
      kind: 'EXTENSION',
      operatorIds: [],
      decide: (engagement, facts) => decideExtension(engagement, command, facts),
    });
  }

  /** Another operator in the place of one; only with the merchant's consent. */
  handOver(
    context: RequestContext,
    id: string,
    command: HandOver,
    key?: string | null,
  ): Promise<Result<EngagementRow>> {
    return this.offer(context, {
      id,
      mutation: 'proposeEngagementHandover',
      key,
      request: command,
      kind: 'HANDOVER',
      operatorIds: [command.toOperatorId],
      decide: (engagement, facts) => decideHandover(engagement, command, facts),
    });
  }

  private async offer(context: RequestContext, offer: Offer): Promise<Result<EngagementRow>> {
    const { id, mutation, key, request } = offer;
    const call = { mutation, key, request: { id, ...request } };
    try {
      return await this.unitOfWork.run(context, async (transaction) => {
        const done = await this.idempotency.once(transaction, context, call, () =>
          this.make(context, transaction, offer),
        );
        return done.ok ? succeed((await this.find(context, transaction, id))!) : done;
      });
    } catch (error) {
      // Another engagement of the pair took some of the days at this very moment.
      if (violatedConstraint(error) !== 'engagement_one_per_pair') throw error;
      return fail(counterEngagementErrors.error('CHANGED_MEANWHILE'));
    }
  }

  private async make(
    context: RequestContext,
    transaction: Transaction,
    { id, kind, operatorIds, decide }: Offer,
  ): Promise<Result<null>> {
    const { side } = makerOf(context);
    await this.negotiation.lock(transaction, id);
    const engagement = await this.find(context, transaction, id);
    if (!engagement) {
      const parameters = { id: publicId('Engagement', id) };
      return fail(
        counterEngagementErrors.error('NOT_FOUND', ['input', 'engagementId'], parameters),
      );
    }
    const made = (await this.versions.ofEngagements([id], transaction)).get(id) ?? [];
    const inForce = made.find(({ number }) => number === engagement.agreedVersion);
    const facts = await this.facts(context, transaction, engagement, operatorIds);
    const milestones = inForce?.milestones ?? [];
    const decision = decide({ ...engagement, versionsMade: made.length, milestones }, facts);
    if (!decision.ok) return decision;
    const terms = decision.value;
    const taken = await this.inTheWay(context, transaction, engagement, terms);
    if (taken) {
      const parameters = otherEngagement(taken);
      return fail(counterEngagementErrors.error('ALREADY_ENGAGED', ENDED_ON, parameters));
    }
    const author = actorKey(context.actor);
    const number = made.length + 1;
    await this.versions.answerOpen(transaction, [id], {
      answer: 'SUPERSEDED',
      side,
      reason: '',
      answeredBy: author,
      answeredAt: context.now,
    });
    const version = { kind, madeBy: side, author, madeAt: context.now, terms };
    await this.versions.insert(transaction, id, number, version);
    if (!(await this.versions.open(transaction, engagement, number, terms))) {
      throw new Error(`engagement ${id} changed under its lock`);
    }
    // What is agreed stays in force until the other side consents; before that, names are part of the offer.
    if (engagement.state === 'PROPOSED') {
      await this.negotiation.nameOperators(transaction, id, terms.operatorIds);
    }
    const lastDay = kind === 'TERMS' ? terms.startedOn : engagement.endedOn;
    const actBy = startOfBusinessDate(addDays(lastDay, 1));
    const event = { what: WHAT[kind], after: { version: number }, actBy };
    await this.journal.record(context, transaction, [engagement], event);
    return succeed(null);
  }

  private async facts(
    context: RequestContext,
    transaction: Transaction,
    { providerId, merchantId, startedOn }: EngagementRow,
    operatorIds: readonly string[],
  ): Promise<OfferFacts> {
    const today = businessDateOf(context.now);
    const from = startedOn > today ? startedOn : today;
    const { body: policy } = await this.policies.inForce(
      ENGAGEMENT_POLICY,
      engagementPolicySchema,
      today,
      transaction,
    );
    const { providerState, employed, certified } = await this.store.parties(
      transaction,
      providerId,
      merchantId,
      operatorIds,
      today,
      from,
    );
    const { side } = makerOf(context);
    return { providerState: providerState!, employed, certified, side, today, policy };
  }

  private inTheWay(
    context: RequestContext,
    transaction: Transaction,
    { id, providerId, merchantId }: EngagementRow,
    { startedOn, endedOn }: Terms,
  ) {
    const wanted = { providerId, merchantId, startedOn, endedOn };
    return this.store.inTheWay(transaction, context, wanted, id);
  }

  private async find(context: RequestContext, transaction: Transaction, id: string) {
    return (await this.store.visible(context, [id], transaction)).get(id);
  }
}

const ENDED_ON = ['input', 'endedOn'];
