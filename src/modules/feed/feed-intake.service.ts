import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { AccessDenied } from '../platform/access/access-denied.js';
import { Configuration } from '../platform/config/configuration.js';
import { hasRole, type RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { Dataset } from '../platform/datasets/dataset.js';
import { DatasetRegistry } from '../platform/datasets/dataset-registry.js';
import { JobService } from '../platform/jobs/job.service.js';
import { addDays, businessDateOf } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import type { DateBounds } from './domain/cell.js';
import { FeedLoadStore } from './feed-load.store.js';
import { FEED_POLICY, feedPolicySchema } from './feed-policy.js';
import { feedPermissions } from './feed.permissions.js';
import { StagingStore, type StagingCopy } from './staging.store.js';
import { readFile } from './upload/read-file.js';
import { UploadContent, type UploadLimits } from './upload/upload-content.js';
import { UploadRefused } from './upload/upload-refused.js';

export interface FeedFile {
  readonly dataset: string;
  readonly content: Readable;
  /** Content-Encoding; gzip is also known by its first bytes. */
  readonly encoding?: string;
  readonly fileName?: string;
}

/** What the sender of a file is told once its rows are safe. */
export interface FeedReceipt {
  readonly loadId: string;
  readonly jobId: string;
  readonly rows: number;
  /** Rows that are refused already; the merge may refuse more. */
  readonly rejected: number;
}

/** The kind of job that merges one load, and the queue in which these run one after another. */
export const MERGE_JOB = 'feed.merge';
const FEED_QUEUE = 'feed';

@Injectable()
export class FeedIntakeService {
  private uploads = 0;

  constructor(
    private readonly datasets: DatasetRegistry,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly loads: FeedLoadStore,
    private readonly staging: StagingStore,
    private readonly jobs: JobService,
    private readonly audit: AuditService,
    private readonly configuration: Configuration,
  ) {}

  /**
   * Takes one file: its rows are staged and their merge is queued in one transaction, so that a file is
   * either acknowledged and safe, or it left no trace.
   *
   * @throws UploadRefused with a reason for the sender; AccessDenied
   */
  async receive(context: RequestContext, file: FeedFile): Promise<FeedReceipt> {
    const dataset = this.datasetFor(context, file.dataset);
    if (this.uploads >= this.configuration.values.FEED_CONCURRENT_UPLOADS)
      throw UploadRefused.because('BUSY');
    this.uploads += 1;
    try {
      const bounds = await this.dateBounds(context);
      const content = new UploadContent(file.content, file.encoding, this.limits());
      // The unit of work would repeat the callback after a deadlock; a stream can be read only once.
      let begun = false;
      return await this.unitOfWork.run(context, (transaction) => {
        if (begun) throw new Error('the upload was interrupted by the database');
        begun = true;
        return this.stage(transaction, context, dataset, file.fileName ?? '', content, bounds);
      });
    } finally {
      this.uploads -= 1;
    }
  }

  private async stage(
    transaction: Transaction,
    context: RequestContext,
    dataset: Dataset,
    fileName: string,
    content: UploadContent,
    bounds: DateBounds,
  ): Promise<FeedReceipt> {
    const id = newId();
    await this.staging.prepareForWholeFiles(transaction);
    await this.loads.insert(transaction, context, { id, dataset: dataset.name, fileName });
    await this.staging.create(transaction, id, dataset);

    let copy: StagingCopy | undefined;
    let columns = dataset.columns;
    const open = async () => (copy ??= await this.staging.copy(transaction, id, columns));
    const close = async () => {
      await copy?.end();
      copy = undefined;
    };
    try {
      const reading = await readFile(content.chunks(), dataset.columns, bounds, {
        begin: async (inFile) => void (columns = inFile),
        rows: async (block) => (await open()).write(block),
        // A connection does one thing at a time: the COPY ends, the rejects are written, a COPY goes on.
        rejects: async (rejects) => {
          await close();
          await this.loads.insertRejects(transaction, id, rejects);
        },
      });
      await close();
      const jobId = await this.jobs.start(transaction, context, {
        kind: MERGE_JOB,
        payload: { loadId: id },
        queue: FEED_QUEUE,
      });
      const { rows, rejected } = reading;
      await this.loads.complete(transaction, id, {
        columns: reading.columns.map(({ name }) => name),
        sha256: content.sha256(),
        receivedBytes: content.receivedBytes,
        contentBytes: content.contentBytes,
        rowCount: rows,
        rejectedCount: rejected,
        jobId,
      });
      await this.audit.record(transaction, context, {
        action: 'feed.file_received',
        object: { kind: 'FeedLoad', id },
        after: { dataset: dataset.name, rows, rejected },
      });
      return { loadId: id, jobId, rows, rejected };
    } catch (error) {
      await copy?.abandon();
      throw error;
    }
  }

  private datasetFor(context: RequestContext, name: string): Dataset {
    const { actor } = context;
    if (!hasRole(context, feedPermissions.load.roles))
      throw new AccessDenied('FORBIDDEN', feedPermissions.load);
    const dataset = this.datasets.get(name);
    if (!dataset) {
      const known = this.datasets.inLoadOrder().map((one) => one.name);
      throw UploadRefused.because('UNKNOWN_DATASET', {
        dataset: name.slice(0, 60),
        known: known.join(', '),
      });
    }
    const ofKey =
      actor.kind === 'SERVICE' && (dataset.past || !actor.datasets.includes(dataset.name));
    if (ofKey) throw UploadRefused.because('DATASET_FORBIDDEN', { dataset: dataset.name });
    return dataset;
  }

  private async dateBounds(context: RequestContext): Promise<DateBounds> {
    const today = businessDateOf(context.now);
    const { body } = await this.policies.inForce(FEED_POLICY, feedPolicySchema, today);
    const asNumber = (date: string) => Number(date.replaceAll('-', ''));
    return {
      earliest: asNumber(body.earliestDate),
      latest: asNumber(addDays(today, body.futureDays)),
    };
  }

  private limits(): UploadLimits {
    const { values } = this.configuration;
    return {
      receivedBytes: values.FEED_MAX_RECEIVED_BYTES,
      contentBytes: values.FEED_MAX_CONTENT_BYTES,
      expansion: values.FEED_MAX_EXPANSION,
      idleSeconds: values.FEED_IDLE_SECONDS,
      totalMinutes: values.FEED_UPLOAD_MINUTES,
    };
  }
}
