import { fitBetaPrior, shrinkRates, wilsonInterval } from '../../../statistics/rates/index.js';

export const LEAP_RATE_GROUPINGS = ['PROVIDER', 'CATEGORY', 'REGION'] as const;
export type LeapRateGrouping = (typeof LEAP_RATE_GROUPINGS)[number];

/** How many of the merchants served leaped, in one group. */
export interface LeapCount {
  readonly key: string;
  readonly merchants: number;
  readonly leaped: number;
  readonly pending: number;
}

export interface ShrunkLeapRate extends LeapCount {
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
  readonly prior: { readonly alpha: number; readonly beta: number } | null;
  /** Why the rates stand as they were counted. */
  readonly unshrunkReason: string | null;
}

/**
 * Rates of the groups with merchants under the beta prior of all of them, with 95 % posterior intervals. Where no
 * prior can be fitted, raw rates with Wilson's interval and the reason.
 */
export function shrinkLeapRates(counts: readonly LeapCount[]): ShrunkLeapRate[] {
  const known = counts.filter(({ merchants }) => merchants > 0);
  const rates = known.map(({ merchants, leaped }) => ({ successes: leaped, trials: merchants }));
  const prior = fitBetaPrior(rates);
  if (!prior.estimable) {
    return known.map((count) => ({
      ...count,
      ...rawRate(count),
      prior: null,
      unshrunkReason: prior.reason,
    }));
  }
  const shrunk = shrinkRates(rates, prior.value);
  return known.map((count, i) => ({
    ...count,
    rate: shrunk[i]!.rate,
    lower: shrunk[i]!.interval.lower,
    upper: shrunk[i]!.interval.upper,
    prior: prior.value,
    unshrunkReason: null,
  }));
}

function rawRate({ leaped, merchants }: LeapCount): { rate: number; lower: number; upper: number } {
  const wilson = wilsonInterval(leaped, merchants);
  // With at least one merchant there is always an interval.
  if (!wilson.estimable) throw new Error(wilson.reason);
  const { rate, interval } = wilson.value;
  return { rate, lower: interval.lower, upper: interval.upper };
}
