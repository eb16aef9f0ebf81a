import { Injectable } from '@nestjs/common';
import { ProviderService } from '../providers/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { admissionNotices } from './admission-notices.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import { admitOnProbation, decideRuling, rulingErrors, type Ruling } from './domain/standing.js';
import type { ProviderStanding, StandingTransition } from './entities/standing.entity.js';
import { endOf } from './review-desk.service.js';
import { StandingMoves } from './standing-moves.service.js';
import { StandingStore, type StandingFilter, type StandingOrder } from './standing.store.js';

/** How providers stand, and what people decide about it. */
@Injectable()
export class StandingService {
  constructor(
    private readonly store: StandingStore,
    private readonly moves: StandingMoves,
    private readonly policies: AdmissionPolicyService,
    private readonly providers: ProviderService,
  ) {}

  /** Staff see every standing, a company its own. */
  page(
    context: RequestContext,
    filter: StandingFilter,
    order: StandingOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ProviderStanding>> {
    return this.store.page(context, filter, order, request, withTotal);
  }

  /** @throws NotFound for a provider whose standing the caller may not see */
  async of(context: RequestContext, providerId: string): Promise<ProviderStanding | undefined> {
    if (!maySee(context, { providerId })) throw new NotFound('The provider');
    return (await this.store.byIds([providerId])).get(providerId);
  }

  async transitions(
    context: RequestContext,
    providerId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<StandingTransition>> {
    if (!maySee(context, { providerId })) throw new NotFound('The provider');
    return this.store.transitions(providerId, request, withTotal);
  }

  /** Admits a provider on probation, as reviewers decided: for the first time, or again. */
  async admit(
    transaction: Transaction,
    context: RequestContext,
    admission: {
      readonly providerId: string;
      readonly focus: Parameters<ProviderService['adoptReviewed']>[2]['focus'];
      readonly mainCategoryCode: string;
      readonly reason: string;
    },
  ): Promise<void> {
    const { providerId, reason } = admission;
    const today = businessDateOf(context.now);
    const policy = await this.policies.inForce(today, transaction);
    const before = await this.store.lock(transaction, providerId);
    await this.providers.adoptReviewed(context, transaction, admission);
    const after = admitOnProbation(before, policy.body, today);
    const move = { cause: 'REVIEW' as const, gates: [], reason };
    const change = { providerId, before, after, move, verdicts: [] };
    await this.moves.apply(transaction, context, [change], policy, today);
  }

  /**
   * Carries out a ruling. An exit is announced and done by the daily check of its day, unless it is `atOnce`.
   * The caller sees to it that enough eyes have looked.
   */
  async rule(
    transaction: Transaction,
    context: RequestContext,
    ruling: {
      readonly providerId: string;
      readonly ruling: Ruling;
      readonly reason: string;
      readonly atOnce?: boolean;
    },
  ): Promise<Result<ProviderStanding>> {
    const { providerId, reason } = ruling;
    const today = businessDateOf(context.now);
    const policy = await this.policies.inForce(today, transaction);
    const before = await this.store.lock(transaction, providerId);
    if (!before) return fail(rulingErrors.error('NO_STANDING', ['input', 'providerId']));
    const decision = decideRuling(before, ruling.ruling, policy.body, today, ruling.atOnce);
    if (!decision.ok) return decision;
    const { standing: after, move } = decision.value;
    const announced = after.nextState === 'EXITED' && after.heldBy === 'RULING' && !move;
    await this.moves.apply(
      transaction,
      context,
      [
        {
          providerId,
          before,
          after,
          move: move && { ...move, reason },
          notices: announced
            ? [
                {
                  kind: admissionNotices.exitAnnounced,
                  to: { providerId },
                  subject: { type: 'Provider', id: providerId },
                  parameters: { reason, on: after.nextOn! },
                  actBy: endOf(after.nextOn!),
                },
              ]
            : [],
        },
      ],
      policy,
      today,
    );
    return succeed((await this.store.byIds([providerId], transaction)).get(providerId)!);
  }

  /**
   * Exits a provider at once, as a decision on a violation wants, wherever it stands: applicants too. One that
   * has exited stays as it is.
   */
  async expel(
    transaction: Transaction,
    context: RequestContext,
    providerId: string,
    reason: string,
  ): Promise<void> {
    const today = businessDateOf(context.now);
    const policy = await this.policies.inForce(today, transaction);
    // Whoever gives a provider its first standing holds the provider.
    await this.providers.lockState(transaction, providerId);
    const before = await this.store.lock(transaction, providerId);
    if (before?.state === 'EXITED') return;
    const standing = before ?? admitOnProbation(undefined, policy.body, today);
    const decision = decideRuling(standing, 'EXIT', policy.body, today, true);
    if (!decision.ok) throw new Error(`provider ${providerId} cannot be expelled`);
    const { standing: after, move } = decision.value;
    const change = { providerId, before, after, move: { ...move!, reason } };
    await this.moves.apply(transaction, context, [change], policy, today);
  }
}
