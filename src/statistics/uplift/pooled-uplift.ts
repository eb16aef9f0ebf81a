import { criticalValue, type Interval } from '../distributions/index.js';
import {
  poolClusteredEffects,
  type ClusteredPool,
  type PoolOptions,
} from '../meta-analysis/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { sessionCovariance, type ExpectedSession } from './covariance.js';
import { ratioInterval } from './session-uplift.js';

export interface ServedSession extends ExpectedSession {
  id: string;
  merchant: string;
  /** Null for a session without positive net GMV. */
  logUplift: number | null;
}

/** How often sessions of the baselines sold at all. */
export interface PositiveSessions {
  positive: number;
  total: number;
}

export interface PooledUplift {
  /** Mean log uplift over merchants, of sessions that sold. */
  pool: ClusteredPool;
  /** exp(mean) − 1, a ratio of medians. */
  uplift: number;
  interval: Interval;
  /** Where a new merchant's own uplift lies. */
  prediction: Interval;
  /** The second part: how much more often sessions sold, joined with the first; see `pooledUplift`. */
  twoPart: TwoPartUplift | null;
  sessions: number;
  merchants: number;
}

export interface TwoPartUplift {
  served: PositiveSessions;
  before: PositiveSessions;
  /** exp(mean log uplift) × (share that sold served / before) − 1. */
  uplift: number;
  interval: Interval;
}

/**
 * An operator's or provider's record: served sessions pooled on the log scale, clustered by merchant, with
 * what their expectations share taken into account. Pass *all* sessions of the terms (or all claimed ones):
 * those that sold nothing have no log uplift and would otherwise vanish, and with them the worst results.
 *
 * The two-part rule joins them: ln(π₁/π₀) + Δ with the binomial variances (1 − π)/(nπ), where π₁ and π₀ are
 * the shares of sessions that sold, served and before, both with half a session added to either side.
 *
 * @param options τ² from a large frozen pool with a normal interval for few merchants
 * @returns NO_DATA without a session that sold; the errors of `poolClusteredEffects`.
 */
export function pooledUplift(
  sessions: readonly ServedSession[],
  before: PositiveSessions,
  options: Omit<PoolOptions, 'tauSquared'> & { tauSquared?: 'PM' | number } = {},
): Estimate<PooledUplift> {
  const sold = sessions.filter(
    (session): session is ServedSession & { logUplift: number } => session.logUplift !== null,
  );
  if (sold.length === 0) return cannotEstimate('NO_DATA', 'no served session has a log uplift');
  if (!(before.positive <= before.total && before.positive >= 0)) {
    return cannotEstimate('INVALID_INPUT', 'more sessions sold before than there were');
  }
  const pool = poolClusteredEffects(
    sold.map(({ logUplift, merchant }) => ({ estimate: logUplift, cluster: merchant })),
    sessionCovariance(sold),
    options,
  );
  if (!pool.estimable) return pool;
  const served = { positive: sold.length, total: sessions.length };
  const allSold = served.positive === served.total && before.positive === before.total;
  return estimated({
    pool: pool.value,
    uplift: Math.expm1(pool.value.mean),
    interval: ratioInterval(pool.value.interval),
    prediction: ratioInterval(pool.value.prediction),
    twoPart: allSold ? null : joinParts(pool.value, served, before, options.confidence ?? 0.95),
    sessions: sessions.length,
    merchants: new Set(sessions.map(({ merchant }) => merchant)).size,
  });
}

function joinParts(
  pool: ClusteredPool,
  served: PositiveSessions,
  before: PositiveSessions,
  confidence: number,
): TwoPartUplift {
  const share = ({ positive, total }: PositiveSessions): number => (positive + 0.5) / (total + 1);
  const relativeVariance = (counts: PositiveSessions): number =>
    (1 - share(counts)) / ((counts.total + 1) * share(counts));
  const log = pool.mean + Math.log(share(served) / share(before));
  const standardError = Math.sqrt(
    pool.standardError ** 2 + relativeVariance(served) + relativeVariance(before),
  );
  const halfWidth = criticalValue(confidence, pool.degreesOfFreedom) * standardError;
  return {
    served,
    before,
    uplift: Math.expm1(log),
    interval: ratioInterval({ lower: log - halfWidth, upper: log + halfWidth }),
  };
}
