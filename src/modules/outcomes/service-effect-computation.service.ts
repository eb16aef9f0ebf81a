import { Injectable } from '@nestjs/common';
import { cannotEstimate, type Estimate } from '../../statistics/numeric/index.js';
import { criticalValue } from '../../statistics/distributions/index.js';
import { ratioOfSums } from '../../statistics/ratio/index.js';
import { Clock } from '../platform/clock/clock.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/kernel/ids.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { TRADING_TIERS } from '../platform/kernel/vocabulary.js';
import { compareColdStarts, type ColdStartComparison } from './domain/cold-start-curve.js';
import { figureOf, relativeChange, type EffectEstimate } from './domain/effect-estimate.js';
import { halfYearGrowth } from './domain/half-year-growth.js';
import {
  MERCHANT_GROWTH_POLICY,
  merchantGrowthPolicySchema,
  type MerchantGrowthPolicy,
} from './domain/merchant-growth-policy.js';
import { restate, type ClaimFigure, type RestatedClaim } from './domain/restated-claim.js';
import { effectBalance } from './domain/service-effect-balance.js';
import {
  baseTraitsOf,
  panelUnitOf,
  type MonthNumber,
  type ServicePanelUnit,
} from './domain/service-effect-panel.js';
import {
  SERVICE_EFFECT_POLICY,
  serviceEffectPolicySchema,
  type ServiceEffectPolicy,
} from './domain/service-effect-policy.js';
import {
  estimateServiceEffect,
  merchantDifferences,
  providerEffect,
  type EffectGrouping,
  type MerchantDifference,
} from './domain/service-effect.js';
import type { MerchantGrowthComputation } from './entities/merchant-growth-computation.entity.js';
import type { ServiceEffectComputation } from './entities/service-effect-computation.entity.js';
import { MerchantGrowthStore } from './merchant-growth.store.js';
import {
  ServiceEffectGatherStore,
  type GatheredLife,
  type IndexError,
  type MerchantUplift,
} from './service-effect-gather.store.js';
import {
  ServiceEffectStore,
  type ComputedEffects,
  type CurveRow,
  type EffectRow,
} from './service-effect.store.js';

export type EffectProgress = (fraction: number, step: string) => Promise<void>;

interface Rules {
  readonly growth: MerchantGrowthPolicy;
  readonly effect: ServiceEffectPolicy;
  readonly version: number;
}

const MERCHANTS_AT_ONCE = 20_000;

/**
 * Estimates what served merchants did beside comparable unserved ones, from the merchants' months and cold starts as
 * they were last made. The same ones give the same figures, and are not computed twice.
 */
@Injectable()
export class ServiceEffectComputationService {
  constructor(
    private readonly gather: ServiceEffectGatherStore,
    private readonly store: ServiceEffectStore,
    private readonly growth: MerchantGrowthStore,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async compute(
    context: RequestContext,
    progress: EffectProgress = async () => undefined,
  ): Promise<{ merchants: number; served: number; slices: number }> {
    const nothing = { merchants: 0, served: 0, slices: 0 };
    const basis = await this.growth.lastComputation();
    if (!basis) return nothing;
    const rules = await this.rulesOn(basis.asOf);
    if (await this.store.of(basis.id, rules.version)) return nothing;

    await progress(0, 'cold starts');
    const lives = await this.gather.coldStarts(basis, rules.growth.recordsGraceDays);
    const curves = await this.curvesOf(lives, rules, progress);
    await progress(0.3, 'months');
    const units = await this.panel(basis, rules);
    const { effects, merchants } = await this.effectsOf(units, rules, progress);
    await progress(0.95, 'published claims');
    const claims = await this.claimsOf(basis, rules, curves, effects, units);
    const served = units.filter(({ firstServed }) => firstServed !== null).length;
    const computation: ServiceEffectComputation = {
      id: newId(),
      growthComputationId: basis.id,
      policyVersion: rules.version,
      asOf: basis.asOf,
      loadNumber: basis.loadNumber,
      merchants: units.length,
      servedMerchants: served,
      finishedAt: this.clock.now(),
    };
    const computed: ComputedEffects = {
      curves,
      effects,
      claims,
      merchants: merchants.map(({ cohort, ...row }) => ({ ...row, cohort: monthText(cohort) })),
    };
    await this.unitOfWork.run(context, (tx) => this.store.save(tx, computation, computed));
    return { merchants: units.length, served, slices: effects.length + curves.length };
  }

  /** One provider's merchants beside the unserved of the categories in which it serves. */
  async curveOfProvider(
    basis: Pick<ServiceEffectComputation, 'asOf' | 'loadNumber'>,
    providerId: string,
  ): Promise<ColdStartComparison> {
    const rules = await this.rulesOn(basis.asOf);
    const { recordsGraceDays } = rules.growth;
    const lives = await this.gather.coldStartsBeside(basis, recordsGraceDays, providerId);
    return compareColdStarts(lives, curveSetting(rules.effect));
  }

  async smallestGroup(asOf: string): Promise<number> {
    return (await this.rulesOn(asOf)).growth.smallestGroup;
  }

  private async rulesOn(asOf: string): Promise<Rules> {
    const [growth, effect] = await Promise.all([
      this.policies.inForce(MERCHANT_GROWTH_POLICY, merchantGrowthPolicySchema, asOf),
      this.policies.inForce(SERVICE_EFFECT_POLICY, serviceEffectPolicySchema, asOf),
    ]);
    return { growth: growth.body, effect: effect.body, version: effect.version };
  }

  private async curvesOf(
    lives: readonly GatheredLife[],
    { effect }: Rules,
    progress: EffectProgress,
  ): Promise<CurveRow[]> {
    const setting = curveSetting(effect);
    const slices = [
      { grouping: 'ALL' as const, key: '', members: lives },
      ...slicesOf('CATEGORY' as const, lives, ({ category }) => category),
      ...slicesOf('REGION' as const, lives, ({ region }) => region),
      ...slicesOf('COHORT' as const, lives, ({ cohort }) => cohort),
    ];
    const rows: CurveRow[] = [];
    for (const [place, { grouping, key, members }] of slices.entries()) {
      await progress((0.3 * place) / slices.length, 'cold starts');
      rows.push({ grouping, key, detail: compareColdStarts(members, setting) });
    }
    return rows;
  }

  private async panel(basis: MerchantGrowthComputation, rules: Rules): Promise<ServicePanelUnit[]> {
    const { tierDays } = rules.growth;
    const { maximumMissingDays, anticipation } = rules.effect.growth;
    const limits = { tierDays, maximumMissingDays, anticipation };
    const units: ServicePanelUnit[] = [];
    for (;;) {
      const after = units.at(-1)?.id ?? null;
      const batch = await this.gather.panel(basis, limits, after, MERCHANTS_AT_ONCE);
      units.push(...batch.map(panelUnitOf));
      if (batch.length < MERCHANTS_AT_ONCE) return units;
    }
  }

  private async effectsOf(
    units: readonly ServicePanelUnit[],
    { effect: policy, growth }: Rules,
    progress: EffectProgress,
  ): Promise<{ effects: EffectRow[]; merchants: MerchantDifference[] }> {
    const all = estimateServiceEffect(units, policy);
    const merchants = merchantDifferences(units, all.result, policy);
    const balance = effectBalance(units, policy);
    const effects: EffectRow[] = [{ grouping: 'ALL', key: '', detail: { ...all.effect, balance } }];
    const slices = [
      ...keysOf('CATEGORY', merchants, ({ category }) => category),
      // Of the tier that a published claim is about there is always a row, if only to say why there is no figure.
      ...TRADING_TIERS.map((key) => ({ grouping: 'TIER' as const, key })),
      ...keysOf('COHORT', merchants, ({ cohort }) => String(cohort)),
      ...keysOf('REGION', merchants, ({ region }) => region),
    ];
    for (const [place, { grouping, key }] of slices.entries()) {
      await progress(0.4 + (0.5 * place) / slices.length, `growth by ${grouping.toLowerCase()}`);
      const inSlice = memberOf(grouping, key, policy);
      // Only equals are compared, so that other categories are of no use here.
      const own =
        grouping === 'CATEGORY' ? units.filter(({ merchant }) => merchant.category === key) : units;
      const { effect } = estimateServiceEffect(own, policy, inSlice);
      const shown = grouping === 'COHORT' ? monthText(Number(key)) : key;
      effects.push({ grouping, key: shown, detail: { ...effect, balance: null } });
    }
    for (const [key, own] of groupBy(merchants, ({ providerId }) => providerId)) {
      if (own.length < growth.smallestGroup) continue;
      effects.push({ grouping: 'PROVIDER', key, detail: providerDetail(own, policy) });
    }
    return { effects, merchants };
  }

  private async claimsOf(
    basis: MerchantGrowthComputation,
    { effect }: Rules,
    curves: readonly CurveRow[],
    effects: readonly EffectRow[],
    units: readonly ServicePanelUnit[],
  ): Promise<RestatedClaim[]> {
    const curve = curves.find(({ grouping }) => grouping === 'ALL')!.detail;
    const cold = effects.find(({ grouping, key }) => grouping === 'TIER' && key === 'COLD_START');
    const lastMonth = lastWholeMonth(basis.asOf);
    const figures: Record<ServiceEffectPolicy['claims'][number]['measure'], ClaimFigure> = {
      COLD_START_SHORTER: {
        figure: curve.shorterBy,
        merchants: curve.served.merchants,
        sessions: null,
        flagged: false,
      },
      COLD_START_MERCHANTS_GROWTH: {
        figure: cold!.detail.growth,
        merchants: cold!.detail.merchants,
        sessions: null,
        flagged: cold!.detail.placeboExcludesZero,
      },
      HALF_YEAR_GROWTH_RATIO: halfYearFigure(halfYearGrowth(units, lastMonth, effect)),
      MEAN_SESSION_UPLIFT: meanUplift(
        await this.gather.sessionUplifts(),
        await this.gather.indexErrors(),
        effect.confidence,
      ),
    };
    return effect.claims.map((claim) => restate(claim, figures[claim.measure]));
  }
}

function curveSetting({ coldStart, confidence }: ServiceEffectPolicy) {
  return { ...coldStart, confidence };
}

function memberOf(
  grouping: EffectGrouping,
  key: string,
  policy: ServiceEffectPolicy,
): (unit: ServicePanelUnit) => boolean {
  switch (grouping) {
    case 'TIER':
      return (unit) =>
        unit.firstServed !== null &&
        baseTraitsOf(unit, unit.firstServed, policy.growth)?.tier === key;
    case 'COHORT':
      return ({ firstServed }) => firstServed === Number(key);
    case 'REGION':
      return ({ merchant }) => merchant.region === key;
    default:
      return () => true;
  }
}

function providerDetail(
  own: readonly MerchantDifference[],
  policy: ServiceEffectPolicy,
): EffectRow['detail'] {
  const untested = {
    reason: 'TOO_FEW' as const,
    detail: 'the months before the service are tested for slices of several providers only',
  };
  return {
    growth: providerEffect(own, policy),
    merchants: own.length,
    providers: 1,
    controls: 0,
    byMonth: [],
    placebo: untested,
    placeboExcludesZero: false,
    preTrendP: null,
    balance: null,
  };
}

function halfYearFigure(growth: ReturnType<typeof halfYearGrowth>): ClaimFigure {
  const figure: EffectEstimate = growth.estimable
    ? growth.value.ratio
    : { reason: growth.reason, detail: growth.detail };
  const merchants = growth.estimable ? growth.value.servedMerchants : 0;
  return { figure, merchants, sessions: null, flagged: false };
}

/**
 * Median uplift over sessions: the mean of their logs, clustered by merchant, with the error that the sessions of a
 * market index share.
 */
function meanUplift(
  merchants: readonly MerchantUplift[],
  indexes: readonly IndexError[],
  confidence: number,
): ClaimFigure {
  const sessions = merchants.reduce((sum, row) => sum + row.sessions, 0);
  const mean: Estimate<{ ratio: number; standardError: number; units: number }> =
    sessions === 0
      ? cannotEstimate('NO_DATA', 'no operated session has an uplift yet')
      : ratioOfSums(
          merchants.map(({ logUplift, sessions: denominator }) => ({
            numerator: logUplift,
            denominator,
          })),
          confidence,
        );
  const shared = indexes.reduce(
    (sum, index) => sum + (index.sessions / sessions) ** 2 * index.variance,
    0,
  );
  return {
    figure: figureOf(mean, ({ ratio, standardError, units }) => {
      const half =
        criticalValue(confidence, units - 1) * Math.hypot(standardError, Math.sqrt(shared));
      return {
        value: relativeChange(ratio),
        lower: relativeChange(ratio - half),
        upper: relativeChange(ratio + half),
      };
    }),
    merchants: merchants.length,
    sessions,
    flagged: false,
  };
}

function slicesOf<Grouping, Row>(
  grouping: Grouping,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): { grouping: Grouping; key: string; members: Row[] }[] {
  return [...groupBy(rows, keyOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, members]) => ({ grouping, key, members }));
}

function keysOf<Row>(
  grouping: EffectGrouping,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): { grouping: EffectGrouping; key: string }[] {
  return [...new Set(rows.map(keyOf))].sort().map((key) => ({ grouping, key }));
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const members = groups.get(keyOf(row));
    if (members) members.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/** `2026-03` */
function monthText(month: MonthNumber): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** The last month that was over on a day. */
function lastWholeMonth(asOf: string): MonthNumber {
  const month = Number(asOf.slice(0, 4)) * 12 + Number(asOf.slice(5, 7)) - 1;
  const next = new Date(Date.parse(`${asOf}T00:00:00Z`) + 86_400_000).toISOString();
  return next.slice(8, 10) === '01' ? month : month - 1;
}
