import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { mean, sampleStandardDeviation } from '../numeric/moments.js';
import { ranks, type TieRule } from '../ranking/ranks.js';
import { presentValues, spreadPresent, type Column, type Direction } from './column.js';
import { normaliseToGoalposts, type GoalpostScale } from './goalposts.js';

/** How an indicator is brought to a common scale; all but GOALPOSTS depend on the other units. */
export type Normalisation =
  | ({ kind: 'GOALPOSTS' } & GoalpostScale)
  | { kind: 'MIN_MAX'; range: readonly [worst: number, best: number] }
  | { kind: 'Z_SCORE'; mean: number; standardDeviation: number }
  | { kind: 'RANK'; ties: TieRule }
  /** How many units it beats: rank − 1. */
  | { kind: 'BORDA'; ties: TieRule }
  /** EXCLUSIVE: (rank − 1) / (n − 1), from 0 to 1; INCLUSIVE: rank / n. */
  | { kind: 'PERCENTILE_RANK'; ties: TieRule; definition: 'EXCLUSIVE' | 'INCLUSIVE' }
  | { kind: 'RATIO'; reference: Reference }
  | { kind: 'RELATIVE_DIFFERENCE'; reference: Reference }
  /** 1 above (1 + threshold)·mean, −1 below (1 − threshold)·mean, else 0. */
  | { kind: 'ABOVE_BELOW_MEAN'; threshold: number }
  /** The score of the last step whose percentile rank (0 … 1, inclusive) was passed. */
  | { kind: 'CATEGORICAL'; steps: readonly { above: number; score: number }[] };

export type Reference = 'MEAN' | 'BEST' | 'WORST' | { value: number };

/**
 * Normalises a column; missing values stay missing. Lower-is-better columns are reflected (x → −x)
 * before ranking, min–max and z-scores; ratios become reference / x, differences change their sign.
 *
 * Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), §5 and Table 15; COINr
 * `Normalise()`.
 *
 * @returns NO_DATA if everything is missing, TOO_FEW where a spread needs two values, ZERO_VARIANCE
 *   where all are equal, ZERO_DENOMINATOR or NON_POSITIVE where a ratio can't be taken.
 */
export function normalise(
  column: Column,
  method: Normalisation,
  direction: Direction,
): Estimate<Column> {
  const values = presentValues(column);
  if (values.length === 0) return cannotEstimate('NO_DATA', 'every value is missing');
  const results = normaliseValues(values, method, direction);
  return results.estimable ? estimated(spreadPresent(column, results.value)) : results;
}

function normaliseValues(
  values: readonly number[],
  method: Normalisation,
  direction: Direction,
): Estimate<readonly number[]> {
  switch (method.kind) {
    case 'GOALPOSTS':
      return everyValue(values, (value) => normaliseToGoalposts(value, method, direction));
    case 'MIN_MAX':
      return minMax(values, method.range, direction);
    case 'Z_SCORE':
      return zScores(values, method.mean, method.standardDeviation, direction);
    case 'RANK':
      return estimated(upwardRanks(values, direction, method.ties));
    case 'BORDA':
      return estimated(upwardRanks(values, direction, method.ties).map((rank) => rank - 1));
    case 'PERCENTILE_RANK':
      return percentileRanks(values, direction, method.ties, method.definition);
    case 'RATIO':
    case 'RELATIVE_DIFFERENCE':
      return againstReference(values, method, direction);
    case 'ABOVE_BELOW_MEAN':
      return aboveBelowMean(values, method.threshold, direction);
    case 'CATEGORICAL':
      return categorical(values, method.steps, direction);
  }
}

function minMax(
  values: readonly number[],
  range: readonly [number, number],
  direction: Direction,
): Estimate<readonly number[]> {
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  if (low === high) return cannotEstimate('ZERO_VARIANCE', 'all values are equal');
  const scale: GoalpostScale = { low, high, range, scale: 'LINEAR', beyond: 'EXTRAPOLATE' };
  return everyValue(values, (value) => normaliseToGoalposts(value, scale, direction));
}

function zScores(
  values: readonly number[],
  targetMean: number,
  targetDeviation: number,
  direction: Direction,
): Estimate<readonly number[]> {
  const deviation = sampleStandardDeviation(values);
  if (!deviation.estimable) return deviation;
  if (deviation.value === 0) return cannotEstimate('ZERO_VARIANCE', 'all values are equal');
  const centre = mean(values);
  if (!centre.estimable) return centre;
  const factor = (sign(direction) * targetDeviation) / deviation.value;
  return estimated(values.map((value) => targetMean + (value - centre.value) * factor));
}

function upwardRanks(values: readonly number[], direction: Direction, ties: TieRule): number[] {
  return ranks(values, direction === 'HIGHER_IS_BETTER' ? 'LOWEST_FIRST' : 'HIGHEST_FIRST', ties);
}

function percentileRanks(
  values: readonly number[],
  direction: Direction,
  ties: TieRule,
  definition: 'EXCLUSIVE' | 'INCLUSIVE',
): Estimate<readonly number[]> {
  const places = upwardRanks(values, direction, ties);
  const n = values.length;
  if (definition === 'INCLUSIVE') return estimated(places.map((rank) => rank / n));
  if (n < 2) return cannotEstimate('TOO_FEW', 'an exclusive percentile rank needs 2 values');
  return estimated(places.map((rank) => (rank - 1) / (n - 1)));
}

function againstReference(
  values: readonly number[],
  method: { kind: 'RATIO' | 'RELATIVE_DIFFERENCE'; reference: Reference },
  direction: Direction,
): Estimate<readonly number[]> {
  const reference = referenceValue(values, method.reference, direction);
  if (method.kind === 'RELATIVE_DIFFERENCE') {
    if (reference === 0) return cannotEstimate('ZERO_DENOMINATOR', 'the reference is zero');
    const ahead = (value: number): number =>
      direction === 'HIGHER_IS_BETTER' ? value - reference : reference - value;
    return estimated(values.map((value) => ahead(value) / Math.abs(reference)));
  }
  if (!(reference > 0 && values.every((value) => value > 0))) {
    return cannotEstimate('NON_POSITIVE', 'a ratio to a reference takes positive numbers only');
  }
  return estimated(
    values.map((value) =>
      direction === 'HIGHER_IS_BETTER' ? value / reference : reference / value,
    ),
  );
}

function referenceValue(
  values: readonly number[],
  reference: Reference,
  direction: Direction,
): number {
  if (typeof reference === 'object') return reference.value;
  if (reference === 'MEAN') return meanOf(values);
  const wantsHighest = (reference === 'BEST') === (direction === 'HIGHER_IS_BETTER');
  return values.reduce((a, b) => (wantsHighest ? Math.max(a, b) : Math.min(a, b)));
}

function aboveBelowMean(
  values: readonly number[],
  threshold: number,
  direction: Direction,
): Estimate<readonly number[]> {
  const centre = meanOf(values);
  if (centre <= 0) return cannotEstimate('NON_POSITIVE', 'the mean must be positive');
  const classify = (value: number): number =>
    value > (1 + threshold) * centre ? 1 : value < (1 - threshold) * centre ? -1 : 0;
  return estimated(values.map((value) => classify(value) * sign(direction) || 0));
}

function categorical(
  values: readonly number[],
  steps: readonly { above: number; score: number }[],
  direction: Direction,
): Estimate<readonly number[]> {
  const shares = percentileRanks(values, direction, 'STANDARD', 'INCLUSIVE');
  if (!shares.estimable) return shares;
  return everyValue(shares.value, (share) => {
    const step = steps.findLast(({ above }) => share > above);
    return step === undefined
      ? cannotEstimate('INVALID_INPUT', `no step covers a percentile rank of ${share}`)
      : estimated(step.score);
  });
}

function everyValue(
  values: readonly number[],
  change: (value: number) => Estimate<number>,
): Estimate<readonly number[]> {
  const results: number[] = [];
  for (const value of values) {
    const result = change(value);
    if (!result.estimable) return result;
    results.push(result.value);
  }
  return estimated(results);
}

function meanOf(values: readonly number[]): number {
  const result = mean(values);
  if (!result.estimable) throw new RangeError(result.detail);
  return result.value;
}

function sign(direction: Direction): 1 | -1 {
  return direction === 'HIGHER_IS_BETTER' ? 1 : -1;
}
