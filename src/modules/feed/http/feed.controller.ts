import { Readable } from 'node:stream';
import { Controller, Get, Headers, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { lingerThenClose } from '../../platform/http/linger-then-close.js';
import { parseIdOf, publicId } from '../../platform/kernel/ids.js';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import { FeedIntakeService } from '../feed-intake.service.js';
import { feedPermissions } from '../feed.permissions.js';
import { FeedService } from '../feed.service.js';
import { UploadRefused } from '../upload/upload-refused.js';

const STATUS: Readonly<Record<string, number>> = {
  UNKNOWN_DATASET: 404,
  DATASET_FORBIDDEN: 403,
  UNSUPPORTED_ENCODING: 415,
  TOO_LARGE: 413,
  TOO_LARGE_UNPACKED: 413,
  EXPANDS_TOO_MUCH: 413,
  IDLE: 408,
  TOO_SLOW: 408,
  BUSY: 503,
};

/** The data feed over HTTP (docs/data-feed.md). */
@Controller('feed')
export class FeedController {
  constructor(
    private readonly intake: FeedIntakeService,
    private readonly feed: FeedService,
  ) {}

  /** Takes one file as the body. Answers 202 once its rows are safe; the job tells what became of them. */
  @Post(':dataset')
  @Requires(feedPermissions.load)
  async load(
    @Context() context: RequestContext,
    @Param('dataset') dataset: string,
    @Query('fileName') fileName: string | undefined,
    @Headers('content-encoding') encoding: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    try {
      const content = request.raw;
      const receipt = await this.intake.receive(context, {
        dataset,
        content,
        encoding,
        fileName: fileName?.slice(0, 200),
      });
      const { rows, rejected } = receipt;
      await reply.status(202).send({
        loadId: publicId('FeedLoad', receipt.loadId),
        jobId: publicId('BackgroundJob', receipt.jobId),
        dataset,
        rows,
        rejected,
      });
    } catch (error) {
      lingerThenClose(request.raw);
      if (!(error instanceof UploadRefused)) throw error;
      const { code, message } = error.reason;
      if (code === 'BUSY') void reply.header('retry-after', '60');
      await reply
        .status(STATUS[code] ?? 400)
        .send({ error: { code, message: inLocale(message, context.locale) } });
    }
  }

  @Get('loads/:id/rejects.csv')
  @Requires(feedPermissions.readLoads)
  async rejects(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Query('lang') language: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const parsed = parseIdOf('FeedLoad', id);
    if (!parsed.ok) {
      await reply.status(400).send({ error: { code: 'BAD_ID', message: parsed.problem } });
      return;
    }
    const locale: Locale = language === undefined ? context.locale : toLocale(language);
    const lines = await this.feed.rejectsCsv(context, parsed.uuid, locale);
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${id}-rejects.csv"`)
      .send(Readable.from(lines));
  }
}

function toLocale(language: string): Locale {
  return language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}
