import { Args, ArgsType, Field, ID, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { PageArgs, toConnection } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar } from '../../../graphql/scalars.js';
import { Selected } from '../../../graphql/selection.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { FactService } from '../fact.service.js';
import type { FactOrder } from '../fact.store.js';
import { feedPermissions } from '../feed.permissions.js';
import {
  LiveSessionConnection,
  MerchantDayConnection,
  toLiveSessionType,
  toMerchantDayType,
} from './facts.type.js';

const FactOrderEnum = { OLDEST: 'OLDEST', NEWEST: 'NEWEST' } as const;
registerEnumType(FactOrderEnum, { name: 'FactOrder', description: 'By time.' });

@ArgsType()
class FactsArgs extends PageArgs {
  @Field(() => ID) merchantId!: string;
  @Field(() => DateScalar, { description: 'The first business day.' }) from!: string;
  @Field(() => DateScalar, { description: 'The last business day.' }) to!: string;
  @Field(() => FactOrderEnum, { defaultValue: 'OLDEST' }) orderBy!: FactOrder;
}

@Resolver()
export class FactsResolver {
  constructor(private readonly service: FactService) {}

  @Query(() => MerchantDayConnection, {
    description:
      'A merchant’s days: for the merchant, staff, and the serving provider on the days of its term.',
  })
  @Requires(feedPermissions.readFacts)
  async merchantDays(
    @Context() context: RequestContext,
    @Args() { merchantId, from, to, orderBy, ...page }: FactsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<MerchantDayConnection> {
    const filter = { merchantId: uuidOf('Merchant', merchantId), from, to };
    const withTotal = selected.has('totalCount');
    const found = await this.service.merchantDays(context, filter, orderBy, page, withTotal);
    return toConnection(found, toMerchantDayType);
  }

  @Query(() => LiveSessionConnection, {
    description:
      'A merchant’s live sessions: for the merchant, staff, and the serving provider on the days of its term.',
  })
  @Requires(feedPermissions.readFacts)
  async liveSessions(
    @Context() context: RequestContext,
    @Args() { merchantId, from, to, orderBy, ...page }: FactsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<LiveSessionConnection> {
    const filter = { merchantId: uuidOf('Merchant', merchantId), from, to };
    const withTotal = selected.has('totalCount');
    const found = await this.service.liveSessions(context, filter, orderBy, page, withTotal);
    return toConnection(found, toLiveSessionType);
  }
}
