import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobRefused } from '../platform/jobs/job-registry.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { dateOf, dayOf } from './day-number.js';
import { judgeMerchant, type ServiceTerm } from './domain/judge-merchant.js';
import { estimateMarketSetting, MarketModel, type MarketSetting } from './domain/market-model.js';
import type { PanelMerchant } from './domain/market-index-model.js';
import { panelMerchant, promotionCalendar } from './domain/panel-merchant.js';
import type { JudgingContext } from './domain/session-outcome.js';
import type { PromotionCalendar } from './domain/session-outcome-facts.js';
import { outcomesPolicy, type OutcomesPolicy } from './domain/session-outcome-policy.js';
import { OutcomeComputationStore } from './outcome-computation.store.js';
import type { OutcomeScope, OutcomeStep } from './outcome-step.js';
import { OutcomeSteps } from './outcome-steps.js';
import { SessionOutcomeGatherStore } from './session-outcome-gather.store.js';
import { SessionOutcomeStore } from './session-outcome.store.js';
import { toSessionOutcomeRow } from './to-session-outcome-row.js';

/** Merchants per batch: a few statements each, some ten thousand sessions in memory. */
const BATCH = 400;

/** What stays the same for all batches of a computation. */
interface Market {
  readonly asOf: number;
  readonly policy: OutcomesPolicy;
  readonly promotions: PromotionCalendar;
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly panel: readonly PanelMerchant[];
}

/** Holds every verified claim, and every session in a term, against what was to be expected. */
@Injectable()
export class SessionOutcomeStep implements OutcomeStep, OnModuleInit {
  readonly name = 'sessions';
  readonly order = 10;

  constructor(
    private readonly steps: OutcomeSteps,
    private readonly gather: SessionOutcomeGatherStore,
    private readonly outcomes: SessionOutcomeStore,
    private readonly computations: OutcomeComputationStore,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.steps.register(this);
  }

  async run(scope: OutcomeScope): Promise<Readonly<Record<string, number>>> {
    const { snapshot, asOf, since } = scope;
    const { body: policy } = await this.policies.inForce(
      'outcomes',
      outcomesPolicy,
      asOf,
      snapshot,
    );
    const merchants = since
      ? await this.gather.changedMerchants(snapshot, asOf, since, policy.refundWindowDays)
      : await this.gather.servedMerchants(snapshot, asOf);
    const market = await this.market(scope, policy);
    const setting = await this.setting(scope, market);
    const model = new MarketModel(setting, market.panel, market.asOf, policy);
    const context = { market: model, asOf: market.asOf, policy, promotions: market.promotions };
    const counts = {
      merchants: merchants.length,
      panelMerchants: market.panel.length,
      sessions: 0,
    };
    for (let at = 0; at < merchants.length; at += BATCH) {
      const batch = merchants.slice(at, at + BATCH);
      counts.sessions += await this.judge(scope, batch, market.paths, context);
      await scope.progress(0.2 + (0.75 * (at + batch.length)) / merchants.length, 'sessions');
    }
    if (!since) {
      await this.unitOfWork.run(scope.context, (transaction) =>
        this.outcomes.removeOlder(transaction, scope.computationId),
      );
    }
    const indexes = model.fitted();
    await this.computations.saveMarket(scope.computationId, setting, indexes);
    return { ...counts, marketIndexes: indexes.length };
  }

  /** Who stands for the market, with their sessions. */
  private async market(
    { snapshot, asOf, progress }: OutcomeScope,
    policy: OutcomesPolicy,
  ): Promise<Market> {
    const paths = await this.gather.categoryPaths(snapshot);
    const rows = await this.gather.promotions(snapshot, asOf);
    const promotions = promotionCalendar(rows, paths);
    const day = dayOf(asOf);
    const ids = await this.gather.panelMerchants(
      snapshot,
      asOf,
      // Of both sizes, and some to spare for those that are closed or not live.
      policy.market.maximumMerchants * 2,
    );
    const [firstStart] = await this.gather.starts(snapshot, asOf);
    const from = dateOf((firstStart ?? day) - policy.lookbackDays);
    const panel: PanelMerchant[] = [];
    for (let at = 0; at < ids.length; at += BATCH) {
      const batch = ids.slice(at, at + BATCH);
      const facts = await this.factsOf(snapshot, batch, from, asOf, paths);
      for (const merchant of facts) {
        const found = panelMerchant(merchant, { asOf: day, policy, promotions });
        if (found.sessions.length > 0) panel.push(found);
      }
      await progress((0.15 * (at + batch.length)) / ids.length, 'market');
    }
    return { asOf: day, policy, promotions, paths, panel };
  }

  /** A full run reads the market anew; an incremental one keeps the last setting and fits indexes only. */
  private async setting(scope: OutcomeScope, market: Market): Promise<MarketSetting> {
    if (scope.since) {
      const last = await this.computations.newestReady(scope.snapshot);
      if (last?.market) return last.market;
    }
    const starts = await this.gather.starts(scope.snapshot, scope.asOf);
    const setting = estimateMarketSetting(market.panel, starts, market.asOf, market.policy);
    if (!setting.estimable)
      throw new JobRefused('NO_MARKET', `There is no market to judge by: ${setting.detail}.`);
    return setting.value;
  }

  private async judge(
    scope: OutcomeScope,
    merchantIds: readonly string[],
    paths: ReadonlyMap<string, readonly string[]>,
    context: JudgingContext,
  ): Promise<number> {
    const { snapshot, asOf, computationId } = scope;
    const terms = await this.gather.terms(snapshot, merchantIds, asOf);
    const first = terms.reduce((least, { from }) => Math.min(least, from), context.asOf);
    const claims = groupBy(
      await this.gather.claims(snapshot, merchantIds),
      ({ merchantId }) => merchantId,
    );
    const facts = await this.factsOf(
      snapshot,
      merchantIds,
      dateOf(first - context.policy.lookbackDays),
      asOf,
      paths,
      terms,
    );
    const judged = facts.map((merchant) => ({
      merchant,
      ...judgeMerchant(merchant, merchant.terms, claims.get(merchant.id) ?? [], context, monthOf),
    }));
    const rows = judged.flatMap(({ outcomes }) =>
      outcomes.map((outcome) => toSessionOutcomeRow(outcome, computationId, dateOf)),
    );
    const contributions = judged.flatMap(({ contributions: own }) =>
      own.map((row) => ({ ...row, spellDate: dateOf(row.spellStart) })),
    );
    await this.unitOfWork.run(scope.context, (transaction) =>
      this.outcomes.replace(transaction, computationId, merchantIds, rows, contributions),
    );
    return rows.length;
  }

  private async factsOf(
    snapshot: OutcomeScope['snapshot'],
    merchantIds: readonly string[],
    from: BusinessDate,
    to: BusinessDate,
    paths: ReadonlyMap<string, readonly string[]>,
    known?: Awaited<ReturnType<SessionOutcomeGatherStore['terms']>>,
  ) {
    const terms = groupBy(
      known ?? (await this.gather.terms(snapshot, merchantIds, to)),
      ({ merchantId }) => merchantId,
    );
    const categories = await this.gather.categoriesOf(snapshot, merchantIds);
    const sessions = groupBy(
      await this.gather.sessions(snapshot, merchantIds, from, to),
      ({ merchantId }) => merchantId,
    );
    return merchantIds.flatMap((id) => {
      const own = sessions.get(id);
      const category = categories.get(id);
      if (!own || category === undefined) return [];
      const served: readonly ServiceTerm[] = terms.get(id) ?? [];
      return [{ id, categories: paths.get(category) ?? [category], terms: served, sessions: own }];
    });
  }
}

function monthOf(day: number): BusinessDate {
  return `${dateOf(day).slice(0, 7)}-01`;
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const known = groups.get(keyOf(row));
    if (known) known.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
