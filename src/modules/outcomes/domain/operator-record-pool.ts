import { symmetricInterval, type Interval } from '../../../statistics/distributions/index.js';
import {
  hierarchicalEffects,
  nestedEffects,
  poolClusteredEffects,
  type ClusteredPool,
} from '../../../statistics/meta-analysis/index.js';
import { cannotEstimate, estimated, type Estimate } from '../../../statistics/numeric/index.js';
import { fitBetaPrior, shrinkRates } from '../../../statistics/rates/index.js';
import type { MonthSums, UpliftContribution } from './operator-record-contribution.js';
import type { OutcomesPolicy } from './session-outcome-policy.js';

/** A subject's contributions: an operator's, or a provider's. */
export interface RecordInput {
  readonly subjectId: string;
  readonly contributions: readonly UpliftContribution[];
}

export interface PooledRecord {
  readonly subjectId: string;
  readonly sessions: number;
  readonly sold: number;
  readonly merchants: number;
  readonly hits: number;
  readonly bigSessions: number;
  /** Mean log uplift over merchants, clustered by merchant. */
  readonly pool: ClusteredPool;
  /** Whether the spread between merchants is that of the whole pool of records, not the record's own. */
  readonly borrowedSpread: boolean;
  /** With the pool's spread. */
  readonly effect: { readonly estimate: number; readonly variance: number };
  readonly trend: readonly MonthlyUplift[];
}

export interface MonthlyUplift {
  readonly month: string;
  readonly sessions: number;
  readonly logUplift: number;
  readonly interval: Interval;
}

/**
 * The variance between merchants within a subject, one for the whole pool of records: the root of
 * Σ Q(τ²) = Σ (k − 1) over all subjects with two merchants or more, where Q is each subject's own
 * (Paule & Mandel 1982, with a mean for each subject).
 *
 * @returns NO_DATA when no subject has two merchants
 */
export function spreadBetweenMerchants(records: readonly RecordInput[]): Estimate<number> {
  return spreadWithin(records.map(({ contributions }) => byMerchant(contributions)));
}

/** One merchant's mean log uplift within a subject. */
export interface MerchantEffect {
  readonly logUplift: number;
  readonly variance: number;
}

/** The same from what each subject's merchants came to. */
export function spreadWithin(subjects: readonly (readonly MerchantEffect[])[]): Estimate<number> {
  const groups = subjects.filter((merchants) => merchants.length > 1);
  if (groups.length === 0) return cannotEstimate('NO_DATA', 'no subject has two merchants');
  const freedom = groups.reduce((sum, merchants) => sum + merchants.length - 1, 0);
  const excess = (tau: number): number =>
    groups.reduce((sum, merchants) => {
      let precision = 0;
      let weighted = 0;
      let squares = 0;
      for (const { logUplift, variance } of merchants) {
        const w = 1 / (variance + tau);
        precision += w;
        weighted += w * logUplift;
        squares += w * logUplift ** 2;
      }
      return sum + squares - weighted ** 2 / precision;
    }, -freedom);
  if (excess(0) <= 0) return estimated(0);
  let low = 0;
  let high = 1;
  while (excess(high) > 0) {
    low = high;
    high *= 2;
    if (high > 1e6) return cannotEstimate('NOT_CONVERGED', 'the spread between merchants');
  }
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return estimated((low + high) / 2);
}

/** A merchant's spells as one, its own errors and the market's together. */
export function byMerchant(contributions: readonly UpliftContribution[]): MerchantEffect[] {
  return merchantEffects(
    contributions.map(({ merchantId, logUplift, ownVariance, loadings }) => ({
      merchantId,
      logUplift,
      variance: ownVariance + Object.values(loadings).reduce((sum, l) => sum + l ** 2, 0),
    })),
  );
}

/** Rows of one subject joined by merchant, the surer ones weighing more. */
export function merchantEffects(
  rows: readonly (MerchantEffect & { readonly merchantId: string })[],
): MerchantEffect[] {
  const merchants = new Map<string, { weighted: number; precision: number }>();
  for (const { merchantId, logUplift, variance } of rows) {
    const known = merchants.get(merchantId) ?? { weighted: 0, precision: 0 };
    known.weighted += logUplift / variance;
    known.precision += 1 / variance;
    merchants.set(merchantId, known);
  }
  return [...merchants.values()].map(({ weighted, precision }) => ({
    logUplift: weighted / precision,
    variance: 1 / precision,
  }));
}

/**
 * One record: random effects clustered by merchant, with the market errors that merchants share. From the
 * policy's number of merchants on, the spread is the record's own and the interval Knapp and Hartung's;
 * below, the pool's with a normal interval, because two merchants would give t = 12.7.
 */
export function poolRecord(
  { subjectId, contributions }: RecordInput,
  spread: number,
  { confidence, records: { ownSpreadFromMerchants } }: OutcomesPolicy,
): Estimate<PooledRecord> {
  if (contributions.length === 0) {
    return cannotEstimate('NO_DATA', 'no session could be held against an expectation');
  }
  const effects = contributions.map(({ logUplift, merchantId }) => ({
    estimate: logUplift,
    cluster: merchantId,
  }));
  const covariance = covarianceOf(contributions);
  const merchants = new Set(contributions.map(({ merchantId }) => merchantId)).size;
  const borrowedSpread = merchants < ownSpreadFromMerchants;
  const borrowed = poolClusteredEffects(effects, covariance, {
    tauSquared: spread,
    adjustment: 'normal',
    confidence,
  });
  if (!borrowed.estimable) return borrowed;
  const pool = borrowedSpread
    ? borrowed
    : poolClusteredEffects(effects, covariance, { adjustment: 'knapp-hartung', confidence });
  if (!pool.estimable) return pool;
  const sum = (pick: (contribution: UpliftContribution) => number): number =>
    contributions.reduce((total, contribution) => total + pick(contribution), 0);
  return estimated({
    subjectId,
    sessions: sum(({ sessions }) => sessions),
    sold: sum(({ sold }) => sold),
    merchants,
    hits: sum(({ hits }) => hits),
    bigSessions: sum(({ bigSessions }) => bigSessions),
    pool: pool.value,
    borrowedSpread,
    effect: { estimate: borrowed.value.mean, variance: borrowed.value.standardError ** 2 },
    trend: trendOf(contributions, confidence),
  });
}

function covarianceOf(contributions: readonly UpliftContribution[]): number[][] {
  return contributions.map((a, i) =>
    contributions.map((b, j) => {
      let shared = i === j ? a.ownVariance : 0;
      for (const [key, loading] of Object.entries(a.loadings)) {
        shared += loading * (b.loadings[key] ?? 0);
      }
      return shared;
    }),
  );
}

/** Month by month, the sessions' own errors only: for the direction, not for a judgement. */
function trendOf(
  contributions: readonly UpliftContribution[],
  confidence: number,
): MonthlyUplift[] {
  const months = new Map<string, MonthSums>();
  for (const contribution of contributions) {
    for (const [month, { weight, weighted, sessions }] of Object.entries(contribution.months)) {
      const known = months.get(month) ?? { weight: 0, weighted: 0, sessions: 0 };
      months.set(month, {
        weight: known.weight + weight,
        weighted: known.weighted + weighted,
        sessions: known.sessions + sessions,
      });
    }
  }
  return [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, { weight, weighted, sessions }]) => ({
      month,
      sessions,
      logUplift: weighted / weight,
      interval: symmetricInterval(weighted / weight, Math.sqrt(1 / weight), confidence),
    }));
}

export interface ShrunkRecord {
  /** Posterior median of the mean log uplift, with its interval. */
  readonly logUplift: number;
  readonly interval: Interval;
  readonly probabilityPositive: number;
  readonly hitRate: number | null;
  readonly hitInterval: Interval | null;
}

/** What shrinkage starts from: a record's merchants, and the variance that they share. */
export interface ShrinkInput {
  readonly merchants: readonly MerchantEffect[];
  /** Of the record's mean at the pool's spread, what merchants share included. */
  readonly effect: { readonly estimate: number; readonly variance: number };
  readonly hits: number;
  readonly sessions: number;
}

/**
 * Every record drawn toward the mean of all by how little it rests on: one lucky session leads no table.
 * Neither the spread between subjects nor that between a subject's merchants is taken for known.
 *
 * @param spread between merchants, at which the effects were made
 * @returns in the order of the records; TOO_FEW below three
 */
export function shrinkRecords(
  records: readonly ShrinkInput[],
  spread: number,
  confidence: number,
): Estimate<ShrunkRecord[]> {
  const nested = nestedEffects(
    records.map(({ merchants, effect }) => {
      const alone = 1 / merchants.reduce((sum, { variance }) => sum + 1 / (variance + spread), 0);
      return {
        members: merchants.map(({ logUplift, variance }) => ({ estimate: logUplift, variance })),
        sharedVariance: Math.max(0, effect.variance - alone),
      };
    }),
    { confidence },
  );
  const posterior = nested.estimable
    ? nested
    : hierarchicalEffects(
        records.map(({ effect }) => effect),
        { confidence },
      );
  if (!posterior.estimable) return posterior;
  const rates = records.map(({ hits, sessions }) => ({ successes: hits, trials: sessions }));
  const prior = fitBetaPrior(rates);
  const hitRates = prior.estimable ? shrinkRates(rates, prior.value, confidence) : null;
  return estimated(
    posterior.value.units.map(({ median, interval, probabilityAbove }, i) => ({
      logUplift: median,
      interval,
      probabilityPositive: probabilityAbove,
      hitRate: hitRates?.[i]!.rate ?? null,
      hitInterval: hitRates?.[i]!.interval ?? null,
    })),
  );
}
