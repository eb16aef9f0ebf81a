import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
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
import { OutcomeComputationService } from '../outcome-computation.service.js';
import { sessionOutcomePermissions } from '../outcomes.permissions.js';
import {
  OutcomeComputationConnection,
  OutcomeComputationType,
  StartOutcomeComputationInput,
  StartOutcomeComputationPayload,
  toOutcomeComputationType,
} from './outcome-computation.type.js';

@Resolver(() => OutcomeComputationType)
export class OutcomeComputationResolver {
  constructor(
    private readonly service: OutcomeComputationService,
    nodes: NodeRegistry,
  ) {
    nodes.register('OutcomeComputation', {
      typeName: 'OutcomeComputation',
      fetch: async (context, ids) =>
        holds(context, sessionOutcomePermissions.readComputations)
          ? mapValues(await service.byIds(ids), toOutcomeComputationType)
          : new Map(),
    });
  }

  @Query(() => OutcomeComputationConnection, { description: 'Computations, newest first.' })
  @Requires(sessionOutcomePermissions.readComputations)
  async outcomeComputations(
    @Args() page: PageArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<OutcomeComputationConnection> {
    const found = await this.service.page(page, selected.has('totalCount'));
    return toConnection(found, toOutcomeComputationType);
  }

  @Query(() => OutcomeComputationType, { nullable: true, description: 'One computation, or null.' })
  @Requires(sessionOutcomePermissions.readComputations)
  async outcomeComputation(
    @Args('id', { type: () => ID }) id: string,
  ): Promise<OutcomeComputationType | null> {
    const uuid = uuidOf('OutcomeComputation', id);
    const row = (await this.service.byIds([uuid])).get(uuid);
    return row ? toOutcomeComputationType(row) : null;
  }

  @Mutation(() => StartOutcomeComputationPayload, {
    description: 'Compute outcomes: all of them, or what changed since the last time.',
  })
  @Requires(sessionOutcomePermissions.compute)
  async startOutcomeComputation(
    @Context() context: RequestContext,
    @Args('input') input: StartOutcomeComputationInput,
  ): Promise<StartOutcomeComputationPayload> {
    const result = await this.service.start(context, input);
    return toPayload(result, context.locale, 'computation', toOutcomeComputationType);
  }
}
