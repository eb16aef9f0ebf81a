import { Controller, Post, Req, Res, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { lingerThenClose } from '../../platform/http/linger-then-close.js';
import { leaveBodiesUnread } from '../../platform/http/leave-bodies-unread.js';
import { publicId } from '../../platform/kernel/ids.js';
import { inLocale, type UserErrorData } from '../../platform/kernel/result.js';
import { ClaimsFileService, type ClaimLineResult } from '../claims-file.service.js';
import { claimsFileErrors, columnOf } from '../domain/claims-file.js';
import { operatedSessionPermissions } from '../engagements.permissions.js';

const STATUS: Readonly<Record<string, number>> = { CONTENT_TYPE: 415, TOO_LARGE: 413 };

/** Bulk logging of operated sessions (docs/engagements.md). */
@Controller('operated-sessions')
export class ClaimsFileController implements OnModuleInit {
  constructor(
    private readonly files: ClaimsFileService,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    leaveBodiesUnread(this.host, ['text/csv', 'application/csv']);
  }

  /** Takes a CSV file as the body. Answers 200 with what became of each line, whether it was claimed or refused. */
  @Post('claims')
  @Requires(operatedSessionPermissions.claim)
  async claim(
    @Context() context: RequestContext,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // A body that was read already came as JSON, a form or plain text.
    const isRead = request.body !== undefined && request.body !== null;
    const answer = isRead
      ? { ok: false as const, errors: [claimsFileErrors.error('CONTENT_TYPE')] }
      : await this.files.claim(context, request.raw);
    if (!answer.ok) {
      lingerThenClose(request.raw);
      const error = toError(context, answer.errors[0]!);
      await reply.status(STATUS[error.code] ?? 400).send({ error });
      return;
    }
    const lines = answer.value.map((line) => toLine(context, line));
    const refused = lines.filter(({ operatedSessionId }) => operatedSessionId === null).length;
    await reply.status(200).send({ claimed: lines.length - refused, refused, lines });
  }
}

function toLine(context: RequestContext, { line, clientReference, result }: ClaimLineResult) {
  return {
    line,
    clientReference,
    operatedSessionId: result.ok ? publicId('OperatedSession', result.value.id) : null,
    errors: result.ok ? [] : result.errors.map((error) => toError(context, error)),
  };
}

function toError({ locale }: RequestContext, { code, path, message }: UserErrorData) {
  return { code, column: columnOf(path), message: inLocale(message, locale) };
}
