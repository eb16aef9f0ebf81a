import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { badInput } from '../../../graphql/errors.js';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { MerchantType } from '../../merchants/index.js';
import { OperatorType } from '../../operators/index.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import type { Result } from '../../platform/kernel/result.js';
import { ProviderType } from '../../providers/index.js';
import { EngagementService } from '../engagement.service.js';
import { operatedSessionPermissions } from '../engagements.permissions.js';
import { OperatedSessionService } from '../operated-session.service.js';
import type { OperatedSessionRow } from '../operated-session.store.js';
import { EngagementType, toEngagementOf } from './engagement.type.js';
import {
  ClaimOperatedSessionInput,
  OperatedSessionsArgs,
  WithdrawOperatedSessionInput,
  toClaim,
  toOperatedSessionFilter,
} from './operated-session.input.js';
import { PartyLoaders } from './party-loaders.js';
import {
  ClaimOperatedSessionPayload,
  ClaimOperatedSessionsPayload,
  WithdrawOperatedSessionPayload,
} from './operated-session.payload.js';
import {
  OperatedSessionConnection,
  OperatedSessionType,
  toOperatedSessionType,
} from './operated-session.type.js';

const MAXIMUM_LINES = 100;

@Resolver(() => OperatedSessionType)
export class OperatedSessionResolver {
  constructor(
    private readonly service: OperatedSessionService,
    private readonly engagements: EngagementService,
    private readonly parties: PartyLoaders,
    nodes: NodeRegistry,
  ) {
    nodes.register('OperatedSession', {
      typeName: 'OperatedSession',
      fetch: async (context, ids) =>
        holds(context, operatedSessionPermissions.read)
          ? mapValues(await service.byIds(context, ids), toOperatedSessionType)
          : new Map(),
    });
  }

  @Query(() => OperatedSessionType, { nullable: true, description: 'One claim, or null.' })
  @Requires(operatedSessionPermissions.read)
  async operatedSession(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<OperatedSessionType | null> {
    const uuid = uuidOf('OperatedSession', id);
    const row = (await this.service.byIds(context, [uuid])).get(uuid);
    return row ? toOperatedSessionType(row) : null;
  }

  @Query(() => OperatedSessionConnection, {
    description: 'Claims of operated sessions: staff see all, a side its own, operators theirs.',
  })
  @Requires(operatedSessionPermissions.read)
  async operatedSessions(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: OperatedSessionsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<OperatedSessionConnection> {
    const withTotal = selected.has('totalCount');
    const wanted = toOperatedSessionFilter(filter);
    const found = await this.service.page(context, wanted, orderBy, page, withTotal);
    return toConnection(found, toOperatedSessionType);
  }

  @ResolveField(() => EngagementType)
  async engagement(
    { engagementId }: OperatedSessionType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<EngagementType | null> {
    const context = graphql.request.caopan;
    const load = (ids: readonly string[]) => this.engagements.byIds(context, ids);
    const row = await graphql.loader('engagements', load).load(uuidOf('Engagement', engagementId));
    return row && toEngagementOf(context)(row);
  }

  @ResolveField(() => ProviderType)
  async provider(
    { providerId }: OperatedSessionType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<ProviderType | null> {
    return this.parties.provider(graphql, providerId);
  }

  @ResolveField(() => MerchantType)
  async merchant(
    { merchantId }: OperatedSessionType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<MerchantType | null> {
    return this.parties.merchant(graphql, merchantId);
  }

  @ResolveField(() => OperatorType)
  async operator(
    { operatorId }: OperatedSessionType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<OperatorType | null> {
    return this.parties.operator(graphql, operatorId);
  }

  @Mutation(() => ClaimOperatedSessionPayload, {
    description:
      'Claim beforehand that an operator will run a live session. Late claims are kept, never scored.',
  })
  @Requires(operatedSessionPermissions.claim)
  async claimOperatedSession(
    @Context() context: RequestContext,
    @Args('input') input: ClaimOperatedSessionInput,
  ): Promise<ClaimOperatedSessionPayload> {
    const [result] = await this.service.claim(context, [toClaim(input)]);
    return payload(context, under(['input'], result!));
  }

  @Mutation(() => ClaimOperatedSessionsPayload, {
    description: 'Claim up to 100 sessions at once. Each line stands or falls by itself.',
  })
  @Requires(operatedSessionPermissions.claim)
  async claimOperatedSessions(
    @Context() context: RequestContext,
    @Args('inputs', { type: () => [ClaimOperatedSessionInput] })
    inputs: ClaimOperatedSessionInput[],
  ): Promise<ClaimOperatedSessionsPayload> {
    if (inputs.length < 1 || inputs.length > MAXIMUM_LINES) {
      throw badInput(`Give 1 to ${MAXIMUM_LINES} inputs; there were ${inputs.length}. Split them.`);
    }
    const found = await this.service.claim(context, inputs.map(toClaim));
    const results = found.map((result, index) => ({
      index,
      clientReference: inputs[index]!.clientReference,
      ...payload(context, under(['inputs', String(index)], result)),
    }));
    return { results, userErrors: results.flatMap(({ userErrors }) => userErrors) };
  }

  @Mutation(() => WithdrawOperatedSessionPayload, {
    description: 'Take back a claim before its session can have begun; afterwards it stands.',
  })
  @Requires(operatedSessionPermissions.claim)
  async withdrawOperatedSession(
    @Context() context: RequestContext,
    @Args('input') { operatedSessionId }: WithdrawOperatedSessionInput,
  ): Promise<WithdrawOperatedSessionPayload> {
    const id = uuidOf('OperatedSession', operatedSessionId);
    return payload(context, await this.service.withdraw(context, id));
  }
}

function payload(context: RequestContext, result: Result<OperatedSessionRow>) {
  return toPayload(result, context.locale, 'operatedSession', toOperatedSessionType);
}

/** The result with error paths that begin where the line lies in the arguments. */
function under(place: readonly string[], result: Result<OperatedSessionRow>) {
  if (result.ok) return result;
  const errors = result.errors.map((error) => ({ ...error, path: [...place, ...error.path] }));
  return { ok: false, errors } as const;
}
