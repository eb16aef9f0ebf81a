import { Module, type OnModuleInit } from '@nestjs/common';
import { DatasetRegistry } from '../platform/datasets/dataset-registry.js';
import { FEED_DATASETS } from './datasets/index.js';
import { FactService } from './fact.service.js';
import { FactStore } from './fact.store.js';
import { FeedIntakeService } from './feed-intake.service.js';
import { FeedLoadStore } from './feed-load.store.js';
import { FeedMergeService } from './feed-merge.service.js';
import { FeedService } from './feed.service.js';
import { FactsResolver } from './graphql/facts.resolver.js';
import { FeedLoadResolver } from './graphql/feed-load.resolver.js';
import { FeedController } from './http/feed.controller.js';
import { StreamBodies } from './http/stream-bodies.js';
import { FeedHousekeeping } from './jobs/feed-housekeeping.js';
import { MergeLoadJob } from './jobs/merge-load.job.js';
import { StagingStore } from './staging.store.js';
import { FactExport } from './fact.export.js';

@Module({
  controllers: [FeedController],
  providers: [
    FactExport,
    FactService,
    FactStore,
    FeedHousekeeping,
    FeedIntakeService,
    FeedLoadStore,
    FeedMergeService,
    FeedService,
    MergeLoadJob,
    StagingStore,
    StreamBodies,
    FactsResolver,
    FeedLoadResolver,
  ],
  exports: [FeedIntakeService, FeedMergeService, FeedService],
})
export class FeedModule implements OnModuleInit {
  constructor(private readonly datasets: DatasetRegistry) {}

  onModuleInit(): void {
    for (const dataset of FEED_DATASETS) this.datasets.register(dataset);
  }
}
