import { Injectable } from '@nestjs/common';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee, seesEverything } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import {
  capabilityModelSchema,
  indexTreeOf,
  indicatorsOf,
  type CapabilityModelDefinition,
  type IndicatorDefinition,
} from './domain/capability-model.js';
import { withGoalpostsOf } from './domain/derive-goalposts.js';
import { growthStageOf } from './domain/merchant-standing.js';
import { metricOf } from './domain/metrics.js';
import type { PeerDistribution } from './domain/peer-statistics.js';
import { whatMoved, type ScoreMovement } from './domain/what-moved.js';
import type { CapabilityModel } from './entities/capability-model.entity.js';
import { CapabilityModelStore } from './capability-model.store.js';
import {
  ProviderScoreStore,
  type BoardFilter,
  type BoardRow,
  type BoardWanted,
  type ScoreChange,
  type ScoredSession,
  type ScoreWithPrevious,
} from './provider-score.store.js';
import { ScoringRunStore } from './scoring-run.store.js';

export interface ScoreExplanation {
  readonly score: ScoreWithPrevious;
  readonly model: CapabilityModel;
  /** Null when there is no earlier run to compare with. */
  readonly movement: ScoreMovement | null;
}

@Injectable()
export class ProviderScoreService {
  constructor(
    private readonly scores: ProviderScoreStore,
    private readonly models: CapabilityModelStore,
    private readonly runs: ScoringRunStore,
  ) {}

  publishedModels(_context: RequestContext): Promise<CapabilityModel[]> {
    return this.models.published();
  }

  board(
    context: RequestContext,
    filter: BoardFilter,
    request: PageRequest,
    withTotal: boolean,
    wanted?: BoardWanted,
  ): Promise<Page<BoardRow>> {
    return this.scores.board({ ...filter, at: context.now }, request, withTotal, wanted);
  }

  unscored(
    context: RequestContext,
    filter: BoardFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<BoardRow>> {
    return this.scores.unscored({ ...filter, at: context.now }, request, withTotal);
  }

  /** How a run differs from the one that is shown. */
  changes(
    _context: RequestContext,
    runId: string,
    modelCode: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ScoreChange>> {
    return this.scores.changes(runId, modelCode, request, withTotal);
  }

  /**
   * Everything behind a provider's score: for staff and the provider itself.
   *
   * @param runId another run than the applied one; drafts are for staff only
   * @throws NotFound when there is no such score, or it is not the caller's
   */
  async explanation(
    context: RequestContext,
    providerId: string,
    modelCode: string,
    runId: string | null,
  ): Promise<ScoreExplanation> {
    const refused = new NotFound('This score');
    if (!maySee(context, { providerId })) throw refused;
    if (runId !== null && !seesEverything(context)) throw refused;
    const score = await this.scores.explanation(providerId, modelCode, runId);
    if (!score) throw refused;
    const version = { code: score.modelCode, version: score.modelVersion };
    const [model] = await this.models.byVersions([version]);
    const current = {
      modelVersion: score.modelVersion,
      score: score.score === null ? null : Number(score.score),
      rank: score.rank,
      indicators: score.detail.indicators,
    };
    return {
      score,
      model: model!,
      movement:
        score.previous && whatMoved(indexTreeOf(model!.definition), score.previous, current),
    };
  }

  /** A model as a run used it, with the percentiles of that run's peer groups as goalposts. */
  async withGoalpostsOf(
    _context: RequestContext,
    runId: string,
    modelCode: string,
  ): Promise<CapabilityModelDefinition> {
    const run = (await this.runs.byIds([runId])).get(runId);
    const version = run?.models.find(({ code }) => code === modelCode);
    if (!version) throw new NotFound(`A run ${runId} with model ${modelCode}`);
    const [model] = await this.models.byVersions([version]);
    const groups = new Map<string, Map<string, PeerDistribution>>();
    for (const { peerGroup, code, peers } of await this.scores.distributions(runId, modelCode)) {
      const group = groups.get(peerGroup) ?? new Map<string, PeerDistribution>();
      groups.set(peerGroup, group.set(code, peers));
    }
    return withGoalpostsOf(capabilityModelSchema.parse(model!.definition), groups);
  }

  /** The operated sessions behind one indicator. Whoever holds the explanation may see them. */
  async sessionsBehind(
    { score, model }: ScoreExplanation,
    indicatorCode: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ScoredSession>> {
    const indicator = indicatorsOf(model.definition).find(({ code }) => code === indicatorCode);
    if (!indicator) throw new NotFound(`An indicator ${indicatorCode} of model ${model.code}`);
    const planned =
      indicator.source.kind === 'METRIC' &&
      metricOf(indicator.source.metric).sessionsFrom === 'plannedSessions';
    const merchants = await this.merchantsOf(score, indicator);
    return this.scores.sessions(score, merchants, planned, request, withTotal);
  }

  /** Null when merchants of every stage count. */
  private async merchantsOf(
    { runId, providerId }: ScoreWithPrevious,
    { stages }: IndicatorDefinition,
  ): Promise<string[] | null> {
    if (!stages) return null;
    const run = (await this.runs.byIds([runId])).get(runId)!;
    const statistics = await this.runs.statisticsOf(runId, providerId);
    return statistics.merchants
      .filter((merchant) =>
        stages.includes(growthStageOf(merchant, run.cutoff, run.setting.matureAfterMonths)),
      )
      .map(({ merchantId }) => merchantId);
  }
}
