import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { providerPermissions } from '../providers.permissions.js';
import { PublicProfileService } from '../public-profile.service.js';
import {
  ConfirmProviderProfileInput,
  ConfirmProviderProfilePayload,
  PublicProviderConnection,
  PublicProvidersArgs,
  PublicProviderType,
  toPublicProviderType,
} from './public-provider.type.js';

@Resolver(() => PublicProviderType)
export class PublicProviderResolver {
  constructor(private readonly service: PublicProfileService) {}

  @Query(() => PublicProviderType, {
    nullable: true,
    description: 'What anyone may see of an admitted company; null for others.',
  })
  @Requires(providerPermissions.readPublic)
  async publicProvider(
    @Context() context: RequestContext,
    @Args('providerCode') providerCode: string,
  ): Promise<PublicProviderType | null> {
    const profile = await this.service.byCode(context, providerCode);
    if (!profile) return null;
    return toPublicProviderType(profile, await this.service.staleAfterDays(context), context.now);
  }

  @Query(() => PublicProviderConnection, {
    description: 'Admitted companies as anyone may see them, by name.',
  })
  @Requires(providerPermissions.readPublic)
  async publicProviders(
    @Context() context: RequestContext,
    @Args() { filter, ...page }: PublicProvidersArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<PublicProviderConnection> {
    const withTotal = selected.has('totalCount');
    const found = await this.service.page(context, filter ?? {}, page, withTotal);
    const days = await this.service.staleAfterDays(context);
    return toConnection(found, (profile) => toPublicProviderType(profile, days, context.now));
  }

  @Mutation(() => ConfirmProviderProfilePayload, {
    description: 'Say that the profile of your company is still true, so that it counts as fresh.',
  })
  @Requires(providerPermissions.editProfile)
  async confirmProviderProfile(
    @Context() context: RequestContext,
    @Args('input') { expectedVersion }: ConfirmProviderProfileInput,
  ): Promise<ConfirmProviderProfilePayload> {
    const result = await this.service.confirm(context, expectedVersion);
    return toPayload(result, context.locale, 'confirmedAt', (at) => at);
  }
}
