import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { AccessDenied, NotFound } from '../modules/platform/access/access-denied.js';
import { PageRequestError } from '../modules/platform/kernel/keyset.js';

type Refusal = AccessDenied | NotFound | PageRequestError | GraphQLError;

/**
 * What callers are told and nobody needs to repair: not logged as an error. Of GraphQL it is passed on to
 * `formatError`; an HTTP route answers with a status and `{ code, message, requestId }`.
 */
@Catch(AccessDenied, NotFound, PageRequestError, GraphQLError)
export class RefusalFilter implements ExceptionFilter<Refusal> {
  catch(refusal: Refusal, host: ArgumentsHost): unknown {
    if (host.getType<string>() !== 'http') return refusal;
    const [status, code] = answerTo(refusal);
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (status === 401) void reply.header('www-authenticate', 'Bearer, ApiKey');
    return reply.status(status).send({ code, message: refusal.message, requestId: request.id });
  }
}

function answerTo(refusal: Refusal): readonly [status: number, code: string] {
  if (refusal instanceof AccessDenied)
    return [refusal.code === 'UNAUTHENTICATED' ? 401 : 403, refusal.code];
  if (refusal instanceof NotFound) return [404, 'NOT_FOUND'];
  return [400, 'BAD_USER_INPUT'];
}
