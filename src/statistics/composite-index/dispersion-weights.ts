import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { sampleStandardDeviation } from '../numeric/moments.js';
import { exactSum } from '../numeric/sum.js';

/**
 * Weights that follow from how the data are spread. They reward noisy indicators: scenarios for a
 * sensitivity analysis, not a policy. Columns have no gaps, equal lengths of two or more units, and
 * point the same way (higher is better). Weights add up to one.
 */
type Columns = readonly (readonly number[])[];

/**
 * Entropy weights: p = x / Σx, e = −Σ p·ln p / ln m, w ∝ 1 − e.
 *
 * Source: Shannon entropy as in Elsayed, Dawood & Karthikeyan (2017), IJETT 46(2), 60–66.
 *
 * NON_POSITIVE for a negative value or a column of zeros; ZERO_VARIANCE if every column is constant.
 */
export function entropyWeights(columns: Columns): Estimate<number[]> {
  const problem = problemOfColumns(columns);
  if (problem !== null) return problem;
  const totals = columns.map((column) => exactSum(column));
  if (columns.flat().some((value) => value < 0) || totals.some((total) => total === 0)) {
    return cannotEstimate('NON_POSITIVE', 'entropy takes values ≥ 0, not all zero');
  }
  const units = columns[0]!.length;
  const diversity = columns.map((column, j) => {
    const terms = column.map((value) => {
      const share = value / totals[j]!;
      return share === 0 ? 0 : share * Math.log(share);
    });
    return Math.max(0, 1 + exactSum(terms) / Math.log(units));
  });
  return inProportion(diversity);
}

/** Weights in proportion to the standard deviation of each column. */
export function standardDeviationWeights(columns: Columns): Estimate<number[]> {
  const problem = problemOfColumns(columns);
  if (problem !== null) return problem;
  return inProportion(columns.map(deviation));
}

/**
 * CRITIC weights: columns scaled to [0, 1], w ∝ s·Σ(1 − r), with the standard deviation s and the
 * correlations r to the other columns.
 *
 * Source: Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22, 763–770.
 *
 * ZERO_VARIANCE if a column is constant.
 */
export function criticWeights(columns: Columns): Estimate<number[]> {
  const problem = problemOfColumns(columns);
  if (problem !== null) return problem;
  if (columns.some((column) => deviation(column) === 0)) {
    return cannotEstimate('ZERO_VARIANCE', 'a constant column has no correlation');
  }
  const standardised = columns.map(standardise);
  const information = columns.map((column, j) => {
    const conflicts = standardised.map((other, k) =>
      k === j ? 0 : 1 - exactSum(other.map((value, i) => value * standardised[j]![i]!)),
    );
    return (deviation(column) / range(column)) * exactSum(conflicts);
  });
  return inProportion(information);
}

function problemOfColumns(columns: Columns) {
  const units = columns[0]?.length ?? 0;
  if (columns.length === 0 || units === 0) return cannotEstimate('NO_DATA', 'there is no column');
  if (units < 2) return cannotEstimate('TOO_FEW', 'a spread needs two units');
  const isRectangle = columns.every((column) => column.length === units);
  return isRectangle && columns.flat().every(Number.isFinite)
    ? null
    : cannotEstimate('INVALID_INPUT', 'columns are finite numbers of equal length');
}

function inProportion(amounts: readonly number[]): Estimate<number[]> {
  const total = exactSum(amounts);
  return total > 0
    ? estimated(amounts.map((amount) => amount / total))
    : cannotEstimate('ZERO_VARIANCE', 'no column tells the units apart');
}

function deviation(column: readonly number[]): number {
  const result = sampleStandardDeviation(column);
  return result.estimable ? result.value : 0;
}

function range(column: readonly number[]): number {
  const low = column.reduce((least, value) => Math.min(least, value));
  return column.reduce((most, value) => Math.max(most, value)) - low;
}

/** Centred, and scaled so that the squares add up to one: then a dot product is a correlation. */
function standardise(column: readonly number[]): number[] {
  const centre = exactSum(column) / column.length;
  const centred = column.map((value) => value - centre);
  const length = Math.sqrt(exactSum(centred.map((value) => value * value)));
  return centred.map((value) => value / length);
}
