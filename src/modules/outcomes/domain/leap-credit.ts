import { displayShares } from '../../../statistics/numeric/index.js';
import type { BusinessDate } from '../../platform/kernel/business-date.js';
import type { LeapTieKey } from './merchant-growth-policy.js';

/** An engagement that was active long enough before a leap, with the sessions it operated then. */
export interface CreditCandidate {
  readonly engagementId: string;
  readonly providerId: string;
  readonly providerCode: string;
  readonly startedOn: BusinessDate;
  readonly activeDays: number;
  readonly sessions: number;
}

export interface LeapCredits {
  /** What all shares are parts of: the credit of a candidate is sessions / total. 0: nobody's. */
  readonly total: number;
  readonly credits: readonly CreditCandidate[];
  /** The provider with the largest share, for whom programmes count the merchant. */
  readonly providerId: string | null;
}

/** Shares of a leap as exact fractions, in order of engagement. They add up to 1, or nobody has one. */
export function shareCredit(
  candidates: readonly CreditCandidate[],
  tieOrder: readonly LeapTieKey[],
): LeapCredits {
  const credits = candidates
    .filter(({ sessions }) => sessions > 0)
    .sort((a, b) => (a.engagementId < b.engagementId ? -1 : 1));
  const total = credits.reduce((sum, { sessions }) => sum + sessions, 0);
  return { total, credits, providerId: largestProvider(credits, tieOrder) };
}

/** Percentages with two decimals that add up to 100, largest remainder. */
export function displayedShares(sessions: readonly number[]): readonly number[] {
  return displayShares(sessions, 2) ?? [];
}

interface ProviderShare {
  readonly providerId: string;
  readonly providerCode: string;
  readonly sessions: number;
  readonly activeDays: number;
  readonly startedOn: BusinessDate;
}

const TIE_BREAK: Record<LeapTieKey, (a: ProviderShare, b: ProviderShare) => number> = {
  ACTIVE_DAYS: (a, b) => b.activeDays - a.activeDays,
  EARLIER_START: (a, b) => compareText(a.startedOn, b.startedOn),
};

function largestProvider(
  credits: readonly CreditCandidate[],
  tieOrder: readonly LeapTieKey[],
): string | null {
  const shares = new Map<string, ProviderShare>();
  for (const credit of credits) {
    const known = shares.get(credit.providerId);
    shares.set(credit.providerId, {
      providerId: credit.providerId,
      providerCode: credit.providerCode,
      sessions: credit.sessions + (known?.sessions ?? 0),
      activeDays: credit.activeDays + (known?.activeDays ?? 0),
      startedOn: known && known.startedOn < credit.startedOn ? known.startedOn : credit.startedOn,
    });
  }
  const order = [
    (a: ProviderShare, b: ProviderShare) => b.sessions - a.sessions,
    ...tieOrder.map((key) => TIE_BREAK[key]),
    (a: ProviderShare, b: ProviderShare) => compareText(a.providerCode, b.providerCode),
  ];
  const [first] = [...shares.values()].sort(
    (a, b) => order.map((compare) => compare(a, b)).find((result) => result !== 0) ?? 0,
  );
  return first?.providerId ?? null;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
