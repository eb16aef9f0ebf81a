import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AuditService } from '../audit/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { confirmProfileErrors } from './domain/public-profile.js';
import { ProviderStore } from './provider.store.js';
import {
  PublicProfileStore,
  type PublicProfile,
  type PublicProfileFilter,
} from './public-profile.store.js';

const policyShape = z.object({ staleAfterDays: z.number().int().min(1) });

/** What the public sees of providers, and how the providers keep it fresh. */
@Injectable()
export class PublicProfileService {
  constructor(
    private readonly store: PublicProfileStore,
    private readonly providers: ProviderStore,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  byCode({ now }: RequestContext, providerCode: string): Promise<PublicProfile | undefined> {
    return this.store.byCode(providerCode, now);
  }

  page(
    { now }: RequestContext,
    filter: PublicProfileFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<PublicProfile>> {
    return this.store.page(filter, now, request, withTotal);
  }

  /** After how many days without a confirmation a profile is stale. */
  async staleAfterDays({ now }: RequestContext): Promise<number> {
    const date = businessDateOf(now);
    return (await this.policies.inForce('public-profile', policyShape, date)).body.staleAfterDays;
  }

  /** The caller's company says that its profile, as read, is still true. */
  async confirm(context: RequestContext, expectedVersion: number): Promise<Result<Date>> {
    const { scope } = context;
    if (scope.kind !== 'PROVIDER') throw new NotFound('Your company');
    const id = scope.providerId;
    return this.unitOfWork.run(context, async (transaction) => {
      const provider = (await this.providers.byIds([id], transaction)).get(id);
      if (!provider) throw new NotFound('Your company');
      const { version } = provider;
      if (version !== expectedVersion) {
        const path = ['input', 'expectedVersion'];
        return fail(confirmProfileErrors.error('CHANGED_MEANWHILE', path, { version }));
      }
      await this.noteConfirmed(transaction, context, id);
      await this.audit.record(transaction, context, {
        action: 'provider.profile_confirmed',
        object: { kind: 'Provider', id },
        after: { version },
        owners: { providerId: id },
      });
      return succeed(context.now);
    });
  }

  /** Who changes a profile says by that that it is true. */
  noteConfirmed(
    transaction: Transaction,
    { actor, now }: RequestContext,
    providerId: string,
  ): Promise<void> {
    return this.store.confirm(transaction, providerId, { by: actorKey(actor), at: now });
  }
}
