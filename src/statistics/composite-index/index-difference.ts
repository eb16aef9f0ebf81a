import { estimated, type Estimate } from '../numeric/estimate.js';
import { logarithmicMean } from '../numeric/logarithmic-mean.js';
import { exactSum } from '../numeric/sum.js';
import { scoreIndex, type LeafValues, type NodeScore } from './index-score.js';
import { isNode, type IndexNode, type IndexTree } from './index-tree.js';
import { applyFloor, type Aggregation } from './weighted-mean.js';

export interface Contribution {
  code: string;
  /** Points of the root's score; of an aggregate, the sum of its children's. */
  points: number;
  /** The children that both sides have. */
  children: readonly Contribution[];
}

export interface IndexDifference {
  from: number;
  to: number;
  /** Points per node, over the indicators that enter both scores. */
  contributions: Contribution;
  /** Points that come from indicators which enter one score only. */
  evidenceEffect: number;
}

/**
 * Why one score differs from another on the same tree: from a peer reference to a unit, or from a
 * unit's last run to this one. Nothing is left over: to − from = contributions.points +
 * evidenceEffect, up to the last digits of a double (publish with `displayParts`).
 *
 * The difference of any mean is a weighted sum of its children's differences, exactly: arithmetic
 * with weights w; geometric with w·L(S₁, S₀) / L(x₁, x₀), where L is the logarithmic mean (the weights
 * of LMDI-I: Ang 2005, Energy Policy 33, 867–871); harmonic with w·S₁·S₀ / (x₁·x₀). The product of
 * these factors on the way down gives an indicator's points at any depth.
 *
 * @returns why there is no score on one side, or NO_DATA if no indicator enters both scores.
 */
export function explainDifference(
  root: IndexNode,
  from: LeafValues,
  to: LeafValues,
): Estimate<IndexDifference> {
  const before = scoreIndex(root, from);
  if (!before.score.estimable) return before.score;
  const after = scoreIndex(root, to);
  if (!after.score.estimable) return after.score;

  const usedBefore = usedLeaves(before);
  const usedAfter = usedLeaves(after);
  const inCommon = (values: LeafValues): LeafValues => {
    return (code) => (usedBefore.has(code) && usedAfter.has(code) ? values(code) : null);
  };
  const anyCoverage = withoutMinimumCoverage(root);
  const commonBefore = scoreIndex(anyCoverage, inCommon(from));
  if (!commonBefore.score.estimable) return commonBefore.score;
  const commonAfter = scoreIndex(anyCoverage, inCommon(to));
  if (!commonAfter.score.estimable) return commonAfter.score;

  const total = after.score.value - before.score.value;
  return estimated({
    from: before.score.value,
    to: after.score.value,
    contributions: distribute(root, commonBefore, commonAfter, 1),
    evidenceEffect: total - (commonAfter.score.value - commonBefore.score.value),
  });
}

function usedLeaves(score: NodeScore, codes = new Set<string>()): Set<string> {
  if (score.children.length === 0 && score.effectiveWeight > 0) codes.add(score.code);
  for (const child of score.children) usedLeaves(child, codes);
  return codes;
}

function withoutMinimumCoverage(node: IndexNode): IndexNode {
  const children = node.children.map((child) =>
    isNode(child) ? withoutMinimumCoverage(child) : child,
  );
  return { ...node, minimumCoverage: 0, children };
}

/** Both scores stand on the same leaves, so that weights are equal and a child enters both or none. */
function distribute(
  tree: IndexTree,
  before: NodeScore,
  after: NodeScore,
  factor: number,
): Contribution {
  if (!isNode(tree)) {
    const points = factor * (scoreOf(after) - scoreOf(before));
    return { code: tree.code, points, children: [] };
  }
  const children: Contribution[] = [];
  tree.children.forEach((child, i) => {
    const pair = [before.children[i]!, after.children[i]!] as const;
    if (pair[1].weightUsed === 0) return;
    children.push(
      distribute(child, ...pair, factor * slope(tree.aggregation, before, after, ...pair)),
    );
  });
  return { code: tree.code, points: exactSum(children.map(({ points }) => points)), children };
}

/** Points of the parent per point of this child. */
function slope(
  aggregation: Aggregation,
  parentBefore: NodeScore,
  parentAfter: NodeScore,
  childBefore: NodeScore,
  childAfter: NodeScore,
): number {
  const weight = childAfter.weightUsed;
  if (aggregation.kind === 'ARITHMETIC') return weight;
  const [s0, s1] = [scoreOf(parentBefore), scoreOf(parentAfter)];
  const [raw0, raw1] = [scoreOf(childBefore), scoreOf(childAfter)];
  const [x0, x1] = [applyFloor(aggregation, raw0), applyFloor(aggregation, raw1)];
  const aboveFloor = raw1 === raw0 ? Number(x0 === raw0) : (x1 - x0) / (raw1 - raw0);
  return aggregation.kind === 'GEOMETRIC'
    ? (aboveFloor * weight * logarithmicMean(s1, s0)) / logarithmicMean(x1, x0)
    : aboveFloor * weight * (s1 / x1) * (s0 / x0);
}

function scoreOf(node: NodeScore): number {
  if (!node.score.estimable) throw new RangeError(`${node.code} has no score`);
  return node.score.value;
}
