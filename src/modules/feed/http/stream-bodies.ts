import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** What files of the feed may call themselves. Anything else is refused with 415 before it is read. */
const FILE_TYPES = [
  'text/csv',
  'application/csv',
  'application/gzip',
  'application/x-gzip',
  'application/octet-stream',
];

/** Leaves bodies of these types unread, for the controller to stream. */
@Injectable()
export class StreamBodies implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    // The command line and the worker have no HTTP server.
    const server = this.host.httpAdapter?.getInstance<FastifyInstance>();
    // Stored files may leave some of them unread as well; which module comes first is not ours to say.
    const unknown = FILE_TYPES.filter((type) => server && !server.hasContentTypeParser(type));
    if (unknown.length > 0)
      server?.addContentTypeParser(unknown, (_request, _payload, done) => done(null));
  }
}
