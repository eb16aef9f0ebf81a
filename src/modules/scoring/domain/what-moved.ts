import {
  explainDifference,
  leavesOf,
  type Contribution,
  type IndexNode,
} from '../../../statistics/composite-index/index.js';
import { displayParts, exactSum } from '../../../statistics/numeric/index.js';
import type { IndicatorResult } from './provider-result.js';
import { publish, PUBLISHED_DECIMALS } from './score-provider.js';

/** One run's published result for a provider, as far as it takes to compare it with another's. */
export interface ComparableResult {
  readonly modelVersion: number;
  readonly score: number | null;
  readonly rank: number | null;
  readonly indicators: readonly Pick<IndicatorResult, 'code' | 'normalised' | 'weight'>[];
}

export interface ScoreMovement {
  readonly previousScore: number | null;
  readonly previousRank: number | null;
  /** Points; null when either run has no score. */
  readonly change: number | null;
  /** The two runs used different versions of the model: the change is then not the provider's alone. */
  readonly methodChanged: boolean;
  /** Points of the change by indicator, those that entered both scores; empty after a change of method. */
  readonly indicators: readonly { readonly code: string; readonly points: number }[];
  /** Points from indicators that entered one of the two scores only. */
  readonly evidencePoints: number | null;
}

/** What changed since an earlier run: indicators' points and the evidence effect add up to the change. */
export function whatMoved(
  tree: IndexNode,
  previous: ComparableResult,
  current: ComparableResult,
): ScoreMovement {
  const methodChanged = previous.modelVersion !== current.modelVersion;
  const comparable = previous.score !== null && current.score !== null;
  const change = comparable ? publish(current.score! - previous.score!) : null;
  const bare = {
    previousScore: previous.score,
    previousRank: previous.rank,
    change,
    methodChanged,
    indicators: [],
    evidencePoints: null,
  };
  if (change === null || methodChanged) return bare;
  const valuesOf = (result: ComparableResult) => {
    const values = new Map(
      result.indicators.map(({ code, normalised, weight }) => [
        code,
        weight > 0 ? normalised : null,
      ]),
    );
    return (code: string): number | null => values.get(code) ?? null;
  };
  const explained = explainDifference(tree, valuesOf(previous), valuesOf(current));
  if (!explained.estimable) return bare;
  const leaves = leafPoints(explained.value.contributions, tree);
  const parts = displayParts(
    [...leaves.map(({ points }) => points), explained.value.evidenceEffect],
    PUBLISHED_DECIMALS,
  );
  const indicators = leaves.map(({ code }, i) => ({ code, points: parts[i]! }));
  const evidencePoints = publish(change - exactSum(indicators.map(({ points }) => points)));
  return { ...bare, indicators, evidencePoints };
}

function leafPoints(root: Contribution, tree: IndexNode): { code: string; points: number }[] {
  const leaves = new Set(leavesOf(tree).map(({ code }) => code));
  const visit = ({ code, points, children }: Contribution): { code: string; points: number }[] =>
    leaves.has(code) ? [{ code, points }] : children.flatMap(visit);
  return visit(root);
}
