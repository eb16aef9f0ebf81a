import {
  Args,
  Context as GraphqlContextParameter,
  ID,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { MerchantService, MerchantType, toMerchantType } from '../../merchants/index.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { publicId } from '../../platform/kernel/ids.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { loadProvider, ProviderService, ProviderType } from '../../providers/index.js';
import { MerchantGrowthReadingService } from '../merchant-growth-reading.service.js';
import { growthPermissions } from '../merchant-growth.permissions.js';
import {
  LeapConnection,
  LeapCreditType,
  LeapRateConnection,
  LeapRatesArgs,
  LeapsArgs,
  LeapType,
  toLeapCreditTypes,
  toLeapFilter,
  toLeapRateType,
  toLeapType,
} from './leap.type.js';
import { MerchantMonthType, toMerchantMonthType } from './merchant-growth.type.js';

@Resolver(() => LeapType)
export class LeapResolver {
  constructor(
    private readonly growth: MerchantGrowthReadingService,
    private readonly merchants: MerchantService,
    private readonly providers: ProviderService,
    nodes: NodeRegistry,
  ) {
    nodes.register('Leap', {
      typeName: 'Leap',
      fetch: async (context, ids) =>
        holds(context, growthPermissions.read)
          ? mapValues(await growth.leapsByIds(context, ids), toLeapType)
          : new Map(),
    });
  }

  @Query(() => LeapType, { nullable: true, description: 'One leap, or null.' })
  @Requires(growthPermissions.read)
  async leap(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<LeapType | null> {
    const uuid = uuidOf('Leap', id);
    const row = (await this.growth.leapsByIds(context, [uuid])).get(uuid);
    return row ? toLeapType(row) : null;
  }

  @Query(() => LeapConnection, {
    description: 'Leaps of merchants that you may see, or with credit of yours; latest first.',
  })
  @Requires(growthPermissions.read)
  async leaps(
    @Context() context: RequestContext,
    @Args() { filter, ...page }: LeapsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<LeapConnection> {
    const withTotal = selected.has('totalCount');
    const found = await this.growth.leaps(context, toLeapFilter(filter), page, withTotal);
    return toConnection(found, toLeapType);
  }

  @ResolveField(() => MerchantType)
  async merchant(
    @Parent() { merchantId }: LeapType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<MerchantType> {
    const load = (ids: readonly string[]) => this.merchants.byIds(ids);
    const row = await graphql.loader('merchants', load).load(uuidOf('Merchant', merchantId));
    return toMerchantType(row!);
  }

  @ResolveField(() => ProviderType, {
    nullable: true,
    description: 'For whom programmes count the merchant; null: for nobody.',
  })
  async provider(
    @Parent() { providerId }: LeapType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ProviderType | null> {
    return providerId === null ? null : loadProvider(graphql, this.providers, providerId);
  }

  @ResolveField(() => [MerchantMonthType], {
    description: 'The month that reached the tier, and those that decide whether it was held.',
  })
  async months(
    @Parent() { id }: LeapType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<MerchantMonthType[]> {
    const context = graphql.request.caopan;
    const load = (ids: readonly string[]) => this.growth.monthsOfLeaps(context, ids);
    const months = await graphql.loader('monthsOfLeaps', load).load(uuidOf('Leap', id));
    return (months ?? []).map(toMerchantMonthType);
  }

  @ResolveField(() => [LeapCreditType], {
    description: 'Who shares it; a provider is told of its own share only.',
  })
  async credits(
    @Parent() { id }: LeapType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<LeapCreditType[]> {
    const context = graphql.request.caopan;
    const load = (ids: readonly string[]) => this.growth.credits(context, ids);
    const credits = await graphql.loader('leapCredits', load).load(uuidOf('Leap', id));
    return toLeapCreditTypes(credits ?? []);
  }

  @Query(() => LeapRateConnection, {
    description: 'How many merchants leaped of those served, by provider, category or region.',
  })
  @Requires(growthPermissions.readMarket)
  async leapRates(
    @Context() context: RequestContext,
    @Args() { grouping, orderBy, ...page }: LeapRatesArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<LeapRateConnection> {
    const withTotal = selected.has('totalCount');
    const found = await this.growth.leapRates(context, grouping, orderBy, page, withTotal);
    return toConnection(found, toLeapRateType);
  }
}

@Resolver(() => LeapCreditType)
export class LeapCreditResolver {
  constructor(
    private readonly growth: MerchantGrowthReadingService,
    private readonly providers: ProviderService,
  ) {}

  @ResolveField(() => ProviderType)
  async provider(
    @Parent() { providerId }: LeapCreditType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ProviderType | null> {
    return loadProvider(graphql, this.providers, providerId);
  }

  @ResolveField(() => [ID], {
    description: 'The operated sessions that earned it; open them with `operatedSession`.',
  })
  async operatedSessionIds(
    @Parent() { leapUuid, engagementUuid }: LeapCreditType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<string[]> {
    const context = graphql.request.caopan;
    const load = (keys: readonly string[]) => {
      const credits = keys.map((key) => {
        const [leapId, engagementId] = key.split(' ') as [string, string];
        return { leapId, engagementId };
      });
      return this.growth.creditedClaims(context, credits);
    };
    const ids = await graphql.loader('creditedClaims', load).load(`${leapUuid} ${engagementUuid}`);
    return (ids ?? []).map((id) => publicId('OperatedSession', id));
  }
}
