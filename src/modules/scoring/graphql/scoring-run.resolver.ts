import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { ProviderScoreService } from '../provider-score.service.js';
import { ScoringRunService } from '../scoring-run.service.js';
import { scoringPermissions } from '../scoring.permissions.js';
import {
  ApplyScoringRunInput,
  ApplyScoringRunPayload,
  ScoreChangeConnection,
  ScoringRunChangesArgs,
  ScoringRunConnection,
  ScoringRunsArgs,
  ScoringRunType,
  StartScoringRunInput,
  StartScoringRunPayload,
  toScoreChangeType,
  toScoringRunType,
} from './scoring-run.type.js';

@Resolver(() => ScoringRunType)
export class ScoringRunResolver {
  constructor(
    private readonly runs: ScoringRunService,
    private readonly scores: ProviderScoreService,
    nodes: NodeRegistry,
  ) {
    nodes.register('ScoringRun', {
      typeName: 'ScoringRun',
      fetch: async (context, ids) =>
        holds(context, scoringPermissions.readRuns)
          ? mapValues(await runs.byIds(ids), toScoringRunType)
          : new Map(),
    });
  }

  @Query(() => ScoringRunConnection, { description: 'Scoring runs, newest first.' })
  @Requires(scoringPermissions.readRuns)
  async scoringRuns(
    @Context() context: RequestContext,
    @Args() { filter, ...page }: ScoringRunsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ScoringRunConnection> {
    const found = await this.runs.page(context, filter ?? {}, page, selected.has('totalCount'));
    return toConnection(found, toScoringRunType);
  }

  @Query(() => ScoringRunType, { nullable: true, description: 'One scoring run, or null.' })
  @Requires(scoringPermissions.readRuns)
  async scoringRun(@Args('id', { type: () => ID }) id: string): Promise<ScoringRunType | null> {
    const uuid = uuidOf('ScoringRun', id);
    const run = (await this.runs.byIds([uuid])).get(uuid);
    return run ? toScoringRunType(run) : null;
  }

  @Query(() => ScoreChangeConnection, {
    description: 'Who would move if a run were applied, the largest changes first.',
  })
  @Requires(scoringPermissions.readRuns)
  async scoringRunChanges(
    @Context() context: RequestContext,
    @Args() { runId, modelCode, ...page }: ScoringRunChangesArgs,
  ): Promise<ScoreChangeConnection> {
    const uuid = uuidOf('ScoringRun', runId);
    return toConnection(
      await this.scores.changes(context, uuid, modelCode, page),
      toScoreChangeType,
    );
  }

  @Mutation(() => StartScoringRunPayload, {
    description: 'Compute all scores up to a cutoff, as a draft that can be compared and applied.',
  })
  @Requires(scoringPermissions.manageRuns)
  async startScoringRun(
    @Context() context: RequestContext,
    @Args('input') input: StartScoringRunInput,
  ): Promise<StartScoringRunPayload> {
    const result = await this.runs.start(context, input);
    return toPayload(result, context.locale, 'run', toScoringRunType);
  }

  @Mutation(() => ApplyScoringRunPayload, {
    description: 'Show a run to everybody, at once. Undone by applying an earlier run.',
  })
  @Requires(scoringPermissions.manageRuns)
  async applyScoringRun(
    @Context() context: RequestContext,
    @Args('input') { runId, expectedAppliedRunId, idempotencyKey }: ApplyScoringRunInput,
  ): Promise<ApplyScoringRunPayload> {
    const expected = expectedAppliedRunId && uuidOf('ScoringRun', expectedAppliedRunId);
    const result = await this.runs.apply(context, {
      runId: uuidOf('ScoringRun', runId),
      idempotencyKey,
      ...(expected === undefined ? {} : { expectedAppliedRunId: expected }),
    });
    return toPayload(result, context.locale, 'run', toScoringRunType);
  }
}
