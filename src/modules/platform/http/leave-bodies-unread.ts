import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** Leaves bodies of these types unread, for controllers to stream. Several modules may ask for the same types. */
export function leaveBodiesUnread(host: HttpAdapterHost, types: readonly string[]): void {
  // The command line and the worker have no HTTP server.
  const server = host.httpAdapter?.getInstance<FastifyInstance>();
  const unknown = types.filter((type) => server && !server.hasContentTypeParser(type));
  if (unknown.length > 0)
    server?.addContentTypeParser(unknown, (_request, _payload, done) => done(null));
}
