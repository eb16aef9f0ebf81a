import { Readable } from 'node:stream';
import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { lingerThenClose } from '../../platform/http/linger-then-close.js';
import { parseIdOf, publicId } from '../../platform/kernel/ids.js';
import { inLocale } from '../../platform/kernel/result.js';
import { FileService } from '../file.service.js';
import { filePermissions } from '../files.permissions.js';
import { UploadRefused } from '../upload-refused.js';
import { UploadService } from '../upload.service.js';
import { attachmentNamed } from './content-disposition.js';

const STATUS: Readonly<Record<string, number>> = {
  CONTENT_TYPE: 415,
  UNKNOWN_TYPE: 415,
  TOO_LARGE: 413,
  UNPACKS_TOO_LARGE: 413,
  TOO_MANY_WAITING: 409,
  IDLE: 408,
  TOO_SLOW: 408,
};

/** Stored files over HTTP (docs/files.md). */
@Controller('files')
export class FileController {
  constructor(
    private readonly uploads: UploadService,
    private readonly files: FileService,
  ) {}

  /** Takes one file as the body and answers 201 with its id once it is kept. */
  @Post()
  @Requires(filePermissions.upload)
  async upload(
    @Context() context: RequestContext,
    @Query('fileName') claimedName: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    try {
      // A body that was read already came as JSON, a form or plain text.
      if (request.body !== undefined && request.body !== null)
        throw UploadRefused.because('CONTENT_TYPE');
      const name = typeof claimedName === 'string' ? claimedName.slice(0, 1_000) : '';
      const receipt = await this.uploads.receive(context, request.raw, name);
      const id = publicId('StoredFile', receipt.id);
      await reply.status(201).send({
        id,
        name: receipt.name,
        mediaType: receipt.mediaType,
        size: receipt.size,
        sha256: receipt.sha256.toString('hex'),
        downloadPath: `/files/${id}`,
      });
    } catch (error) {
      lingerThenClose(request.raw);
      if (!(error instanceof UploadRefused)) throw error;
      const { code, message } = error.reason;
      await reply
        .status(STATUS[code] ?? 400)
        .send({ error: { code, message: inLocale(message, context.locale) } });
    }
  }

  /** The content, for saving and never for showing: nothing in it may run in the name of this site. */
  @Get(':id')
  @Requires(filePermissions.read)
  async download(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const parsed = parseIdOf('StoredFile', id);
    if (!parsed.ok) {
      await reply.status(400).send({ error: { code: 'BAD_ID', message: parsed.problem } });
      return;
    }
    const { file, content } = await this.files.open(context, parsed.uuid);
    if (file.state === 'DELETED') {
      const message = 'The content was deleted. Only its record is kept.';
      await reply.status(410).send({ error: { code: 'CONTENT_DELETED', message } });
      return;
    }
    await reply
      .headers({
        'content-type': file.mediaType,
        'content-length': file.size,
        'content-disposition': attachmentNamed(file.name),
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        etag: `"${file.sha256.toString('hex')}"`,
      })
      .send(Readable.from(content, { objectMode: false }));
  }
}
