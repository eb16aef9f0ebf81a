import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BodyFault, pacedBody } from '../../platform/http/paced-body.js';
import { UploadRefused } from './upload-refused.js';

export interface UploadLimits {
  readonly receivedBytes: number;
  readonly contentBytes: number;
  readonly expansion: number;
  readonly idleSeconds: number;
  readonly totalMinutes: number;
}

/** Expansion is judged only beyond this: a small file may be nothing but zeros. */
const EXPANSION_JUDGED_FROM = 16 * 1024 * 1024;

/**
 * The content of an upload, unpacked when it is gzip (by its header or its first two bytes), measured and
 * hashed on the way, within limits. Pulls: nothing is read faster than the consumer asks.
 */
export class UploadContent {
  receivedBytes = 0;
  contentBytes = 0;
  private readonly hash = createHash('sha256');

  constructor(
    private readonly source: Readable,
    private readonly encoding: string | undefined,
    private readonly limits: UploadLimits,
  ) {}

  /** Of the content; once it has been read to its end. */
  sha256(): Buffer {
    return this.hash.digest();
  }

  /** @throws UploadRefused */
  async *chunks(): AsyncGenerator<Buffer> {
    const { contentBytes, expansion } = this.limits;
    const received = this.received();
    const first = await firstBytes(received);
    const whole = prepend(first, received);
    const content = this.isGzip(first) ? unpacked(whole) : whole;
    for await (const chunk of content) {
      this.contentBytes += chunk.length;
      if (this.contentBytes > contentBytes)
        throw UploadRefused.because('TOO_LARGE_UNPACKED', { limit: contentBytes });
      if (
        this.contentBytes > EXPANSION_JUDGED_FROM &&
        this.contentBytes > expansion * this.receivedBytes
      )
        throw UploadRefused.because('EXPANDS_TOO_MUCH', { limit: expansion });
      this.hash.update(chunk);
      yield chunk;
    }
  }

  private isGzip(first: Buffer): boolean {
    const encoding = this.encoding?.trim().toLowerCase() ?? '';
    if (encoding === 'gzip' || encoding === 'x-gzip') return true;
    if (encoding !== '' && encoding !== 'identity')
      throw UploadRefused.because('UNSUPPORTED_ENCODING', { encoding: encoding.slice(0, 40) });
    return first[0] === 0x1f && first[1] === 0x8b;
  }

  private async *received(): AsyncGenerator<Buffer> {
    const { receivedBytes, idleSeconds, totalMinutes } = this.limits;
    try {
      for await (const chunk of pacedBody(this.source, { idleSeconds, totalMinutes })) {
        this.receivedBytes += chunk.length;
        if (this.receivedBytes > receivedBytes)
          throw UploadRefused.because('TOO_LARGE', { limit: receivedBytes });
        yield chunk;
      }
    } catch (error) {
      if (!(error instanceof BodyFault)) throw error;
      throw UploadRefused.because(error.code, { seconds: idleSeconds, minutes: totalMinutes });
    }
  }
}

/** At least two bytes, unless there are no more. */
async function firstBytes(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let first: Buffer = Buffer.alloc(0);
  while (first.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    first = Buffer.concat([first, next.value]);
  }
  return first;
}

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* rest;
}

async function* unpacked(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 65_536 });
  // The error of either end comes out of the loop below.
  pipeline(Readable.from(packed, { objectMode: false }), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof UploadRefused) throw error;
    const truncated = (error as { code?: string }).code === 'Z_BUF_ERROR';
    throw UploadRefused.because(truncated ? 'TRUNCATED_GZIP' : 'BAD_GZIP');
  }
}
