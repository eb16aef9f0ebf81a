import { Args, Query, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { Selected } from '../../../graphql/selection.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { growthPermissions } from '../merchant-growth.permissions.js';
import { TierService } from '../tier.service.js';
import {
  TierDistributionArgs,
  TierDistributionType,
  TierFlowsArgs,
  TierFlowsType,
  TierMoveConnection,
  TierMovesArgs,
  toTierMoveType,
} from './tier.type.js';

@Resolver()
export class TierResolver {
  constructor(private readonly tiers: TierService) {}

  @Query(() => TierDistributionType, { description: 'How the market lies over the tiers.' })
  @Requires(growthPermissions.readMarket)
  tierDistribution(
    @Context() context: RequestContext,
    @Args() { on, ...filter }: TierDistributionArgs,
  ): Promise<TierDistributionType> {
    return this.tiers.distribution(context, on, filter);
  }

  @Query(() => TierFlowsType, { description: 'How many moved from where to where in between.' })
  @Requires(growthPermissions.readMarket)
  tierFlows(
    @Context() context: RequestContext,
    @Args() { from, to, ...filter }: TierFlowsArgs,
  ): Promise<TierFlowsType> {
    return this.tiers.flows(context, from, to, filter);
  }

  @Query(() => TierMoveConnection, {
    description: 'Who moved: of the merchants that you may see at the later date.',
  })
  @Requires(growthPermissions.read)
  async tierMoves(
    @Context() context: RequestContext,
    @Args() args: TierMovesArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<TierMoveConnection> {
    const { from, to, fromTier, toTier, categoryCode, kind, ...page } = args;
    const filter = { ...(categoryCode != null && { categoryCode }), ...(kind && { kind }) };
    const positions = { ...(fromTier && { from: fromTier }), ...(toTier && { to: toTier }) };
    const withTotal = selected.has('totalCount');
    const dates = { from, to };
    const found = await this.tiers.moves(context, dates, positions, filter, page, withTotal);
    return toConnection(found, toTierMoveType);
  }
}
