import { criticalValue, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { ratioOfSums, type RatioRow } from '../ratio/index.js';

/** The merchant's expected final refund share with its uncertainty for one future session. */
export interface RefundShare {
  share: number;
  standardError: number;
  degreesOfFreedom: number;
}

export interface ProvisionalNet {
  /** paid × (1 − share used), in yuan. */
  net: number;
  interval: Interval;
  /** The larger of the expected and the observed share. */
  shareUsed: number;
}

/**
 * A merchant's final refund share from its settled sessions: ratio of sums. The standard error is that of a
 * *new* session's share, the spread of single sessions about the ratio included.
 *
 * @param settled refunded GMV over paid GMV per settled session
 * @returns the errors of `ratioOfSums`
 */
export function expectedRefundShare(settled: readonly RatioRow[]): Estimate<RefundShare> {
  const ratio = ratioOfSums(settled);
  if (!ratio.estimable) return ratio;
  const { ratio: share, standardError, units } = ratio.value;
  return estimated({
    share: Math.min(1, Math.max(0, share)),
    standardError: standardError * Math.sqrt(units + 1),
    degreesOfFreedom: units - 1,
  });
}

/**
 * Net GMV before the refund window has closed: paid × (1 − max(expected final refund share, observed share)).
 * Refunds only grow, so the interval never assumes fewer than are known.
 *
 * @param paid GMV paid, ≥ 0, in yuan
 * @param refunded GMV refunded so far, ≥ 0, in yuan
 * @returns ZERO_DENOMINATOR if nothing was paid.
 */
export function provisionalNet(
  paid: number,
  refunded: number,
  expected: RefundShare,
  confidence = 0.95,
): Estimate<ProvisionalNet> {
  if (!(paid >= 0 && refunded >= 0 && paid < Infinity && refunded < Infinity)) {
    return cannotEstimate('INVALID_INPUT', 'paid and refunded GMV must be ≥ 0');
  }
  if (paid === 0) return cannotEstimate('ZERO_DENOMINATOR', 'nothing was paid');
  const observed = Math.min(1, refunded / paid);
  const shareUsed = Math.max(expected.share, observed);
  const halfWidth = criticalValue(confidence, expected.degreesOfFreedom) * expected.standardError;
  const within = (share: number): number => Math.min(1, Math.max(observed, share));
  return estimated({
    net: paid * (1 - shareUsed),
    interval: {
      lower: paid * (1 - Math.max(shareUsed, within(expected.share + halfWidth))),
      upper: paid * (1 - within(expected.share - halfWidth)),
    },
    shareUsed,
  });
}
