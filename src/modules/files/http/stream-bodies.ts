import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { leaveBodiesUnread } from '../../platform/http/leave-bodies-unread.js';
import { MEDIA_TYPES } from '../domain/media-type.js';

/** Leaves bodies of files unread, for the controller to stream. What type they claim to be is not believed. */
@Injectable()
export class StreamFileBodies implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    leaveBodiesUnread(this.host, ['application/octet-stream', ...MEDIA_TYPES]);
  }
}
