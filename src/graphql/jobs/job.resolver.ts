import { Args, ID, Query, Resolver, Subscription } from '@nestjs/graphql';
import { holds } from '../../modules/platform/access/permissions.js';
import { Requires } from '../../modules/platform/access/requires.decorator.js';
import { Context } from '../../modules/platform/context/context.decorator.js';
import type { RequestContext } from '../../modules/platform/context/request-context.js';
import type { JobRow } from '../../modules/platform/jobs/job.store.js';
import { JobService } from '../../modules/platform/jobs/job.service.js';
import { mapValues } from '../../modules/platform/kernel/map-values.js';
import { uuidOf } from '../node.js';
import { NodeRegistry } from '../node-registry.js';
import { jobPermissions } from './job.permissions.js';
import { BackgroundJobType, toBackgroundJobType } from './job.type.js';

/** Background jobs of all modules. Here and not in platform, because platform does not know GraphQL. */
@Resolver(() => BackgroundJobType)
export class JobResolver {
  constructor(
    private readonly jobs: JobService,
    nodes: NodeRegistry,
  ) {
    nodes.register('BackgroundJob', {
      typeName: 'BackgroundJob',
      fetch: async (context, ids) =>
        holds(context, jobPermissions.watch)
          ? mapValues(await jobs.byIds(context, ids), toBackgroundJobType)
          : new Map(),
    });
  }

  @Query(() => BackgroundJobType, {
    nullable: true,
    description: 'A background job: yours, or for staff anyone’s. Null for others.',
  })
  @Requires(jobPermissions.watch)
  async job(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<BackgroundJobType | null> {
    const uuid = uuidOf('BackgroundJob', id);
    const job = (await this.jobs.byIds(context, [uuid])).get(uuid);
    return job ? toBackgroundJobType(job) : null;
  }

  @Subscription(() => BackgroundJobType, {
    description: 'The job as it is now and after each change, until it has ended.',
    resolve: toBackgroundJobType as (job: JobRow) => BackgroundJobType,
  })
  @Requires(jobPermissions.watch)
  jobProgress(
    @Context() context: RequestContext,
    @Args('jobId', { type: () => ID }) jobId: string,
  ): Promise<AsyncIterableIterator<JobRow>> {
    return this.jobs.watch(context, uuidOf('BackgroundJob', jobId));
  }
}
