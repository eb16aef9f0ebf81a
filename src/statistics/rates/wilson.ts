import { criticalValue, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';

/**
 * Wilson's score interval of a proportion, without continuity correction.
 *
 * Source: Wilson (1927); Newcombe (1998), Statistics in Medicine 17:857–872, method 3.
 *
 * @param successes 0 … trials, need not be whole (weighted counts)
 * @returns ZERO_DENOMINATOR for no trials.
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  confidence = 0.95,
): Estimate<{ rate: number; interval: Interval }> {
  if (trials === 0) return cannotEstimate('ZERO_DENOMINATOR', 'a rate needs at least one trial');
  if (!(successes >= 0 && successes <= trials && trials < Infinity)) {
    return cannotEstimate('INVALID_INPUT', `${successes} of ${trials} is not a count of successes`);
  }
  const z2 = criticalValue(confidence) ** 2;
  const rate = successes / trials;
  const centre = (successes + z2 / 2) / (trials + z2);
  const halfWidth =
    (Math.sqrt(z2) / (trials + z2)) * Math.sqrt(trials * rate * (1 - rate) + z2 / 4);
  return estimated({
    rate,
    interval: {
      // The bounds are exactly 0 and 1 at the ends; rounding must not move them.
      lower: successes === 0 ? 0 : Math.max(0, centre - halfWidth),
      upper: successes === trials ? 1 : Math.min(1, centre + halfWidth),
    },
  });
}
