import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { MerchantService, MerchantType, toMerchantType } from '../../merchants/index.js';
import { loadProvider, ProviderService, ProviderType } from '../../providers/index.js';
import { ServiceEffectMerchantType } from './service-effect.type.js';

/** Whom a row is about: one query for each kind, however many rows. */
@Resolver(() => ServiceEffectMerchantType)
export class ServiceEffectPartiesResolver {
  constructor(
    private readonly merchants: MerchantService,
    private readonly providers: ProviderService,
  ) {}

  @ResolveField(() => MerchantType)
  async merchant(
    @Parent() { merchantId }: ServiceEffectMerchantType,
    @Context() graphql: GraphqlContext,
  ): Promise<MerchantType> {
    const load = (ids: readonly string[]) => this.merchants.byIds(ids);
    const row = await graphql.loader('merchants', load).load(uuidOf('Merchant', merchantId));
    return toMerchantType(row!);
  }

  @ResolveField(() => ProviderType)
  async provider(
    @Parent() { providerId }: ServiceEffectMerchantType,
    @Context() graphql: GraphqlContext,
  ): Promise<ProviderType> {
    return (await loadProvider(graphql, this.providers, providerId))!;
  }
}
