import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { ProviderService } from '../provider.service.js';
import { providerPermissions } from '../providers.permissions.js';
import {
  ProvidersArgs,
  ProviderTransitionsArgs,
  UpdateProviderProfileInput,
} from './provider.input.js';
import { UpdateProviderProfilePayload } from './provider.payload.js';
import {
  ProviderConnection,
  ProviderRegistration,
  ProviderTransitionConnection,
  ProviderTransitionType,
  ProviderType,
  toProviderType,
} from './provider.type.js';

@Resolver(() => ProviderType)
export class ProviderResolver {
  constructor(
    private readonly service: ProviderService,
    nodes: NodeRegistry,
  ) {
    nodes.register('Provider', {
      typeName: 'Provider',
      fetch: async (context, ids) =>
        holds(context, providerPermissions.read)
          ? mapValues(await service.byIds(ids), toProviderType)
          : new Map(),
    });
  }

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

  @Query(() => ProviderTransitionConnection, {
    description: 'How a provider came to its state, newest first: staff, or your own company.',
  })
  @Requires(providerPermissions.readTransitions)
  async providerTransitions(
    @Context() context: RequestContext,
    @Args() { providerId, ...page }: ProviderTransitionsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ProviderTransitionConnection> {
    const id = uuidOf('Provider', providerId);
    const found = await this.service.transitions(context, id, page, selected.has('totalCount'));
    return toConnection(found, (row) => ({ ...row }) as ProviderTransitionType);
  }

  @Query(() => ProviderRegistration, {
    description: 'The company’s registration: staff, or your own company.',
  })
  @Requires(providerPermissions.readRegistration)
  async providerRegistration(
    @Context() context: RequestContext,
    @Args('providerId', { type: () => ID }) providerId: string,
  ): Promise<ProviderRegistration> {
    const provider = await this.service.registration(context, uuidOf('Provider', providerId));
    return { ...provider, providerId };
  }

  @Mutation(() => UpdateProviderProfilePayload, {
    description: 'Change what your company says of itself.',
  })
  @Requires(providerPermissions.editProfile)
  async updateProviderProfile(
    @Context() context: RequestContext,
    @Args('input') { expectedVersion, ...profile }: UpdateProviderProfileInput,
  ): Promise<UpdateProviderProfilePayload> {
    const result = await this.service.updateProfile(context, expectedVersion, profile);
    return toPayload(result, context.locale, 'provider', toProviderType);
  }
}
