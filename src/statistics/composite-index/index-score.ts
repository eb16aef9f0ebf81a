import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { exactSum } from '../numeric/sum.js';
import { isNode, type IndexNode, type IndexTree } from './index-tree.js';
import { weightedMean } from './weighted-mean.js';

/** The normalised value of an indicator for the unit that is scored, null if it is missing. */
export type LeafValues = (code: string) => number | null;

export interface NodeScore {
  code: string;
  /** TOO_FEW: evidence below the node's minimum coverage; NO_DATA: none at all. */
  score: Estimate<number>;
  /** Share of the children's nominal weight that is present (a leaf: 1 or 0). */
  coverage: number;
  /** Share of the nominal weight of all leaves below that enters this score. */
  leafCoverage: number;
  /** Share in the parent's mean after renormalising over what is present; 0 if it doesn't enter. */
  weightUsed: number;
  /** Share in the root: the product of weights used on the way down; 0 if it doesn't enter. */
  effectiveWeight: number;
  /** weightUsed × score in an arithmetic parent; null elsewhere (see `explainDifference`). */
  contribution: number | null;
  children: readonly NodeScore[];
}

/** Coverage that misses the minimum by rounding alone (0.1 + 0.2 against 0.3) still passes. */
const COVERAGE_TOLERANCE = 1e-9;

/**
 * Scores one unit. At each node the weights are renormalised over the children that have a score;
 * if these hold less than the node's minimum coverage there is no score but a reason, never a zero.
 *
 * Source of the rule: COINr `Aggregate()` with `dat_thresh`, by weight instead of by count.
 *
 * @throws RangeError if a leaf's value is not finite.
 */
export function scoreIndex(root: IndexNode, valueOf: LeafValues): NodeScore {
  return place(scoreTree(root, valueOf), 1, 1, null);
}

interface BareScore {
  tree: IndexTree;
  score: Estimate<number>;
  coverage: number;
  leafCoverage: number;
  shares: readonly number[];
  children: readonly BareScore[];
}

function scoreTree(tree: IndexTree, valueOf: LeafValues): BareScore {
  return isNode(tree) ? scoreNode(tree, valueOf) : scoreLeaf(tree, valueOf(tree.code));
}

function scoreLeaf(tree: IndexTree, value: number | null): BareScore {
  if (value === null) {
    const score = cannotEstimate('NO_DATA', `${tree.code} has no value`);
    return { tree, score, coverage: 0, leafCoverage: 0, shares: [], children: [] };
  }
  if (!Number.isFinite(value)) throw new RangeError(`the value of ${tree.code} is ${value}`);
  return { tree, score: estimated(value), coverage: 1, leafCoverage: 1, shares: [], children: [] };
}

function scoreNode(node: IndexNode, valueOf: LeafValues): BareScore {
  const children = node.children.map((child) => scoreTree(child, valueOf));
  const used: { value: number; weight: number }[] = [];
  const nominal = exactSum(node.children.map(({ weight }) => weight));
  for (const { tree, score } of children) {
    if (score.estimable && tree.weight > 0) used.push({ value: score.value, weight: tree.weight });
  }
  const present = exactSum(used.map(({ weight }) => weight));
  const coverage = nominal === 0 ? 0 : present / nominal;
  const score = scoreUsed(node, used, coverage);
  const share = (child: BareScore): number =>
    score.estimable && child.score.estimable ? child.tree.weight / present : 0;
  return {
    tree: node,
    score,
    coverage,
    leafCoverage: score.estimable
      ? exactSum(children.map((child) => (child.leafCoverage * child.tree.weight) / nominal))
      : 0,
    shares: children.map(share),
    children,
  };
}

function scoreUsed(
  node: IndexNode,
  used: readonly { value: number; weight: number }[],
  coverage: number,
): Estimate<number> {
  if (coverage === 0) return cannotEstimate('NO_DATA', `nothing below ${node.code} has a score`);
  if (coverage + COVERAGE_TOLERANCE < node.minimumCoverage) {
    const [present, needed] = [coverage, node.minimumCoverage].map((share) => share.toFixed(3));
    return cannotEstimate('TOO_FEW', `${node.code} covers ${present} of its weight, not ${needed}`);
  }
  return weightedMean(
    node.aggregation,
    used.map(({ value }) => value),
    used.map(({ weight }) => weight),
  );
}

function place(
  bare: BareScore,
  weightUsed: number,
  effectiveWeight: number,
  parent: IndexNode | null,
): NodeScore {
  const { tree, score, coverage, leafCoverage, shares, children } = bare;
  const enters = score.estimable && weightUsed > 0;
  return {
    code: tree.code,
    score,
    coverage,
    leafCoverage,
    weightUsed,
    effectiveWeight: enters ? effectiveWeight : 0,
    contribution:
      enters && parent?.aggregation.kind === 'ARITHMETIC' ? weightUsed * score.value : null,
    children: children.map((child, i) =>
      place(
        child,
        shares[i]!,
        enters ? effectiveWeight * shares[i]! : 0,
        isNode(tree) ? tree : null,
      ),
    ),
  };
}
