import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { isUnserved, weekOf, type BusinessDay, type Term } from './calendar.js';
import { indexLevel, type MarketIndex } from './market-index.js';
import type { BaselinePolicy } from './policy.js';
import { effectiveSampleSize, huberLocation } from './robust-location.js';
import { slotEffect, type Slot, type SlotEffects } from './slot-effects.js';

/** One of the merchant's own live sessions. */
export interface BaselineSession {
  id: string;
  day: BusinessDay;
  slot: Slot;
  /** Hours on air, > 0. */
  liveHours: number;
  /** Net GMV in yuan: paid minus refunded; may be zero or negative. */
  netGmv: number;
}

/** What moves everybody's sales and is taken out of a merchant's own. */
export interface Corrections {
  slotEffects: SlotEffects;
  marketIndex: MarketIndex;
}

/** A session variance from a large pool, worth so many degrees of freedom. */
export interface PooledVariance {
  variance: number;
  degreesOfFreedom: number;
}

/** A merchant's own level before an engagement, with the rows that it rests on. */
export interface Baseline {
  engagementStart: BusinessDay;
  /** ln net GMV per live hour at the index's reference week in a slot without effects. */
  logLevel: number;
  /** Sampling variance of the level, without the market's and the slots'. */
  levelVariance: number;
  /** Variance of one session about its expectation. */
  sessionVariance: number;
  /** Of the session variance; drives the t interval. */
  degreesOfFreedom: number;
  /** Mean of exp(residual): turns a median into a mean (Duan 1983). */
  smearing: number;
  /** Sessions with positive net GMV, and all sessions of the lookback. */
  positiveSessions: number;
  totalSessions: number;
  /** Weighted mean day of the sessions: drift grows from here. */
  meanDay: number;
  /** Share of each week in the level. */
  weekWeights: Map<number, number>;
  rows: BaselineRow[];
}

export interface BaselineRow {
  id: string;
  /** Share in the level: recency × Huber weight, adding up to 1; 0 for the days of anticipation. */
  weight: number;
  /** ln net GMV per live hour after the corrections, minus the level. */
  residual: number;
  slot: Slot;
}

/** Residuals are pulled in to this many scales before they enter a variance or the smearing factor. */
const RESIDUAL_REACH = 4;

/**
 * A merchant's own expectation before an engagement: a Huber location of ln net GMV per live hour, weighted
 * by recency, after weekday, hour, promotion and market corrections.
 *
 * Sessions within an engagement's term, or within the wash-out after it, never count. The session variance
 * is shrunk toward a pool's where one is given (Smyth 2004): s² = (d₀s₀² + ds²)/(d₀ + d). The level's
 * variance is the larger of the independent and the week-clustered one, because neighbouring sessions
 * resemble each other.
 *
 * @param engagementStart the lookback ends the day before
 * @param servedTerms the merchant's other engagements
 * @returns NO_DATA without sessions in the lookback; NON_POSITIVE beyond the two-part rule; TOO_FEW below
 *   the minimum of sessions in weeks that the index covers; ZERO_VARIANCE if they don't differ and no pool
 *   is given.
 */
export function fitBaseline(
  sessions: readonly BaselineSession[],
  engagementStart: BusinessDay,
  servedTerms: readonly Term[],
  corrections: Corrections,
  policy: BaselinePolicy,
  pool?: PooledVariance,
): Estimate<Baseline> {
  const wrong = sessions.find(
    ({ day, liveHours, netGmv }) =>
      !Number.isInteger(day) ||
      !(liveHours > 0 && liveHours < Infinity) ||
      !Number.isFinite(netGmv),
  );
  if (wrong) {
    return cannotEstimate(
      'INVALID_INPUT',
      `session ${wrong.id}: needs a whole day, live hours > 0 and a finite net GMV`,
    );
  }
  const lookback = sessions
    .filter(
      ({ day }) =>
        day < engagementStart &&
        day >= engagementStart - policy.lookbackDays &&
        isUnserved(servedTerms, day, day, policy.washoutDays),
    )
    .sort((a, b) => a.day - b.day || (a.id < b.id ? -1 : 1));
  const anticipated = (session: BaselineSession) =>
    session.day >= engagementStart - policy.anticipationDays;
  const { slotEffects, marketIndex } = corrections;
  const own = lookback.filter((session) => !anticipated(session));
  const usable = usableSessions(own, marketIndex, policy);
  if (!usable.estimable) return usable;

  const corrected = ({ netGmv, liveHours, slot, day }: BaselineSession): number =>
    Math.log(netGmv / liveHours) -
    slotEffect(slotEffects, slot) -
    indexLevel(marketIndex, weekOf(day))!;
  const values = usable.value.map(corrected);
  const recency = usable.value.map(
    ({ day }) => 0.5 ** ((engagementStart - day) / policy.halfLifeDays),
  );
  const location = huberLocation(values, recency, policy.huberTuning);
  if (!location.estimable) return location;
  const { location: logLevel, scale, weights } = location.value;
  const residuals = values.map((value) => value - logLevel);
  const reach = RESIDUAL_REACH * scale;
  const pulled = residuals.map((r) => Math.min(Math.max(r, -reach), reach));

  const variance = sessionVariance(pulled, recency, pool);
  if (!variance.estimable) return variance;
  const weeks = usable.value.map(({ day }) => weekOf(day));
  const weekWeights = new Map<number, number>();
  weeks.forEach((week, i) => weekWeights.set(week, (weekWeights.get(week) ?? 0) + weights[i]!));
  const total = recency.reduce((a, b) => a + b, 0);
  return estimated({
    engagementStart,
    logLevel,
    levelVariance: Math.max(
      variance.value.variance / effectiveSampleSize(weights),
      weekClusteredVariance(pulled, weights, weeks),
    ),
    sessionVariance: variance.value.variance,
    degreesOfFreedom: variance.value.degreesOfFreedom,
    smearing: pulled.reduce((sum, r, i) => sum + recency[i]! * Math.exp(r), 0) / total,
    positiveSessions: own.filter(({ netGmv }) => netGmv > 0).length,
    totalSessions: own.length,
    meanDay: usable.value.reduce((sum, { day }, i) => sum + weights[i]! * day, 0),
    weekWeights,
    rows: [
      ...usable.value.map(({ id, slot }, i) => ({
        id,
        slot,
        weight: weights[i]!,
        residual: residuals[i]!,
      })),
      ...lookback
        .filter((session) => anticipated(session) && isCovered(session, marketIndex))
        .map((session) => ({
          id: session.id,
          slot: session.slot,
          weight: 0,
          residual: corrected(session) - logLevel,
        })),
    ],
  });
}

/** The positive sessions of the lookback in covered weeks, if the rules allow an estimate. */
function usableSessions(
  lookback: readonly BaselineSession[],
  marketIndex: MarketIndex,
  policy: BaselinePolicy,
): Estimate<BaselineSession[]> {
  if (lookback.length === 0) {
    return cannotEstimate(
      'NO_DATA',
      `no own session in the ${policy.lookbackDays} days before the engagement, the last ` +
        `${policy.anticipationDays} left out`,
    );
  }
  const positive = lookback.filter(({ netGmv }) => netGmv > 0);
  const zeros = lookback.length - positive.length;
  if (zeros > policy.maximumNonPositiveShare * lookback.length) {
    return cannotEstimate(
      'NON_POSITIVE',
      `${zeros} of ${lookback.length} sessions have no positive net GMV`,
    );
  }
  const covered = positive.filter((session) => isCovered(session, marketIndex));
  const minimum = Math.max(2, policy.minimumSessions);
  if (covered.length < minimum) {
    return cannotEstimate(
      'TOO_FEW',
      `${covered.length} sessions with positive net GMV in weeks that the market index covers, ` +
        `${minimum} are needed`,
    );
  }
  return estimated(covered);
}

/** A session that has a logarithm, in a week that the index covers. */
function isCovered({ netGmv, day }: BaselineSession, marketIndex: MarketIndex): boolean {
  return netGmv > 0 && indexLevel(marketIndex, weekOf(day)) !== null;
}

function sessionVariance(
  residuals: readonly number[],
  weights: readonly number[],
  pool: PooledVariance | undefined,
): Estimate<PooledVariance> {
  const total = weights.reduce((a, b) => a + b, 0);
  const own = Math.max(0, effectiveSampleSize(weights) - 1);
  const squares = residuals.reduce((sum, r, i) => sum + (weights[i]! / total) * r * r, 0);
  const variance = own > 0 ? (squares * (own + 1)) / own : 0;
  if (pool) {
    const degreesOfFreedom = own + pool.degreesOfFreedom;
    return estimated({
      variance: (own * variance + pool.degreesOfFreedom * pool.variance) / degreesOfFreedom,
      degreesOfFreedom,
    });
  }
  if (variance === 0) {
    return cannotEstimate('ZERO_VARIANCE', 'the sessions do not differ: their spread is unknown');
  }
  return estimated({ variance, degreesOfFreedom: own });
}

function weekClusteredVariance(
  residuals: readonly number[],
  weights: readonly number[],
  weeks: readonly number[],
): number {
  const sums = new Map<number, number>();
  weeks.forEach((week, i) => sums.set(week, (sums.get(week) ?? 0) + weights[i]! * residuals[i]!));
  if (sums.size < 2) return 0;
  const squares = [...sums.values()].reduce((sum, value) => sum + value * value, 0);
  return (squares * sums.size) / (sums.size - 1);
}
