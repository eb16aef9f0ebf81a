import {
  Args,
  Context as GraphqlContextArgument,
  Mutation,
  Query,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Configuration } from '../../platform/config/configuration.js';
import { ClientAddress } from '../../platform/context/client-address.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { authPermissions } from '../auth.permissions.js';
import { InvitationService } from '../invitation.service.js';
import { MemberService } from '../member.service.js';
import { MembershipConnection, MembershipType, toMembershipType } from './account.type.js';
import { InvitationConnection, toInvitationType } from './invitation.type.js';
import {
  AcceptInvitationInput,
  EndMembershipInput,
  InvitationsArgs,
  InviteMemberInput,
  MembersArgs,
  RevokeInvitationInput,
} from './member.input.js';
import {
  EndMembershipPayload,
  InviteMemberPayload,
  RevokeInvitationPayload,
} from './member.payload.js';
import { setRefreshCookie } from './refresh-cookie.js';
import { AcceptInvitationPayload, toSessionPayload } from './session.payload.js';

@Resolver(() => MembershipType)
export class MemberResolver {
  constructor(
    private readonly memberService: MemberService,
    private readonly invitationService: InvitationService,
    private readonly configuration: Configuration,
    nodes: NodeRegistry,
  ) {
    nodes.register('Membership', {
      typeName: 'Membership',
      fetch: async (context, ids) =>
        mapValues(await memberService.visible(context, ids), toMembershipType),
    });
    nodes.register('Invitation', {
      typeName: 'Invitation',
      fetch: async (context, ids) =>
        mapValues(await invitationService.visible(context, ids), (invitation) =>
          toInvitationType(invitation, context.now),
        ),
    });
  }

  @Query(() => MembershipConnection, {
    description: 'Who belongs where: administrators see everybody, owners their own company.',
  })
  @Requires(authPermissions.manageMembers)
  async members(
    @Context() context: RequestContext,
    @Args() { filter = { includeEnded: false }, ...page }: MembersArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<MembershipConnection> {
    const { roles, providerId, merchantId, accountId, includeEnded } = filter;
    const wanted = {
      roles,
      includeEnded,
      providerId: providerId && uuidOf('Provider', providerId),
      merchantId: merchantId && uuidOf('Merchant', merchantId),
      accountId: accountId && uuidOf('Account', accountId),
    };
    const found = await this.memberService.page(context, wanted, page, selected.has('totalCount'));
    return toConnection(found, toMembershipType);
  }

  @Query(() => InvitationConnection, { description: 'Invitations sent, newest first.' })
  @Requires(authPermissions.manageMembers)
  async invitations(
    @Context() context: RequestContext,
    @Args() { pendingOnly, ...page }: InvitationsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<InvitationConnection> {
    const withTotal = selected.has('totalCount');
    const found = await this.invitationService.page(context, pendingOnly, page, withTotal);
    return toConnection(found, (invitation) => toInvitationType(invitation, context.now));
  }

  @Mutation(() => InviteMemberPayload, {
    description: 'Invite an e-mail address into a role; answers the link to hand over.',
  })
  @Requires(authPermissions.manageMembers)
  async inviteMember(
    @Context() context: RequestContext,
    @Args('input') input: InviteMemberInput,
  ): Promise<InviteMemberPayload> {
    const { email, role, providerId, operatorId, merchantId, idempotencyKey } = input;
    const scope = {
      role,
      providerId: providerId && uuidOf('Provider', providerId),
      operatorId: operatorId && uuidOf('Operator', operatorId),
      merchantId: merchantId && uuidOf('Merchant', merchantId),
    };
    const result = await this.invitationService.invite(context, email, scope, idempotencyKey);
    return toPayload(result, context.locale, 'sent', ({ invitation, link }) => ({
      invitation: toInvitationType(invitation, context.now),
      link,
    }));
  }

  @Mutation(() => AcceptInvitationPayload, {
    description: 'Accept an invitation, with a new account or the one that has its e-mail.',
  })
  @Requires(authPermissions.signIn)
  async acceptInvitation(
    @Context() context: RequestContext,
    @GraphqlContextArgument() http: GraphqlContext,
    @ClientAddress() address: string,
    @Args('input') input: AcceptInvitationInput,
  ): Promise<AcceptInvitationPayload> {
    const result = await this.invitationService.accept(context, input, address);
    if (result.ok && input.cookie) {
      const { refreshToken, refreshTokenExpiresAt } = result.value;
      const secure = this.configuration.isProduction;
      setRefreshCookie(http, refreshToken, refreshTokenExpiresAt, secure);
    }
    return toSessionPayload(result, context.locale, !input.cookie);
  }

  @Mutation(() => RevokeInvitationPayload, { description: 'Take an invitation back.' })
  @Requires(authPermissions.manageMembers)
  async revokeInvitation(
    @Context() context: RequestContext,
    @Args('input') input: RevokeInvitationInput,
  ): Promise<RevokeInvitationPayload> {
    const id = uuidOf('Invitation', input.invitationId);
    const result = await this.invitationService.revoke(context, id);
    return toPayload(result, context.locale, 'invitation', (invitation) =>
      toInvitationType(invitation, context.now),
    );
  }

  @Mutation(() => EndMembershipPayload, {
    description: 'End what an account may do somewhere; its sessions there end at once.',
  })
  @Requires(authPermissions.manageMembers)
  async endMembership(
    @Context() context: RequestContext,
    @Args('input') input: EndMembershipInput,
  ): Promise<EndMembershipPayload> {
    const result = await this.memberService.end(context, uuidOf('Membership', input.membershipId));
    return toPayload(result, context.locale, 'membership', toMembershipType);
  }
}
