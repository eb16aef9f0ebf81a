import { Injectable } from '@nestjs/common';
import { owns } from '../platform/access/ownership.js';
import { holds } from '../platform/access/permissions.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { AccountService } from './account.service.js';
import { authPermissions } from './auth.permissions.js';
import { endMembershipErrors } from './domain/membership-errors.js';
import { MembershipStore, type MembershipFilter, type MembershipRow } from './membership.store.js';

/** Roles without whose holder nobody could let anybody in. */
const KEY_HOLDERS: readonly string[] = ['ADMINISTRATOR', 'PROVIDER_OWNER', 'MERCHANT_OWNER'];

/** Who belongs where: seen and ended by administrators everywhere, by owners at home. */
@Injectable()
export class MemberService {
  constructor(
    private readonly memberships: MembershipStore,
    private readonly accounts: AccountService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  page(
    context: RequestContext,
    filter: MembershipFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MembershipRow>> {
    return this.memberships.page(context, filter, request, withTotal);
  }

  /** Those of the memberships that the caller manages or holds. */
  async visible(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, MembershipRow>> {
    const { actor } = context;
    const found = await this.memberships.byIds(ids);
    return new Map(
      [...found].filter(
        ([, membership]) =>
          mayManage(context, membership) ||
          (actor.kind === 'USER' && membership.accountId === actor.accountId),
      ),
    );
  }

  activeOf(accountId: string): Promise<MembershipRow[]> {
    return this.memberships.activeOf(accountId);
  }

  async end(context: RequestContext, id: string): Promise<Result<MembershipRow>> {
    const errors = endMembershipErrors;
    return this.unitOfWork.run(context, async (transaction) => {
      const membership = (await this.memberships.byIds([id], transaction)).get(id);
      if (!membership || !mayManage(context, membership))
        return fail(errors.error('NOT_FOUND', ['input', 'membershipId']));
      if (membership.endedAt) return fail(errors.error('ALREADY_ENDED'));
      if (KEY_HOLDERS.includes(membership.role)) {
        const peers = await this.memberships.lockPeers(transaction, membership);
        const rescuer = context.actor.role === 'ADMINISTRATOR';
        const last = peers.every((peer) => peer === id);
        if (last && !(rescuer && membership.role !== 'ADMINISTRATOR'))
          return fail(errors.error('LAST_OF_ITS_KIND', [], { role: membership.role }));
      }
      await this.accounts.endMemberships(transaction, context, [id], membership);
      return succeed((await this.memberships.byIds([id], transaction)).get(id)!);
    });
  }
}

/** Administrators manage everywhere; owners what belongs to their own company. */
export function mayManage(
  context: RequestContext,
  scope: { readonly providerId?: string | null; readonly merchantId?: string | null },
): boolean {
  if (!holds(context, authPermissions.manageMembers)) return false;
  return context.actor.role === 'ADMINISTRATOR' || owns(context, scope);
}
