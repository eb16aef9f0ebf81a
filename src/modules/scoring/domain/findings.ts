import { estimated, exactSum, type Estimate } from '../../../statistics/numeric/index.js';
import { shrinkBySampleSize } from '../../../statistics/composite-index/index.js';
import {
  fedCodeOf,
  type GateDefinition,
  type GrowthStage,
  type IndicatorDefinition,
  type IndicatorSource,
} from './capability-model.js';
import { metricOf, type MerchantEvidence, type Metric } from './metrics.js';
import type { MerchantStatistics, ProviderStatistics } from './statistics.js';

/** How much stands behind a value. `observations`: sessions, merchant-days, engagements or a fed sample size. */
export interface Sample {
  readonly sessions: number;
  readonly merchants: number;
  readonly observations: number;
}

/** One merchant's figure in the window and in its own past, on the scale on which they are compared. */
export interface MerchantChange {
  readonly now: number;
  readonly baseline: number;
  readonly baselineObservations: number;
}

/** What a provider's statistics say about one indicator, before it is held against its peers. */
export type Finding =
  | { readonly kind: 'NO_SOURCE' }
  | { readonly kind: 'NO_DATA'; readonly sample: Sample }
  | { readonly kind: 'LEVEL'; readonly sample: Sample; readonly raw: number }
  | {
      readonly kind: 'CHANGE';
      readonly sample: Sample;
      readonly changes: readonly MerchantChange[];
    };

export type StageOf = (merchant: MerchantStatistics) => GrowthStage;

export function findIndicator(
  indicator: IndicatorDefinition,
  statistics: ProviderStatistics,
  stageOf: StageOf,
): Finding {
  if (indicator.source.kind !== 'METRIC') return findFed(indicator.source, statistics);
  const metric = metricOf(indicator.source.metric);
  if (metric.ofEngagements) return findEngagements(metric, statistics);
  const eligible = statistics.merchants.filter(
    (merchant) => !indicator.stages || indicator.stages.includes(stageOf(merchant)),
  );
  return indicator.kind === 'CHANGE'
    ? findChange(indicator, metric, eligible)
    : findLevel(indicator, metric, eligible);
}

/** The value that a gate asks about, without a minimum sample: a gate looks at what there is. */
export function gateValue(gate: GateDefinition, statistics: ProviderStatistics): Finding {
  if (gate.source.kind !== 'METRIC') return findFed(gate.source, statistics);
  const metric = metricOf(gate.source.metric);
  if (metric.ofEngagements) return findEngagements(metric, statistics);
  return findLevel({ parameters: gate.parameters }, metric, statistics.merchants);
}

function findFed(
  source: IndicatorSource,
  { fed, engagements: { judgedSessions, bigSessions, judgedMerchants } }: ProviderStatistics,
): Finding {
  if (source.kind === 'RECORD' && source.record === 'BIG_SESSIONS' && judgedSessions > 0) {
    const observed = { sessions: judgedSessions, observations: judgedSessions };
    const judged = { ...observed, merchants: judgedMerchants };
    return { kind: 'LEVEL', sample: judged, raw: bigSessions / judgedSessions };
  }
  const code = fedCodeOf(source);
  const found = fed.find((value) => value.code === code);
  if (!found && source.kind !== 'FED') return { kind: 'NO_SOURCE' };
  const observations = Number(found?.sampleSize ?? 0);
  const sample = { sessions: 0, merchants: 0, observations };
  if (observations <= 0) return { kind: 'NO_DATA', sample };
  return { kind: 'LEVEL', sample, raw: Number(found!.weightedSum) / observations };
}

function findEngagements(metric: Metric, statistics: ProviderStatistics): Finding {
  const { value, merchants, observations } = metric.ofEngagements!(statistics.engagements);
  const sample = { sessions: sessionsOf(statistics.merchants), merchants, observations };
  return value.estimable
    ? { kind: 'LEVEL', sample, raw: value.value }
    : { kind: 'NO_DATA', sample };
}

function findLevel(
  { parameters }: Pick<IndicatorDefinition, 'parameters'>,
  metric: Metric,
  merchants: readonly MerchantStatistics[],
): Finding {
  const speaking = merchants.filter((merchant) => metric.contributes(merchant, parameters));
  const sample = sampleOf(metric, speaking);
  const value = metric.value(speaking, parameters);
  return value.estimable
    ? { kind: 'LEVEL', sample, raw: value.value }
    : { kind: 'NO_DATA', sample };
}

/** Merchants without a past of their own count in LEVEL indicators only. */
function findChange(
  { parameters, change }: IndicatorDefinition,
  metric: Metric,
  merchants: readonly MerchantStatistics[],
): Finding {
  const { form, minimumBaseline } = change!;
  const onScale = (merchant: MerchantEvidence): Estimate<number> => {
    if (!metric.contributes(merchant, parameters)) return metric.value([], parameters);
    const value = metric.value([merchant], parameters);
    if (!value.estimable || form === 'DIFFERENCE') return value;
    return value.value > 0 ? estimated(Math.log(value.value)) : metric.value([], parameters);
  };
  const compared: { merchant: MerchantStatistics; change: MerchantChange }[] = [];
  for (const merchant of merchants) {
    if (merchant.baseline === null) continue;
    const past = { ...merchant.baseline, kind: merchant.kind };
    const baselineObservations = observationsOf(metric, past);
    const [now, baseline] = [onScale(merchant), onScale(past)];
    if (baselineObservations < minimumBaseline || !now.estimable || !baseline.estimable) continue;
    const values = { now: now.value, baseline: baseline.value, baselineObservations };
    compared.push({ merchant, change: values });
  }
  const sample = sampleOf(
    metric,
    compared.map(({ merchant }) => merchant),
  );
  if (compared.length === 0) return { kind: 'NO_DATA', sample };
  return { kind: 'CHANGE', sample, changes: compared.map(({ change: values }) => values) };
}

/**
 * A provider's CHANGE: the mean over its merchants of now − baseline, each merchant once. The baseline is drawn
 * toward the mean baseline of the peers' merchants in proportion to its noise (regression to the mean), so
 * that hiring after a dip earns nothing.
 *
 * @param peerBaseline null when too few peers' merchants have a baseline; it is then taken as it was seen
 */
export function changeValue(
  changes: readonly MerchantChange[],
  peerBaseline: number | null,
  priorStrength: number,
): number {
  const differences = changes.map(({ now, baseline, baselineObservations }) => {
    if (peerBaseline === null) return now - baseline;
    const expected = shrinkBySampleSize(
      baseline,
      baselineObservations,
      peerBaseline,
      priorStrength,
    );
    if (!expected.estimable) throw new RangeError(expected.detail);
    return now - expected.value.value;
  });
  return exactSum(differences) / differences.length;
}

function sampleOf(metric: Metric, merchants: readonly MerchantStatistics[]): Sample {
  return {
    sessions: sessionsOf(merchants, metric.sessionsFrom),
    merchants: merchants.length,
    observations: exactSum(merchants.map((merchant) => observationsOf(metric, merchant))),
  };
}

function sessionsOf(
  merchants: readonly MerchantEvidence[],
  sum: NonNullable<Metric['sessionsFrom']> = 'sessions',
): number {
  return exactSum(merchants.map(({ sessions }) => Number(sessions?.sums[sum] ?? 0)));
}

function observationsOf(metric: Metric, merchant: MerchantEvidence): number {
  return metric.family === 'SESSIONS'
    ? Number(merchant.sessions?.sums[metric.sessionsFrom ?? 'sessions'] ?? 0)
    : Number(merchant.days?.sums.days ?? 0);
}
