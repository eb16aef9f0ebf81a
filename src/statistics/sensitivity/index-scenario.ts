import type { Column } from '../composite-index/column.js';
import { scoreIndex } from '../composite-index/index-score.js';
import { isNode, leavesOf, type IndexNode, type IndexTree } from '../composite-index/index-tree.js';
import type { Aggregation } from '../composite-index/weighted-mean.js';
import { normal } from '../seeded-random/normal.js';
import type { RandomGenerator } from '../seeded-random/random-generator.js';
import { integerBelow, uniform } from '../seeded-random/uniform.js';

/** What varies between scenarios of one index. */
export interface IndexVariation {
  /** Each weight is multiplied by a uniform number within 1 ± spread, for example 0.25. */
  weightSpread: number;
  /** Means to choose from for all nodes above the lowest; none: as the tree has them. */
  aggregations: readonly Aggregation[];
  /** Whether one indicator may be left out: each one, or none, with equal probability. */
  excludesOne: boolean;
  /** Normalised columns by indicator, one set per way to normalise; the first is the tree's own. */
  normalisations: readonly ReadonlyMap<string, Column>[];
  /** Standard errors on the normalised scale (of the first way), where sampling error counts. */
  standardErrors: ReadonlyMap<string, Column> | null;
}

/** The five groups of choices, each with a generator of its own, as Sobol indices need them. */
export const VARIATION_GROUPS = [
  'WEIGHTS',
  'NORMALISATION',
  'AGGREGATION',
  'EXCLUSION',
  'SAMPLING',
] as const;

/**
 * Scores all units in one random scenario.
 *
 * @param generators one per group of `VARIATION_GROUPS`, in that order
 * @returns a score per unit, null where the evidence is not enough
 */
export function scoreIndexScenario(
  root: IndexNode,
  variation: IndexVariation,
  generators: readonly RandomGenerator[],
): (number | null)[] {
  if (generators.length !== VARIATION_GROUPS.length) {
    throw new RangeError(`a scenario takes ${VARIATION_GROUPS.length} generators`);
  }
  const [weights, normalisation, aggregation, exclusion, sampling] = generators as [
    RandomGenerator,
    RandomGenerator,
    RandomGenerator,
    RandomGenerator,
    RandomGenerator,
  ];
  const choice = choose(variation.normalisations, normalisation);
  if (choice === undefined) throw new RangeError('a scenario needs a way to normalise');
  const excluded = variation.excludesOne ? drawExclusion(root, exclusion) : null;
  const mean = choose(variation.aggregations, aggregation);
  const kept = excluded === null ? root : (withoutLeaf(root, excluded) ?? root);
  const varied = perturbWeights(withAggregation(kept, mean), variation.weightSpread, weights);
  const errors = variation.standardErrors;
  const columns = errors === null ? choice : withNoise(root, choice, errors, sampling);
  const units = columnOf(columns, leavesOf(root)[0]!.code).length;
  return Array.from({ length: units }, (_, unit) => {
    const result = scoreIndex(varied, (code) => columnOf(columns, code)[unit]!);
    return result.score.estimable ? result.score.value : null;
  });
}

/** The same with one generator, as `analyseRankUncertainty` hands out. */
export function scoreRandomScenario(
  root: IndexNode,
  variation: IndexVariation,
  generator: RandomGenerator,
): (number | null)[] {
  const generators = VARIATION_GROUPS.map((_, group) => generator.substream(group));
  return scoreIndexScenario(root, variation, generators);
}

function choose<T>(options: readonly T[], generator: RandomGenerator): T | undefined {
  return options.length === 0 ? undefined : options[integerBelow(generator, options.length)];
}

function drawExclusion(root: IndexNode, generator: RandomGenerator): string | null {
  const leaves = leavesOf(root);
  return leaves[integerBelow(generator, leaves.length + 1)]?.code ?? null;
}

/** The tree without an indicator, as if it had never been in it; null if nothing is left. */
function withoutLeaf(node: IndexNode, code: string): IndexNode | null {
  const children = node.children.flatMap((child): IndexTree[] => {
    if (!isNode(child)) return child.code === code ? [] : [child];
    const kept = withoutLeaf(child, code);
    return kept === null ? [] : [kept];
  });
  return children.length === 0 ? null : { ...node, children };
}

function perturbWeights(root: IndexNode, spread: number, generator: RandomGenerator): IndexNode {
  const factor = (): number => 1 + spread * (2 * uniform(generator) - 1);
  const perturb = (tree: IndexTree): IndexTree => {
    const weight = tree.weight * factor();
    return isNode(tree)
      ? { ...tree, weight, children: tree.children.map(perturb) }
      : { ...tree, weight };
  };
  return { ...root, children: root.children.map(perturb) };
}

/** Another mean for every node above the lowest aggregates, which stay as they are. */
function withAggregation(root: IndexNode, aggregation: Aggregation | undefined): IndexNode {
  if (aggregation === undefined || !root.children.some(isNode)) return root;
  const children = root.children.map((child) =>
    isNode(child) ? withAggregation(child, aggregation) : child,
  );
  return { ...root, aggregation, children };
}

function withNoise(
  root: IndexNode,
  columns: ReadonlyMap<string, Column>,
  standardErrors: ReadonlyMap<string, Column>,
  generator: RandomGenerator,
): Map<string, Column> {
  const noisy = leavesOf(root).map(({ code }): [string, Column] => {
    const errors = standardErrors.get(code);
    const column = columnOf(columns, code);
    if (errors === undefined) return [code, column];
    return [
      code,
      column.map((value, unit) => {
        const deviate = normal(generator);
        return value === null ? null : value + (errors[unit] ?? 0) * deviate;
      }),
    ];
  });
  return new Map(noisy);
}

function columnOf(columns: ReadonlyMap<string, Column>, code: string): Column {
  const column = columns.get(code);
  if (column === undefined) throw new RangeError(`there is no column for ${code}`);
  return column;
}
