import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { AccountService, type NewAccount } from '../auth/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { ReferenceService } from '../reference/index.js';
import {
  decideRegistration,
  registrationErrors,
  type ProviderRegistrationCommand,
} from './domain/registration.js';
import type { Provider } from './entities/provider.entity.js';
import { ProviderStore } from './provider.store.js';

/** How a company comes onto the platform: it and its owner's account are made together, or not at all. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly store: ProviderStore,
    private readonly accounts: AccountService,
    private readonly reference: ReferenceService,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  async register(
    context: RequestContext,
    command: ProviderRegistrationCommand,
    owner: NewAccount,
    idempotencyKey?: string,
  ): Promise<Result<Provider>> {
    const known = {
      category: await this.reference.isCategory(command.mainCategoryCode),
      region: await this.reference.isRegion(command.regionCode),
    };
    const company = decideRegistration(command, known);
    const prepared = await this.accounts.prepare(owner, ['input', 'owner']);
    if (!company.ok || !prepared.ok) {
      // Everything that is wrong at once, so that a form is sent twice and not five times.
      const ofCompany = company.ok ? [] : company.errors;
      return fail(...ofCompany, ...(prepared.ok ? [] : prepared.errors));
    }
    const request = { ...command, owner };
    const call = { mutation: 'registerProvider', key: idempotencyKey, request };
    const registered = async (transaction: Transaction) => {
      const id = await this.insert(transaction, context, company.value);
      const path = ['input', 'owner'];
      const accountId = orRefuse(
        await this.accounts.create(transaction, context, prepared.value, path),
      );
      const membership = { accountId, role: 'PROVIDER_OWNER' as const, providerId: id };
      orRefuse(await this.accounts.addMembership(transaction, context, membership));
      return succeed(id);
    };
    try {
      return await this.unitOfWork.attempt(context, async (transaction) => {
        const id = orRefuse(
          await this.idempotency.once(transaction, context, call, () => registered(transaction)),
        );
        return (await this.store.byIds([id], transaction)).get(id)!;
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'provider_credit_code_unique') throw error;
      return fail(registrationErrors.error('CREDIT_CODE_TAKEN', ['input', 'creditCode']));
    }
  }

  private async insert(
    transaction: Transaction,
    context: RequestContext,
    company: ProviderRegistrationCommand,
  ): Promise<string> {
    const id = newId();
    const providerCode = await this.store.nextProviderCode(transaction);
    const state = 'APPLIED' as const;
    await this.store.insert(transaction, {
      id,
      providerCode,
      ...company,
      state,
      admittedOn: null,
      imported: false,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    });
    await this.store.recordTransitions(transaction, [
      {
        id: newId(),
        providerId: id,
        fromState: null,
        toState: state,
        reason: 'registered',
        effectiveOn: businessDateOf(context.now),
        decidedBy: actorKey(context.actor),
        decidedAt: context.now,
      },
    ]);
    const { name, focus, mainCategoryCode, regionCode } = company;
    await this.audit.record(transaction, context, {
      action: 'provider.registered',
      object: { kind: 'Provider', id },
      after: { providerCode, name, focus, mainCategoryCode, regionCode, state },
      owners: { providerId: id },
    });
    await this.outbox.publish(transaction, {
      kind: 'provider.registered',
      payload: { providerId: id },
    });
    return id;
  }
}
