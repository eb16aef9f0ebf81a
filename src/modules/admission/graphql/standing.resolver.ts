import {
  Args,
  Context as GraphqlContextParameter,
  ID,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { loadProvider, ProviderService, ProviderType } from '../../providers/index.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { admissionPermissions } from '../admission.permissions.js';
import { companyOf } from '../application.service.js';
import { StandingService } from '../standing.service.js';
import {
  ProviderStandingConnection,
  ProviderStandingsArgs,
  StandingTransitionConnection,
  StandingTransitionsArgs,
  StandingType,
  toStandingFilter,
  toStandingTransitionType,
  toStandingType,
} from './standing.type.js';

@Resolver(() => StandingType)
export class StandingResolver {
  constructor(
    private readonly service: StandingService,
    private readonly providers: ProviderService,
  ) {}

  @Query(() => StandingType, {
    nullable: true,
    description: 'How a provider stands; null before it is admitted.',
  })
  @Requires(admissionPermissions.readStanding)
  async providerStanding(
    @Context() context: RequestContext,
    @Args('providerId', {
      type: () => ID,
      nullable: true,
      description: 'Default: your own company.',
    })
    providerId?: string,
  ): Promise<StandingType | null> {
    const id = providerId ? uuidOf('Provider', providerId) : companyOf(context);
    const standing = await this.service.of(context, id);
    return standing ? toStandingType(standing) : null;
  }

  @Query(() => ProviderStandingConnection, {
    description: 'How providers stand: staff see all of them, companies their own.',
  })
  @Requires(admissionPermissions.readStanding)
  async providerStandings(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: ProviderStandingsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ProviderStandingConnection> {
    const wanted = toStandingFilter(filter ?? {});
    const withTotal = selected.has('totalCount');
    const found = await this.service.page(context, wanted, orderBy, page, withTotal);
    return toConnection(found, toStandingType);
  }

  @Query(() => StandingTransitionConnection, {
    description: 'How a provider came to its standing, newest first: staff, or your own company.',
  })
  @Requires(admissionPermissions.readStanding)
  async standingTransitions(
    @Context() context: RequestContext,
    @Args() { providerId, ...page }: StandingTransitionsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<StandingTransitionConnection> {
    const id = uuidOf('Provider', providerId);
    const found = await this.service.transitions(context, id, page, selected.has('totalCount'));
    return toConnection(found, toStandingTransitionType);
  }

  @ResolveField(() => ProviderType)
  async provider(
    @Parent() standing: StandingType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ProviderType> {
    return (await loadProvider(graphql, this.providers, standing.providerId))!;
  }
}
