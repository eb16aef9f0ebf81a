import { symmetricInterval, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { predictionVariance, type Expectation } from '../robust-baseline/index.js';

export interface SessionUplift {
  /** ln observed − ln expected, of net GMV per live hour. */
  logUplift: number;
  /** Includes the session's own noise: how far off one session can be without any operator. */
  standardError: number;
  /** exp(logUplift) − 1: a ratio of medians, not of means. */
  uplift: number;
  interval: Interval;
}

/**
 * A served session against its expectation.
 *
 * @returns NON_POSITIVE if the session has no positive net GMV: it has no logarithm and counts in the second
 *   part of `pooledUplift` instead.
 */
export function sessionUplift(
  session: { netGmv: number; liveHours: number },
  expectation: Expectation,
  confidence = 0.95,
): Estimate<SessionUplift> {
  if (!Number.isFinite(session.netGmv) || !(session.liveHours > 0)) {
    return cannotEstimate('INVALID_INPUT', 'net GMV must be finite and live hours > 0');
  }
  if (session.netGmv <= 0) {
    return cannotEstimate('NON_POSITIVE', 'the session has no positive net GMV');
  }
  const logUplift = Math.log(session.netGmv / session.liveHours) - expectation.logMedianPerHour;
  const standardError = Math.sqrt(predictionVariance(expectation.variance));
  return estimated({
    logUplift,
    standardError,
    uplift: Math.expm1(logUplift),
    interval: ratioInterval(
      symmetricInterval(logUplift, standardError, confidence, expectation.degreesOfFreedom),
    ),
  });
}

/** An interval of log ratios as one of ratios minus one. */
export function ratioInterval({ lower, upper }: Interval): Interval {
  return { lower: Math.expm1(lower), upper: Math.expm1(upper) };
}
