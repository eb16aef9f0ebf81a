import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { Configuration } from '../platform/config/configuration.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { AccessTokens } from './access-token.js';
import { AccountStore } from './account.store.js';
import { AuthenticationPolicy, type AuthenticationPolicyBody } from './authentication-policy.js';
import { credentialErrors } from './domain/credential-errors.js';
import { refreshErrors, sessionErrors } from './domain/session-errors.js';
import { decideRefresh, tokenExpiry, type SessionEndReason } from './domain/session.js';
import type { Account } from './entities/account.entity.js';
import { MembershipStore, type MembershipRow } from './membership.store.js';
import { hashToken, randomToken } from './secrets.js';
import { SessionStore, type LockedToken } from './session.store.js';
import { TotpStore } from './totp.store.js';

/** Both tokens and what they stand for. The refresh token is nowhere else: only its hash is kept. */
export interface SignedIn {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
  readonly membership: MembershipRow;
}

@Injectable()
export class SessionService {
  constructor(
    private readonly sessions: SessionStore,
    private readonly memberships: MembershipStore,
    private readonly accounts: AccountStore,
    private readonly totp: TotpStore,
    private readonly accessTokens: AccessTokens,
    private readonly policy: AuthenticationPolicy,
    private readonly configuration: Configuration,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /**
   * Opens a session for an account whose credentials were verified just now.
   *
   * @param membershipId in which of its roles to act; its oldest when left out
   */
  async signIn(
    context: RequestContext,
    account: Account,
    membershipId: string | undefined,
  ): Promise<Result<SignedIn>> {
    const policy = await this.policy.inForce(context);
    const opened = await this.unitOfWork.run(context, async (transaction) => {
      // The password may have been changed, or the account disabled, since it was looked at.
      if (!(await this.accounts.lockUnchanged(transaction, account)))
        return fail(credentialErrors.error('INVALID_CREDENTIALS', ['input']));
      const active = await this.memberships.activeOf(account.id, transaction);
      const chosen = await this.choose(transaction, policy, account.id, active, membershipId);
      if (!chosen.ok) return chosen;
      const membership = chosen.value;
      const session = {
        id: newId(),
        accountId: account.id,
        membershipId: membership.id,
        at: context.now,
        expiresAt: new Date(context.now.getTime() + policy.sessionMaximumDays * 86_400_000),
      };
      await this.sessions.open(transaction, session);
      const token = await this.issue(transaction, context, session.id, session.expiresAt);
      await this.audit.record(transaction, context, {
        action: 'account.signed_in',
        object: { kind: 'Account', id: account.id },
        after: { membershipId: membership.id, role: membership.role },
      });
      return succeed({ membership, ...token });
    });
    return opened.ok ? succeed(await this.withAccessToken(context, opened.value)) : opened;
  }

  /**
   * Exchanges a refresh token for a new pair, in the same role or (`membershipId`) another of the account's.
   * A token that was used before ends its session: see `decideRefresh`.
   */
  async refresh(
    context: RequestContext,
    refreshToken: string,
    membershipId?: string,
  ): Promise<Result<SignedIn>> {
    const policy = await this.policy.inForce(context);
    const hash = hashToken(refreshToken);
    const invalid = fail(refreshErrors.error('REFRESH_TOKEN_INVALID', ['input', 'refreshToken']));
    const refreshed = await this.unitOfWork.run(context, async (transaction) => {
      const token = await this.sessions.lock(transaction, hash);
      if (!token) return invalid;
      const decision = decideRefresh(token, context.now);
      if (decision.kind === 'END_SESSION') await this.end(transaction, context, token, decision);
      if (decision.kind !== 'ROTATE') return invalid;

      const active = await this.memberships.activeOf(token.accountId, transaction);
      const wanted = membershipId ?? token.membershipId;
      const chosen = await this.choose(transaction, policy, token.accountId, active, wanted);
      if (!chosen.ok) return chosen;
      await this.sessions.use(transaction, hash, context.now);
      await this.sessions.actIn(transaction, token.sessionId, chosen.value.id);
      const { sessionId, sessionExpiresAt } = token;
      const next = await this.issue(transaction, context, sessionId, sessionExpiresAt);
      return succeed({ membership: chosen.value, ...next });
    });
    return refreshed.ok ? succeed(await this.withAccessToken(context, refreshed.value)) : refreshed;
  }

  /** Ends the session that a refresh token belongs to. An unknown token has none, and that is as good. */
  async signOut(context: RequestContext, refreshToken: string): Promise<void> {
    await this.unitOfWork.run(context, async (transaction) => {
      const token = await this.sessions.lock(transaction, hashToken(refreshToken));
      if (token && token.sessionEndedAt === null)
        await this.end(transaction, context, token, { reason: 'SIGNED_OUT' });
    });
  }

  /** @returns how many sessions it ended */
  async signOutEverywhere(context: RequestContext, accountId: string): Promise<number> {
    return this.unitOfWork.run(context, async (transaction) => {
      const at = context.now;
      const ended = await this.sessions.endOfAccount(transaction, accountId, 'SIGNED_OUT', at);
      await this.audit.record(transaction, context, {
        action: 'account.signed_out_everywhere',
        object: { kind: 'Account', id: accountId },
        after: { sessions: ended },
      });
      return ended;
    });
  }

  private async choose(
    transaction: Transaction,
    policy: AuthenticationPolicyBody,
    accountId: string,
    active: readonly MembershipRow[],
    wanted: string | undefined,
  ): Promise<Result<MembershipRow>> {
    const chosen = wanted === undefined ? active[0] : active.find(({ id }) => id === wanted);
    if (!chosen && wanted !== undefined)
      return fail(sessionErrors.error('MEMBERSHIP_NOT_FOUND', ['input', 'membershipId']));
    if (!chosen) return fail(sessionErrors.error('NO_MEMBERSHIP'));
    const needsTotp = policy.totpRequiredForRoles.includes(chosen.role);
    if (needsTotp && !(await this.totp.find(accountId, transaction))?.confirmedAt)
      return fail(sessionErrors.error('TOTP_ENROLMENT_REQUIRED'));
    return succeed(chosen);
  }

  private async issue(
    transaction: Transaction,
    context: RequestContext,
    sessionId: string,
    sessionExpiresAt: Date,
  ): Promise<Pick<SignedIn, 'refreshToken' | 'refreshTokenExpiresAt'>> {
    const refreshToken = randomToken();
    const days = this.configuration.values.REFRESH_TOKEN_DAYS;
    const expiresAt = tokenExpiry(context.now, days, sessionExpiresAt);
    await this.sessions.addToken(transaction, {
      hash: hashToken(refreshToken),
      sessionId,
      issuedAt: context.now,
      expiresAt,
    });
    return { refreshToken, refreshTokenExpiresAt: expiresAt };
  }

  private async end(
    transaction: Transaction,
    context: RequestContext,
    token: LockedToken,
    { reason }: { readonly reason: SessionEndReason },
  ): Promise<void> {
    await this.sessions.end(transaction, token.sessionId, reason, context.now);
    await this.audit.record(transaction, context, {
      action: 'account.session_ended',
      object: { kind: 'Account', id: token.accountId },
      after: { reason },
    });
  }

  private async withAccessToken(
    context: RequestContext,
    opened: Omit<SignedIn, 'accessToken' | 'accessTokenExpiresAt'>,
  ): Promise<SignedIn> {
    const { accountId, id, role, providerId, operatorId, merchantId } = opened.membership;
    const accessToken = await this.accessTokens.sign({
      sub: accountId,
      membership: id,
      role,
      ...(providerId && { provider: providerId }),
      ...(operatorId && { operator: operatorId }),
      ...(merchantId && { merchant: merchantId }),
    });
    const minutes = this.configuration.values.ACCESS_TOKEN_MINUTES;
    const accessTokenExpiresAt = new Date(context.now.getTime() + minutes * 60_000);
    return { accessToken, accessTokenExpiresAt, ...opened };
  }
}
