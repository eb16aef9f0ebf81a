import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { canonicalJson } from '../platform/kernel/canonical-json.js';
import { capabilityModelSchema, fedCodesOf, problemsOfModel } from './domain/capability-model.js';
import { metricOf, type MetricFamily } from './domain/metrics.js';
import {
  Market,
  marketModel,
  readSubject,
  type MarketModel,
  type SubjectReading,
} from './domain/score-market.js';
import { publish } from './domain/score-provider.js';
import type { ScoringRun } from './entities/scoring-run.entity.js';
import type { ProviderScore } from './entities/provider-score.entity.js';
import { CapabilityModelStore } from './capability-model.store.js';
import { EvidenceStore, type EvidenceRequest } from './evidence.store.js';
import { ScoringRunStore, type SubjectRow, type SubjectStatistics } from './scoring-run.store.js';

export type ComputedScore = Omit<ProviderScore, 'id' | 'rank'>;

/** Where the pieces of a computation go: into the tables, or against what is in them. */
export interface ComputationSink {
  statistics(
    rows: readonly (SubjectStatistics & { readonly subject: SubjectRow })[],
  ): Promise<void>;
  scores(rows: readonly ComputedScore[]): Promise<void>;
  progress(fraction: number, step: string): Promise<void>;
}

export interface Computation {
  readonly providers: number;
  readonly resultSha256: string;
}

/**
 * Computes a run from its frozen subjects and the feed as of its load, batch by batch: first everybody's
 * statistics, of which only the readings stay in memory, then everybody's results against their peers. The
 * same inputs give the same digits whatever the size of the batches and the order of the rows: sums come exact
 * from SQL, floating-point sums are exact before their one rounding, everything is in order of ids.
 */
@Injectable()
export class ScoringEngine {
  constructor(
    private readonly models: CapabilityModelStore,
    private readonly evidence: EvidenceStore,
    private readonly runs: ScoringRunStore,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async compute(
    context: RequestContext,
    run: ScoringRun,
    sink: ComputationSink,
    batchSize = 200,
  ): Promise<Computation> {
    const models = await this.modelsOf(run);
    const { readings, newcomers } = await this.unitOfWork.run(context, (transaction) =>
      this.readAll(transaction, run, models, sink, batchSize),
    );
    const market = new Market(models, readings);
    const digests = new Map(models.map(({ code }) => [code, createHash('sha256')]));
    for (let start = 0; start < readings.length; start += batchSize) {
      const batch = readings.slice(start, start + batchSize);
      const scores = batch.flatMap((reading) =>
        models.map((model) => computedScore(run, model, reading, market, newcomers)),
      );
      for (const { modelCode, resultSha256 } of scores)
        digests.get(modelCode)!.update(resultSha256);
      await sink.scores(scores);
      const done = Math.min(start + batchSize, readings.length);
      await sink.progress(0.6 + (0.35 * done) / readings.length, `scored ${done} providers`);
    }
    const overall = createHash('sha256');
    for (const { code } of models) overall.update(`${code}:${digests.get(code)!.digest('hex')};`);
    return { providers: readings.length, resultSha256: overall.digest('hex') };
  }

  /** What the sink keeps meanwhile is written beside the transaction, and would only be written again. */
  private async readAll(
    transaction: Transaction,
    run: ScoringRun,
    models: readonly MarketModel[],
    sink: ComputationSink,
    batchSize: number,
  ): Promise<{ readings: SubjectReading[]; newcomers: ReadonlySet<string> }> {
    const request = evidenceRequest(run, models);
    const setting = { ...run.setting, cutoff: run.cutoff };
    await sink.progress(0.02, 'gathering the facts');
    await this.evidence.gather(transaction, request);
    const readings: SubjectReading[] = [];
    const newcomers = new Set<string>();
    for (;;) {
      const after = readings.at(-1)?.providerId ?? null;
      const subjects = await this.runs.subjects(run.id, after, batchSize);
      if (subjects.length === 0) return { readings, newcomers };
      const statistics = await this.evidence.statistics(transaction, subjects, request);
      await sink.statistics(
        subjects.map((subject, i) => ({
          subject,
          providerId: subject.providerId,
          statistics: statistics[i]!,
          statisticsSha256: sha256Of(statistics[i]),
        })),
      );
      for (const [i, { providerId, focus, mainCategoryCode, newcomer }] of subjects.entries()) {
        if (newcomer) newcomers.add(providerId);
        const subject = { providerId, focus, categoryCode: mainCategoryCode };
        readings.push(readSubject(subject, statistics[i]!, models, setting));
      }
      // How many there are in all is not known yet: the fraction creeps toward its end.
      await sink.progress(
        0.3 + 0.3 * (1 - 1 / (1 + readings.length / 1_000)),
        `read ${readings.length} providers`,
      );
    }
  }

  private async modelsOf(run: ScoringRun): Promise<MarketModel[]> {
    const stored = await this.models.byVersions(run.models);
    return stored.map(({ code, version, definition }) => {
      const parsed = capabilityModelSchema.parse(definition);
      const problems = problemsOfModel(parsed);
      if (problems.length > 0) throw new Error(`model ${code}@${version}: ${problems.join('; ')}`);
      return marketModel(code, version, parsed);
    });
  }
}

function computedScore(
  run: ScoringRun,
  model: MarketModel,
  reading: SubjectReading,
  market: Market,
  newcomers: ReadonlySet<string>,
): ComputedScore {
  const { providerId, focus, categoryCode } = reading;
  const result = market.score(model, providerId);
  const { reference, peerGroup, nodes, indicators, gates } = result;
  return {
    runId: run.id,
    modelCode: model.code,
    modelVersion: model.version,
    providerId,
    focus,
    mainCategoryCode: categoryCode,
    newcomer: newcomers.has(providerId),
    score: result.score === null ? null : result.score.toFixed(6),
    coverage: publish(result.coverage).toFixed(6),
    forces: result.forces,
    reasons: result.reasons,
    detail: { reference, peerGroup, nodes, indicators, gates },
    resultSha256: sha256Of({ model: model.code, version: model.version, result }),
  };
}

function evidenceRequest(run: ScoringRun, models: readonly MarketModel[]): EvidenceRequest {
  const changing = models
    .flatMap(({ indicators }) => indicators)
    .flatMap(({ kind, source }): MetricFamily[] =>
      kind === 'CHANGE' && source.kind === 'METRIC' ? [metricOf(source.metric).family] : [],
    );
  return {
    runId: run.id,
    cutoff: run.cutoff,
    loadNumber: run.loadNumber,
    setting: run.setting,
    fedCodes: [...new Set(models.flatMap(({ definition }) => fedCodesOf(definition)))].sort(),
    baselines: {
      // A baseline of days counts its sessions nowhere, so each family is gathered only where it is used.
      sessions: changing.includes('SESSIONS'),
      days: changing.includes('MERCHANT_DAYS'),
    },
  };
}

export function sha256Of(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
