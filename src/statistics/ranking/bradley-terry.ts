import { cholesky, solveCholesky, type CholeskyFactor } from '../numeric/cholesky.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { exactSum } from '../numeric/sum.js';

/** How often each of two competitors beat the other. Competitors are numbered from 0. */
export interface PairedResult {
  /** The one with the advantage (at home, or shown first), if an advantage is estimated. */
  first: number;
  second: number;
  firstWins: number;
  secondWins: number;
}

export interface BradleyTerryFit {
  /** ln-odds of beating competitor 0, whose ability is 0. */
  abilities: number[];
  standardErrors: number[];
  /** ln-odds that `first` gains, null if not estimated. */
  advantage: { value: number; standardError: number } | null;
  /** Residual deviance against the saturated model. */
  deviance: number;
}

const MAXIMUM_ITERATIONS = 100;

/**
 * The Bradley–Terry model P(i beats j) = 1 / (1 + e^−(λᵢ − λⱼ)) by maximum likelihood (Newton), with an
 * advantage of the first competitor if asked.
 *
 * Source: Agresti (2002), Categorical Data Analysis, 2nd ed., §10.6; Ford (1957), American Mathematical
 * Monthly 64, 28–33, for when there is a maximum.
 *
 * @param competitors how many there are, at least 2
 * @returns INVALID_INPUT for wrong numbers, NOT_CONVERGED if a group never lost or never won against
 *   the rest (its ability would be infinite), SINGULAR if the advantage can't be told apart.
 */
export function fitBradleyTerry(
  competitors: number,
  results: readonly PairedResult[],
  withAdvantage: boolean,
): Estimate<BradleyTerryFit> {
  const isValid = results.every(
    (r) =>
      [r.first, r.second].every((i) => Number.isInteger(i) && i >= 0 && i < competitors) &&
      r.first !== r.second &&
      r.firstWins >= 0 &&
      r.secondWins >= 0,
  );
  if (competitors < 2 || !isValid) {
    return cannotEstimate('INVALID_INPUT', 'results name two of the competitors and count wins');
  }
  if (!everyoneBeatsEveryone(competitors, results)) {
    return cannotEstimate('NOT_CONVERGED', 'a group never won or never lost against the rest');
  }
  const parameters = new Array<number>(competitors - 1 + Number(withAdvantage)).fill(0);
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration += 1) {
    const { gradient, information } = derivatives(competitors, results, parameters);
    const factor = cholesky(information);
    if (factor === null) return cannotEstimate('SINGULAR', 'the advantage cannot be estimated');
    const step = solveCholesky(factor, gradient);
    const size = Math.max(...step.map(Math.abs));
    // A full step may overshoot far from the maximum; the likelihood is concave, so shorter ones climb.
    step.forEach((value, i) => (parameters[i]! += value / Math.max(1, size / 2)));
    if (size < 1e-12) return estimated(describe(competitors, results, parameters, factor));
  }
  return cannotEstimate('NOT_CONVERGED', `no maximum after ${MAXIMUM_ITERATIONS} iterations`);
}

/** Where a result's ln-odds come from: +1 and −1 for the two abilities, +1 for the advantage. */
function design(competitors: number, result: PairedResult, size: number): [number, number][] {
  const terms: [number, number][] = [];
  if (result.first > 0) terms.push([result.first - 1, 1]);
  if (result.second > 0) terms.push([result.second - 1, -1]);
  if (size === competitors) terms.push([size - 1, 1]);
  return terms;
}

function winProbability(
  competitors: number,
  result: PairedResult,
  parameters: readonly number[],
): number {
  const terms = design(competitors, result, parameters.length);
  const logOdds = terms.reduce((sum, [index, sign]) => sum + sign * parameters[index]!, 0);
  return 1 / (1 + Math.exp(-logOdds));
}

function derivatives(
  competitors: number,
  results: readonly PairedResult[],
  parameters: readonly number[],
): { gradient: number[]; information: number[][] } {
  const gradient = parameters.map(() => 0);
  const information = parameters.map(() => parameters.map(() => 0));
  for (const result of results) {
    const games = result.firstWins + result.secondWins;
    const p = winProbability(competitors, result, parameters);
    const terms = design(competitors, result, parameters.length);
    for (const [i, sign] of terms) {
      gradient[i]! += sign * (result.firstWins - games * p);
      for (const [j, other] of terms) information[i]![j]! += sign * other * games * p * (1 - p);
    }
  }
  return { gradient, information };
}

function describe(
  competitors: number,
  results: readonly PairedResult[],
  parameters: readonly number[],
  factor: CholeskyFactor,
): BradleyTerryFit {
  const errors = parameters.map((_, i) => {
    const unit = parameters.map((__, j) => Number(i === j));
    return Math.sqrt(solveCholesky(factor, unit)[i]!);
  });
  const deviances = results.map((result) => {
    const games = result.firstWins + result.secondWins;
    const p = winProbability(competitors, result, parameters);
    return (
      2 *
      (entropyTerm(result.firstWins, games * p) + entropyTerm(result.secondWins, games * (1 - p)))
    );
  });
  const hasAdvantage = parameters.length === competitors;
  return {
    abilities: [0, ...parameters.slice(0, competitors - 1)],
    standardErrors: [0, ...errors.slice(0, competitors - 1)],
    advantage: hasAdvantage ? { value: parameters.at(-1)!, standardError: errors.at(-1)! } : null,
    deviance: exactSum(deviances),
  };
}

function entropyTerm(observed: number, expected: number): number {
  return observed === 0 ? 0 : observed * Math.log(observed / expected);
}

/** Ford's condition: along wins, everyone can be reached from competitor 0 and can reach it. */
function everyoneBeatsEveryone(competitors: number, results: readonly PairedResult[]): boolean {
  const beats: number[][] = Array.from({ length: competitors }, () => []);
  const losesTo: number[][] = Array.from({ length: competitors }, () => []);
  const win = (winner: number, loser: number): void => {
    beats[winner]!.push(loser);
    losesTo[loser]!.push(winner);
  };
  for (const { first, second, firstWins, secondWins } of results) {
    if (firstWins > 0) win(first, second);
    if (secondWins > 0) win(second, first);
  }
  return [beats, losesTo].every((edges) => reachable(edges) === competitors);
}

function reachable(edges: readonly (readonly number[])[]): number {
  const seen = new Set([0]);
  for (const node of seen) for (const next of edges[node]!) seen.add(next);
  return seen.size;
}
