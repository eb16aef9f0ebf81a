import { UseGuards } from '@nestjs/common';
import { Args, Context as GraphqlContextArgument, Int, Mutation, Resolver } from '@nestjs/graphql';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { AccessDenied } from '../../platform/access/access-denied.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Configuration } from '../../platform/config/configuration.js';
import { ClientAddress } from '../../platform/context/client-address.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import type { Result } from '../../platform/kernel/result.js';
import { AccountAdministrationService } from '../account-administration.service.js';
import { authPermissions } from '../auth.permissions.js';
import type { Account } from '../entities/account.entity.js';
import { LocalAuthenticationGuard, VerifiedAccount } from '../local-authentication.guard.js';
import { SessionService, type SignedIn } from '../session.service.js';
import { clearRefreshCookie, refreshCookie, setRefreshCookie } from './refresh-cookie.js';
import {
  ChangePasswordInput,
  RefreshSessionInput,
  SignInInput,
  SwitchMembershipInput,
} from './session.input.js';
import {
  ChangePasswordPayload,
  RefreshSessionPayload,
  SignInPayload,
  toSessionPayload,
} from './session.payload.js';

@Resolver()
export class SessionResolver {
  constructor(
    private readonly sessions: SessionService,
    private readonly administration: AccountAdministrationService,
    private readonly configuration: Configuration,
  ) {}

  @Mutation(() => SignInPayload, {
    description: 'Sign in by e-mail and password; send no Authorization header with it.',
  })
  @Requires(authPermissions.signIn)
  @UseGuards(LocalAuthenticationGuard)
  async signIn(
    @Context() context: RequestContext,
    @GraphqlContextArgument() http: GraphqlContext,
    @VerifiedAccount() verified: Result<Account>,
    @Args('input') input: SignInInput,
  ): Promise<SignInPayload> {
    const membershipId = input.membershipId && uuidOf('Membership', input.membershipId);
    const result = verified.ok
      ? await this.sessions.signIn(context, verified.value, membershipId)
      : verified;
    return this.answer(http, context, result, input.cookie);
  }

  @Mutation(() => RefreshSessionPayload, {
    description: 'A new pair of tokens for a refresh token. Using one twice ends its session.',
  })
  @Requires(authPermissions.signIn)
  async refreshSession(
    @Context() context: RequestContext,
    @GraphqlContextArgument() http: GraphqlContext,
    @Args('input', { defaultValue: {} }) input: RefreshSessionInput,
  ): Promise<RefreshSessionPayload> {
    const result = await this.sessions.refresh(context, tokenOf(input, http) ?? '');
    return this.answer(http, context, result, input.refreshToken === undefined);
  }

  @Mutation(() => RefreshSessionPayload, {
    description: 'Refresh, and act in another of the account’s memberships from now on.',
  })
  @Requires(authPermissions.signIn)
  async switchMembership(
    @Context() context: RequestContext,
    @GraphqlContextArgument() http: GraphqlContext,
    @Args('input') input: SwitchMembershipInput,
  ): Promise<RefreshSessionPayload> {
    const membershipId = uuidOf('Membership', input.membershipId);
    const token = tokenOf(input, http) ?? '';
    const result = await this.sessions.refresh(context, token, membershipId);
    return this.answer(http, context, result, input.refreshToken === undefined);
  }

  @Mutation(() => Boolean, {
    description:
      'End the session of a refresh token. Access tokens already issued die within their minutes.',
  })
  @Requires(authPermissions.signIn)
  async signOut(
    @Context() context: RequestContext,
    @GraphqlContextArgument() http: GraphqlContext,
    @Args('input', { defaultValue: {} }) input: RefreshSessionInput,
  ): Promise<boolean> {
    const token = tokenOf(input, http);
    if (token) await this.sessions.signOut(context, token);
    if (input.refreshToken === undefined) clearRefreshCookie(http, this.configuration.isProduction);
    return true;
  }

  @Mutation(() => Int, {
    description: 'End every session of one’s own account; answers how many. For a lost device.',
  })
  @Requires(authPermissions.ownAccount)
  signOutEverywhere(@Context() context: RequestContext): Promise<number> {
    return this.sessions.signOutEverywhere(context, accountIdOf(context));
  }

  @Mutation(() => ChangePasswordPayload, {
    description: 'Change one’s own password. Every session ends; the answer holds a new one.',
  })
  @Requires(authPermissions.ownAccount)
  async changePassword(
    @Context() context: RequestContext,
    @GraphqlContextArgument() http: GraphqlContext,
    @ClientAddress() address: string,
    @Args('input') input: ChangePasswordInput,
  ): Promise<ChangePasswordPayload> {
    const accountId = accountIdOf(context);
    const changed = await this.administration.changePassword(context, accountId, input, address);
    const { actor } = context;
    const membershipId = actor.kind === 'USER' ? actor.membershipId : undefined;
    const result = changed.ok
      ? await this.sessions.signIn(context, changed.value, membershipId)
      : changed;
    return this.answer(http, context, result, input.cookie);
  }

  private answer(
    http: GraphqlContext,
    { locale }: RequestContext,
    result: Result<SignedIn>,
    cookie: boolean,
  ): ReturnType<typeof toSessionPayload> {
    if (result.ok && cookie) {
      const { refreshToken, refreshTokenExpiresAt } = result.value;
      const secure = this.configuration.isProduction;
      setRefreshCookie(http, refreshToken, refreshTokenExpiresAt, secure);
    }
    return toSessionPayload(result, locale, !cookie);
  }
}

function tokenOf({ refreshToken }: RefreshSessionInput, http: GraphqlContext): string | undefined {
  return refreshToken ?? refreshCookie(http);
}

/** The account of a caller that the permission has already found to be a person. */
export function accountIdOf({ actor }: RequestContext): string {
  if (actor.kind !== 'USER') throw new AccessDenied('FORBIDDEN', undefined);
  return actor.accountId;
}
