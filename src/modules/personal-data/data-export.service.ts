import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { GeneratedFileService } from '../files/index.js';
import { NotificationService } from '../notifications/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { ExportRegistry, type ExportOwner } from '../platform/exports/export-registry.js';
import type { RunningJob } from '../platform/jobs/job-registry.js';
import { JobService } from '../platform/jobs/job.service.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { publicId } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { DataExportStore } from './data-export.store.js';
import { exportErrors } from './domain/export-errors.js';
import { personalDataNotices } from './personal-data.notices.js';

/** The kind of job that makes one export. */
export const EXPORT_JOB = 'personal-data.export';

type Progress = RunningJob['progress'];

/** Everything that is kept of somebody, as one file of JSON. */
@Injectable()
export class DataExportService {
  constructor(
    private readonly registry: ExportRegistry,
    private readonly store: DataExportStore,
    private readonly files: GeneratedFileService,
    private readonly jobs: JobService,
    private readonly notifications: NotificationService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** Queues an export of what the caller may take along. @returns the job's id */
  async request(context: RequestContext): Promise<Result<string>> {
    const owner = ownerOf(context);
    return this.unitOfWork.run(context, async (transaction) => {
      if (await this.store.isRunning(transaction, actorKey(context.actor), EXPORT_JOB))
        return fail(exportErrors.error('ALREADY_RUNNING'));
      const request = { kind: EXPORT_JOB, payload: { owner } };
      const jobId = await this.jobs.start(transaction, context, request);
      await this.audit.record(transaction, context, {
        action: 'personal_data.export_requested',
        object: { kind: 'Account', id: owner.accountId },
        owners: { providerId: owner.providerId, merchantId: owner.merchantId },
      });
      return succeed(jobId);
    });
  }

  /** Makes the file from one snapshot of the database, and tells the account that it is there. */
  async make(
    context: RequestContext,
    owner: ExportOwner,
    progress: Progress,
  ): Promise<{ fileId: string; bytes: number }> {
    const name = `export-${businessDateOf(context.now)}.json`;
    const file = await this.unitOfWork.run(
      context,
      (transaction) =>
        this.files.keep(context, {
          accountId: owner.accountId,
          name,
          mediaType: 'application/json',
          content: this.content(transaction, context, owner, progress),
        }),
      'REPEATABLE READ',
    );
    await this.unitOfWork.run(context, (transaction) =>
      this.notifications.notify(context, transaction, [
        {
          kind: personalDataNotices.export_ready,
          to: { accountId: owner.accountId },
          subject: { type: 'StoredFile', id: file.id },
          parameters: { name },
          actBy: null,
        },
      ]),
    );
    return { fileId: publicId('StoredFile', file.id), bytes: file.size };
  }

  private async *content(
    transaction: Transaction,
    { now }: RequestContext,
    owner: ExportOwner,
    progress: Progress,
  ): AsyncGenerator<string> {
    const queries = this.registry.queriesFor(owner);
    yield `{"exportedAt":${JSON.stringify(now)}`;
    for (const [index, [name, query]] of queries.entries()) {
      await progress(index / queries.length, name);
      yield `,\n${JSON.stringify(name)}:[`;
      let separator = '\n';
      for await (const rows of this.store.rows(transaction, query)) {
        yield separator + rows.join(',\n');
        separator = ',\n';
      }
      yield ']';
    }
    yield '}\n';
  }
}

/** Owners take along what is their company's; everybody else what is their own. */
function ownerOf({ actor, scope }: RequestContext): ExportOwner {
  if (actor.kind !== 'USER') throw new NotFound('Your account');
  const { accountId, role } = actor;
  if (scope.kind === 'MERCHANT' && role === 'MERCHANT_OWNER')
    return { accountId, merchantId: scope.merchantId };
  if (scope.kind !== 'PROVIDER') return { accountId };
  if (role === 'PROVIDER_OWNER') return { accountId, providerId: scope.providerId };
  return scope.operatorId ? { accountId, operatorId: scope.operatorId } : { accountId };
}
