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
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { MerchantService, MerchantType, toMerchantType } from '../../merchants/index.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { publicId } from '../../platform/kernel/ids.js';
import { MerchantGrowthReadingService } from '../merchant-growth-reading.service.js';
import { growthPermissions } from '../merchant-growth.permissions.js';
import {
  ColdStartConnection,
  ColdStartsArgs,
  ColdStartType,
  MerchantMonthConnection,
  MerchantMonthsArgs,
  SalesAroundSessionType,
  StageSpanType,
  toColdStartFilter,
  toColdStartType,
  toMerchantMonthType,
} from './merchant-growth.type.js';

@Resolver(() => ColdStartType)
export class MerchantGrowthResolver {
  constructor(
    private readonly growth: MerchantGrowthReadingService,
    private readonly merchants: MerchantService,
  ) {}

  @Query(() => MerchantMonthConnection, {
    description: 'A merchant’s months and tiers, newest first; those that you may see.',
  })
  @Requires(growthPermissions.read)
  async merchantMonths(
    @Context() context: RequestContext,
    @Args() { merchantId, ...page }: MerchantMonthsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<MerchantMonthConnection> {
    const id = uuidOf('Merchant', merchantId);
    const found = await this.growth.months(context, id, page, selected.has('totalCount'));
    return toConnection(found, toMerchantMonthType);
  }

  @Query(() => ColdStartConnection, {
    description: 'How long merchants took to success, or have taken so far.',
  })
  @Requires(growthPermissions.read)
  async merchantColdStarts(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: ColdStartsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ColdStartConnection> {
    const wanted = toColdStartFilter(filter);
    const withTotal = selected.has('totalCount');
    const found = await this.growth.coldStarts(context, wanted, orderBy, page, withTotal);
    return toConnection(found, toColdStartType);
  }

  @ResolveField(() => MerchantType)
  async merchant(
    @Parent() { merchantId }: ColdStartType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<MerchantType> {
    const load = (ids: readonly string[]) => this.merchants.byIds(ids);
    const row = await graphql.loader('merchants', load).load(uuidOf('Merchant', merchantId));
    return toMerchantType(row!);
  }

  @ResolveField(() => [StageSpanType], { description: 'The stages that it went through.' })
  stages(
    @Parent() coldStart: ColdStartType,
    @Context() context: RequestContext,
  ): Promise<StageSpanType[]> {
    return this.growth.stages(context, coldStart, coldStart.asOf);
  }

  @Query(() => SalesAroundSessionType, {
    description: 'What a merchant sold in the 28 days before and after a live session.',
  })
  @Requires(growthPermissions.read)
  async salesAroundSession(
    @Context() context: RequestContext,
    @Args('liveSessionId', { type: () => ID }) liveSessionId: string,
  ): Promise<SalesAroundSessionType> {
    const found = await this.growth.salesAround(context, uuidOf('LiveSession', liveSessionId));
    const { session, interval, overlaps, ...figures } = found;
    return {
      ...figures,
      liveSessionId,
      merchantId: publicId('Merchant', session.merchantId),
      date: session.date,
      bigSession: session.bigSession,
      lower: interval?.lower ?? null,
      upper: interval?.upper ?? null,
      overlaps: overlaps.map(({ kind, date, what }) => ({
        kind,
        date,
        what: kind === 'BIG_SESSION' ? publicId('LiveSession', what) : what,
      })),
    };
  }
}
