import { symmetricInterval, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import type { Baseline, Corrections } from './baseline.js';
import { weekOf, type BusinessDay } from './calendar.js';
import { indexChangeCovariance, indexLevel } from './market-index.js';
import type { BaselinePolicy } from './policy.js';
import { slotContrastVariance, slotEffect, type Slot } from './slot-effects.js';

/** What the uncertainty of an expectation is made of, all on the log scale. */
export interface ExpectationVariance {
  /** Of one session about its expectation: its own, shared with nothing. */
  session: number;
  /** Of the merchant's level: shared by all sessions that use this baseline. */
  level: number;
  /** Gathered since the lookback: shared up to the earlier of two sessions. */
  drift: number;
  /** Of the merchant's own growth: fully shared by all sessions that use this baseline. */
  trend: number;
  /** Of the market index: shared within category and week. */
  market: number;
  /** Of the weekday, hour and promotion effects. */
  slot: number;
}

export interface Expectation {
  /** ln of the expected median of net GMV per live hour. */
  logMedianPerHour: number;
  /** Expected median and smearing-corrected mean of a session's net GMV, in yuan, if it sells at all. */
  medianGmv: number;
  meanGmv: number;
  /** Share of the merchant's sessions that sell at all; the mean over all sessions is meanGmv × this. */
  positiveShare: number;
  variance: ExpectationVariance;
  degreesOfFreedom: number;
  /** Days from the engagement's start to the session. */
  ageDays: number;
  week: number;
}

/**
 * What this merchant would have sold without the operator in a session on `day`: its own level carried
 * forward by the market index, in the slot of the session, with variance that grows with age.
 *
 * @returns NO_DATA if the baseline is stale or the index does not cover the day's week; INVALID_INPUT for a
 *   day before the engagement.
 */
export function expectSession(
  baseline: Baseline,
  session: { day: BusinessDay; slot: Slot; liveHours: number },
  { slotEffects, marketIndex }: Corrections,
  policy: BaselinePolicy,
): Estimate<Expectation> {
  const ageDays = session.day - baseline.engagementStart;
  if (!(ageDays >= 0 && session.liveHours > 0)) {
    return cannotEstimate(
      'INVALID_INPUT',
      'the session must lie within the engagement and last longer than nothing',
    );
  }
  if (ageDays > policy.staleAfterDays) {
    return cannotEstimate(
      'NO_DATA',
      `the baseline is stale: ${ageDays} days old, ${policy.staleAfterDays} are allowed`,
    );
  }
  const week = weekOf(session.day);
  const level = indexLevel(marketIndex, week);
  const market = indexChangeCovariance(marketIndex, { from: baseline.weekWeights, to: week });
  if (level === null || market === null) {
    return cannotEstimate('NO_DATA', 'the market index does not cover the week of the session');
  }
  const logMedianPerHour = baseline.logLevel + level + slotEffect(slotEffects, session.slot);
  const carriedDays = Math.max(0, session.day - baseline.meanDay);
  const medianGmv = Math.exp(logMedianPerHour) * session.liveHours;
  return estimated({
    logMedianPerHour,
    medianGmv,
    meanGmv: medianGmv * baseline.smearing,
    positiveShare: baseline.positiveSessions / baseline.totalSessions,
    variance: {
      session: baseline.sessionVariance,
      level: baseline.levelVariance,
      drift: policy.driftVariancePerDay * carriedDays,
      trend: policy.trendVariancePerDaySquared * carriedDays ** 2,
      market: Math.max(0, market),
      slot: slotContrastVariance(slotEffects, session.slot, baseline.rows),
    },
    degreesOfFreedom: baseline.degreesOfFreedom,
    ageDays,
    week,
  });
}

/** All of an expectation's variance: that of a session about it. */
export function predictionVariance(variance: ExpectationVariance): number {
  const { session, level, drift, trend, market, slot } = variance;
  return session + level + drift + trend + market + slot;
}

/** Where the session's net GMV would lie without the operator, in yuan. */
export function expectationInterval(
  expectation: Expectation,
  liveHours: number,
  confidence = 0.95,
): Interval {
  const log = symmetricInterval(
    expectation.logMedianPerHour,
    Math.sqrt(predictionVariance(expectation.variance)),
    confidence,
    expectation.degreesOfFreedom,
  );
  return { lower: Math.exp(log.lower) * liveHours, upper: Math.exp(log.upper) * liveHours };
}
