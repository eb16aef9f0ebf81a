import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { toPayload } from '../../../graphql/user-error.js';
import { NotFound } from '../../platform/access/access-denied.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { ClientAddress } from '../../platform/context/client-address.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { AccountAdministrationService } from '../account-administration.service.js';
import { authPermissions } from '../auth.permissions.js';
import { MemberService } from '../member.service.js';
import { TotpService } from '../totp.service.js';
import { AccountType, toAccountType, toMembershipType, Viewer } from './account.type.js';
import { ChangeAccountStateInput } from './member.input.js';
import { ChangeAccountStatePayload } from './member.payload.js';
import { ConfirmTotpInput, DisableTotpInput, EnrolTotpInput } from './session.input.js';
import { ConfirmTotpPayload, DisableTotpPayload, EnrolTotpPayload } from './session.payload.js';
import { accountIdOf } from './session.resolver.js';

@Resolver(() => AccountType)
export class AccountResolver {
  constructor(
    private readonly administration: AccountAdministrationService,
    private readonly members: MemberService,
    private readonly totp: TotpService,
    nodes: NodeRegistry,
  ) {
    nodes.register('Account', {
      typeName: 'Account',
      fetch: async (context, ids) => {
        const { actor } = context;
        const all = holds(context, authPermissions.manageAccounts);
        const own = actor.kind === 'USER' ? actor.accountId : undefined;
        const visible = ids.filter((id) => all || id === own);
        return mapValues(await administration.byIds(visible), toAccountType);
      },
    });
  }

  @Query(() => Viewer, { description: 'Who calls, and what else the account may act as.' })
  @Requires(authPermissions.ownAccount)
  async viewer(@Context() context: RequestContext): Promise<Viewer> {
    const accountId = accountIdOf(context);
    const account = (await this.administration.byIds([accountId])).get(accountId);
    if (!account) throw new NotFound('The account of this token');
    const memberships = await this.members.activeOf(accountId);
    const { actor } = context;
    const current = memberships.find(
      ({ id }) => actor.kind === 'USER' && id === actor.membershipId,
    );
    return {
      account: toAccountType(account),
      memberships: memberships.map(toMembershipType),
      current: current ? toMembershipType(current) : null,
      totpEnabled: await this.totp.isOn(accountId),
    };
  }

  @Mutation(() => EnrolTotpPayload, {
    description: 'Begin to set up a second step. It counts once confirmTotp has seen a code.',
  })
  @Requires(authPermissions.signIn)
  async enrolTotp(
    @Context() context: RequestContext,
    @ClientAddress() address: string,
    @Args('input') input: EnrolTotpInput,
  ): Promise<EnrolTotpPayload> {
    const result = await this.totp.enrol(context, input, address);
    const { userErrors } = toPayload(result, context.locale, 'value', () => undefined);
    return result.ok
      ? { secret: result.value.secret, otpauthUri: result.value.address, userErrors }
      : { userErrors };
  }

  @Mutation(() => ConfirmTotpPayload, {
    description: 'Show that the authenticator works; from then on signing in asks for its codes.',
  })
  @Requires(authPermissions.signIn)
  async confirmTotp(
    @Context() context: RequestContext,
    @ClientAddress() address: string,
    @Args('input') input: ConfirmTotpInput,
  ): Promise<ConfirmTotpPayload> {
    const result = await this.totp.confirm(context, input, input.code, address);
    return toPayload(result, context.locale, 'recoveryCodes', (codes) => codes);
  }

  @Mutation(() => DisableTotpPayload, {
    description: 'Take the second step away; needs a code or a recovery code in `totpCode`.',
  })
  @Requires(authPermissions.signIn)
  async disableTotp(
    @Context() context: RequestContext,
    @ClientAddress() address: string,
    @Args('input') input: DisableTotpInput,
  ): Promise<DisableTotpPayload> {
    const result = await this.totp.disable(context, input, address);
    return toPayload(result, context.locale, 'disabled', () => true);
  }

  @Mutation(() => ChangeAccountStatePayload, {
    description: 'Disable an account (its sessions end at once) or enable it again.',
  })
  @Requires(authPermissions.manageAccounts)
  async changeAccountState(
    @Context() context: RequestContext,
    @Args('input') input: ChangeAccountStateInput,
  ): Promise<ChangeAccountStatePayload> {
    const id = uuidOf('Account', input.accountId);
    const result = await this.administration.changeState(context, id, input.to, input.reason);
    return toPayload(result, context.locale, 'account', toAccountType);
  }
}
