import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { MEDIA_TYPES } from '../domain/media-type.js';

/** Leaves bodies of files unread, for the controller to stream. What type they claim to be is not believed. */
@Injectable()
export class StreamFileBodies implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    // The command line and the worker have no HTTP server.
    const server = this.host.httpAdapter?.getInstance<FastifyInstance>();
    const types = ['application/octet-stream', ...MEDIA_TYPES];
    // The feed leaves some of them unread as well.
    const unknown = types.filter((type) => server && !server.hasContentTypeParser(type));
    if (unknown.length > 0)
      server?.addContentTypeParser(unknown, (_request, _payload, done) => done(null));
  }
}
