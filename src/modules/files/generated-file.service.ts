import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { audienceKeys } from '../platform/access/audience.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/kernel/ids.js';
import type { GeneratedMediaType } from './domain/media-type.js';
import { FileStore } from './file.store.js';

const CHUNK_BYTES = 256 * 1_024;

export interface GeneratedFile {
  /** The only one who may read it. */
  readonly accountId: string;
  readonly name: string;
  readonly mediaType: GeneratedMediaType;
  readonly content: AsyncIterable<string>;
}

/** Files that the platform makes for somebody. They expire like uploads that nobody attached. */
@Injectable()
export class GeneratedFileService {
  constructor(
    private readonly store: FileStore,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Keeps a file as it is being made, without ever holding it whole. @returns its id and size in bytes */
  async keep(
    context: RequestContext,
    { accountId, name, mediaType, content }: GeneratedFile,
  ): Promise<{ id: string; size: number }> {
    const id = newId();
    const owner = audienceKeys({ accountId })[0]!;
    const begun = { id, owner, uploadedBy: accountId, name, at: context.now };
    await this.unitOfWork.run(context, (transaction) => this.store.begin(transaction, begun));
    try {
      const hash = createHash('sha256');
      let size = 0;
      let number = 0;
      for await (const piece of inPieces(content)) {
        hash.update(piece);
        size += piece.length;
        await this.store.addChunk(id, number, piece);
        number += 1;
      }
      const file = { id, name, mediaType, size, sha256: hash.digest() };
      await this.unitOfWork.run(context, (transaction) => this.store.complete(transaction, file));
      return { id, size };
    } catch (error) {
      await this.store.abandon(id);
      throw error;
    }
  }
}

async function* inPieces(content: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let bytes = 0;
  for await (const text of content) {
    const piece = Buffer.from(text);
    pending.push(piece);
    bytes += piece.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(pending);
    pending = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pending);
}
