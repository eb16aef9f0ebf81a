import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { Dataset, MergeCounts } from '../platform/datasets/dataset.js';
import { DatasetRegistry } from '../platform/datasets/dataset-registry.js';
import { JobRefused } from '../platform/jobs/job-registry.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { FeedLoad } from './domain/load.js';
import { FeedLoadStore, type MergeOutcome } from './feed-load.store.js';
import { StagingStore, stagingTable } from './staging.store.js';

export type MergeProgress = (fraction: number, step: string) => Promise<void>;

@Injectable()
export class FeedMergeService {
  constructor(
    private readonly datasets: DatasetRegistry,
    private readonly unitOfWork: UnitOfWork,
    private readonly loads: FeedLoadStore,
    private readonly staging: StagingStore,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Puts a staged load where it belongs, in one transaction: all of it or nothing. Loads merge one at a time,
   * in the order in which they get their numbers. A load that was merged before is left alone.
   */
  async merge(context: RequestContext, loadId: string, progress: MergeProgress): Promise<FeedLoad> {
    return this.unitOfWork.run(context, async (transaction) => {
      await this.staging.prepareForWholeFiles(transaction);
      await this.loads.lockMerging(transaction);
      const load = await this.loads.lock(transaction, loadId);
      if (!load) throw new JobRefused('LOAD_GONE', `there is no load ${loadId}`);
      if (load.state !== 'STAGED') return load;
      const dataset = this.datasets.get(load.dataset);
      if (!dataset) throw new JobRefused('UNKNOWN_DATASET', `no dataset ${load.dataset}`);

      const outcome = await this.mergeStaged(transaction, context, dataset, load, progress);
      await this.loads.finish(transaction, load.id, outcome, context.now);
      await this.staging.drop(transaction, load.id);
      if (outcome.state === 'MERGED') await this.tell(transaction, context, dataset, load, outcome);
      return (await this.loads.byIds([load.id], transaction)).get(load.id)!;
    });
  }

  private async mergeStaged(
    transaction: Transaction,
    context: RequestContext,
    dataset: Dataset,
    load: FeedLoad,
    progress: MergeProgress,
  ): Promise<MergeOutcome> {
    const { staging, loads } = this;
    const repeats = await loads.earlierWithSameContent(transaction, load);
    if (repeats) await staging.keepOnlyRejectedBefore(transaction, load.id, repeats);

    await progress(0.1, 'looking for duplicates');
    await staging.resolveDuplicates(transaction, load.id, dataset, load.columns);
    await progress(0.25, 'checking');
    await staging.applyChecks(transaction, load.id, dataset, load.columns);

    await progress(0.45, 'merging');
    const loadNumber = await loads.nextLoadNumber(transaction);
    const counts: MergeCounts = await dataset.merge(transaction, {
      staging: stagingTable(load.id),
      loadNumber,
      requestedBy: load.requestedBy,
      context,
    });

    const { inserted, superseded, firstDate = null, lastDate = null } = counts;
    const rejected = await loads.rejectedLines(transaction, load.id);
    const unchanged = Number(load.rowCount) - inserted - superseded - rejected;
    const nothingNew = repeats !== undefined && inserted + superseded === 0;
    return {
      state: nothingNew ? 'REPEATED' : 'MERGED',
      loadNumber: nothingNew ? null : loadNumber,
      inserted,
      superseded,
      unchanged,
      rejected,
      firstDate,
      lastDate,
      repeats: repeats ?? null,
    };
  }

  private async tell(
    transaction: Transaction,
    context: RequestContext,
    dataset: Dataset,
    load: FeedLoad,
    outcome: MergeOutcome,
  ): Promise<void> {
    const { loadNumber, inserted, superseded, rejected, firstDate, lastDate } = outcome;
    const counts = { inserted, superseded, rejected };
    await this.audit.record(transaction, context, {
      action: 'feed.load_merged',
      object: { kind: 'FeedLoad', id: load.id },
      after: {
        dataset: dataset.name,
        loadNumber,
        requestedBy: load.requestedBy,
        imported: dataset.past,
        ...counts,
      },
    });
    await this.outbox.publish(transaction, {
      kind: 'feed.load_merged',
      payload: {
        loadId: load.id,
        dataset: dataset.name,
        loadNumber,
        firstDate,
        lastDate,
        ...counts,
      },
    });
  }
}
