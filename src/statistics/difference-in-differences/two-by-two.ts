import { symmetricInterval, twoSidedPValue, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';

export interface DifferenceInDifferences {
  effect: number;
  standardError: number;
  /** Infinite for the difference of independent means. */
  degreesOfFreedom: number;
  interval: Interval;
  pValue: number;
}

/** A mean with its standard error. */
export interface MeanWithError {
  mean: number;
  standardError: number;
}

/**
 * Difference in differences of four independent means: (treated after − before) − (control after −
 * before), normal interval. For units seen both times use `differenceOfChanges`, which is sharper.
 */
export function differenceOfMeans(
  treated: { before: MeanWithError; after: MeanWithError },
  control: { before: MeanWithError; after: MeanWithError },
  confidence = 0.95,
): Estimate<DifferenceInDifferences> {
  const cells = [treated.before, treated.after, control.before, control.after];
  if (!cells.every((cell) => Number.isFinite(cell.mean) && cell.standardError >= 0)) {
    return cannotEstimate('INVALID_INPUT', 'means must be finite and standard errors ≥ 0');
  }
  const effect =
    treated.after.mean - treated.before.mean - (control.after.mean - control.before.mean);
  const variance = cells.reduce((sum, cell) => sum + cell.standardError ** 2, 0);
  if (variance === 0) return cannotEstimate('ZERO_VARIANCE', 'all standard errors are zero');
  return estimated(describe(effect, Math.sqrt(variance), Infinity, confidence));
}

/**
 * Difference in differences of units that were seen before and after: the treated units' mean change minus
 * the controls', with Welch's unequal variances.
 *
 * @param treated changes (after − before) of treated units; likewise `control`
 * @returns TOO_FEW below two units a side.
 */
export function differenceOfChanges(
  treated: readonly number[],
  control: readonly number[],
  confidence = 0.95,
): Estimate<DifferenceInDifferences> {
  if (treated.length < 2 || control.length < 2) {
    return cannotEstimate('TOO_FEW', 'both groups need at least two units');
  }
  if (![...treated, ...control].every(Number.isFinite)) {
    return cannotEstimate('INVALID_INPUT', 'changes must be finite');
  }
  const [t, c] = [treated, control].map((changes) => {
    const mean = changes.reduce((a, b) => a + b, 0) / changes.length;
    const squares = changes.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const n = changes.length;
    return { mean, variance: squares / (n - 1) / n, n };
  }) as [Group, Group];
  const variance = t.variance + c.variance;
  if (variance === 0) return cannotEstimate('ZERO_VARIANCE', 'all changes of a group are equal');
  const degreesOfFreedom =
    variance ** 2 / (t.variance ** 2 / (t.n - 1) + c.variance ** 2 / (c.n - 1));
  return estimated(describe(t.mean - c.mean, Math.sqrt(variance), degreesOfFreedom, confidence));
}

interface Group {
  mean: number;
  variance: number;
  n: number;
}

function describe(
  effect: number,
  standardError: number,
  degreesOfFreedom: number,
  confidence: number,
): DifferenceInDifferences {
  return {
    effect,
    standardError,
    degreesOfFreedom,
    interval: symmetricInterval(effect, standardError, confidence, degreesOfFreedom),
    pValue: twoSidedPValue(effect / standardError, degreesOfFreedom),
  };
}
