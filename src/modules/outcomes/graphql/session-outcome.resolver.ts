import {
  Args,
  Context as GraphqlContextParam,
  ID,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { OperatedSessionType } from '../../engagements/index.js';
import { seesEverything } from '../../platform/access/ownership.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { sessionOutcomePermissions } from '../outcomes.permissions.js';
import { SessionOutcomeService } from '../session-outcome.service.js';
import {
  BaselineSessionType,
  SessionOutcomeConnection,
  SessionOutcomesArgs,
  SessionOutcomeType,
  toBaselineSessionType,
  toSessionOutcomeFilter,
  toSessionOutcomeType,
} from './session-outcome.type.js';

@Resolver(() => OperatedSessionType)
export class SessionOutcomeResolver {
  constructor(private readonly service: SessionOutcomeService) {}

  @Query(() => SessionOutcomeConnection, {
    description: 'Outcomes of operated sessions: staff see all, a side its own, operators theirs.',
  })
  @Requires(sessionOutcomePermissions.readSessions)
  async sessionOutcomes(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: SessionOutcomesArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<SessionOutcomeConnection> {
    const wanted = toSessionOutcomeFilter(filter);
    const withTotal = selected.has('totalCount');
    const found = await this.service.page(context, wanted, orderBy, page, withTotal);
    const made = await this.service.provenance(found.rows);
    return toConnection(found, (row) => {
      const { provenance, confidence } = made.get(row.computationId)!;
      return toSessionOutcomeType(row, provenance, confidence);
    });
  }

  @Query(() => [BaselineSessionType], {
    description: 'The merchant’s own sessions behind an outcome, with their weights, by date.',
  })
  @Requires(sessionOutcomePermissions.readSessions)
  async outcomeBaseline(
    @Context() context: RequestContext,
    @Args('operatedSessionId', { type: () => ID }) operatedSessionId: string,
  ): Promise<BaselineSessionType[]> {
    const id = uuidOf('OperatedSession', operatedSessionId);
    const withMoney = seesEverything(context) || context.scope.kind === 'MERCHANT';
    const rows = await this.service.baseline(context, id);
    return rows.map((row) => toBaselineSessionType(row, withMoney));
  }

  @ResolveField(() => SessionOutcomeType, {
    nullable: true,
    description: 'What the session came to, once it is verified and computed.',
  })
  async outcome(
    @Parent() { id }: OperatedSessionType,
    @Context() context: RequestContext,
    @GraphqlContextParam() graphql: GraphqlContext,
  ): Promise<SessionOutcomeType | null> {
    if (!holds(context, sessionOutcomePermissions.readSessions)) return null;
    const load = async (ids: readonly string[]) => {
      const rows = await this.service.visible(context, ids);
      const made = await this.service.provenance([...rows.values()]);
      return new Map(
        [...rows].map(([key, row]) => {
          const { provenance, confidence } = made.get(row.computationId)!;
          return [key, toSessionOutcomeType(row, provenance, confidence)];
        }),
      );
    };
    return graphql.loader('sessionOutcomes', load).load(uuidOf('OperatedSession', id));
  }
}
