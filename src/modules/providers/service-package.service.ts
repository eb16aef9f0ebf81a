import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import {
  decidePackageContent,
  decidePackageState,
  packageStates,
  servicePackageErrors as errors,
  type PackageContent,
  type PackageState,
} from './domain/service-package.js';
import type { ServicePackage } from './entities/service-package.entity.js';
import { ProviderStore } from './provider.store.js';
import {
  ServicePackageStore,
  type PackageOrder,
  type ServicePackageFilter,
} from './service-package.store.js';

@Injectable()
export class ServicePackageService {
  constructor(
    private readonly store: ServicePackageStore,
    private readonly providers: ProviderStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly audit: AuditService,
  ) {}

  page(
    context: RequestContext,
    filter: ServicePackageFilter,
    order: PackageOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ServicePackage>> {
    return this.store.page(context, filter, order, request, withTotal);
  }

  byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, ServicePackage>> {
    return this.store.visibleByIds(context, ids);
  }

  /** The newest `count` packages of each company that the caller may see. */
  newestOfProviders(
    context: RequestContext,
    providerIds: readonly string[],
    count: number,
  ): Promise<Map<string, ServicePackage[]>> {
    return this.store.newestOfProviders(context, providerIds, count);
  }

  /** Drafts a package. Repeating the call with its idempotency key gives the same package again. */
  async create(
    context: RequestContext,
    content: PackageContent,
    idempotencyKey?: string,
  ): Promise<Result<ServicePackage>> {
    const decision = decidePackageContent(content);
    if (!decision.ok) return decision;
    const request = { providerId: companyOf(context), ...content };
    const call = { mutation: 'createServicePackage', key: idempotencyKey, request };
    return this.unitOfWork.run(context, async (transaction) => {
      const id = await this.idempotency.once(transaction, context, call, async () =>
        succeed(await this.insert(transaction, context, decision.value)),
      );
      return id.ok ? succeed((await this.store.byId(transaction, id.value))!) : id;
    });
  }

  async update(
    context: RequestContext,
    id: string,
    expectedVersion: number,
    content: PackageContent,
  ): Promise<Result<ServicePackage>> {
    const decision = decidePackageContent(content);
    if (!decision.ok) return decision;
    return this.unitOfWork.run(context, async (transaction) => {
      const before = await this.own(transaction, context, id);
      if (!before) return fail(errors.error('NOT_FOUND', ['input', 'packageId']));
      const { value } = decision;
      if (!(await this.store.update(transaction, id, expectedVersion, value, context.now))) {
        const { version } = (await this.store.byId(transaction, id))!;
        const path = ['input', 'expectedVersion'];
        return fail(errors.error('CHANGED_MEANWHILE', path, { version }));
      }
      await this.record(transaction, context, 'updated', before, contentOf(before), value);
      return succeed((await this.store.byId(transaction, id))!);
    });
  }

  async changeState(
    context: RequestContext,
    id: string,
    to: PackageState,
  ): Promise<Result<ServicePackage>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const before = await this.own(transaction, context, id);
      if (!before) return fail(errors.error('NOT_FOUND', ['input', 'packageId']));
      const providers = await this.providers.byIds([before.providerId], transaction);
      const decision = decidePackageState(before, providers.get(before.providerId)!, to);
      if (!decision.ok) return decision;
      const { from } = decision.value;
      if (!(await this.store.changeState(transaction, id, from, to, context.now))) {
        const { version } = (await this.store.byId(transaction, id))!;
        return fail(errors.error('CHANGED_MEANWHILE', [], { version }));
      }
      await this.record(
        transaction,
        context,
        'state_changed',
        before,
        { state: from },
        { state: to },
      );
      return succeed((await this.store.byId(transaction, id))!);
    });
  }

  /** @returns the package's id */
  private async insert(
    transaction: Transaction,
    context: RequestContext,
    content: PackageContent,
  ): Promise<string> {
    const state = packageStates.initial;
    const row = { ...content, id: newId(), providerId: companyOf(context), state, at: context.now };
    await this.store.insert(transaction, row);
    await this.record(transaction, context, 'created', row, {}, content);
    return row.id;
  }

  private async own(transaction: Transaction, context: RequestContext, id: string) {
    const row = await this.store.byId(transaction, id);
    return row?.providerId === companyOf(context) ? row : undefined;
  }

  private record(
    transaction: Transaction,
    context: RequestContext,
    what: string,
    { id, providerId }: { id: string; providerId: string },
    before: object,
    after: object,
  ): Promise<void> {
    return this.audit.record(transaction, context, {
      action: `service_package.${what}`,
      object: { kind: 'ServicePackage', id },
      before: { ...before },
      after: { ...after },
      owners: { providerId },
    });
  }
}

function companyOf({ scope }: RequestContext): string {
  if (scope.kind !== 'PROVIDER') throw new NotFound('Your company');
  return scope.providerId;
}

function contentOf(row: ServicePackage): PackageContent {
  const { title, description, tiers, modules, price, priceUnit } = row;
  return { title, description, tiers, modules, price, priceUnit };
}
