import { Args, Int, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { succeed } from '../../platform/kernel/result.js';
import { NotificationService } from '../notification.service.js';
import type { Notification } from '../notification.store.js';
import { notificationPermissions } from '../notifications.permissions.js';
import {
  MarkNotificationsReadInput,
  MarkNotificationsReadPayload,
  NotificationConnection,
  NotificationsArgs,
  NotificationType,
  toNotificationType,
} from './notification.type.js';

@Resolver(() => NotificationType)
export class NotificationResolver {
  constructor(
    private readonly service: NotificationService,
    nodes: NodeRegistry,
  ) {
    nodes.register('Notification', {
      typeName: 'Notification',
      fetch: async (context, ids) =>
        holds(context, notificationPermissions.read)
          ? mapValues(await service.byIds(context, ids), (row) =>
              toNotificationType(row, context.locale),
            )
          : new Map(),
    });
  }

  @Query(() => NotificationConnection, {
    description: 'Notices to you, your company, or your role at the platform, newest first.',
  })
  @Requires(notificationPermissions.read)
  async notifications(
    @Context() context: RequestContext,
    @Args() { filter, ...page }: NotificationsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<NotificationConnection> {
    const withTotal = selected.has('totalCount');
    const found = await this.service.page(context, filter ?? {}, page, withTotal);
    return toConnection(found, (row) => toNotificationType(row, context.locale));
  }

  @Query(() => Int, { description: 'How many notices you have not read.' })
  @Requires(notificationPermissions.read)
  unreadNotificationCount(@Context() context: RequestContext): Promise<number> {
    return this.service.unreadCount(context);
  }

  @Mutation(() => MarkNotificationsReadPayload, {
    description: 'Mark notices as read, by you alone. Marking one again changes nothing.',
  })
  @Requires(notificationPermissions.read)
  async markNotificationsRead(
    @Context() context: RequestContext,
    @Args('input') { ids, before }: MarkNotificationsReadInput,
  ): Promise<MarkNotificationsReadPayload> {
    const uuids = ids?.map((id) => uuidOf('Notification', id));
    const marked = await this.service.markRead(context, { ids: uuids, before });
    const result = marked.ok ? succeed(await this.service.unreadCount(context)) : marked;
    return toPayload(result, context.locale, 'unreadCount', (count) => count);
  }

  @Subscription(() => NotificationType, {
    description: 'Each notice to you, as it comes.',
    resolve: (row: Notification, _args: unknown, { request }: GraphqlContext) =>
      toNotificationType(row, request.caopan.locale),
  })
  @Requires(notificationPermissions.read)
  notificationAdded(@Context() context: RequestContext) {
    return this.service.watch(context);
  }
}
