import { chiSquareUpperTail } from '../distributions/index.js';
import {
  bilinear,
  dot,
  factorPositiveDefinite,
  symmetricEigen,
  type Rows,
} from '../linear-algebra/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { describeMean, givenVariance, type PooledEffect, type PoolOptions } from './pool.js';
import { decreasingRoot } from './root.js';

export interface ClusteredEffect {
  estimate: number;
  /** Effects of one cluster share a true effect, e.g. all sessions at one merchant. */
  cluster: string;
}

export interface ClusteredPool extends PooledEffect {
  /** One entry per cluster, in order of first appearance. */
  clusters: { cluster: string; estimate: number; variance: number; effects: number }[];
}

/**
 * Random-effects mean of effects that are clustered and whose errors may be correlated inside and
 * across clusters (a shared baseline, a shared market index).
 *
 * Each cluster's effects are first joined by generalised least squares, which loses nothing because
 * they share one true effect; then τ² is the Paule–Mandel root of the generalised Q over the clusters'
 * full covariance, Q(τ²) = rᵀ(V + τ²I)⁻¹r = k − 1 (Jackson, Turner, Rhodes & Viechtbauer 2014, BMC
 * Medical Research Methodology 14), or given.
 *
 * @param covariance sampling covariance of the effects, n × n, positive definite
 * @returns ONE_CLUSTER below two clusters, unless τ² is given with a normal interval; SINGULAR.
 */
export function poolClusteredEffects(
  effects: readonly ClusteredEffect[],
  covariance: Rows,
  {
    tauSquared: tau = 'PM',
    adjustment = 'modified-knapp-hartung',
    confidence = 0.95,
  }: Omit<PoolOptions, 'tauSquared'> & { tauSquared?: 'PM' | number } = {},
): Estimate<ClusteredPool> {
  if (effects.length === 0) return cannotEstimate('NO_DATA', 'there are no effects to pool');
  if (effects.some(({ estimate }) => !Number.isFinite(estimate))) {
    return cannotEstimate('INVALID_INPUT', 'an effect is not a finite number');
  }
  const joined = joinClusters(effects, covariance);
  if (!joined.estimable) return joined;
  const { clusters, between } = joined.value;
  const k = clusters.length;
  if (k < 2 && (tau === 'PM' || adjustment !== 'normal')) {
    return cannotEstimate('ONE_CLUSTER', 'pooling needs at least two clusters');
  }
  const definite = factorPositiveDefinite(between);
  if (!definite.estimable) return definite;
  const meanAt = generalisedMean(
    clusters.map(({ estimate }) => estimate),
    between,
  );
  const scale = clusters.reduce((sum, { variance }) => sum + variance, 0) / k;
  const variance =
    typeof tau === 'number'
      ? givenVariance(tau)
      : estimated(decreasingRoot((t) => meanAt(t).q - (k - 1), scale));
  if (!variance.estimable) return variance;
  const { mean, precision, q } = meanAt(variance.value);
  const heterogeneity = meanAt(0).q;
  return estimated({
    ...describeMean(mean, 1 / precision, q, k, variance.value, adjustment, confidence),
    heterogeneity: {
      q: heterogeneity,
      degreesOfFreedom: k - 1,
      pValue: k > 1 ? chiSquareUpperTail(heterogeneity, k - 1) : 1,
    },
    clusters,
  });
}

interface Joined {
  clusters: ClusteredPool['clusters'];
  /** Covariance of the clusters' estimates. */
  between: number[][];
}

function joinClusters(effects: readonly ClusteredEffect[], covariance: Rows): Estimate<Joined> {
  const members = new Map<string, number[]>();
  effects.forEach(({ cluster }, index) => {
    const indices = members.get(cluster);
    if (indices) indices.push(index);
    else members.set(cluster, [index]);
  });
  const weights: number[][] = [];
  for (const indices of members.values()) {
    const block = indices.map((i) => indices.map((j) => covariance[i]![j]!));
    const factor = factorPositiveDefinite(block);
    if (!factor.estimable) return factor;
    const raw = factor.value.solve(indices.map(() => 1));
    const total = raw.reduce((a, b) => a + b, 0);
    weights.push(raw.map((value) => value / total));
  }
  const groups = [...members.entries()];
  const between = groups.map(([, left], a) =>
    groups.map(([, right], b) =>
      bilinear(
        weights[a]!,
        left.map((i) => right.map((j) => covariance[i]![j]!)),
        weights[b]!,
      ),
    ),
  );
  return estimated({
    between,
    clusters: groups.map(([cluster, indices], a) => ({
      cluster,
      estimate: dot(
        weights[a]!,
        indices.map((index) => effects[index]!.estimate),
      ),
      variance: between[a]![a]!,
      effects: indices.length,
    })),
  });
}

/**
 * The generalised least-squares mean and Q under V + τ²I as functions of τ². V is taken apart into its
 * eigenvectors once: in their coordinates every V + τ²I is diagonal.
 */
function generalisedMean(
  estimates: readonly number[],
  covariance: Rows,
): (tauSquared: number) => { mean: number; precision: number; q: number } {
  const { values, vectors } = symmetricEigen(covariance);
  const rotated = vectors.map((vector) => dot(vector, estimates));
  const ones = vectors.map((vector) => vector.reduce((a, b) => a + b, 0));
  return (tauSquared) => {
    const weights = values.map((value) => 1 / (value + tauSquared));
    let precision = 0;
    let weighted = 0;
    weights.forEach((weight, i) => {
      precision += weight * ones[i]! ** 2;
      weighted += weight * ones[i]! * rotated[i]!;
    });
    const mean = weighted / precision;
    const q = weights.reduce((sum, w, i) => sum + w * (rotated[i]! - mean * ones[i]!) ** 2, 0);
    return { mean, precision, q };
  };
}
