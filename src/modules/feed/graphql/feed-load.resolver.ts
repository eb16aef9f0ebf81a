import { Args, ID, Query, Resolver, Subscription } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { feedPermissions } from '../feed.permissions.js';
import { FeedService } from '../feed.service.js';
import { FeedLoadsArgs } from './feed-load.input.js';
import {
  FeedJob,
  FeedLoadConnection,
  FeedLoadType,
  toFeedJob,
  toFeedLoadType,
} from './feed-load.type.js';

@Resolver(() => FeedLoadType)
export class FeedLoadResolver {
  constructor(private readonly service: FeedService) {}

  @Query(() => FeedLoadConnection, {
    description: 'Files that were sent, newest first. A key sees its own.',
  })
  @Requires(feedPermissions.readLoads)
  async feedLoads(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: FeedLoadsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<FeedLoadConnection> {
    const withTotal = selected.has('totalCount');
    const found = await this.service.page(context, filter ?? {}, orderBy, page, withTotal);
    return toConnection(found, toFeedLoadType);
  }

  @Query(() => FeedLoadType, { nullable: true, description: 'One load, or null.' })
  @Requires(feedPermissions.readLoads)
  async feedLoad(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<FeedLoadType | null> {
    const uuid = uuidOf('FeedLoad', id);
    const load = (await this.service.byIds(context, [uuid])).get(uuid);
    return load ? toFeedLoadType(load) : null;
  }

  @Query(() => FeedJob, { description: 'How far the merge of a load is.' })
  @Requires(feedPermissions.readLoads)
  async feedJob(
    @Context() context: RequestContext,
    @Args('jobId', { type: () => ID }) jobId: string,
  ): Promise<FeedJob> {
    return toFeedJob(await this.service.job(context, uuidOf('BackgroundJob', jobId)));
  }

  @Subscription(() => FeedJob, {
    description: 'The merge of a load as it is now and after each step, until it is over.',
    resolve: (current: Parameters<typeof toFeedJob>[0]) => toFeedJob(current),
  })
  @Requires(feedPermissions.readLoads)
  async feedJobProgress(
    @Context() context: RequestContext,
    @Args('jobId', { type: () => ID }) jobId: string,
  ) {
    return this.service.jobProgress(context, uuidOf('BackgroundJob', jobId));
  }
}
