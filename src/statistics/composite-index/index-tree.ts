import { applyFloor, type Aggregation } from './weighted-mean.js';

/** An indicator: its value comes from outside. */
export interface IndexLeaf {
  code: string;
  /** Nominal weight among its siblings, ≥ 0; only proportions count. */
  weight: number;
}

/** An aggregate of leaves and further aggregates, to any depth. */
export interface IndexNode extends IndexLeaf {
  aggregation: Aggregation;
  /** The share of the children's weight that must be present, from 0 to 1, for example 2/3. */
  minimumCoverage: number;
  children: readonly IndexTree[];
}

/** A whole index, or a part of one. */
export type IndexTree = IndexNode | IndexLeaf;

export function isNode(tree: IndexTree): tree is IndexNode {
  return 'children' in tree;
}

export function leavesOf(tree: IndexTree): IndexLeaf[] {
  return isNode(tree) ? tree.children.flatMap(leavesOf) : [tree];
}

/**
 * What is wrong with a tree, each sentence naming the node and the repair; empty if it can be used.
 */
export function problemsOfTree(root: IndexNode): string[] {
  const seen = new Set<string>();
  const problems: string[] = [];
  const visit = (tree: IndexTree): void => {
    if (seen.has(tree.code))
      problems.push(`${tree.code} occurs twice: give every node its own code`);
    seen.add(tree.code);
    if (!(tree.weight >= 0 && Number.isFinite(tree.weight))) {
      problems.push(`${tree.code} has weight ${tree.weight}: a weight is a finite number ≥ 0`);
    }
    if (isNode(tree)) {
      problems.push(...problemsOfNode(tree));
      tree.children.forEach(visit);
    }
  };
  visit(root);
  return problems;
}

function problemsOfNode(node: IndexNode): string[] {
  const problems: string[] = [];
  if (!node.children.some(({ weight }) => weight > 0)) {
    problems.push(`${node.code} has no child with a weight: give it one, or make it an indicator`);
  }
  if (!(node.minimumCoverage >= 0 && node.minimumCoverage <= 1)) {
    problems.push(`${node.code} asks for coverage ${node.minimumCoverage}: it lies in [0, 1]`);
  }
  if (node.aggregation.kind !== 'ARITHMETIC' && node.aggregation.floor !== null) {
    const lifted = applyFloor(node.aggregation, Number.NEGATIVE_INFINITY);
    if (!(lifted > 0)) problems.push(`${node.code} has the floor ${lifted}: it must be positive`);
  }
  return problems;
}

/** The nominal weight of every node in the root: the product of shares on the way down. */
export function effectiveWeights(root: IndexTree): Map<string, number> {
  const weights = new Map<string, number>();
  const visit = (tree: IndexTree, effective: number): void => {
    weights.set(tree.code, effective);
    if (!isNode(tree)) return;
    const total = tree.children.reduce((sum, child) => sum + child.weight, 0);
    for (const child of tree.children) visit(child, (effective * child.weight) / total);
  };
  visit(root, 1);
  return weights;
}
