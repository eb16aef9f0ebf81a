import { symmetricInterval, type Interval } from '../distributions/index.js';
import { bilinear } from '../linear-algebra/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { exactSum } from '../numeric/sum.js';
import { sessionCovariance, type ExpectedSession } from './covariance.js';

export interface ValuedSession extends ExpectedSession {
  /** Net GMV of the session in yuan, zero and below included. */
  netGmv: number;
  /** Smearing-corrected expected mean in yuan, of a session that sells. */
  meanGmv: number;
  /** Share of the merchant's sessions that sell at all. */
  positiveShare: number;
}

export interface IncrementalMoney {
  observed: number;
  /** Sum of expected means: medians do not add up. */
  expected: number;
  incremental: number;
  standardError: number;
  interval: Interval;
}

/**
 * Yuan sold above expectation over many sessions. The sum of expectations has the variance mᵀCm with the
 * sessions' log covariance C (first order), so that shared level and index errors do not average away.
 *
 * Source: Duan (1983), "Smearing estimate: a nonparametric retransformation method", JASA 78.
 */
export function incrementalMoney(
  sessions: readonly ValuedSession[],
  confidence = 0.95,
): Estimate<IncrementalMoney> {
  if (sessions.length === 0) return cannotEstimate('NO_DATA', 'there are no sessions');
  if (!sessions.every((s) => Number.isFinite(s.netGmv) && Number.isFinite(s.meanGmv))) {
    return cannotEstimate('INVALID_INPUT', 'observed and expected GMV must be finite');
  }
  const means = sessions.map(({ meanGmv, positiveShare }) => meanGmv * positiveShare);
  const observed = exactSum(sessions.map(({ netGmv }) => netGmv));
  const expected = exactSum(means);
  const standardError = Math.sqrt(bilinear(means, sessionCovariance(sessions), means));
  const incremental = observed - expected;
  return estimated({
    observed,
    expected,
    incremental,
    standardError,
    interval: symmetricInterval(incremental, standardError, confidence),
  });
}
