import { criticalValue, symmetricInterval, type Interval } from '../distributions/index.js';
import {
  bootstrap,
  jackknife,
  type BootstrapOptions,
  type BootstrapResult,
} from '../bootstrap/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { exactSum } from '../numeric/sum.js';

/** One independent unit's share of a ratio, e.g. a session's GMV and watch minutes. */
export interface RatioRow {
  numerator: number;
  denominator: number;
  /** Rows that depend on each other; they are summed before anything is estimated. */
  cluster?: string;
}

export interface RatioEstimate {
  /** Ratio of sums. Never the mean of the rows' ratios. */
  ratio: number;
  standardError: number;
  /** t interval with n − 1 degrees of freedom. */
  interval: Interval;
  /** Independent units. */
  units: number;
}

/**
 * Ratio of sums with the delta-method variance (s_x² − 2R·s_xu + R²·s_u²)/(n·ū²).
 *
 * Source: Cochran, Sampling Techniques (3rd ed. 1977), section 6.3. The interval assumes a steady
 * denominator; where it is noisy use `fiellerInterval`.
 *
 * @returns ZERO_DENOMINATOR if the denominators add up to zero, TOO_FEW below two units.
 */
export function ratioOfSums(rows: readonly RatioRow[], confidence = 0.95): Estimate<RatioEstimate> {
  const sums = momentsOf(rows);
  if (!sums.estimable) return sums;
  const { n, ratio, meanDenominator, sxx, sxu, suu } = sums.value;
  const variance = (sxx - 2 * ratio * sxu + ratio ** 2 * suu) / (n * meanDenominator ** 2);
  const standardError = Math.sqrt(Math.max(0, variance));
  return estimated({
    ratio,
    standardError,
    interval: symmetricInterval(ratio, standardError, confidence, n - 1),
    units: n,
  });
}

/**
 * Fieller's (1954) interval: the ratios ρ that a t test of x̄ − ρū = 0 does not reject. Exact for normal
 * sums, and rightly asymmetric.
 *
 * @returns the interval with g = t²·s_u²/(n·ū²), which says how noisy the denominator is (above 0.05
 *   the delta method misleads); ZERO_DENOMINATOR if g ≥ 1: the denominator can't be told from zero, and
 *   no bounded interval exists.
 */
export function fiellerInterval(
  rows: readonly RatioRow[],
  confidence = 0.95,
): Estimate<{ ratio: number; interval: Interval; g: number }> {
  const sums = momentsOf(rows);
  if (!sums.estimable) return sums;
  const { n, ratio, meanDenominator, sxx, sxu, suu } = sums.value;
  const t2 = criticalValue(confidence, n - 1) ** 2;
  const g = (t2 * suu) / (n * meanDenominator ** 2);
  if (g >= 1) {
    return cannotEstimate('ZERO_DENOMINATOR', 'the denominator cannot be told from zero');
  }
  const scale = t2 / (n * meanDenominator ** 2);
  const centre = ratio - scale * sxu;
  const spread = Math.sqrt(Math.max(0, centre ** 2 - (1 - g) * (ratio ** 2 - scale * sxx)));
  return estimated({
    ratio,
    interval: { lower: (centre - spread) / (1 - g), upper: (centre + spread) / (1 - g) },
    g,
  });
}

/** Jackknife standard error and bias of a ratio of sums, over independent units. */
export function jackknifeRatio(
  rows: readonly RatioRow[],
): Estimate<{ ratio: number; standardError: number; bias: number }> {
  const units = independentUnits(rows);
  if (!units.estimable) return units;
  const result = jackknife(units.value, sumRatio);
  const ratio = sumRatio(units.value);
  if (ratio === null) return zeroDenominator();
  return result.estimable
    ? estimated({ ratio, standardError: result.value.standardError, bias: result.value.bias })
    : result;
}

/** Bootstrap of a ratio of sums over independent units. */
export function bootstrapRatio(
  rows: readonly RatioRow[],
  options: BootstrapOptions,
): Estimate<BootstrapResult> {
  const units = independentUnits(rows);
  if (!units.estimable) return units;
  return sumRatio(units.value) === null
    ? zeroDenominator()
    : bootstrap(units.value, sumRatio, options);
}

interface Unit {
  numerator: number;
  denominator: number;
}

function sumRatio(units: readonly Unit[]): number | null {
  let numerator = 0;
  let denominator = 0;
  for (const unit of units) {
    numerator += unit.numerator;
    denominator += unit.denominator;
  }
  return denominator === 0 ? null : numerator / denominator;
}

function zeroDenominator(): Estimate<never> {
  return cannotEstimate('ZERO_DENOMINATOR', 'the denominators add up to zero');
}

/** Rows summed by cluster; rows without one stand for themselves. */
function independentUnits(rows: readonly RatioRow[]): Estimate<Unit[]> {
  const wrong = rows.findIndex(
    ({ numerator, denominator }) => !Number.isFinite(numerator) || !Number.isFinite(denominator),
  );
  if (wrong >= 0) return cannotEstimate('INVALID_INPUT', `row ${wrong} is not finite`);
  const units: Unit[] = [];
  const byCluster = new Map<string, Unit>();
  for (const { numerator, denominator, cluster } of rows) {
    const known = cluster === undefined ? undefined : byCluster.get(cluster);
    if (known) {
      known.numerator += numerator;
      known.denominator += denominator;
    } else {
      const unit = { numerator, denominator };
      units.push(unit);
      if (cluster !== undefined) byCluster.set(cluster, unit);
    }
  }
  if (units.length === 0) return cannotEstimate('NO_DATA', 'there are no rows');
  return estimated(units);
}

interface Moments {
  n: number;
  ratio: number;
  meanDenominator: number;
  sxx: number;
  sxu: number;
  suu: number;
}

function momentsOf(rows: readonly RatioRow[]): Estimate<Moments> {
  const units = independentUnits(rows);
  if (!units.estimable) return units;
  const n = units.value.length;
  const numerator = exactSum(units.value.map((unit) => unit.numerator));
  const denominator = exactSum(units.value.map((unit) => unit.denominator));
  if (denominator === 0) return zeroDenominator();
  if (n < 2) return cannotEstimate('TOO_FEW', 'a variance needs two independent units');
  const deviations = units.value.map((unit) => ({
    x: unit.numerator - numerator / n,
    u: unit.denominator - denominator / n,
  }));
  const moment = (product: (d: { x: number; u: number }) => number): number =>
    exactSum(deviations.map(product)) / (n - 1);
  return estimated({
    n,
    ratio: numerator / denominator,
    meanDenominator: denominator / n,
    sxx: moment(({ x }) => x * x),
    sxu: moment(({ x, u }) => x * u),
    suu: moment(({ u }) => u * u),
  });
}
