import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { leaveBodiesUnread } from '../../platform/http/leave-bodies-unread.js';

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
    leaveBodiesUnread(this.host, FILE_TYPES);
  }
}
