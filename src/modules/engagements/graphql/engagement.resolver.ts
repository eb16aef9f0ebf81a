import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import { MerchantType } from '../../merchants/index.js';
import { OperatorType } from '../../operators/index.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { ProviderType } from '../../providers/index.js';
import { EngagementService } from '../engagement.service.js';
import { engagementPermissions } from '../engagements.permissions.js';
import {
  EngagementsArgs,
  TerminateEngagementInput,
  toEngagementFilter,
} from './engagement.input.js';
import { TerminateEngagementPayload, toEngagementPayload } from './engagement.payload.js';
import { EngagementProgressType, toProgressType } from './engagement-progress.type.js';
import { EngagementVersionType, toVersionType } from './engagement-version.type.js';
import { PartyLoaders } from './party-loaders.js';
import {
  EngagementConnection,
  EngagementTransitionType,
  EngagementType,
  seesFees,
  toEngagementOf,
  toTransitionType,
} from './engagement.type.js';

@Resolver(() => EngagementType)
export class EngagementResolver {
  constructor(
    private readonly service: EngagementService,
    private readonly parties: PartyLoaders,
    nodes: NodeRegistry,
  ) {
    nodes.register('Engagement', {
      typeName: 'Engagement',
      fetch: async (context, ids) =>
        holds(context, engagementPermissions.read)
          ? mapValues(await service.byIds(context, ids), toEngagementOf(context))
          : new Map(),
    });
  }

  @Query(() => EngagementType, { nullable: true, description: 'One engagement, or null.' })
  @Requires(engagementPermissions.read)
  async engagement(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<EngagementType | null> {
    const uuid = uuidOf('Engagement', id);
    const row = (await this.service.byIds(context, [uuid])).get(uuid);
    return row ? toEngagementOf(context)(row) : null;
  }

  @Query(() => EngagementConnection, {
    description: 'Engagements: staff see all, a side its own, operators those that name them.',
  })
  @Requires(engagementPermissions.read)
  async engagements(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: EngagementsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<EngagementConnection> {
    const withTotal = selected.has('totalCount');
    const wanted = toEngagementFilter(filter);
    const found = await this.service.page(context, wanted, orderBy, page, withTotal);
    return toConnection(found, toEngagementOf(context));
  }

  @ResolveField(() => ProviderType)
  async provider(
    { providerId }: EngagementType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<ProviderType | null> {
    return this.parties.provider(graphql, providerId);
  }

  @ResolveField(() => MerchantType)
  async merchant(
    { merchantId }: EngagementType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<MerchantType | null> {
    return this.parties.merchant(graphql, merchantId);
  }

  @ResolveField(() => [OperatorType])
  async operators(
    { operatorIds }: EngagementType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<(OperatorType | null)[]> {
    return Promise.all(operatorIds.map((id) => this.parties.operator(graphql, id)));
  }

  @ResolveField(() => [EngagementTransitionType], { description: 'What happened, oldest first.' })
  async transitions(
    { id }: EngagementType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<EngagementTransitionType[]> {
    const load = (ids: readonly string[]) => this.service.transitionsOf(ids);
    const rows = await graphql.loader('engagementTransitions', load).load(uuidOf('Engagement', id));
    return (rows ?? []).map(toTransitionType);
  }

  @ResolveField(() => [EngagementVersionType], {
    description:
      'All versions of the terms, oldest first: who offered what, and what became of it.',
  })
  async versions(
    { id }: EngagementType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<EngagementVersionType[]> {
    return this.versionsOf(graphql, id);
  }

  @ResolveField(() => EngagementVersionType, {
    nullable: true,
    description: 'The version that waits for an answer by the side that did not make it.',
  })
  async openVersion(
    { id, openNumber }: EngagementType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<EngagementVersionType | null> {
    const made = await this.versionsOf(graphql, id);
    return made.find(({ number }) => number === openNumber) ?? null;
  }

  @ResolveField(() => EngagementVersionType, {
    nullable: true,
    description: 'The version in force. Null where terms were agreed elsewhere, or not yet.',
  })
  async agreedVersion(
    { id, agreedNumber }: EngagementType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<EngagementVersionType | null> {
    const made = await this.versionsOf(graphql, id);
    return made.find(({ number }) => number === agreedNumber) ?? null;
  }

  @ResolveField(() => EngagementProgressType, {
    nullable: true,
    description: 'Promised beside achieved. Null while nothing is agreed.',
  })
  async progress(
    { id }: EngagementType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<EngagementProgressType | null> {
    const context = graphql.request.caopan;
    const load = (ids: readonly string[]) => this.service.progressOf(context, ids);
    const row = await graphql.loader('engagementProgress', load).load(uuidOf('Engagement', id));
    return row && toProgressType(row);
  }

  @Mutation(() => TerminateEngagementPayload, {
    description:
      'End an engagement early: today is its last day. Claims of sessions on later days are withdrawn.',
  })
  @Requires(engagementPermissions.terminate)
  async terminateEngagement(
    @Context() context: RequestContext,
    @Args('input') { engagementId, ...command }: TerminateEngagementInput,
  ): Promise<TerminateEngagementPayload> {
    const id = uuidOf('Engagement', engagementId);
    const result = await this.service.terminate(context, id, command);
    return toEngagementPayload(context, result);
  }

  private async versionsOf(graphql: GraphqlContext, id: string): Promise<EngagementVersionType[]> {
    const load = (ids: readonly string[]) => this.service.versionsOf(ids);
    const rows = await graphql.loader('engagementVersions', load).load(uuidOf('Engagement', id));
    return (rows ?? []).map((row) => toVersionType(row, seesFees(graphql.request.caopan)));
  }
}
