import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { ProviderScoreService } from '../provider-score.service.js';
import { scoringPermissions } from '../scoring.permissions.js';
import { CapabilityModelType, toCapabilityModelType } from './capability-model.type.js';
import { ProviderScoreType } from './provider-score.type.js';
import {
  ScoredSessionConnection,
  ScoredSessionsArgs,
  toScoredSessionType,
} from './scored-session.type.js';
import { toProviderScoreType } from './to-provider-score.js';

@Resolver(() => ProviderScoreType)
export class ProviderScoreResolver {
  constructor(private readonly scores: ProviderScoreService) {}

  @Query(() => [CapabilityModelType], {
    description: 'Every published version of every capability model.',
  })
  @Requires(scoringPermissions.readBoard)
  async capabilityModels(@Context() context: RequestContext): Promise<CapabilityModelType[]> {
    const models = await this.scores.publishedModels(context);
    return models.map((model) => toCapabilityModelType(model, context.locale));
  }

  @Query(() => ProviderScoreType, {
    description: 'Why a provider scores what it scores: for itself and for staff.',
  })
  @Requires(scoringPermissions.readExplanation)
  async providerScore(
    @Context() context: RequestContext,
    @Args('providerId', { type: () => ID }) providerId: string,
    @Args('modelCode', { description: '`five-force` or `eleven-module`.' }) modelCode: string,
    @Args('runId', {
      type: () => ID,
      nullable: true,
      description: 'Another run than the applied one: staff only.',
    })
    runId?: string,
  ): Promise<ProviderScoreType> {
    const provider = uuidOf('Provider', providerId);
    const run = runId == null ? null : uuidOf('ScoringRun', runId);
    const explanation = await this.scores.explanation(context, provider, modelCode, run);
    return toProviderScoreType(explanation, context.locale);
  }

  @ResolveField(() => ScoredSessionConnection, {
    description: 'The operated sessions behind one indicator, latest first.',
  })
  async sessions(
    @Parent() { explanation }: ProviderScoreType,
    @Args() { indicatorCode, ...page }: ScoredSessionsArgs,
  ): Promise<ScoredSessionConnection> {
    const found = await this.scores.sessionsBehind(explanation, indicatorCode, page);
    return toConnection(found, toScoredSessionType);
  }
}
