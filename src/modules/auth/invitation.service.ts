import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { Configuration } from '../platform/config/configuration.js';
import { MEMBERSHIP_ROLES, MERCHANT_ROLES, PROVIDER_ROLES } from '../platform/access/roles.js';
import type { MembershipRole } from '../platform/access/roles.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Locale, type Result } from '../platform/kernel/result.js';
import { AccountService, type PreparedAccount } from './account.service.js';
import { AccountStore } from './account.store.js';
import { AuthenticationPolicy } from './authentication-policy.js';
import { CredentialService } from './credential.service.js';
import { normaliseEmail } from './domain/account.js';
import {
  acceptInvitationErrors,
  invitationState,
  inviteMemberErrors,
  revokeInvitationErrors,
} from './domain/invitation.js';
import type { Account } from './entities/account.entity.js';
import type { Invitation } from './entities/invitation.entity.js';
import { InvitationStore } from './invitation.store.js';
import { mayManage } from './member.service.js';
import { fitsRole, idsOf, type MembershipScope } from './membership-scope.js';
import { MembershipStore } from './membership.store.js';
import { hashToken, randomToken } from './secrets.js';
import { SessionService, type SignedIn } from './session.service.js';

export interface SentInvitation {
  readonly invitation: Invitation;
  readonly link: string;
}

export interface AcceptInvitation {
  readonly token: string;
  /** For who has no account yet. */
  readonly name?: string;
  readonly password: string;
  /** For who has an account with a second step. */
  readonly totpCode?: string;
  readonly locale?: Locale;
}

/** Undoes a transaction that has already written when it has to answer with errors. */
class Undone extends Error {
  constructor(readonly result: Extract<Result<never>, { ok: false }>) {
    super('undone');
  }
}

@Injectable()
export class InvitationService {
  constructor(
    private readonly store: InvitationStore,
    private readonly accountStore: AccountStore,
    private readonly memberships: MembershipStore,
    private readonly accounts: AccountService,
    private readonly credentials: CredentialService,
    private readonly sessions: SessionService,
    private readonly policy: AuthenticationPolicy,
    private readonly configuration: Configuration,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly audit: AuditService,
  ) {}

  page(
    context: RequestContext,
    pendingOnly: boolean,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Invitation>> {
    return this.store.page(context, pendingOnly, request, withTotal);
  }

  /** Those of the invitations that the caller manages. */
  async visible(context: RequestContext, ids: readonly string[]): Promise<Map<string, Invitation>> {
    const found = await this.store.byIds(ids);
    return new Map([...found].filter(([, invitation]) => mayManage(context, invitation)));
  }

  /**
   * Invites an e-mail address into a role. Owners invite to their own company, administrators anywhere. An
   * earlier invitation to the same is taken back: only the newest link works.
   *
   * @returns the invitation and its link, which is kept nowhere
   */
  async invite(
    context: RequestContext,
    address: string,
    wanted: MembershipScope,
    idempotencyKey?: string,
  ): Promise<Result<SentInvitation>> {
    const email = normaliseEmail(address);
    if (!email) return fail(inviteMemberErrors.error('EMAIL_INVALID', ['input', 'email']));
    const checked = await this.checkScope(context, withOwnCompany(context, wanted));
    if (!checked.ok) return checked;
    const scope = checked.value;

    const { invitationDays } = await this.policy.inForce(context);
    const token = randomToken();
    const invitation: Invitation = {
      id: newId(),
      email,
      role: scope.role,
      providerId: scope.providerId ?? null,
      operatorId: scope.operatorId ?? null,
      merchantId: scope.merchantId ?? null,
      tokenHash: hashToken(token),
      invitedBy: actorKey(context.actor),
      createdAt: context.now,
      expiresAt: new Date(context.now.getTime() + invitationDays * 86_400_000),
      acceptedAt: null,
      acceptedBy: null,
      revokedAt: null,
    };
    const request = { email: address, ...wanted };
    const call = { mutation: 'inviteMember', key: idempotencyKey, request };
    try {
      const sent = await this.unitOfWork.run(context, (transaction) =>
        this.idempotency.once(transaction, context, call, async () => {
          await this.store.revokePending(transaction, email, scope, context.now);
          await this.store.insert(transaction, invitation);
          await this.record(transaction, context, 'invitation.sent', invitation);
          return succeed({ id: invitation.id, token });
        }),
      );
      if (!sent.ok) return sent;
      const { value } = sent;
      return succeed({
        invitation: (await this.store.byIds([value.id])).get(value.id)!,
        link: this.linkOf(value.token),
      });
    } catch (error) {
      const constraint = violatedConstraint(error) ?? '';
      if (!/^invitation_(provider|operator|merchant)$/.test(constraint)) throw error;
      return fail(inviteMemberErrors.error('ORGANISATION_NOT_FOUND', ['input']));
    }
  }

  /** The token stands behind the #, so that no server's log holds it. */
  private linkOf(token: string): string {
    return new URL(`/invitation#token=${token}`, this.configuration.values.PUBLIC_URL).toString();
  }

  /** Makes the account, or proves the one that has this e-mail, gives it the role and signs it in. */
  async accept(
    context: RequestContext,
    command: AcceptInvitation,
    address: string,
  ): Promise<Result<SignedIn>> {
    const invitation = await this.store.byTokenHash(hashToken(command.token));
    const open = this.checkOpen(context, invitation);
    if (!open.ok) return open;
    const { email } = open.value;

    const existing = await this.accountStore.byEmail(email);
    const proved = existing
      ? await this.credentials.verify(context, { ...command, email }, address)
      : await this.accounts.prepare(
          { ...command, email, name: command.name ?? '', locale: command.locale ?? context.locale },
          ['input'],
        );
    if (!proved.ok) return proved;
    const admitted = await this.admit(context, open.value, proved.value);
    if (!admitted.ok) return admitted;
    return this.sessions.signIn(context, admitted.value.account, admitted.value.membershipId);
  }

  async revoke(context: RequestContext, id: string): Promise<Result<Invitation>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const invitation = (await this.store.byIds([id], transaction)).get(id);
      if (!invitation || !mayManage(context, invitation))
        return fail(revokeInvitationErrors.error('NOT_FOUND', ['input', 'invitationId']));
      if (!(await this.store.revoke(transaction, id, context.now)))
        return fail(revokeInvitationErrors.error('INVITATION_CLOSED'));
      await this.record(transaction, context, 'invitation.revoked', invitation);
      return succeed((await this.store.byIds([id], transaction)).get(id)!);
    });
  }

  private async checkScope(
    context: RequestContext,
    scope: MembershipScope,
  ): Promise<Result<MembershipScope>> {
    const { role } = scope;
    const errors = inviteMemberErrors;
    const allowed = invitableRoles(context);
    if (!allowed.includes(role))
      return fail(
        errors.error('ROLE_NOT_YOURS', ['input', 'role'], { role, allowed: allowed.join(', ') }),
      );
    if (!fitsRole(scope))
      return fail(errors.error('SCOPE_MISMATCH', ['input'], { role, needed: idsOf(role) }));
    if (!mayManage(context, scope)) return fail(errors.error('ORGANISATION_NOT_FOUND', ['input']));
    if (role === 'OPERATOR') {
      const today = businessDateOf(context.now);
      if (!(await this.memberships.employs(scope.providerId!, scope.operatorId!, today)))
        return fail(errors.error('OPERATOR_NOT_EMPLOYED', ['input', 'operatorId']));
    }
    return succeed(scope);
  }

  private checkOpen(
    context: RequestContext,
    invitation: Invitation | undefined,
  ): Result<Invitation> {
    const path = ['input', 'token'];
    if (!invitation) return fail(acceptInvitationErrors.error('INVITATION_UNKNOWN', path));
    const state = invitationState(invitation, context.now);
    if (state === 'PENDING') return succeed(invitation);
    return fail(
      acceptInvitationErrors.error(
        state === 'EXPIRED' ? 'INVITATION_EXPIRED' : 'INVITATION_CLOSED',
        path,
      ),
    );
  }

  private async admit(
    context: RequestContext,
    invitation: Invitation,
    proved: Account | PreparedAccount,
  ): Promise<Result<{ account: Account; membershipId: string }>> {
    try {
      return await this.unitOfWork.run(context, async (transaction) => {
        const created =
          'id' in proved
            ? succeed(proved.id)
            : await this.accounts.create(transaction, context, proved);
        if (!created.ok) return created;
        const accountId = created.value;
        if (!(await this.store.accept(transaction, invitation.id, accountId, context.now)))
          throw new Undone(
            fail(acceptInvitationErrors.error('INVITATION_CLOSED', ['input', 'token'])),
          );
        const { role, providerId, operatorId, merchantId } = invitation;
        const membership = { accountId, role, providerId, operatorId, merchantId };
        const added = await this.accounts.addMembership(transaction, context, membership);
        if (!added.ok) throw new Undone(added);
        await this.record(transaction, context, 'invitation.accepted', invitation);
        const account = (await this.accountStore.byIds([accountId], transaction)).get(accountId)!;
        return succeed({ account, membershipId: added.value });
      });
    } catch (error) {
      if (error instanceof Undone) return error.result;
      throw error;
    }
  }

  private async record(
    transaction: Transaction,
    context: RequestContext,
    action: string,
    { id, role, providerId, merchantId }: Invitation,
  ): Promise<void> {
    await this.audit.record(transaction, context, {
      action,
      object: { kind: 'Invitation', id },
      after: { role },
      owners: { providerId, merchantId },
    });
  }
}

/** Owners need not say which company: it is theirs. */
function withOwnCompany(
  { scope, actor }: RequestContext,
  wanted: MembershipScope,
): MembershipScope {
  if (actor.role === 'PROVIDER_OWNER' && scope.kind === 'PROVIDER')
    return { ...wanted, providerId: wanted.providerId ?? scope.providerId };
  if (actor.role === 'MERCHANT_OWNER' && scope.kind === 'MERCHANT')
    return { ...wanted, merchantId: wanted.merchantId ?? scope.merchantId };
  return wanted;
}

function invitableRoles({ actor }: RequestContext): readonly MembershipRole[] {
  switch (actor.role) {
    case 'ADMINISTRATOR':
    case 'SYSTEM':
      return MEMBERSHIP_ROLES;
    case 'PROVIDER_OWNER':
      return PROVIDER_ROLES;
    case 'MERCHANT_OWNER':
      return MERCHANT_ROLES;
    default:
      return [];
  }
}
