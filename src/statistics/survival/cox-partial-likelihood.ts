import { addOuterProduct, dot, zeros } from '../linear-algebra/index.js';

/** One row of the counting-process form, covariates centred and scaled by the caller. */
export interface CountingRow {
  entry: number;
  time: number;
  event: boolean;
  covariates: readonly number[];
}

export type TieRule = 'efron' | 'breslow';

export interface PartialLikelihood {
  logLikelihood: number;
  score: number[];
  information: number[][];
}

interface RiskSums {
  s0: number;
  s1: number[];
  s2: number[][];
}

/** The terms that one tied death contributes: the sums after `share` of the deaths was taken out. */
export function visitEventTimes(
  stratum: readonly CountingRow[],
  beta: readonly number[],
  ties: TieRule,
  visit: (event: {
    time: number;
    deaths: readonly CountingRow[];
    /** One per tied death: risk total, mean covariates, second moments, and the share taken out. */
    terms: { s0: number; mean: number[]; second: number[][]; share: number }[];
  }) => void,
): void {
  const parameters = beta.length;
  const byTime = [...stratum].sort((a, b) => b.time - a.time);
  const byEntry = [...stratum].sort((a, b) => b.entry - a.entry);
  const atRisk: RiskSums = { s0: 0, s1: beta.map(() => 0), s2: zeros(parameters, parameters) };
  let joined = 0;
  let left = 0;
  while (joined < byTime.length) {
    const time = byTime[joined]!.time;
    const deaths: CountingRow[] = [];
    for (; joined < byTime.length && byTime[joined]!.time === time; joined++) {
      addRow(atRisk, byTime[joined]!, beta, 1);
      if (byTime[joined]!.event) deaths.push(byTime[joined]!);
    }
    if (deaths.length === 0) continue;
    for (; left < byEntry.length && byEntry[left]!.entry >= time; left++) {
      addRow(atRisk, byEntry[left]!, beta, -1);
    }
    const dying: RiskSums = { s0: 0, s1: beta.map(() => 0), s2: zeros(parameters, parameters) };
    for (const row of deaths) addRow(dying, row, beta, 1);
    const terms = deaths.map((_, k) => {
      const share = ties === 'efron' ? k / deaths.length : 0;
      const s0 = atRisk.s0 - share * dying.s0;
      return {
        s0,
        share,
        mean: atRisk.s1.map((value, i) => (value - share * dying.s1[i]!) / s0),
        second: atRisk.s2.map((row, i) =>
          row.map((value, j) => (value - share * dying.s2[i]![j]!) / s0),
        ),
      };
    });
    visit({ time, deaths, terms });
  }
}

function addRow(sums: RiskSums, row: CountingRow, beta: readonly number[], sign: 1 | -1): void {
  const risk = sign * Math.exp(dot(row.covariates, beta));
  sums.s0 += risk;
  row.covariates.forEach((value, i) => (sums.s1[i]! += risk * value));
  addOuterProduct(sums.s2, row.covariates, risk);
}

/** Share of a second moment below which a variance is what rounding left of nothing. */
const ROUNDING = 1e-10;

/**
 * Covariance of the covariates among those at risk. Where all of them are alike it is exactly zero: information made of
 * rounding would give an estimate made of rounding.
 */
export function spreadAtRisk(
  mean: readonly number[],
  second: readonly (readonly number[])[],
): number[][] {
  const varies = mean.map((value, i) => second[i]![i]! - value ** 2 > ROUNDING * second[i]![i]!);
  return second.map((row, i) =>
    row.map((value, j) => (varies[i] && varies[j] ? value - mean[i]! * mean[j]! : 0)),
  );
}

/** Log partial likelihood with its derivatives, summed over strata. */
export function partialLikelihood(
  strata: readonly (readonly CountingRow[])[],
  beta: readonly number[],
  ties: TieRule,
): PartialLikelihood {
  const result: PartialLikelihood = {
    logLikelihood: 0,
    score: beta.map(() => 0),
    information: zeros(beta.length, beta.length),
  };
  for (const stratum of strata) {
    visitEventTimes(stratum, beta, ties, ({ deaths, terms }) => {
      for (const row of deaths) {
        result.logLikelihood += dot(row.covariates, beta);
        row.covariates.forEach((value, i) => (result.score[i]! += value));
      }
      for (const { s0, mean, second } of terms) {
        result.logLikelihood -= Math.log(s0);
        mean.forEach((value, i) => (result.score[i]! -= value));
        spreadAtRisk(mean, second).forEach((row, i) =>
          row.forEach((value, j) => (result.information[i]![j]! += value)),
        );
      }
    });
  }
  return result;
}

/**
 * Score residuals, one vector per row of the stratum, adding up to the score. A row that is at risk on
 * (entry, time] collects −r·Σ(x − x̄)/S0 over the event times inside, and x − x̄ at its own event;
 * with Efron's rule a dying row counts only 1 − k/d of itself in the k-th of d tied terms.
 */
export function scoreResiduals(
  stratum: readonly CountingRow[],
  beta: readonly number[],
  ties: TieRule,
): number[][] {
  const times: number[] = [];
  const hazards: number[] = [];
  const hazardMeans: number[][] = [];
  const own = new Map<CountingRow, number[]>();
  visitEventTimes(stratum, beta, ties, ({ time, deaths, terms }) => {
    times.push(time);
    hazards.push(terms.reduce((sum, { s0 }) => sum + 1 / s0, 0));
    hazardMeans.push(
      beta.map((_, i) => terms.reduce((sum, { s0, mean }) => sum + mean[i]! / s0, 0)),
    );
    for (const row of deaths) {
      const risk = Math.exp(dot(row.covariates, beta));
      const residual = row.covariates.map((value, i) =>
        terms.reduce((sum, { s0, mean, share }) => {
          const deviation = value - mean[i]!;
          return sum + deviation / deaths.length + (share * risk * deviation) / s0;
        }, 0),
      );
      own.set(row, residual);
    }
  });
  // Event times came latest first; cumulate from the earliest.
  times.reverse();
  const cumulativeHazard = cumulate(hazards.reverse().map((value) => [value]));
  const cumulativeMean = cumulate(hazardMeans.reverse());
  return stratum.map((row) => {
    const to = countUpTo(times, row.time);
    const from = countUpTo(times, row.entry);
    const risk = Math.exp(dot(row.covariates, beta));
    const hazard = (cumulativeHazard[to]?.[0] ?? 0) - (cumulativeHazard[from]?.[0] ?? 0);
    return row.covariates.map((value, i) => {
      const mean = (cumulativeMean[to]?.[i] ?? 0) - (cumulativeMean[from]?.[i] ?? 0);
      return (own.get(row)?.[i] ?? 0) - risk * (value * hazard - mean);
    });
  });
}

/** Prefix sums: element n is the sum of the first n rows. */
function cumulate(rows: readonly (readonly number[])[]): number[][] {
  const sums: number[][] = [(rows[0] ?? []).map(() => 0)];
  rows.forEach((row, index) => sums.push(row.map((value, i) => sums[index]![i]! + value)));
  return sums;
}

/** How many of the ascending times are ≤ limit. */
function countUpTo(times: readonly number[], limit: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
