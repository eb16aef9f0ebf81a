import {
  Args,
  Context as GraphqlContextParameter,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { loadProvider, ProviderService, ProviderType } from '../../providers/index.js';
import { ProgrammeProgressService } from '../programme-progress.service.js';
import { programmePermissions } from '../programmes.permissions.js';
import {
  ProgrammeProgressType,
  ProgrammeReachedType,
  ProgrammeStandingConnection,
  ProgrammeStandingsArgs,
  ProgrammeStandingType,
  ProgrammeTargetArgs,
  ProgrammeTargetType,
  ProgressBandType,
  toProgrammeProgressType,
  toProgrammeStandingType,
} from './programme.type.js';

@Resolver(() => ProgrammeTargetType)
export class ProgrammeTargetResolver {
  constructor(private readonly progressService: ProgrammeProgressService) {}

  @ResolveField(() => ProgrammeProgressType, {
    nullable: true,
    description: 'How far it has come; null until merchants’ growth is computed.',
  })
  async progress(
    @Parent() { versionId, code }: ProgrammeTargetType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ProgrammeProgressType | null> {
    const load = (keys: readonly string[]) => this.progressService.progress(keys);
    const row = await graphql.loader('programmeProgress', load).load(`${versionId} ${code}`);
    return row && toProgrammeProgressType(row);
  }
}

@Resolver(() => ProgrammeStandingType)
export class ProgrammeStandingResolver {
  constructor(
    private readonly progress: ProgrammeProgressService,
    private readonly providers: ProviderService,
  ) {}

  @Query(() => ProgrammeStandingConnection, {
    description: 'Providers by their standing in a target: all for staff, your own otherwise.',
  })
  @Requires(programmePermissions.readStandings)
  async programmeStandings(
    @Context() context: RequestContext,
    @Args() { versionId, targetCode, near, ...page }: ProgrammeStandingsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ProgrammeStandingConnection> {
    const id = uuidOf('ProgrammeVersion', versionId);
    const withTotal = selected.has('totalCount');
    const found = await this.progress.standings(context, id, targetCode, near, page, withTotal);
    return toConnection(found, toProgrammeStandingType);
  }

  @ResolveField(() => ProviderType)
  async provider(
    @Parent() { providerId }: ProgrammeStandingType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ProviderType | null> {
    return loadProvider(graphql, this.providers, providerId);
  }

  @Query(() => [ProgrammeReachedType], {
    description: 'How many had reached a target by which day, by the figures as they are now.',
  })
  @Requires(programmePermissions.read)
  programmeHistory(
    @Context() context: RequestContext,
    @Args() { versionId, targetCode }: ProgrammeTargetArgs,
  ): Promise<ProgrammeReachedType[]> {
    return this.progress.history(context, uuidOf('ProgrammeVersion', versionId), targetCode);
  }

  @Query(() => [ProgressBandType], {
    description: 'How many providers have which part of the threshold, without names.',
  })
  @Requires(programmePermissions.read)
  programmeDistribution(
    @Context() context: RequestContext,
    @Args() { versionId, targetCode }: ProgrammeTargetArgs,
  ): Promise<ProgressBandType[]> {
    return this.progress.distribution(context, uuidOf('ProgrammeVersion', versionId), targetCode);
  }
}
