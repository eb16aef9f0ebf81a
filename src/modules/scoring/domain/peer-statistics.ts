import {
  applyTreatment,
  normalise,
  type Direction,
} from '../../../statistics/composite-index/index.js';
import { exactSum, quantileOfSorted } from '../../../statistics/numeric/index.js';
import type { IndicatorDefinition } from './capability-model.js';
import { changeValue, type Finding, type Sample } from './findings.js';

/** The distribution of an indicator over a peer group; shown, and the mean shrunk toward, but never scored. */
export interface PeerDistribution {
  readonly n: number;
  readonly mean: number;
  readonly p5: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p95: number;
}

/** One indicator within one peer group. */
export interface PeerIndicator {
  /** Null below the minimum that may be shown. */
  readonly distribution: PeerDistribution | null;
  /** Share of peers that a member leaves behind, 0 to 1 (ties count half); empty without a distribution. */
  readonly percentiles: ReadonlyMap<string, number>;
  /** For CHANGE: the mean baseline of the members' merchants. */
  readonly baseline: number | null;
}

export interface PeerFinding {
  readonly providerId: string;
  readonly finding: Finding;
}

export function meetsMinimum(sample: Sample, minimum: Sample): boolean {
  return (
    sample.sessions >= minimum.sessions &&
    sample.merchants >= minimum.merchants &&
    sample.observations >= minimum.observations
  );
}

/** The raw value that a finding has within a peer group; null when there is none. */
export function rawValue(
  finding: Finding,
  indicator: IndicatorDefinition,
  peerBaseline: number | null,
): number | null {
  if (finding.kind === 'LEVEL') return finding.raw;
  if (finding.kind !== 'CHANGE') return null;
  return changeValue(finding.changes, peerBaseline, indicator.change!.priorStrength);
}

export function peerIndicator(
  indicator: IndicatorDefinition,
  members: readonly PeerFinding[],
  minimumShown: number,
): PeerIndicator {
  const baseline = meanBaseline(members, minimumShown);
  const enough = members.flatMap(({ providerId, finding }) => {
    if (finding.kind === 'NO_SOURCE' || !meetsMinimum(finding.sample, indicator.minimumSample)) {
      return [];
    }
    const raw = rawValue(finding, indicator, baseline);
    return raw === null ? [] : [{ providerId, raw }];
  });
  if (enough.length < minimumShown) {
    return { distribution: null, percentiles: new Map(), baseline };
  }
  const treated = applyTreatment(
    enough.map(({ raw }) => raw),
    indicator.winsorise,
  ).map((value) => value!);
  const shares = percentileRanks(treated, indicator.direction);
  const percentiles = new Map(enough.map(({ providerId }, i) => [providerId, shares[i]!]));
  return { distribution: distributionOf(treated), percentiles, baseline };
}

function meanBaseline(members: readonly PeerFinding[], minimum: number): number | null {
  const known = members.flatMap(({ finding }) =>
    finding.kind === 'CHANGE' ? finding.changes.map((change) => change.baseline) : [],
  );
  return known.length < minimum ? null : exactSum(known) / known.length;
}

function distributionOf(values: readonly number[]): PeerDistribution {
  const sorted = Float64Array.from(values).sort();
  const at = (probability: number): number => quantileOfSorted(sorted, probability);
  return {
    n: values.length,
    mean: exactSum(values) / values.length,
    p5: at(0.05),
    p25: at(0.25),
    median: at(0.5),
    p75: at(0.75),
    p95: at(0.95),
  };
}

function percentileRanks(values: readonly number[], direction: Direction): readonly number[] {
  const ranked = normalise(
    values,
    { kind: 'PERCENTILE_RANK', ties: 'AVERAGE', definition: 'EXCLUSIVE' },
    direction,
  );
  if (!ranked.estimable) throw new RangeError(ranked.detail);
  return ranked.value.map((share) => share!);
}
