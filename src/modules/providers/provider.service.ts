import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee } from '../platform/access/ownership.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { newId, publicId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { ReferenceService } from '../reference/index.js';
import {
  changeProviderStateErrors,
  decideChangeProviderState,
  type ChangeProviderState,
} from './domain/change-provider-state.js';
import type { ProviderState } from './domain/provider.js';
import {
  decideProviderProfile,
  updateProviderProfileErrors,
  type ProviderProfile,
} from './domain/provider-profile.js';
import type { ProviderTransition } from './entities/provider-transition.entity.js';
import type { Provider } from './entities/provider.entity.js';
import { ProviderStore, type ProviderFilter, type ProviderOrder } from './provider.store.js';

@Injectable()
export class ProviderService {
  constructor(
    private readonly store: ProviderStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly reference: ReferenceService,
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

  /** Admits, suspends, readmits or exits a provider. */
  async changeState(
    context: RequestContext,
    id: string,
    command: ChangeProviderState,
  ): Promise<Result<Provider>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const provider = (await this.store.byIds([id], transaction)).get(id);
      const errors = changeProviderStateErrors;
      if (!provider) {
        const parameters = { id: publicId('Provider', id) };
        return fail(errors.error('NOT_FOUND', ['input', 'providerId'], parameters));
      }
      const decision = decideChangeProviderState(provider, command);
      if (!decision.ok) return decision;

      const { from, to, reason } = decision.value;
      const today = businessDateOf(context.now);
      const moved = await this.store.changeState(
        transaction,
        id,
        from,
        to,
        context.now,
        to === 'ADMITTED' ? today : null,
      );
      if (!moved) return fail(errors.error('CHANGED_MEANWHILE'));
      await this.store.recordTransition(transaction, {
        id: newId(),
        providerId: id,
        fromState: from,
        toState: to,
        reason,
        effectiveOn: today,
        decidedBy: actorKey(context.actor),
        decidedAt: context.now,
      });
      await this.audit.record(transaction, context, {
        action: 'provider.state_changed',
        object: { kind: 'Provider', id },
        before: { state: from },
        after: { state: to },
        reason,
        owners: { providerId: id },
      });
      await this.outbox.publish(transaction, {
        kind: 'provider.state_changed',
        payload: { providerId: id, from, to, effectiveOn: today },
      });
      return succeed((await this.store.byIds([id], transaction)).get(id)!);
    });
  }
}
