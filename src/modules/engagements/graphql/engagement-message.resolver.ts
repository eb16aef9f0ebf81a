import { Args, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { StoredFileType, toStoredFileType } from '../../files/index.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { EngagementMessageService } from '../engagement-message.service.js';
import { EngagementService } from '../engagement.service.js';
import { engagementPermissions } from '../engagements.permissions.js';
import {
  EngagementActivityArgs,
  EngagementActivityConnection,
  EngagementMessageConnection,
  EngagementMessagesArgs,
  EngagementMessageType,
  RedactEngagementMessageInput,
  RedactEngagementMessagePayload,
  SendEngagementMessageInput,
  SendEngagementMessagePayload,
  toActivityType,
  toMessageType,
} from './engagement-message.type.js';

/** What the two sides write each other, and what happened around an engagement. */
@Resolver(() => EngagementMessageType)
export class EngagementMessageResolver {
  constructor(
    private readonly service: EngagementMessageService,
    private readonly engagements: EngagementService,
  ) {}

  @Query(() => EngagementMessageConnection, {
    description:
      'The conversation of an engagement, newest first: for its two sides, and for staff while a session is in dispute.',
  })
  @Requires(engagementPermissions.converse)
  async engagementMessages(
    @Context() context: RequestContext,
    @Args() { engagementId, reason, ...page }: EngagementMessagesArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<EngagementMessageConnection> {
    const id = uuidOf('Engagement', engagementId);
    const withTotal = selected.has('totalCount');
    return toConnection(
      await this.service.page(context, id, reason, page, withTotal),
      toMessageType,
    );
  }

  @Query(() => EngagementActivityConnection, {
    description: 'Everything that happened around an engagement, newest first.',
  })
  @Requires(engagementPermissions.read)
  async engagementActivity(
    @Context() context: RequestContext,
    @Args() { engagementId, ...page }: EngagementActivityArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<EngagementActivityConnection> {
    const id = uuidOf('Engagement', engagementId);
    const withTotal = selected.has('totalCount');
    return toConnection(
      await this.engagements.activity(context, id, page, withTotal),
      toActivityType,
    );
  }

  @ResolveField(() => [StoredFileType])
  async attachments(
    { id }: EngagementMessageType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<StoredFileType[]> {
    const load = (ids: readonly string[]) => this.service.attachmentsOf(ids);
    const uuid = uuidOf('EngagementMessage', id);
    const files = await graphql.loader('engagementMessageFiles', load).load(uuid);
    return (files ?? []).map(toStoredFileType);
  }

  @Mutation(() => SendEngagementMessagePayload, {
    description: 'Write to the other side. A message is never edited.',
  })
  @Requires(engagementPermissions.converse)
  async sendEngagementMessage(
    @Context() context: RequestContext,
    @Args('input') input: SendEngagementMessageInput,
  ): Promise<SendEngagementMessagePayload> {
    const { engagementId, fileIds, idempotencyKey, body, reason } = input;
    const message = { body, reason, fileIds: fileIds.map((id) => uuidOf('StoredFile', id)) };
    const id = uuidOf('Engagement', engagementId);
    const result = await this.service.send(context, id, message, idempotencyKey);
    return toPayload(result, context.locale, 'message', toMessageType);
  }

  @Mutation(() => RedactEngagementMessagePayload, {
    description: 'Take the words of a message away, with a reason that stands in their place.',
  })
  @Requires(engagementPermissions.redact)
  async redactEngagementMessage(
    @Context() context: RequestContext,
    @Args('input') { messageId, reason }: RedactEngagementMessageInput,
  ): Promise<RedactEngagementMessagePayload> {
    const id = uuidOf('EngagementMessage', messageId);
    const result = await this.service.redact(context, id, reason);
    return toPayload(result, context.locale, 'message', toMessageType);
  }
}
