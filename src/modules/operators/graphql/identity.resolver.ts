import {
  Args,
  Context as GraphqlContextParameter,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
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
import { publicId } from '../../platform/kernel/ids.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { IdentityService } from '../identity.service.js';
import { operatorPermissions } from '../operators.permissions.js';
import {
  IdentityConflictConnection,
  IdentityConflictsArgs,
  OperatorIdentityType,
  ProveOperatorIdentityInput,
  ProveOperatorIdentityPayload,
  SettleIdentityConflictInput,
  SettleIdentityConflictPayload,
  toIdentityConflictType,
} from './identity.type.js';
import { OperatorType } from './operator.type.js';

@Resolver(() => OperatorType)
export class IdentityResolver {
  constructor(
    private readonly service: IdentityService,
    nodes: NodeRegistry,
  ) {
    nodes.register('IdentityConflict', {
      typeName: 'IdentityConflict',
      fetch: async (context, ids) =>
        holds(context, operatorPermissions.settleIdentity)
          ? mapValues(await service.conflictsByIds(ids), toIdentityConflictType)
          : new Map(),
    });
  }

  @ResolveField(() => Boolean, { description: 'Whether the person has proved who they are.' })
  async isIdentityProved(
    @Parent() { id }: OperatorType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<boolean> {
    const load = (ids: readonly string[]) => this.service.provedOf(ids);
    return (await graphql.loader('operatorIdentities', load).load(uuidOf('Operator', id))) ?? false;
  }

  @Query(() => OperatorIdentityType, {
    description: 'What an operator proved, masked: staff, or your own.',
  })
  @Requires(operatorPermissions.readIdentity)
  async operatorIdentity(
    @Context() context: RequestContext,
    @Args('operatorId', { type: () => ID }) operatorId: string,
  ): Promise<OperatorIdentityType> {
    const masks = await this.service.masksOf(context, uuidOf('Operator', operatorId));
    return { operatorId, ...masks };
  }

  @Mutation(() => ProveOperatorIdentityPayload, {
    description:
      'Prove who you are, once. One person has one operator record: a proof that another stands against is refused and goes to staff.',
  })
  @Requires(operatorPermissions.proveIdentity)
  async proveOperatorIdentity(
    @Context() context: RequestContext,
    @Args('input') { fileIds, ...proof }: ProveOperatorIdentityInput,
  ): Promise<ProveOperatorIdentityPayload> {
    const files = fileIds.map((id) => uuidOf('StoredFile', id));
    const result = await this.service.prove(context, { ...proof, fileIds: files });
    return toPayload(result, context.locale, 'provedOperatorId', (id) => publicId('Operator', id));
  }

  @Query(() => IdentityConflictConnection, {
    description: 'Proofs of identity that another proof stood against, newest first.',
  })
  @Requires(operatorPermissions.settleIdentity)
  async identityConflicts(
    @Args() { states, ...page }: IdentityConflictsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<IdentityConflictConnection> {
    const found = await this.service.conflicts(states, page, selected.has('totalCount'));
    return toConnection(found, toIdentityConflictType);
  }

  @Mutation(() => SettleIdentityConflictPayload, {
    description: 'Uphold the proof that stood, or release it so that the right person can prove.',
  })
  @Requires(operatorPermissions.settleIdentity)
  async settleIdentityConflict(
    @Context() context: RequestContext,
    @Args('input') { conflictId, outcome, reason }: SettleIdentityConflictInput,
  ): Promise<SettleIdentityConflictPayload> {
    const id = uuidOf('IdentityConflict', conflictId);
    const result = await this.service.settle(context, id, outcome, reason);
    return toPayload(result, context.locale, 'identityConflict', toIdentityConflictType);
  }
}
