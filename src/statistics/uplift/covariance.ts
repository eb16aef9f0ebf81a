import { predictionVariance, type ExpectationVariance } from '../robust-baseline/index.js';

/** Where a served session's expectation came from, which says what errors it shares with others. */
export interface ExpectedSession {
  /** The baseline that was used: one per merchant and engagement. */
  baseline: string;
  /** Category whose market index was used. */
  category: string;
  week: number;
  variance: ExpectationVariance;
}

/**
 * Covariance of sessions' log uplifts, n × n. The session's own error and the slot effect's stay on the
 * diagonal; sessions of one baseline share its level error, the merchant's own growth and the drift up to the
 * earlier of them; sessions of one category and week share the index error. For the sessions of one record (up to a few thousand).
 */
export function sessionCovariance(sessions: readonly ExpectedSession[]): number[][] {
  return sessions.map((a, i) =>
    sessions.map((b, j) => {
      if (i === j) {
        return predictionVariance(a.variance);
      }
      const sameMerchant = a.baseline === b.baseline;
      const sameMarket = a.category === b.category && a.week === b.week;
      return (
        (sameMerchant ? Math.sqrt(a.variance.level * b.variance.level) : 0) +
        (sameMerchant ? Math.sqrt(a.variance.trend * b.variance.trend) : 0) +
        (sameMerchant ? Math.min(a.variance.drift, b.variance.drift) : 0) +
        (sameMarket ? Math.sqrt(a.variance.market * b.variance.market) : 0)
      );
    }),
  );
}
