import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { MERGE_JOB } from '../feed-intake.service.js';
import { FeedMergeService } from '../feed-merge.service.js';

/** Merges one staged load. Run again after a crash it finds either the load as it was, or the work done. */
@Injectable()
export class MergeLoadJob implements OnModuleInit {
  constructor(
    private readonly registry: JobRegistry,
    private readonly merges: FeedMergeService,
  ) {}

  onModuleInit(): void {
    this.registry.register(MERGE_JOB, async (job, payload) => {
      const load = await this.merges.merge(
        job.context,
        payload.loadId as string,
        (fraction, step) => job.progress(fraction, step),
      );
      const { state, loadNumber, rowCount, insertedCount, supersededCount } = load;
      return {
        loadId: load.id,
        state,
        loadNumber,
        rows: Number(rowCount),
        inserted: Number(insertedCount),
        superseded: Number(supersededCount),
        unchanged: Number(load.unchangedCount),
        rejected: Number(load.rejectedCount),
      };
    });
  }
}
