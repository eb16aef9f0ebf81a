import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { addDays, type BusinessDate } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import { Outbox } from '../platform/outbox/outbox.js';
import {
  decideColdStart,
  isSettled,
  successMonthOf,
  type ColdStartSetting,
  type SuccessMonth,
} from './domain/merchant-growth-cold-start.js';
import type { MerchantGrowthPolicy } from './domain/merchant-growth-policy.js';
import { shareCredit } from './domain/leap-credit.js';
import { leapSettingOf, leapsOf, type Leap } from './domain/leap-decision.js';
import { shrinkLeapRates } from './domain/leap-rate.js';
import { firstOfMonth, monthsAfter, type MonthEnd } from './domain/month.js';
import type { MerchantGrowthComputation } from './entities/merchant-growth-computation.entity.js';
import { GrowthPolicies, type GrowthRules } from './growth-policies.js';
import { LeapStore, type CandidateRow, type LeapOfMerchant } from './leap.store.js';
import {
  MerchantGrowthStore,
  type Career,
  type GrowthScope,
  type GrowthVersions,
  type NewColdStart,
} from './merchant-growth.store.js';

/** Whose growth is made anew, up to which day, from which load of the feed. */
export interface GrowthRequest {
  readonly merchantIds: readonly string[] | 'ALL';
  readonly asOfDate: BusinessDate;
  readonly loadNumber: string;
  /** Every month anew, also those that no load has touched: related parties and terms may have become known. */
  readonly full?: boolean;
}

export type GrowthProgress = (fraction: number, step: string) => Promise<void>;

/** What each step did. */
export type GrowthSteps = Readonly<
  Record<string, { readonly rows: number; readonly milliseconds: number }>
>;

const CAREERS_AT_ONCE = 5_000;

/**
 * Makes merchants' months, cold starts, leaps, engagements' attainment and providers' GMV from the feed as of a
 * load. The same request gives the same rows, however often and after whatever it is made; a crash half-way is
 * mended by the next one.
 */
@Injectable()
export class MerchantGrowthService {
  constructor(
    private readonly store: MerchantGrowthStore,
    private readonly leaps: LeapStore,
    private readonly policies: GrowthPolicies,
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async recompute(
    context: RequestContext,
    request: GrowthRequest,
    progress: GrowthProgress = async () => undefined,
  ): Promise<GrowthSteps> {
    const { asOfDate: asOf, loadNumber } = request;
    const merchantIds = request.merchantIds === 'ALL' ? null : request.merchantIds;
    const scope: GrowthScope = { merchantIds, asOf, loadNumber };
    const rules = await this.policies.on(asOf);
    const steps: Record<string, { rows: number; milliseconds: number }> = {};
    const timed = async (name: string, work: () => Promise<number>): Promise<void> => {
      const started = performance.now();
      const rows = await work();
      const known = steps[name] ?? { rows: 0, milliseconds: 0 };
      const milliseconds = Math.round(known.milliseconds + performance.now() - started);
      steps[name] = { rows: known.rows + rows, milliseconds };
    };

    const last = request.full ? null : await this.goesOnFrom(scope, rules);
    const months = await this.monthsToMake(scope, rules, last);
    await this.store.forgetAfter(scope, asOf, monthsAfter(asOf, 0));
    for (const [index, monthEnd] of months.entries()) {
      await progress((0.6 * index) / months.length, `months: ${monthEnd.slice(0, 7)}`);
      const last = monthEnd < asOf ? monthEnd : asOf;
      const days = [firstOfMonth(monthEnd), last] as const;
      if (monthEnd <= asOf) await timed('months', () => this.makeMonth(scope, monthEnd, rules));
      await timed('engagements', () => this.store.computeEngagementMonth(scope, ...days));
      await timed('providers', () => this.store.computeProviderDays(scope, ...days));
    }
    await progress(0.6, 'attainment');
    const { refundWindowDays } = rules.growth;
    await timed('attainment', () =>
      this.store.computeAttainments(scope, refundWindowDays, rules.versions),
    );
    await timed('careers', () => this.makeCareers(context, scope, rules, last, progress));
    await progress(0.95, 'leap rates');
    await timed('rates', () => this.makeRates(context, scope, rules));
    await this.finish(context, scope, rules.versions, steps);
    return steps;
  }

  /**
   * The computation of everybody whose rows stand but for what happened since. Null, so that everything is made anew:
   * for some merchants, after a change of policies or of whom terms count for, or when going back.
   */
  private async goesOnFrom(
    scope: GrowthScope,
    rules: GrowthRules,
  ): Promise<MerchantGrowthComputation | null> {
    const last = scope.merchantIds === null ? await this.store.lastComputation() : undefined;
    const goesOn =
      last !== undefined &&
      last.policyVersion === rules.versions.policyVersion &&
      last.tiersPolicyVersion === rules.versions.tiersPolicyVersion &&
      last.asOf <= scope.asOf &&
      BigInt(last.loadNumber) <= BigInt(scope.loadNumber) &&
      !(await this.store.termsChangedSince(last));
    return goesOn ? last : null;
  }

  /**
   * Going on, those that a load touched since, those that were not settled when it was last done, and their next ones,
   * into which trailing windows reach.
   */
  private async monthsToMake(
    scope: GrowthScope,
    rules: GrowthRules,
    last: MerchantGrowthComputation | null,
  ): Promise<MonthEnd[]> {
    const months = await this.store.months(scope.asOf, last?.loadNumber ?? '0');
    if (!last) return months.map(({ monthEnd }) => monthEnd);
    const before = { refundWindowDays: rules.growth.refundWindowDays, asOf: last.asOf };
    const open = months.map(({ monthEnd, touched }) => touched || !isSettled(monthEnd, before));
    return months
      .filter((_, index) => open[index] || open[index - 1])
      .map(({ monthEnd }) => monthEnd);
  }

  private makeMonth(scope: GrowthScope, monthEnd: MonthEnd, rules: GrowthRules): Promise<number> {
    const { growth, tiers } = rules;
    const { tierDays, refundWindowDays } = growth;
    const month = {
      monthEnd,
      tierDays,
      cutOffs: [tiers.tailFrom, tiers.waistFrom, tiers.shoulderFrom, tiers.headFrom],
      provisional: !isSettled(monthEnd, { refundWindowDays, asOf: scope.asOf }),
    };
    return this.store.computeMerchantMonth(scope, month, rules.versions);
  }

  private async makeCareers(
    context: RequestContext,
    scope: GrowthScope,
    rules: GrowthRules,
    from: MerchantGrowthComputation | null,
    progress: GrowthProgress,
  ): Promise<number> {
    if (from) return this.makeChangedCareers(context, scope, rules, from, progress);
    let done = 0;
    let after: string | null = null;
    for (;;) {
      const careers = await this.store.careers(scope, after, CAREERS_AT_ONCE);
      const last = careers.at(-1);
      if (last === undefined) return done;
      await this.makeBatch(context, scope, rules, careers);
      done += careers.length;
      after = last.merchantId;
      // How many there are in all is not known: the fraction creeps toward its end.
      await progress(0.95 - 0.3 / (1 + done / 50_000), `careers: ${done} merchants`);
    }
  }

  /** Only those that may have become another; of the others who still wait, the days so far go on. */
  private async makeChangedCareers(
    context: RequestContext,
    scope: GrowthScope,
    rules: GrowthRules,
    from: MerchantGrowthComputation,
    progress: GrowthProgress,
  ): Promise<number> {
    const changed = await this.store.changedCareers(scope, from, {
      successAmount: rules.tiers.coldStartSuccessMonthGmv,
      refundWindowDays: rules.growth.refundWindowDays,
    });
    for (let at = 0; at < changed.length; at += CAREERS_AT_ONCE) {
      const merchantIds = changed.slice(at, at + CAREERS_AT_ONCE);
      const careers = await this.store.careers({ ...scope, merchantIds }, null, CAREERS_AT_ONCE);
      await this.makeBatch(context, scope, rules, careers);
      await progress(0.65 + (0.3 * at) / changed.length, `careers: ${at} of ${changed.length}`);
    }
    await this.store.waitOn(scope);
    return changed.length;
  }

  private async makeBatch(
    context: RequestContext,
    scope: GrowthScope,
    rules: GrowthRules,
    careers: readonly Career[],
  ): Promise<void> {
    const coldStarts = await this.coldStartsOf(scope, rules, careers);
    const leaps = await this.leapsOf(scope, rules, careers);
    const merchantIds = careers.map(({ merchantId }) => merchantId);
    const { loadNumber } = scope;
    await this.unitOfWork.run(context, async (transaction) => {
      await this.store.saveColdStarts(transaction, coldStarts, loadNumber, rules.versions);
      await this.leaps.replace(transaction, merchantIds, leaps, loadNumber, rules.versions);
    });
  }

  private async coldStartsOf(
    scope: GrowthScope,
    { growth, tiers }: GrowthRules,
    careers: readonly Career[],
  ): Promise<NewColdStart[]> {
    const setting: ColdStartSetting = {
      successAmount: tiers.coldStartSuccessMonthGmv,
      refundWindowDays: growth.refundWindowDays,
      recordsGraceDays: growth.recordsGraceDays,
      asOf: scope.asOf,
    };
    const successes = careers.map((career): SuccessMonth => {
      const months = career.months.map(([monthEnd, paidGmv, netGmv]) => ({
        monthEnd,
        paidGmv,
        netGmv,
      }));
      return successMonthOf(months, setting);
    });
    const wanted = careers.flatMap(({ merchantId }, index) => {
      const { monthEnd } = successes[index]!;
      return monthEnd === null ? [] : [{ merchantId, monthEnd }];
    });
    const reached = await this.store.reachedDays(scope, wanted, setting.successAmount);
    return careers.map((career, index) => {
      const { merchantId, joinedOn, observedFrom } = career;
      const reachedOn = reached.get(merchantId) ?? null;
      const decided = decideColdStart(career, successes[index]!, reachedOn, setting);
      return { merchantId, joinedOn, observedFrom, asOf: scope.asOf, ...decided };
    });
  }

  private async leapsOf(
    scope: GrowthScope,
    { growth }: GrowthRules,
    careers: readonly Career[],
  ): Promise<LeapOfMerchant[]> {
    const setting = leapSettingOf(growth, scope.asOf);
    const decided = careers.flatMap((career) =>
      leapsOfCareer(career, growth, setting).map((leap) => ({
        merchantId: career.merchantId,
        leap,
      })),
    );
    const reached = decided.map(({ merchantId, leap: { reachedOn } }) => ({
      merchantId,
      reachedOn,
    }));
    const candidates = new Map<string, CandidateRow[]>();
    for (const row of await this.leaps.creditCandidates(scope.loadNumber, reached, growth.leap)) {
      const key = `${row.merchantId} ${row.reachedOn}`;
      const known = candidates.get(key);
      if (known) known.push(row);
      else candidates.set(key, [row]);
    }
    return decided.map(({ merchantId, leap }) => {
      const own = candidates.get(`${merchantId} ${leap.reachedOn}`) ?? [];
      return { merchantId, leap, credits: shareCredit(own, growth.leap.tieOrder) };
    });
  }

  private async makeRates(
    context: RequestContext,
    scope: GrowthScope,
    { growth, versions }: GrowthRules,
  ): Promise<number> {
    const firstDay = addDays(scope.asOf, 1 - growth.leap.rateDays);
    const period = { firstDay, lastDay: scope.asOf };
    const { minimumActiveDays } = growth.leap;
    const counts = await this.leaps.counts(firstDay, scope.asOf, minimumActiveDays);
    const rates = [...counts].flatMap(([grouping, group]) =>
      shrinkLeapRates(group).map((rate) => ({ ...rate, grouping })),
    );
    await this.unitOfWork.run(context, (transaction) =>
      this.leaps.replaceRates(transaction, rates, period, scope.loadNumber, versions),
    );
    return rates.length;
  }

  private async finish(
    context: RequestContext,
    { merchantIds, asOf, loadNumber }: GrowthScope,
    versions: GrowthVersions,
    steps: GrowthSteps,
  ): Promise<void> {
    await this.unitOfWork.run(context, async (transaction) => {
      await this.store.recordComputation(transaction, {
        id: newId(),
        asOf,
        loadNumber,
        ...versions,
        merchants: merchantIds?.length ?? null,
        steps,
        finishedAt: this.clock.now(),
      });
      await this.outbox.publish(transaction, {
        kind: 'outcomes.merchant_growth_computed',
        payload: { asOf, loadNumber, everybody: merchantIds === null },
      });
    });
  }
}

function leapsOfCareer(
  { joinedOn, observedFrom, months }: Career,
  policy: MerchantGrowthPolicy,
  setting: ReturnType<typeof leapSettingOf>,
): Leap[] {
  const readings = months.flatMap(([monthEnd, , , netGmv, tier]) =>
    netGmv === null || tier === null ? [] : [{ monthEnd, netGmv, tier }],
  );
  const known = observedFrom !== null && observedFrom <= addDays(joinedOn, policy.recordsGraceDays);
  return leapsOf(readings, known, setting);
}
