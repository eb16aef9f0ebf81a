import type { Sample } from './findings.js';
import type { PeerDistribution } from './peer-statistics.js';

/** VALUE: it counts. TOO_FEW: seen, but below the minimum sample. The others have nothing to show. */
export const INDICATOR_STATUSES = ['VALUE', 'TOO_FEW', 'NO_DATA', 'SOURCE_NOT_AVAILABLE'] as const;
export type IndicatorStatus = (typeof INDICATOR_STATUSES)[number];

/** All numbers are published values. */
export interface IndicatorResult {
  readonly code: string;
  readonly status: IndicatorStatus;
  readonly sample: Sample;
  readonly raw: number | null;
  /** After winsorising. */
  readonly treated: number | null;
  /** After shrinkage toward the peers' mean; `reliability` is the share of its own evidence kept. */
  readonly shrunken: number | null;
  readonly reliability: number | null;
  /** The goalposts used. */
  readonly low: number;
  readonly high: number;
  readonly normalised: number | null;
  /** Where the peers' median stands on the same scale. */
  readonly reference: number;
  readonly percentile: number | null;
  readonly peers: PeerDistribution | null;
  /** Effective share of the score in percent; 0 when it does not enter. */
  readonly weight: number;
  /** Points above (below) the peers' reference; null without a score. */
  readonly contribution: number | null;
}

export interface NodeResult {
  readonly code: string;
  readonly score: number | null;
  readonly coverage: number;
  readonly weight: number;
  readonly contribution: number | null;
}

export interface ForceResult {
  readonly code: string;
  readonly score: number | null;
  readonly coverage: number;
}

export const UNSCORED_REASONS = [
  'TOO_FEW_SESSIONS',
  'TOO_FEW_MERCHANTS',
  'COVERAGE',
  'FORCE_COVERAGE',
] as const;

export interface UnscoredReason {
  readonly code: (typeof UNSCORED_REASONS)[number];
  readonly force?: string;
  readonly has: number;
  readonly needs: number;
}

export const GATE_STATES = ['PASSED', 'FAILED', 'SOURCE_NOT_AVAILABLE', 'NO_DATA'] as const;

export interface GateResult {
  readonly code: string;
  readonly state: (typeof GATE_STATES)[number];
  readonly value: number | null;
}

export interface ProviderResult {
  readonly providerId: string;
  readonly status: 'SCORED' | 'UNSCORED';
  readonly score: number | null;
  readonly coverage: number;
  /** The peers' reference score on the same indicators: score − reference = the root's contribution. */
  readonly reference: number | null;
  readonly forces: readonly ForceResult[];
  readonly reasons: readonly UnscoredReason[];
  /** Key of the peer group: see peer-groups.ts. */
  readonly peerGroup: string;
  readonly nodes: readonly NodeResult[];
  readonly indicators: readonly IndicatorResult[];
}
