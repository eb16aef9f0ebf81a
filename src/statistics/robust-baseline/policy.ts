/** Everything about a baseline that is a judgement: versioned policy data of the caller, never a default. */
export interface BaselinePolicy {
  /** Sessions older than this at the engagement's start are not looked at. */
  lookbackDays: number;
  /** Days after another engagement's term that still don't count as the merchant's own. */
  washoutDays: number;
  /** Sessions with positive net GMV that a baseline needs, at least 2. */
  minimumSessions: number;
  /** A session this many days older weighs half as much. */
  halfLifeDays: number;
  /** Huber's tuning constant, e.g. 1.345. */
  huberTuning: number;
  /**
   * The two-part rule for zeros: up to this share of sessions without positive net GMV the log level is that
   * of the positive ones and their share a second part; above it nothing can be estimated.
   */
  maximumNonPositiveShare: number;
  /**
   * The days just before the engagement do not set the level: merchants hire after a dip that would have
   * passed by itself (regression to the mean), or make one. They are kept to be tested; see `recentDip`.
   */
  anticipationDays: number;
  /** Variance that the log level gathers per day it is carried forward; see `estimateWandering`. */
  driftVariancePerDay: number;
  /** Variance of merchants' own growth per day: the level gathers it with the square of the days. */
  trendVariancePerDaySquared: number;
  /** A baseline carried further than this is stale. */
  staleAfterDays: number;
}
