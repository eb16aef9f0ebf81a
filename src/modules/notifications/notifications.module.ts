import { Global, Module } from '@nestjs/common';
import { DigestStore } from './digest.store.js';
import { NotificationResolver } from './graphql/notification.resolver.js';
import { NotificationHousekeeping } from './jobs/notification-housekeeping.js';
import { NotificationService } from './notification.service.js';
import { NotificationStore } from './notification.store.js';

/** Global, because every module tells what happened in it. */
@Global()
@Module({
  providers: [
    DigestStore,
    NotificationHousekeeping,
    NotificationResolver,
    NotificationService,
    NotificationStore,
  ],
  exports: [NotificationService],
})
export class NotificationsModule {}
