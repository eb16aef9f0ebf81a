import { Injectable } from '@nestjs/common';
import { NotFound } from '../platform/access/access-denied.js';
import { Clock } from '../platform/clock/clock.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/kernel/ids.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { ScoringRun } from './entities/scoring-run.entity.js';
import { ProviderScoreStore } from './provider-score.store.js';
import { ScoringEngine, type Computation } from './scoring-engine.js';
import { ScoringRunStore } from './scoring-run.store.js';

export type Progress = (fraction: number, step: string) => Promise<void>;

/** What a recomputation of a run found. The run stands when both lists are empty and the hashes agree. */
export interface VerificationReport {
  readonly runId: string;
  readonly providers: number;
  readonly storedSha256: string | null;
  readonly computedSha256: string;
  readonly statisticsDiffer: readonly string[];
  /** `<model> <provider>` */
  readonly resultsDiffer: readonly string[];
  readonly stands: boolean;
}

@Injectable()
export class ScoringComputationService {
  constructor(
    private readonly engine: ScoringEngine,
    private readonly runs: ScoringRunStore,
    private readonly scores: ProviderScoreStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Computes a run from its beginning; a run that is ready already is left as it is. */
  async compute(
    context: RequestContext,
    runId: string,
    progress: Progress,
    batchSize?: number,
  ): Promise<{ providers: number; resultSha256: string | null }> {
    const run = await this.runOf(runId);
    if (run.state !== 'COMPUTING') {
      return { providers: run.providers ?? 0, resultSha256: run.resultSha256 };
    }
    await progress(0, 'freezing claims and terms');
    await this.unitOfWork.run(context, (tx) => this.runs.freezeSubjects(tx, run));
    const computed = await this.engine.compute(
      context,
      run,
      {
        statistics: (rows) =>
          this.runs.saveStatistics(
            runId,
            rows.map(({ providerId, statistics, statisticsSha256 }) => ({
              providerId,
              statistics,
              statisticsSha256,
            })),
          ),
        scores: (rows) => this.scores.save(rows.map((row) => ({ ...row, id: newId() }))),
        progress,
      },
      batchSize,
    );
    await progress(0.97, 'ranking');
    await this.finish(context, runId, computed);
    return computed;
  }

  private async finish(
    context: RequestContext,
    runId: string,
    { providers, resultSha256 }: Computation,
  ): Promise<void> {
    await this.unitOfWork.run(context, async (transaction) => {
      const at = this.clock.now();
      if (!(await this.runs.finish(transaction, runId, providers, resultSha256, at))) return;
      await this.scores.rank(transaction, runId);
      await this.outbox.publish(transaction, {
        kind: 'scoring.run_computed',
        payload: { runId, providers },
      });
    });
  }

  /** Computes a run again, from the rows as of its load, and holds every digit against what is stored. */
  async verify(
    context: RequestContext,
    runId: string,
    progress: Progress,
    batchSize?: number,
  ): Promise<VerificationReport> {
    const run = await this.runOf(runId);
    const statisticsDiffer: string[] = [];
    const resultsDiffer: string[] = [];
    const computed = await this.engine.compute(
      context,
      run,
      {
        statistics: async (rows) => {
          for (const { subject, statisticsSha256 } of rows) {
            if (subject.statisticsSha256 !== statisticsSha256) {
              statisticsDiffer.push(subject.providerId);
            }
          }
        },
        scores: async (rows) => {
          const providerIds = [...new Set(rows.map(({ providerId }) => providerId))];
          const stored = await this.scores.hashes(runId, providerIds);
          for (const { modelCode, providerId, resultSha256 } of rows) {
            const key = `${modelCode} ${providerId}`;
            if (stored.get(key) !== resultSha256) resultsDiffer.push(key);
          }
        },
        progress,
      },
      batchSize,
    );
    return {
      runId,
      providers: computed.providers,
      storedSha256: run.resultSha256,
      computedSha256: computed.resultSha256,
      statisticsDiffer,
      resultsDiffer,
      stands:
        statisticsDiffer.length === 0 &&
        resultsDiffer.length === 0 &&
        run.resultSha256 === computed.resultSha256,
    };
  }

  private async runOf(runId: string): Promise<ScoringRun> {
    const run = (await this.runs.byIds([runId])).get(runId);
    if (!run) throw new NotFound('This scoring run');
    return run;
  }
}
