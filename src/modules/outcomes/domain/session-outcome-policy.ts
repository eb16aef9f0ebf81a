import { z } from 'zod';

const share = z.number().min(0).max(1);
const days = z.int().min(0).max(3_660);

/** Every threshold of the outcomes: policy `outcomes`, versioned and dated (seeds/reference/policies.json). */
export const outcomesPolicy = z.object({
  /** How far before the engagement a merchant's own sessions are looked at. */
  lookbackDays: days,
  /** Days after another term that still do not count as the merchant's own. */
  washoutDays: days,
  /** Days just before the engagement that are tested for a dip and do not set the level. */
  anticipationDays: days,
  minimumSessions: z.int().min(2),
  halfLifeDays: z.number().positive(),
  huberTuning: z.number().positive(),
  maximumNonPositiveShare: share,
  /** A baseline carried further than this estimates nothing. */
  staleAfterDays: days,
  /** After so many days refunds are final. */
  refundWindowDays: days,
  confidence: z.number().gt(0.5).lt(1),
  market: z.object({
    minimumMerchants: z.int().min(2),
    /** A larger panel of a category and size is a fixed sample of so many merchants. */
    maximumMerchants: z.int().min(2),
    /** Paid GMV of 30 days that divides small merchants from large ones, in yuan. */
    smallBelow: z.number().positive(),
    /** Longest lag of the variogram from which drift and growth are read. */
    longestLagWeeks: z.int().min(3),
  }),
  slots: z.object({
    /** Hours at which a band of start times begins, from 0 upward. */
    hourBands: z.array(z.int().min(0).max(23)).min(1),
    priorDeviation: z.number().positive(),
    /** Slot effects are estimated on the sessions of so many panel merchants at most. */
    maximumMerchants: z.int().min(20),
  }),
  advertising: z.object({ habitQuantile: share }),
  bigSession: z.object({ ratio: z.number().gt(1), minimumMinutes: z.int().min(1) }),
  /** Judged uplift from which a session is a hit. */
  hitUplift: z.number().min(0),
  holds: z.object({
    /** One buyer's share of paid GMV, and how many mean buyers it is worth. */
    topBuyer: z.object({ share, timesMean: z.number().min(1) }),
    /** Refund share above the merchant's usual, and how many standard deviations that is. */
    refundRate: z.object({ above: share, deviations: z.number().positive() }),
    /** Share of the refunds that came within 24 hours, where refunds reach a share of paid GMV. */
    refundSpeed: z.object({ within24Hours: share, refundShare: share }),
    /** Share of paid GMV that advertising beyond habit bought, with so many times the usual spend. */
    bought: z.object({ share, timesHabit: z.number().min(1) }),
    /** A fall of the level just before the engagement. */
    dip: z.object({ days, fall: share, pValue: share }),
  }),
  records: z.object({
    /** From so many merchants on a record's spread is its own; below, that of the whole pool. */
    ownSpreadFromMerchants: z.int().min(3),
    /** Fewer do not make a place in a list. */
    minimumSessions: z.int().min(1),
    minimumMerchants: z.int().min(1),
  }),
});

export type OutcomesPolicy = z.infer<typeof outcomesPolicy>;
