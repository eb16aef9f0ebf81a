import {
  effectiveWeights,
  explainDifference,
  isNode,
  leavesOf,
  normaliseToGoalposts,
  scoreIndex,
  shrinkBySampleSize,
  treatValue,
  type Contribution,
  type IndexNode,
  type NodeScore,
} from '../../../statistics/composite-index/index.js';
import {
  displayParts,
  displayShares,
  exactSum,
  roundHalfEven,
} from '../../../statistics/numeric/index.js';
import type { CapabilityModelDefinition, IndicatorDefinition } from './capability-model.js';
import type { Finding } from './findings.js';
import {
  meetsMinimum,
  rawValue,
  type PeerDistribution,
  type PeerIndicator,
} from './peer-statistics.js';
import type {
  IndicatorResult,
  NodeResult,
  ProviderResult,
  UnscoredReason,
} from './provider-result.js';

/** Published values carry this many decimals; hashes and ranks are taken of the published values. */
export const PUBLISHED_DECIMALS = 6;

export interface ScoredModel {
  readonly definition: CapabilityModelDefinition;
  readonly tree: IndexNode;
  readonly indicators: readonly IndicatorDefinition[];
}

export interface ScoreInput {
  readonly providerId: string;
  readonly peerGroupKey: string;
  readonly findings: ReadonlyMap<string, Finding>;
  /** By the indicator's code, within the provider's peer group. */
  readonly peers: ReadonlyMap<string, PeerIndicator>;
  /** Operated sessions and distinct merchants of the window. */
  readonly sessions: number;
  readonly merchants: number;
}

/**
 * Scores one provider by one model. A missing indicator stays missing; a node below its coverage has no score.
 * The reference of the contributions is the peers' median on the same indicators (midway between the
 * goalposts where too few peers have a value), scored by the same model.
 */
export function scoreProvider(model: ScoredModel, input: ScoreInput): ProviderResult {
  const readings = model.indicators.map((indicator) => readIndicator(model, indicator, input));
  const normalised = new Map(readings.map(({ result, value }) => [result.code, value]));
  const references = new Map(readings.map(({ result, reference }) => [result.code, reference]));
  const score = scoreIndex(model.tree, (code) => normalised.get(code) ?? null);
  const nodes = flatten(score);
  const weights = shownWeights(score);
  const contributions = contributionsOf(model.tree, nodes, normalised, references);
  const published = score.score.estimable ? publish(score.score.value) : null;
  const forces = score.children.map((force) => ({
    code: force.code,
    score: force.score.estimable ? publish(force.score.value) : null,
    coverage: publish(force.coverage),
  }));
  return {
    providerId: input.providerId,
    status: published === null ? 'UNSCORED' : 'SCORED',
    score: published,
    coverage: publish(score.coverage),
    reference:
      published === null || !contributions
        ? null
        : publish(published - contributions.points.get(model.tree.code)!),
    forces,
    reasons: published === null ? reasonsOf(model, score, input) : [],
    peerGroup: input.peerGroupKey,
    nodes: innerNodes(model.tree).map((code): NodeResult => {
      const node = nodes.get(code)!;
      return {
        code,
        score: node.score.estimable ? publish(node.score.value) : null,
        coverage: publish(node.coverage),
        weight: weightBelow(node, weights),
        contribution: contributions?.points.get(code) ?? null,
      };
    }),
    indicators: readings.map(({ result }) => ({
      ...result,
      weight: weights.get(result.code) ?? 0,
      contribution: contributions?.points.get(result.code) ?? null,
    })),
  };
}

interface Reading {
  readonly result: Omit<IndicatorResult, 'weight' | 'contribution'>;
  readonly value: number | null;
  /** Where the peers' median stands on the same scale. */
  readonly reference: number;
}

function readIndicator(
  { definition }: ScoredModel,
  indicator: IndicatorDefinition,
  { providerId, peerGroupKey, findings, peers }: ScoreInput,
): Reading {
  const { code } = indicator;
  const finding = findings.get(code)!;
  const peer = peers.get(code)!;
  const scale = {
    ...(indicator.normalisation.byPeerGroup[peerGroupKey] ?? indicator.normalisation.standard),
    scale: indicator.normalisation.scale,
    range: definition.range,
    beyond: 'CLAMP',
  } as const;
  const place = (value: number): number => {
    const placed = normaliseToGoalposts(value, scale, indicator.direction);
    if (!placed.estimable) throw new RangeError(`${code}: ${placed.detail}`);
    return placed.value;
  };
  const reference = peer.distribution
    ? place(peer.distribution.median)
    : (definition.range[0] + definition.range[1]) / 2;
  const bare = {
    code,
    low: scale.low,
    high: scale.high,
    peers: peer.distribution && publishDistribution(peer.distribution),
    raw: null,
    treated: null,
    shrunken: null,
    reliability: null,
    normalised: null,
    reference: publish(reference),
    percentile: null,
  };
  if (finding.kind === 'NO_SOURCE') {
    const sample = { sessions: 0, merchants: 0, observations: 0 };
    return { result: { ...bare, status: 'SOURCE_NOT_AVAILABLE', sample }, value: null, reference };
  }
  const { sample } = finding;
  const raw = rawValue(finding, indicator, peer.baseline);
  if (raw === null) {
    return { result: { ...bare, status: 'NO_DATA', sample }, value: null, reference };
  }
  if (!meetsMinimum(sample, indicator.minimumSample)) {
    const result = { ...bare, status: 'TOO_FEW', sample, raw: publish(raw) } as const;
    return { result, value: null, reference };
  }
  const treated = treatValue(raw, indicator.winsorise);
  const { value: shrunken, reliability } = shrink(treated, indicator, finding, peer);
  const value = place(shrunken);
  const percentile = peer.percentiles.get(providerId);
  return {
    result: {
      ...bare,
      status: 'VALUE',
      sample,
      raw: publish(raw),
      treated: publish(treated),
      shrunken: publish(shrunken),
      reliability: publish(reliability),
      normalised: publish(value),
      percentile: percentile === undefined ? null : publish(percentile),
    },
    value,
    reference,
  };
}

/** Small samples are drawn toward the peers' mean; without enough peers there is nothing to be drawn to. */
function shrink(
  value: number,
  { shrinkage }: IndicatorDefinition,
  finding: Exclude<Finding, { kind: 'NO_SOURCE' }>,
  peer: PeerIndicator,
): { value: number; reliability: number } {
  if (!peer.distribution) return { value, reliability: 1 };
  const { sample } = finding;
  const size = {
    SESSIONS: sample.sessions,
    MERCHANTS: sample.merchants,
    OBSERVATIONS: sample.observations,
  }[shrinkage.by];
  const shrunken = shrinkBySampleSize(value, size, peer.distribution.mean, shrinkage.priorStrength);
  if (!shrunken.estimable) throw new RangeError(shrunken.detail);
  return shrunken.value;
}

/**
 * Points by which each node lifts the score above the reference. Shown points are rounded by largest remainder
 * over the indicators and added up above them, so that every level adds up to the published digits.
 */
function contributionsOf(
  tree: IndexNode,
  nodes: ReadonlyMap<string, NodeScore>,
  normalised: ReadonlyMap<string, number | null>,
  references: ReadonlyMap<string, number>,
): { points: ReadonlyMap<string, number> } | null {
  const enters = (code: string): boolean => nodes.get(code)!.effectiveWeight > 0;
  const explained = explainDifference(
    tree,
    (code) => (enters(code) ? references.get(code)! : null),
    (code) => (enters(code) ? normalised.get(code)! : null),
  );
  if (!explained.estimable) return null;
  const exact = new Map(leafContributions(explained.value.contributions, tree));
  const shown = displayParts([...exact.values()], PUBLISHED_DECIMALS);
  const points = new Map([...exact.keys()].map((code, i) => [code, shown[i]!]));
  const addUp = (node: IndexNode): number => {
    const parts = node.children.map((child) =>
      isNode(child) ? addUp(child) : (points.get(child.code) ?? 0),
    );
    const sum = publish(exactSum(parts));
    points.set(node.code, sum);
    return sum;
  };
  addUp(tree);
  return { points };
}

function leafContributions(root: Contribution, tree: IndexNode): [string, number][] {
  const leaves = new Set(leavesOf(tree).map(({ code }) => code));
  const visit = ({ code, points, children }: Contribution): [string, number][] =>
    leaves.has(code) ? [[code, points]] : children.flatMap(visit);
  return visit(root);
}

/** The effective weight of each indicator that enters, in percent, adding up to exactly 100. */
function shownWeights(score: NodeScore): Map<string, number> {
  const leaves = [...flatten(score).values()].filter(
    (node) => node.children.length === 0 && node.effectiveWeight > 0,
  );
  const shares = displayShares(
    leaves.map(({ effectiveWeight }) => effectiveWeight),
    2,
  );
  return new Map(leaves.map(({ code }, i) => [code, shares?.[i] ?? 0]));
}

function weightBelow(node: NodeScore, weights: ReadonlyMap<string, number>): number {
  const below = [...flatten(node).keys()].map((code) => weights.get(code) ?? 0);
  return roundHalfEven(exactSum(below), 2);
}

function flatten(score: NodeScore, nodes = new Map<string, NodeScore>()): Map<string, NodeScore> {
  nodes.set(score.code, score);
  score.children.forEach((child) => flatten(child, nodes));
  return nodes;
}

function innerNodes(tree: IndexNode): string[] {
  return [tree.code, ...tree.children.flatMap((child) => (isNode(child) ? innerNodes(child) : []))];
}

/** Why there is no score: first what the provider lacks as a whole, then where the evidence is thin. */
function reasonsOf(model: ScoredModel, score: NodeScore, input: ScoreInput): UnscoredReason[] {
  const minimum = {
    sessions: Math.max(...model.indicators.map((item) => item.minimumSample.sessions)),
    merchants: Math.max(...model.indicators.map((item) => item.minimumSample.merchants)),
  };
  const reasons: UnscoredReason[] = [];
  if (input.sessions < minimum.sessions) {
    reasons.push({ code: 'TOO_FEW_SESSIONS', has: input.sessions, needs: minimum.sessions });
  }
  if (input.merchants < minimum.merchants) {
    reasons.push({ code: 'TOO_FEW_MERCHANTS', has: input.merchants, needs: minimum.merchants });
  }
  const needs = publish(model.tree.minimumCoverage);
  reasons.push({ code: 'COVERAGE', has: publish(score.coverage), needs });
  for (const [i, force] of score.children.entries()) {
    const { minimumCoverage } = model.definition.forces[i]!;
    if (force.score.estimable) continue;
    const has = publish(force.coverage);
    reasons.push({
      code: 'FORCE_COVERAGE',
      force: force.code,
      has,
      needs: publish(minimumCoverage),
    });
  }
  return reasons;
}

function publishDistribution(distribution: PeerDistribution): PeerDistribution {
  const entries = Object.entries(distribution) as [keyof PeerDistribution, number][];
  return Object.fromEntries(entries.map(([key, value]) => [key, publish(value)])) as never;
}

export function publish(value: number): number {
  return roundHalfEven(value, PUBLISHED_DECIMALS);
}

/** Nominal shares of the whole in percent, for showing a model. */
export function nominalWeights(tree: IndexNode): Map<string, number> {
  return new Map([...effectiveWeights(tree)].map(([code, share]) => [code, publish(share * 100)]));
}
