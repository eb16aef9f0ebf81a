/** A unit with its covariates by name; a yes/no covariate is 0 or 1. */
export interface BalanceUnit {
  covariates: Readonly<Record<string, number>>;
  /** After matching: how often the unit counts (0: not matched). */
  weight: number;
}

export interface BalanceRow {
  covariate: string;
  before: BalanceSide;
  after: BalanceSide;
}

export interface BalanceSide {
  treatedMean: number;
  controlMean: number;
  /**
   * (treated − control)/√((s₁² + s₀²)/2) with the deviations *before* matching on both sides, so that the
   * yardstick does not change; null if the covariate does not vary. Beyond ±0.1 is usually called imbalance.
   */
  standardisedDifference: number | null;
}

/**
 * Balance table of matched groups.
 *
 * Source: Austin (2009), Statistics in Medicine 28:3083–3107; Stuart (2010), Statistical Science 25.
 *
 * @returns one row per covariate; empty if a side has no units, before or after matching
 */
export function balanceTable(
  treated: readonly BalanceUnit[],
  controls: readonly BalanceUnit[],
): BalanceRow[] {
  const matched = [treated, controls].every((side) => side.some(({ weight }) => weight > 0));
  if (!matched) return [];
  return Object.keys(treated[0]!.covariates).map((covariate) => {
    const yardstick = Math.sqrt(
      (varianceOf(treated, covariate) + varianceOf(controls, covariate)) / 2,
    );
    const side = (weighted: boolean): BalanceSide => {
      const treatedMean = meanOf(treated, covariate, weighted);
      const controlMean = meanOf(controls, covariate, weighted);
      return {
        treatedMean,
        controlMean,
        standardisedDifference: yardstick > 0 ? (treatedMean - controlMean) / yardstick : null,
      };
    };
    return { covariate, before: side(false), after: side(true) };
  });
}

function meanOf(units: readonly BalanceUnit[], covariate: string, weighted: boolean): number {
  let sum = 0;
  let total = 0;
  for (const { covariates, weight } of units) {
    const w = weighted ? weight : 1;
    sum += w * covariates[covariate]!;
    total += w;
  }
  return sum / total;
}

/** Sample variance; for a yes/no covariate p(1 − p), as Austin has it. */
function varianceOf(units: readonly BalanceUnit[], covariate: string): number {
  const values = units.map(({ covariates }) => covariates[covariate]!);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  if (values.every((value) => value === 0 || value === 1)) return mean * (1 - mean);
  if (values.length < 2) return 0;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
