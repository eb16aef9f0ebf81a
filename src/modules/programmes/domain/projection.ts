import { fitBetaPrior, type BetaPrior } from '../../../statistics/rates/index.js';
import { quantileOfSorted } from '../../../statistics/numeric/index.js';
import {
  beta,
  dirichlet,
  gamma,
  uniform,
  uniformOpen,
  type RandomGenerator,
} from '../../../statistics/seeded-random/index.js';

/** How many providers will have reached a target, over many simulated ends of the period. */
export interface Projection {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  /** Of so many providers as the target names, or more. */
  readonly probability: number;
  readonly simulations: number;
}

export interface ProjectionSetting {
  readonly threshold: number;
  /** How many the target names. */
  readonly wanted: number;
  readonly simulations: number;
  readonly confidence: number;
}

export interface Projected {
  readonly projection: Projection;
  /** Each provider's own probability, in the order given. */
  readonly probabilities: readonly number[];
}

export interface GmvRunner {
  readonly value: number;
  /** Net GMV of the same recent weeks for everybody, oldest first. */
  readonly weeks: readonly number[];
}

/**
 * Net GMV at the end of the period. The coming weeks are drawn with replacement from the recent ones, the same
 * weeks for every provider, so that what moves the whole market moves all of them together; how likely each week
 * is to come again is itself drawn (uniform Dirichlet), which carries the doubt about the level.
 *
 * Source: Rubin (1981), The Bayesian bootstrap, Annals of Statistics 9, drawn per simulation; blocks of a week.
 *
 * @param weeksLeft may be a fraction
 */
export function projectGmv(
  runners: readonly GmvRunner[],
  weeksLeft: number,
  setting: ProjectionSetting,
  random: RandomGenerator,
): Projected {
  const weekCount = runners[0]?.weeks.length ?? 0;
  return simulate(runners.length, setting, () => {
    const repeats = weeksLeft > 0 ? drawnWeeks(weekCount, weeksLeft, random) : [];
    return (index) => {
      const { value, weeks } = runners[index]!;
      let sum = value;
      for (let week = 0; week < repeats.length; week += 1) sum += repeats[week]! * weeks[week]!;
      return sum >= setting.threshold;
    };
  });
}

export interface LeapRunner {
  readonly confirmed: number;
  readonly pending: number;
  /** Decided ones of the past, whenever they were reached. */
  readonly decided: { readonly held: number; readonly all: number };
  /** Leaps reached in the recent months. */
  readonly recent: number;
}

/**
 * Leaped merchants when the last of the period's leaps is decided: those confirmed, the pending ones and new ones,
 * each confirmed with the provider's own shrunk rate. New ones come as a Poisson process whose monthly rate is
 * shrunk likewise (gamma prior by moments over providers). Both rates are drawn, not fixed.
 *
 * @param months over which `recent` was counted
 * @param monthsLeft month ends of the period that are still to come
 */
export function projectLeaps(
  runners: readonly LeapRunner[],
  { months, monthsLeft }: { readonly months: number; readonly monthsLeft: number },
  setting: ProjectionSetting,
  random: RandomGenerator,
): Projected {
  const confirmation = confirmationPrior(runners);
  const arrival = arrivalPrior(
    runners.map(({ recent }) => recent),
    months,
  );
  return simulate(runners.length, setting, () => (index) => {
    const { confirmed, pending, decided, recent } = runners[index]!;
    const missing = setting.threshold - confirmed;
    if (missing <= 0) return true;
    const mean =
      arrival === null ? 0 : ((arrival.shape + recent) / (arrival.rate + months)) * monthsLeft;
    // Far beyond what can come: not worth its random numbers.
    if (missing > pending + mean + 10 * Math.sqrt(mean) + 10) return false;
    const rate =
      arrival === null ? 0 : gamma(random, arrival.shape + recent) / (arrival.rate + months);
    const coming = pending + poisson(random, rate * monthsLeft);
    if (coming < missing) return false;
    const held = beta(
      random,
      confirmation.alpha + decided.held,
      confirmation.beta + decided.all - decided.held,
    );
    let successes = 0;
    for (let leap = 0; leap < coming; leap += 1) if (uniform(random) < held) successes += 1;
    return successes >= missing;
  });
}

/** @param begin starts a simulation and says whether the provider at a place reaches the target in it */
function simulate(
  providers: number,
  { wanted, simulations, confidence }: ProjectionSetting,
  begin: () => (index: number) => boolean,
): Projected {
  const hits = new Uint32Array(providers);
  const counts = new Float64Array(simulations);
  for (let run = 0; run < simulations; run += 1) {
    const reaches = begin();
    for (let index = 0; index < providers; index += 1) {
      if (!reaches(index)) continue;
      hits[index]! += 1;
      counts[run]! += 1;
    }
  }
  counts.sort();
  const enough = counts.filter((count) => count >= wanted).length;
  return {
    projection: {
      median: quantileOfSorted(counts, 0.5, 1),
      lower: quantileOfSorted(counts, (1 - confidence) / 2, 1),
      upper: quantileOfSorted(counts, (1 + confidence) / 2, 1),
      probability: enough / simulations,
      simulations,
    },
    probabilities: [...hits].map((hit) => hit / simulations),
  };
}

/** How often each recent week comes again in the weeks that are left; the last one in part. */
function drawnWeeks(weekCount: number, weeksLeft: number, random: RandomGenerator): number[] {
  const chances = dirichlet(random, new Array<number>(weekCount).fill(1));
  const repeats = new Array<number>(weekCount).fill(0);
  for (let left = weeksLeft; left > 0; left -= 1) {
    let point = uniform(random);
    let week = 0;
    while (week < weekCount - 1 && point >= chances[week]!) {
      point -= chances[week]!;
      week += 1;
    }
    repeats[week]! += Math.min(1, left);
  }
  return repeats;
}

/** Where providers do not differ by more than chance, or are too few, one rate for all: Jeffreys' posterior. */
function confirmationPrior(runners: readonly LeapRunner[]): BetaPrior {
  const rates = runners.map(({ decided }) => ({ successes: decided.held, trials: decided.all }));
  const fitted = fitBetaPrior(rates);
  if (fitted.estimable) return fitted.value;
  const held = rates.reduce((sum, { successes }) => sum + successes, 0);
  const all = rates.reduce((sum, { trials }) => sum + trials, 0);
  return { alpha: held + 0.5, beta: all - held + 0.5 };
}

/** Gamma prior of monthly rates by the moments of the counts; null: none came, so nobody knows when one will. */
function arrivalPrior(
  counts: readonly number[],
  months: number,
): { readonly shape: number; readonly rate: number } | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const mean = total / counts.length;
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  const variance = counts.length > 1 ? squares / (counts.length - 1) : mean;
  // No more spread than chance makes: one rate for all, as sure as all counts together.
  const shape = variance > mean ? mean ** 2 / (variance - mean) : total;
  return { shape, rate: (shape * months) / mean };
}

/** Source: Knuth, The Art of Computer Programming 2, section 3.4.1; rates here are small. */
function poisson(random: RandomGenerator, mean: number): number {
  let count = 0;
  for (let sum = -Math.log(uniformOpen(random)); sum < mean; count += 1) {
    sum -= Math.log(uniformOpen(random));
  }
  return count;
}
