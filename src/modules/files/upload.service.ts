import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { audienceKeys } from '../platform/access/audience.js';
import { AccessDenied } from '../platform/access/access-denied.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { BodyFault, pacedBody } from '../platform/http/paced-body.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { fileName } from './domain/file-name.js';
import type { MediaType } from './domain/media-type.js';
import { recognise } from './domain/recognise.js';
import { ContentWatcher } from './domain/seen-content.js';
import { FILE_POLICY, filePolicySchema, type FilePolicy } from './file-policy.js';
import { FileStore } from './file.store.js';
import { filePermissions } from './files.permissions.js';
import { UploadRefused } from './upload-refused.js';

/** Each piece is one row and one statement, and the most of an upload that is in memory. */
const CHUNK_BYTES = 256 * 1_024;

/** What the sender of a file is told. */
export interface UploadReceipt {
  readonly id: string;
  readonly name: string;
  readonly mediaType: MediaType;
  readonly size: number;
  readonly sha256: Buffer;
}

@Injectable()
export class UploadService {
  constructor(
    private readonly store: FileStore,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /**
   * Receives one file. A place is taken first, so that uploads at the same time cannot exceed the count together;
   * the content is written piece by piece without holding a connection while the sender is slow; the file exists
   * for others only once it was recognised as whole.
   *
   * @throws UploadRefused with a reason for the sender; nothing is kept then
   */
  async receive(
    context: RequestContext,
    content: Readable,
    claimedName: string,
  ): Promise<UploadReceipt> {
    const policy = await this.policy(context);
    const id = await this.takePlace(context, policy);
    try {
      const watcher = new ContentWatcher();
      const sha256 = await this.keep(id, content, policy, watcher);
      const mediaType = this.typeOf(watcher, claimedName, policy);
      const { size } = watcher;
      const file = { id, name: fileName(claimedName, mediaType), mediaType, size, sha256 };
      await this.unitOfWork.run(context, async (transaction) => {
        if (!(await this.store.complete(transaction, file)))
          throw new Error('the upload was given up before it ended');
        await this.audit.record(transaction, context, {
          action: 'file.uploaded',
          object: { kind: 'StoredFile', id },
          after: { mediaType, size, sha256: sha256.toString('hex') },
          owners: ownersOf(context),
        });
      });
      return file;
    } catch (error) {
      await this.store.abandon(id);
      if (!(error instanceof BodyFault)) throw error;
      const { idleSeconds, uploadMinutes } = policy;
      throw UploadRefused.because(error.code, { seconds: idleSeconds, minutes: uploadMinutes });
    }
  }

  private takePlace(context: RequestContext, policy: FilePolicy): Promise<string> {
    const { actor } = context;
    if (actor.kind !== 'USER') throw new AccessDenied('FORBIDDEN', filePermissions.upload);
    const id = newId();
    const owner = ownerOf(context);
    return this.unitOfWork.run(context, async (transaction) => {
      const waiting = await this.store.countWaiting(transaction, owner);
      if (waiting >= policy.maximumUnattached) {
        const parameters = { limit: policy.maximumUnattached, hours: policy.unattachedHours };
        throw UploadRefused.because('TOO_MANY_WAITING', parameters);
      }
      const uploadedBy = actor.accountId;
      await this.store.begin(transaction, { id, owner, uploadedBy, name: '', at: context.now });
      return id;
    });
  }

  /** @returns the checksum of what was kept */
  private async keep(
    id: string,
    content: Readable,
    { maximumBytes, idleSeconds, uploadMinutes }: FilePolicy,
    watcher: ContentWatcher,
  ): Promise<Buffer> {
    const hash = createHash('sha256');
    let pieces: Buffer[] = [];
    let bytes = 0;
    let number = 0;
    const write = async () => {
      await this.store.addChunk(id, number, Buffer.concat(pieces));
      number += 1;
      pieces = [];
      bytes = 0;
    };
    for await (const piece of pacedBody(content, { idleSeconds, totalMinutes: uploadMinutes })) {
      watcher.add(piece);
      if (watcher.size > maximumBytes)
        throw UploadRefused.because('TOO_LARGE', { limit: maximumBytes });
      hash.update(piece);
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= CHUNK_BYTES) await write();
    }
    if (watcher.size === 0) throw UploadRefused.because('EMPTY');
    if (bytes > 0) await write();
    return hash.digest();
  }

  private typeOf(watcher: ContentWatcher, claimedName: string, policy: FilePolicy): MediaType {
    const known = policy.mediaTypes.join(', ');
    const recognised = recognise(watcher.seen(claimedName), policy);
    if (!recognised.ok) throw UploadRefused.because(recognised.fault, { known });
    const { mediaType } = recognised;
    if (!policy.mediaTypes.includes(mediaType)) throw UploadRefused.because('UNKNOWN_TYPE', { known }); // prettier-ignore
    return mediaType;
  }

  private async policy({ now }: RequestContext): Promise<FilePolicy> {
    const date = businessDateOf(now);
    return (await this.policies.inForce(FILE_POLICY, filePolicySchema, date)).body;
  }
}

/** Files belong to the company in whose name somebody acts; those of the platform's people to themselves. */
function ownerOf({ actor, scope }: RequestContext): string {
  if (scope.kind === 'PROVIDER') return audienceKeys({ providerId: scope.providerId })[0]!;
  if (scope.kind === 'MERCHANT') return audienceKeys({ merchantId: scope.merchantId })[0]!;
  if (actor.kind !== 'USER') throw new AccessDenied('FORBIDDEN', filePermissions.upload);
  return audienceKeys({ accountId: actor.accountId })[0]!;
}

function ownersOf({ scope }: RequestContext) {
  return {
    providerId: scope.kind === 'PROVIDER' ? scope.providerId : null,
    merchantId: scope.kind === 'MERCHANT' ? scope.merchantId : null,
  };
}
