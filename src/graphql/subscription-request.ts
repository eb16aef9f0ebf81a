import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { RequestWithContext } from '../modules/platform/access/access.guard.js';
import { newId } from '../modules/platform/kernel/ids.js';

/** What graphql-ws tells of a connection. */
export interface SubscriptionSocket {
  readonly connectionParams?: Readonly<Record<string, unknown>>;
  readonly extra: { readonly request: IncomingMessage };
}

/**
 * A subscription in the form of a request, so that the same guards work: browsers can't set headers on a web
 * socket, hence the token comes as `connectionParams.authorization`.
 */
export function subscriptionRequest(
  socket: SubscriptionSocket,
): FastifyRequest & RequestWithContext {
  const { authorization } = socket.connectionParams ?? {};
  const { headers } = socket.extra.request;
  return {
    id: newId(),
    headers: { ...headers, ...(typeof authorization === 'string' && { authorization }) },
  } as unknown as FastifyRequest & RequestWithContext;
}
