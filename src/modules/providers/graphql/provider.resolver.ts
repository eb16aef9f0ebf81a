import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { ProviderService } from '../provider.service.js';
import { providerPermissions } from '../providers.permissions.js';
import { ChangeProviderStateInput, ProvidersArgs } from './provider.input.js';
import { ChangeProviderStatePayload } from './provider.payload.js';
import { ProviderConnection, ProviderType, toProviderType } from './provider.type.js';

@Resolver(() => ProviderType)
export class ProviderResolver {
  constructor(private readonly service: ProviderService) {}

  @Query(() => ProviderType, { nullable: true, description: 'One provider, or null.' })
  @Requires(providerPermissions.read)
  async provider(@Args('id', { type: () => ID }) id: string): Promise<ProviderType | null> {
    const uuid = uuidOf('Provider', id);
    const provider = (await this.service.byIds([uuid])).get(uuid);
    return provider ? toProviderType(provider) : null;
  }

  @Query(() => ProviderConnection, { description: 'Providers, filtered, sorted and paged.' })
  @Requires(providerPermissions.read)
  async providers(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: ProvidersArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ProviderConnection> {
    const withTotal = selected.has('totalCount');
    const found = await this.service.page(context, filter ?? {}, orderBy, page, withTotal);
    return toConnection(found, toProviderType);
  }

  @Mutation(() => ChangeProviderStatePayload, {
    description: 'Admit, suspend, readmit or exit a provider, with a reason that it will read.',
  })
  @Requires(providerPermissions.changeState)
  async changeProviderState(
    @Context() context: RequestContext,
    @Args('input') input: ChangeProviderStateInput,
  ): Promise<ChangeProviderStatePayload> {
    const id = uuidOf('Provider', input.providerId);
    const result = await this.service.changeState(context, id, input);
    return toPayload(result, context.locale, 'provider', toProviderType);
  }
}
