import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { weightedQuantile } from './robust-location.js';

/** A session's sales and the advertising behind them, in yuan. */
export interface AdvertisedSession {
  liveHours: number;
  paidGmv: number;
  netGmv: number;
  adSpend: number;
  /** GMV attributed to advertising; may exceed the paid GMV. */
  adGmv: number;
}

/**
 * The merchant's habit: a quantile of advertising spend per live hour over its own sessions.
 *
 * @param quantile which, e.g. 0.5
 * @returns NO_DATA without sessions.
 */
export function advertisingHabit(
  sessions: readonly Pick<AdvertisedSession, 'adSpend' | 'liveHours'>[],
  quantile: number,
): Estimate<number> {
  if (sessions.length === 0) return cannotEstimate('NO_DATA', 'a habit needs own sessions');
  if (!sessions.every(({ adSpend, liveHours }) => adSpend >= 0 && liveHours > 0)) {
    return cannotEstimate('INVALID_INPUT', 'spend must be ≥ 0 and live hours > 0');
  }
  return estimated(
    weightedQuantile(
      sessions.map(({ adSpend, liveHours }) => adSpend / liveHours),
      sessions.map(() => 1),
      quantile,
    ),
  );
}

/**
 * Share of a session's paid GMV that advertising beyond the merchant's habit bought: the attributed GMV in
 * proportion to the spend beyond habit, at most all of it. A better return on the habitual spend is skill
 * and stays.
 *
 * @param habitPerHour yuan per live hour
 * @returns 0 … 1; 0 for a session that sold nothing
 */
export function shareBoughtBeyondHabit(session: AdvertisedSession, habitPerHour: number): number {
  const { adSpend, adGmv, paidGmv, liveHours } = session;
  if (!(adSpend > 0 && adGmv > 0 && paidGmv > 0)) return 0;
  const beyond = Math.max(0, adSpend - habitPerHour * liveHours) / adSpend;
  return Math.min(1, (beyond * adGmv) / paidGmv);
}

/**
 * The same sessions without what advertising beyond habit bought: the measure that operators are judged by.
 * Apply it to the baseline's sessions as well as to the served ones, or the comparison is lopsided.
 */
export function withoutExcessAdvertising<T extends AdvertisedSession>(
  sessions: readonly T[],
  habitPerHour: number,
): T[] {
  return sessions.map((session) => ({
    ...session,
    netGmv: session.netGmv * (1 - shareBoughtBeyondHabit(session, habitPerHour)),
  }));
}
