import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { audienceKeys, audiencesOf, type Audience } from '../platform/access/audience.js';
import { NotFound } from '../platform/access/access-denied.js';
import { holds } from '../platform/access/permissions.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { publicId, type ObjectKind } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { attachErrors, deleteFileErrors } from './domain/file-errors.js';
import { FILE_POLICY, filePolicySchema } from './file-policy.js';
import { FileStore, type AttachedFile, type FileReader, type StoredFile } from './file.store.js';
import { filePermissions } from './files.permissions.js';

export interface AttachFiles {
  /** UUIDs; none is fine. */
  readonly fileIds: readonly string[];
  /** What they are there for, in the module's own words: `evidence`, `business_licence`. */
  readonly purpose: string;
  readonly subject: { readonly type: ObjectKind; readonly id: string };
  /** Who may read them beside their owner. */
  readonly readers: readonly Audience[];
  /** Where in the mutation's input the ids stand. */
  readonly path?: readonly string[];
}

@Injectable()
export class FileService {
  constructor(
    private readonly store: FileStore,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /**
   * Binds the caller's own files to an object, in the transaction of the change they belong to. From then on
   * they do not expire.
   *
   * @returns errors of FILE_ERRORS, which the mutation's catalogue includes: unknown, foreign and deleted files
   *   look alike
   */
  async attach(
    context: RequestContext,
    transaction: Transaction,
    { fileIds, purpose, subject, readers, path = ['input', 'fileIds'] }: AttachFiles,
  ): Promise<Result<true>> {
    const ids = [...new Set(fileIds)];
    if (ids.length === 0) return succeed(true);
    const own = await this.store.lockOwn(transaction, readerOf(context), ids);
    const unknown = fileIds.findIndex((id) => !own.has(id));
    if (unknown >= 0) {
      const id = publicId('StoredFile', fileIds[unknown]!);
      return fail(attachErrors.error('FILE_UNKNOWN', [...path, String(unknown)], { id }));
    }
    const date = businessDateOf(context.now);
    const { body } = await this.policies.inForce(FILE_POLICY, filePolicySchema, date, transaction);
    const others = await this.store.countOthersOn(transaction, subject.id, ids);
    if (others + ids.length > body.maximumOnOneObject)
      return fail(attachErrors.error('FILES_TOO_MANY', path, { limit: body.maximumOnOneObject }));
    await this.store.attach(transaction, ids, {
      subjectType: subject.type,
      subjectId: subject.id,
      purpose,
      readers: [...new Set(readers.flatMap(audienceKeys))],
      attachedBy: actorKey(context.actor),
      attachedAt: context.now,
    });
    return succeed(true);
  }

  /** Those of the files that the caller may read. */
  byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, StoredFile>> {
    return this.store.readableByIds(readerOf(context), ids);
  }

  /**
   * The files on these objects, by object, oldest first. Whether the caller may see the objects is for their
   * module to say; the content is served to the readers named at `attach` only.
   */
  async attachedTo(subjectIds: readonly string[]): Promise<Map<string, AttachedFile[]>> {
    const files = new Map<string, AttachedFile[]>(subjectIds.map((id) => [id, []]));
    for (const file of await this.store.attachedTo(subjectIds))
      files.get(file.subjectId)!.push(file);
    return files;
  }

  /**
   * A file to be served, with its content piece by piece. That staff read another's file is recorded.
   * @throws NotFound when there is none for the caller
   */
  async open(
    context: RequestContext,
    id: string,
  ): Promise<{ file: StoredFile; content: AsyncIterable<Buffer> }> {
    const reader = readerOf(context);
    const file = (await this.store.readableByIds({ ...reader, readsAll: false }, [id])).get(id);
    if (file) return { file, content: this.chunks(id) };
    const foreign = (await this.store.readableByIds(reader, [id])).get(id);
    if (!foreign) throw new NotFound('The file');
    await this.unitOfWork.run(context, (transaction) =>
      this.audit.record(transaction, context, {
        action: 'file.read_by_staff',
        object: { kind: 'StoredFile', id },
      }),
    );
    return { file: foreign, content: this.chunks(id) };
  }

  /** Deletes the content of a file of the caller's own that is not attached to anything. */
  async delete(context: RequestContext, id: string): Promise<Result<StoredFile>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const file = (await this.store.lockOwn(transaction, readerOf(context), [id])).get(id);
      const path = ['input', 'fileId'];
      if (!file) {
        const parameters = { id: publicId('StoredFile', id) };
        return fail(deleteFileErrors.error('FILE_UNKNOWN', path, parameters));
      }
      if (file.attachedAt) return fail(deleteFileErrors.error('FILE_ATTACHED', path));
      await this.deleteContent(context, transaction, [id], 'deleted by its owner');
      return succeed({ ...file, state: 'DELETED' as const, deletedAt: context.now });
    });
  }

  /**
   * Deletes the content of files, whosever they are, and leaves their records: for erasure and expiry.
   * @returns how many had content
   */
  async deleteContent(
    context: RequestContext,
    transaction: Transaction,
    ids: readonly string[],
    reason: string,
  ): Promise<number> {
    const deleted = await this.store.deleteContent(transaction, ids, context.now);
    if (deleted.length === 0) return 0;
    const records = deleted.map((id) => ({
      action: 'file.content_deleted',
      object: { kind: 'StoredFile', id } as const,
      reason,
    }));
    await this.audit.record(transaction, context, ...records);
    return deleted.length;
  }

  private async *chunks(id: string): AsyncGenerator<Buffer> {
    for (let number = 0; ; number += 1) {
      const chunk = await this.store.chunk(id, number);
      if (!chunk) return;
      yield chunk;
    }
  }
}

function readerOf(context: RequestContext): FileReader {
  if (context.actor.kind !== 'USER') throw new NotFound('Your account');
  return {
    accountId: context.actor.accountId,
    audiences: audiencesOf(context),
    readsAll: holds(context, filePermissions.readEvery),
  };
}
