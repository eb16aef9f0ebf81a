import type { BusinessDate } from '../../platform/kernel/business-date.js';
import type { MerchantKind } from '../../platform/kernel/vocabulary.js';

/**
 * Sufficient statistics: all that a run keeps of the rows behind a provider. Every indicator can be computed
 * from them again. Sums are made in SQL, of integers and numeric only, and travel as exact decimal text.
 */
export const SESSION_SUMS = [
  'sessions',
  'liveMilliseconds',
  'paidGmv',
  'netGmv',
  'buyers',
  'newBuyers',
  'exposures',
  'entries',
  'watchMinutes',
  'reservations',
  'fansGained',
  'adSpend',
  'adGmv',
  'plannedSessions',
  'plannedNetGmv',
  'plannedTargetGmv',
  'reviewDueSessions',
  'plannedAndReviewed',
] as const;
export type SessionSum = (typeof SESSION_SUMS)[number];

export const DAY_SUMS = [
  'days',
  'paidGmv',
  'netGmv',
  'refundedGmv',
  'orders',
  'buyers',
  'repeatBuyers',
  'netFans',
  'liveMinutes',
  'listedSkus',
  'activeSkus',
  'shippedTotal',
  'shippedOnTime',
  'complaints',
  'ratingSum',
  'ratingCount',
] as const;
export type DaySum = (typeof DAY_SUMS)[number];

export interface WeekOfSessions {
  /** Its Monday. */
  readonly week: BusinessDate;
  readonly netGmv: string;
  readonly liveMilliseconds: string;
}

export interface SessionStatistics {
  readonly sums: Readonly<Record<SessionSum, string>>;
  /** In order of time. */
  readonly weeks: readonly WeekOfSessions[];
}

export interface DayStatistics {
  readonly sums: Readonly<Record<DaySum, string>>;
  /** Weeks all of whose seven days count, by their number of days with a live session: eight counts, from 0 to 7. */
  readonly wholeWeeks: readonly number[];
}

/** What one merchant shows in one window. */
export interface WindowStatistics {
  readonly sessions: SessionStatistics | null;
  readonly days: DayStatistics | null;
}

export interface MerchantStatistics extends WindowStatistics {
  readonly merchantId: string;
  readonly kind: MerchantKind | null;
  /** First calendar month (its first day) with at least the success amount of paid GMV. */
  readonly successMonth: BusinessDate | null;
  /** Net GMV of the 30 days up to the cutoff. */
  readonly trailingNetGmv: string;
  /** The merchant's own past before the service; null where it has none. */
  readonly baseline: WindowStatistics | null;
}

export interface FedStatistics {
  readonly code: string;
  /** Σ value × sample size. */
  readonly weightedSum: string;
  readonly sampleSize: string;
}

export interface EngagementStatistics {
  /** Engagements whose renewal was decided within the window, and those of them that were renewed. */
  readonly renewalsDecided: number;
  readonly renewed: number;
  readonly renewalMerchants: number;
  /** On the cutoff day. */
  readonly activeMerchants: number;
  readonly activeOperators: number;
  /** Sessions claimed in time whose outcome is estimated and not held, and those of them that were big. */
  readonly judgedSessions: number;
  readonly bigSessions: number;
  readonly judgedMerchants: number;
}

export interface ProviderStatistics {
  readonly providerId: string;
  /** In order of their ids. */
  readonly merchants: readonly MerchantStatistics[];
  /** In order of their codes. */
  readonly fed: readonly FedStatistics[];
  readonly engagements: EngagementStatistics;
}
