import { estimated, type Estimate } from '../../../statistics/numeric/index.js';
import {
  estimatePooledVariance,
  fitBaseline,
  type BaselinePolicy,
  type PooledVariance,
} from '../../../statistics/robust-baseline/index.js';
import {
  EpochIndexes,
  epochOf,
  estimateConstants,
  estimateSlots,
  panelOf,
  sizeOf,
  type FittedIndex,
  type MarketConstants,
  type PanelMerchant,
  type SizeClass,
} from './market-index-model.js';
import type { OutcomesPolicy } from './session-outcome-policy.js';

/** How far one session lies from its merchant's level, in general: by size. */
export type SessionVariances = Readonly<Record<SizeClass, PooledVariance | null>>;

/** All that a computation knows of the market, apart from its indexes. Plain data: it is stored. */
export interface MarketSetting extends MarketConstants {
  readonly sessionVariances: SessionVariances;
}

/** The library's policy for a merchant of this size in this market. */
export function baselinePolicyOf(
  policy: OutcomesPolicy,
  { wandering }: MarketConstants,
  size: SizeClass,
): BaselinePolicy {
  return {
    lookbackDays: policy.lookbackDays,
    washoutDays: policy.washoutDays,
    minimumSessions: policy.minimumSessions,
    halfLifeDays: policy.halfLifeDays,
    huberTuning: policy.huberTuning,
    maximumNonPositiveShare: policy.maximumNonPositiveShare,
    staleAfterDays: policy.staleAfterDays,
    anticipationDays: policy.anticipationDays,
    driftVariancePerDay: wandering[size].walkVariancePerDay,
    trendVariancePerDaySquared: wandering[size].trendVariancePerDaySquared,
  };
}

/** What gives a session's expectation its market: indexes by epoch, fitted when they are first needed. */
export class MarketModel {
  private readonly epochs = new Map<number, EpochIndexes>();

  constructor(
    readonly setting: MarketSetting,
    private readonly merchants: readonly PanelMerchant[],
    private readonly asOf: number,
    private readonly policy: OutcomesPolicy,
  ) {}

  indexFor(start: number, categories: readonly string[], size: SizeClass): Estimate<FittedIndex> {
    const epoch = epochOf(start, this.asOf, this.policy);
    let indexes = this.epochs.get(epoch.firstStart);
    if (!indexes) {
      const { slotEffects } = this.setting;
      indexes = new EpochIndexes(epoch, this.merchants, slotEffects, this.policy);
      this.epochs.set(epoch.firstStart, indexes);
    }
    return indexes.indexFor(categories, size);
  }

  /** The indexes that were asked for and exist, for the record. */
  fitted(): FittedIndex[] {
    return [...this.epochs.values()].flatMap(({ fitted }) =>
      [...fitted.values()].flatMap((index) => (index.estimable ? [index.value] : [])),
    );
  }
}

/**
 * Reads from the unserved what every expectation needs: slot effects, how merchants wander, how a category
 * departs from all, how far sessions scatter.
 *
 * @param starts first days of the services that are to be judged
 * @returns the errors of the estimators, for a market without unserved merchants enough
 */
export function estimateMarketSetting(
  merchants: readonly PanelMerchant[],
  starts: readonly number[],
  asOf: number,
  policy: OutcomesPolicy,
): Estimate<MarketSetting> {
  const slotEffects = estimateSlots(merchants, policy);
  if (!slotEffects.estimable) return slotEffects;
  const epoch = epochOf(medianOf(starts, asOf), asOf, policy);
  const indexes = new EpochIndexes(epoch, merchants, slotEffects.value, policy);
  const tops = new Map(merchants.map(({ id, categories }) => [id, categories.at(-1) ?? '*']));
  const constants = estimateConstants(indexes, (id) => tops.get(id)!, slotEffects.value, policy);
  if (!constants.estimable) return constants;
  const sessionVariances = {
    SMALL: scatterOf('SMALL', merchants, indexes, constants.value, policy),
    LARGE: scatterOf('LARGE', merchants, indexes, constants.value, policy),
  };
  return estimated({ ...constants.value, sessionVariances });
}

function medianOf(starts: readonly number[], asOf: number): number {
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? asOf;
}

/** The pool of panel merchants' own session variances. */
function scatterOf(
  size: SizeClass,
  merchants: readonly PanelMerchant[],
  indexes: EpochIndexes,
  constants: MarketConstants,
  policy: OutcomesPolicy,
): PooledVariance | null {
  const start = indexes.epoch.firstStart;
  const own = baselinePolicyOf(policy, constants, size);
  const variances = [];
  for (const merchant of panelOf(merchants, indexes.epoch, policy)) {
    if (sizeOf(merchant.sessions, start, policy) !== size) continue;
    const found = indexes.indexFor(merchant.categories, size);
    if (!found.estimable) continue;
    const baseline = fitBaseline(
      merchant.sessions.map(({ day, slot, logRate }, i) => ({
        id: String(i),
        day,
        slot,
        liveHours: 1,
        netGmv: Math.exp(logRate),
      })),
      start,
      [],
      { slotEffects: constants.slotEffects, marketIndex: found.value.index },
      own,
    );
    if (!baseline.estimable) continue;
    const { sessionVariance: variance, degreesOfFreedom } = baseline.value;
    variances.push({ variance, degreesOfFreedom });
    if (variances.length >= policy.slots.maximumMerchants) break;
  }
  const pooled = estimatePooledVariance(variances);
  return pooled.estimable ? pooled.value : null;
}
