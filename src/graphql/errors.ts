import { unwrapResolverError } from '@apollo/server/errors';
import { HttpException, Logger } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AccessDenied, NotFound } from '../modules/platform/access/access-denied.js';
import { PageRequestError } from '../modules/platform/kernel/keyset.js';

const logger = new Logger('GraphQL');

export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** Codes that clients may rely on; everything else is told as INTERNAL, without a word of what went wrong. */
const PUBLIC_CODES = new Set([
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'NOT_FOUND',
  'TOO_COMPLEX',
  'RATE_LIMITED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** What PostgreSQL answers to a text with U+0000: JSON and GraphQL know the character, its texts do not. */
const CHARACTER_NOT_IN_REPERTOIRE = '22021';

/** No stack, SQL or driver text ever reaches a client. */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  const { message, locations, path } = formatted;
  const place = { ...(locations && { locations }), ...(path && { path }) };
  const known = knownCause(cause);
  if (known) return { message: known.message, ...place, extensions: { code: known.code } };

  const code = formatted.extensions?.code;
  if (typeof code === 'string' && PUBLIC_CODES.has(code)) {
    const { stacktrace: _, ...extensions } = formatted.extensions!;
    return { message, ...place, extensions };
  }
  logger.error({ err: cause, path }, 'unexpected error in a resolver');
  return {
    message: 'Something went wrong on our side. Quote the x-request-id of this answer to support.',
    ...place,
    extensions: { code: 'INTERNAL' },
  };
}

function knownCause(cause: unknown): { code: string; message: string } | undefined {
  if (cause instanceof AccessDenied) return { code: cause.code, message: cause.message };
  if (cause instanceof NotFound) return { code: 'NOT_FOUND', message: cause.message };
  if (cause instanceof PageRequestError) return { code: 'BAD_USER_INPUT', message: cause.message };
  if ((cause as { code?: unknown } | null)?.code === CHARACTER_NOT_IN_REPERTOIRE) {
    return { code: 'BAD_USER_INPUT', message: 'A text holds the character NUL. Leave it out.' };
  }
  if (cause instanceof HttpException && cause.getStatus() < 500) {
    const response = cause.getResponse() as { message?: string | string[] };
    const text = Array.isArray(response.message) ? response.message.join('; ') : cause.message;
    return { code: 'BAD_USER_INPUT', message: text };
  }
  return undefined;
}
