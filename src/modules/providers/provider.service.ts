import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee } from '../platform/access/ownership.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { ReferenceService } from '../reference/index.js';
import { providerStates, type ProviderFocus, type ProviderState } from './domain/provider.js';
import {
  decideProviderProfile,
  updateProviderProfileErrors,
  type ProviderProfile,
} from './domain/provider-profile.js';
import type { ProviderTransition } from './entities/provider-transition.entity.js';
import type { Provider } from './entities/provider.entity.js';
import { PublicProfileService } from './public-profile.service.js';
import { ProviderStore, type ProviderFilter, type ProviderOrder } from './provider.store.js';

@Injectable()
export class ProviderService {
  constructor(
    private readonly store: ProviderStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly reference: ReferenceService,
    private readonly publicProfiles: PublicProfileService,
  ) {}

  page(
    _context: RequestContext,
    filter: ProviderFilter,
    order: ProviderOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Provider>> {
    return this.store.page(filter, order, request, withTotal);
  }

  byIds(ids: readonly string[]): Promise<Map<string, Provider>> {
    return this.store.byIds(ids);
  }

  /**
   * The provider's state, which cannot change before the transaction ends: for decisions elsewhere that depend
   * on it.
   */
  lockState(transaction: Transaction, providerId: string): Promise<ProviderState | undefined> {
    return this.store.lockState(transaction, providerId);
  }

  /** How a provider came to its state. Staff may ask of every provider, others of their own. */
  async transitions(
    context: RequestContext,
    providerId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ProviderTransition>> {
    if (!maySee(context, { providerId })) throw new NotFound('The provider');
    return this.store.transitions(providerId, request, withTotal);
  }

  /** What the register of companies says. Staff may ask of every provider, others of their own. */
  async registration(context: RequestContext, providerId: string): Promise<Provider> {
    const provider = (await this.store.byIds([providerId])).get(providerId);
    // An operator is not the company: the fields are for those who answer for it.
    if (!provider || !maySee(context, { providerId })) throw new NotFound('The provider');
    return provider;
  }

  /** Changes what the caller's own company says of itself. */
  async updateProfile(
    context: RequestContext,
    expectedVersion: number,
    profile: ProviderProfile,
  ): Promise<Result<Provider>> {
    const { scope } = context;
    if (scope.kind !== 'PROVIDER') throw new NotFound('Your company');
    const id = scope.providerId;
    const isRegion = await this.reference.isRegion(profile.regionCode);
    const decision = decideProviderProfile(profile, isRegion);
    if (!decision.ok) return decision;
    return this.unitOfWork.run(context, async (transaction) => {
      const before = (await this.store.byIds([id], transaction)).get(id);
      if (!before) throw new NotFound('Your company');
      const { value } = decision;
      if (!(await this.store.updateProfile(transaction, id, expectedVersion, value, context.now))) {
        const now = (await this.store.byIds([id], transaction)).get(id)!;
        const parameters = { version: now.version };
        const path = ['input', 'expectedVersion'];
        return fail(updateProviderProfileErrors.error('CHANGED_MEANWHILE', path, parameters));
      }
      await this.publicProfiles.noteConfirmed(transaction, context, id);
      const { name, introduction, regionCode } = before;
      await this.audit.record(transaction, context, {
        action: 'provider.profile_updated',
        object: { kind: 'Provider', id },
        before: { name, introduction, regionCode },
        after: { ...value },
        owners: { providerId: id },
      });
      return succeed((await this.store.byIds([id], transaction)).get(id)!);
    });
  }

  /**
   * Moves providers to the state that their admission gives them. For the module that decides admission; a move
   * that the table of states does not know is a fault of the caller.
   */
  async moveStates(
    context: RequestContext,
    transaction: Transaction,
    moves: readonly ProviderMove[],
  ): Promise<void> {
    const before = await this.store.lockStates(
      transaction,
      moves.map(({ providerId }) => providerId),
    );
    const due = moves.flatMap((move) => {
      const from = before.get(move.providerId);
      if (from === undefined) throw new Error(`there is no provider ${move.providerId}`);
      if (from === move.to) return [];
      if (!providerStates.allows(from, move.to)) {
        throw new Error(`provider ${move.providerId}: ${from} cannot become ${move.to}`);
      }
      return [{ ...move, from }];
    });
    if (due.length === 0) return;
    await this.store.moveStates(transaction, due, context.now);
    await this.store.recordTransitions(
      transaction,
      due.map(({ providerId, from, to, reason, effectiveOn }) => ({
        id: newId(),
        providerId,
        fromState: from,
        toState: to,
        reason,
        effectiveOn,
        decidedBy: actorKey(context.actor),
        decidedAt: context.now,
      })),
    );
    await this.audit.record(
      transaction,
      context,
      ...due.map(({ providerId, from, to, reason }) => ({
        action: 'provider.state_changed',
        object: { kind: 'Provider' as const, id: providerId },
        before: { state: from },
        after: { state: to },
        reason,
        owners: { providerId },
      })),
    );
    for (const { providerId, from, to, effectiveOn } of due) {
      await this.outbox.publish(transaction, {
        kind: 'provider.state_changed',
        payload: { providerId, from, to, effectiveOn },
      });
    }
  }

  /** Takes over what reviewers approved: what a company does, and in which category first. */
  async adoptReviewed(
    context: RequestContext,
    transaction: Transaction,
    reviewed: ReviewedProfile,
  ): Promise<void> {
    const { providerId, focus, mainCategoryCode } = reviewed;
    const before = (await this.store.byIds([providerId], transaction)).get(providerId)!;
    if (before.focus === focus && before.mainCategoryCode === mainCategoryCode) return;
    await this.store.adoptReviewed(transaction, reviewed, context.now);
    await this.audit.record(transaction, context, {
      action: 'provider.reviewed_profile_adopted',
      object: { kind: 'Provider', id: providerId },
      before: { focus: before.focus, mainCategoryCode: before.mainCategoryCode },
      after: { focus, mainCategoryCode },
      owners: { providerId },
    });
  }
}

/** What a decision on a provider's admission makes of its state. */
export interface ProviderMove {
  readonly providerId: string;
  readonly to: ProviderState;
  /** The provider reads it. */
  readonly reason: string;
  readonly effectiveOn: BusinessDate;
}

export interface ReviewedProfile {
  readonly providerId: string;
  readonly focus: ProviderFocus;
  readonly mainCategoryCode: string;
}
