import { z } from 'zod';
import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import type { ScoredProvider } from './score-market.js';

const money = z.string().regex(/^\d+\.\d{2}$/);

/** Policy `trading-tiers`, as far as scoring reads it. */
export const tradingTiersPolicy = z.object({
  tailFrom: money,
  waistFrom: money,
  shoulderFrom: money,
  headFrom: money,
  coldStartSuccessMonthGmv: money,
});

/** Policy `scoring-evidence`: which days speak for a provider. */
export const scoringEvidencePolicy = z.strictObject({
  /** Trailing days up to and with the cutoff. */
  windowDays: z.number().int().min(7).max(400),
  /** A merchant's baseline ends so many days before the service began, and is so many days long. */
  baselineGapDays: z.number().int().min(0).max(365),
  baselineDays: z.number().int().min(7).max(400),
  /** A further engagement that begins within so many days after the last one is a renewal. */
  renewalWithinDays: z.number().int().min(0).max(365),
  /** Trailing days whose net GMV tells the trading tier. */
  tierDays: z.number().int().min(1).max(365),
  /** Calendar months from the first success month to maturity. */
  matureAfterMonths: z.number().int().min(1).max(60),
});

/** All settings of a run, resolved: what is needed to make it again, whatever the policies say later. */
export interface RunSetting
  extends z.infer<typeof tradingTiersPolicy>, z.infer<typeof scoringEvidencePolicy> {
  readonly policyVersions: Readonly<Record<string, number>>;
}

/** Days of the window on which a merchant was served, and the day on which this uninterrupted service began. */
export interface ServiceSpan {
  readonly merchantId: string;
  readonly firstDay: BusinessDate;
  readonly lastDay: BusinessDate;
  readonly servedFrom: BusinessDate;
}

/** What a provider's score keeps beside its columns. */
export type ScoreDetail = Pick<
  ScoredProvider,
  'reference' | 'peerGroup' | 'nodes' | 'indicators' | 'gates'
>;

export interface Days {
  readonly firstDay: BusinessDate;
  readonly lastDay: BusinessDate;
}

export function windowOf(cutoff: BusinessDate, { windowDays }: { windowDays: number }): Days {
  return { firstDay: addDays(cutoff, 1 - windowDays), lastDay: cutoff };
}
