import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import { MerchantType } from '../../merchants/index.js';
import { OperatorType } from '../../operators/index.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import type { Result } from '../../platform/kernel/result.js';
import { ProviderType } from '../../providers/index.js';
import type { EngagementRow } from '../engagement.store.js';
import { EngagementService } from '../engagement.service.js';
import { engagementPermissions } from '../engagements.permissions.js';
import {
  AcceptEngagementInput,
  DeclineEngagementInput,
  EngagementsArgs,
  ProposeEngagementInput,
  TerminateEngagementInput,
  WithdrawEngagementInput,
  toEngagementFilter,
} from './engagement.input.js';
import {
  AcceptEngagementPayload,
  DeclineEngagementPayload,
  ProposeEngagementPayload,
  TerminateEngagementPayload,
  WithdrawEngagementPayload,
} from './engagement.payload.js';
import { PartyLoaders } from './party-loaders.js';
import {
  EngagementConnection,
  EngagementTransitionType,
  EngagementType,
  toEngagementType,
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
          ? mapValues(await service.byIds(context, ids), converter(context))
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
    return row ? converter(context)(row) : null;
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
    return toConnection(found, converter(context));
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

  @Mutation(() => ProposeEngagementPayload, {
    description: 'Offer to serve a merchant, or ask a provider to. The other side answers.',
  })
  @Requires(engagementPermissions.negotiate)
  async proposeEngagement(
    @Context() context: RequestContext,
    @Args('input') { providerId, merchantId, operatorIds, ...terms }: ProposeEngagementInput,
  ): Promise<ProposeEngagementPayload> {
    const result = await this.service.propose(context, {
      ...terms,
      providerId: providerId == null ? null : uuidOf('Provider', providerId),
      merchantId: merchantId == null ? null : uuidOf('Merchant', merchantId),
      operatorIds: operatorUuids(operatorIds),
    });
    return payload(context, result);
  }

  @Mutation(() => AcceptEngagementPayload, {
    description: 'Agree to what the other side proposed.',
  })
  @Requires(engagementPermissions.negotiate)
  async acceptEngagement(
    @Context() context: RequestContext,
    @Args('input') { engagementId, operatorIds, expectedVersion }: AcceptEngagementInput,
  ): Promise<AcceptEngagementPayload> {
    const command = { expectedVersion, operatorIds: operatorUuids(operatorIds ?? []) };
    const id = uuidOf('Engagement', engagementId);
    return payload(context, await this.service.accept(context, id, command));
  }

  @Mutation(() => DeclineEngagementPayload, { description: 'Refuse what the other side proposed.' })
  @Requires(engagementPermissions.negotiate)
  async declineEngagement(
    @Context() context: RequestContext,
    @Args('input') { engagementId, ...command }: DeclineEngagementInput,
  ): Promise<DeclineEngagementPayload> {
    const id = uuidOf('Engagement', engagementId);
    return payload(context, await this.service.decline(context, id, command));
  }

  @Mutation(() => WithdrawEngagementPayload, { description: 'Take back one’s own proposal.' })
  @Requires(engagementPermissions.negotiate)
  async withdrawEngagement(
    @Context() context: RequestContext,
    @Args('input') { engagementId, ...command }: WithdrawEngagementInput,
  ): Promise<WithdrawEngagementPayload> {
    const id = uuidOf('Engagement', engagementId);
    return payload(context, await this.service.withdraw(context, id, command));
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
    return payload(context, await this.service.terminate(context, id, command));
  }
}

function converter({ actor }: RequestContext): (row: EngagementRow) => EngagementType {
  return (row) => toEngagementType(row, actor.role !== 'OPERATOR');
}

function payload(context: RequestContext, result: Result<EngagementRow>) {
  return toPayload(result, context.locale, 'engagement', converter(context));
}

function operatorUuids(ids: readonly string[]): string[] {
  return ids.map((id) => uuidOf('Operator', id));
}
