import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { PageArgs, toConnection } from '../../../graphql/connection.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { ApiKeyService, type IssuedApiKey } from '../api-key.service.js';
import { authPermissions } from '../auth.permissions.js';
import {
  ApiKeyConnection,
  ApiKeyType,
  ChangeApiKeyInput,
  CreateApiKeyInput,
  CreateApiKeyPayload,
  RevokeApiKeyPayload,
  RotateApiKeyPayload,
  toApiKeyType,
  type IssuedApiKeyType,
} from './api-key.type.js';

@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  constructor(
    private readonly service: ApiKeyService,
    nodes: NodeRegistry,
  ) {
    nodes.register('ApiKey', {
      typeName: 'ApiKey',
      fetch: async (context, ids) =>
        holds(context, authPermissions.manageApiKeys)
          ? mapValues(await service.byIds(ids), toApiKeyType)
          : new Map(),
    });
  }

  @Query(() => ApiKeyConnection, { description: 'The keys of machines, newest first.' })
  @Requires(authPermissions.manageApiKeys)
  async apiKeys(
    @Args() page: PageArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ApiKeyConnection> {
    return toConnection(await this.service.page(page, selected.has('totalCount')), toApiKeyType);
  }

  @Mutation(() => CreateApiKeyPayload, { description: 'Issue a key to a machine of the feed.' })
  @Requires(authPermissions.manageApiKeys)
  async createApiKey(
    @Context() context: RequestContext,
    @Args('input') { idempotencyKey, ...command }: CreateApiKeyInput,
  ): Promise<CreateApiKeyPayload> {
    const result = await this.service.create(context, command, idempotencyKey);
    return toPayload(result, context.locale, 'issued', toIssuedApiKeyType);
  }

  @Mutation(() => RotateApiKeyPayload, {
    description: 'Give a key a new secret. The old one works on for some hours (policy).',
  })
  @Requires(authPermissions.manageApiKeys)
  async rotateApiKey(
    @Context() context: RequestContext,
    @Args('input') input: ChangeApiKeyInput,
  ): Promise<RotateApiKeyPayload> {
    const result = await this.service.rotate(context, uuidOf('ApiKey', input.apiKeyId));
    return toPayload(result, context.locale, 'issued', toIssuedApiKeyType);
  }

  @Mutation(() => RevokeApiKeyPayload, { description: 'End a key and all its secrets at once.' })
  @Requires(authPermissions.manageApiKeys)
  async revokeApiKey(
    @Context() context: RequestContext,
    @Args('input') input: ChangeApiKeyInput,
  ): Promise<RevokeApiKeyPayload> {
    const result = await this.service.revoke(context, uuidOf('ApiKey', input.apiKeyId));
    return toPayload(result, context.locale, 'apiKey', toApiKeyType);
  }
}

function toIssuedApiKeyType({ key, secret }: IssuedApiKey): IssuedApiKeyType {
  return { key: toApiKeyType(key), secret };
}
