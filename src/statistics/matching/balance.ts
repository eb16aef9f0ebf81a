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
  const tally = new BalanceTally();
  for (const { covariates, weight } of treated) tally.treated(covariates, weight);
  for (const { covariates, weight } of controls) tally.control(covariates, weight);
  return tally.table();
}

interface Moments {
  count: number;
  mean: number;
  /** Squared deviations from the mean. */
  squares: number;
  weight: number;
  weightedSum: number;
  isBinary: boolean;
}

/** The same table, one unit after another: for more units than one wants to hold. */
export class BalanceTally {
  private readonly sides = {
    treated: new Map<string, Moments>(),
    control: new Map<string, Moments>(),
  };

  treated(covariates: BalanceUnit['covariates'], weight: number): void {
    add(this.sides.treated, covariates, weight);
  }

  control(covariates: BalanceUnit['covariates'], weight: number): void {
    add(this.sides.control, covariates, weight);
  }

  table(): BalanceRow[] {
    const { treated, control } = this.sides;
    return [...treated].flatMap(([covariate, own]) => {
      const other = control.get(covariate);
      if (!other || own.weight === 0 || other.weight === 0) return [];
      const yardstick = Math.sqrt((varianceOf(own) + varianceOf(other)) / 2);
      const side = (meanOf: (moments: Moments) => number): BalanceSide => {
        const treatedMean = meanOf(own);
        const controlMean = meanOf(other);
        return {
          treatedMean,
          controlMean,
          standardisedDifference: yardstick > 0 ? (treatedMean - controlMean) / yardstick : null,
        };
      };
      const before = side(({ mean }) => mean);
      const after = side(({ weightedSum, weight }) => weightedSum / weight);
      return [{ covariate, before, after }];
    });
  }
}

/** Welford's running moments. */
function add(
  side: Map<string, Moments>,
  covariates: BalanceUnit['covariates'],
  weight: number,
): void {
  for (const [covariate, value] of Object.entries(covariates)) {
    let moments = side.get(covariate);
    if (!moments) {
      moments = { count: 0, mean: 0, squares: 0, weight: 0, weightedSum: 0, isBinary: true };
      side.set(covariate, moments);
    }
    moments.count += 1;
    const deviation = value - moments.mean;
    moments.mean += deviation / moments.count;
    moments.squares += deviation * (value - moments.mean);
    moments.weight += weight;
    moments.weightedSum += weight * value;
    moments.isBinary &&= value === 0 || value === 1;
  }
}

/** Sample variance; for a yes/no covariate p(1 − p), as Austin has it. */
function varianceOf({ count, mean, squares, isBinary }: Moments): number {
  if (isBinary) return mean * (1 - mean);
  return count < 2 ? 0 : squares / (count - 1);
}
