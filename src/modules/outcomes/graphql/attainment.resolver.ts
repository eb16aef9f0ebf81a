import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { MerchantGrowthReadingService } from '../merchant-growth-reading.service.js';
import { growthPermissions } from '../merchant-growth.permissions.js';
import {
  AttainmentsArgs,
  EngagementAttainmentConnection,
  ProviderAttainmentType,
  toAttainmentFilter,
  toAttainmentType,
} from './attainment.type.js';

@Resolver()
export class AttainmentResolver {
  constructor(private readonly growth: MerchantGrowthReadingService) {}

  @Query(() => EngagementAttainmentConnection, {
    description:
      'Promised against achieved, of engagements with a target: your own, or all for staff.',
  })
  @Requires(growthPermissions.readAttainment)
  async engagementAttainments(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: AttainmentsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<EngagementAttainmentConnection> {
    const wanted = toAttainmentFilter(filter);
    const withTotal = selected.has('totalCount');
    const found = await this.growth.attainments(context, wanted, orderBy, page, withTotal);
    return toConnection(found, toAttainmentType);
  }

  @Query(() => ProviderAttainmentType, {
    description: 'How a provider kept its promises: your own company, or any for staff.',
  })
  @Requires(growthPermissions.readAttainment)
  async providerAttainment(
    @Context() context: RequestContext,
    @Args('providerId', { type: () => ID }) providerId: string,
  ): Promise<ProviderAttainmentType> {
    const uuid = uuidOf('Provider', providerId);
    const { interval, keptInterval, ...summary } = await this.growth.attainmentOf(context, uuid);
    return {
      ...summary,
      providerId,
      lower: interval?.lower ?? null,
      upper: interval?.upper ?? null,
      keptLower: keptInterval?.lower ?? null,
      keptUpper: keptInterval?.upper ?? null,
    };
  }
}
