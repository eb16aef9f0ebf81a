import type { BusinessDate } from '../../platform/kernel/business-date.js';
import type { Money } from '../../platform/kernel/money.js';
import type { CapabilityModule } from '../../platform/kernel/vocabulary.js';
import type { Side } from './engagement.js';

/** TERMS are negotiated before an engagement is agreed; it is extended and handed over while it runs. */
export const VERSION_KINDS = ['TERMS', 'EXTENSION', 'HANDOVER'] as const;
export type VersionKind = (typeof VERSION_KINDS)[number];

/** What became of a version. SUPERSEDED: another one took its place; LAPSED: its engagement ended. */
export const OFFER_ANSWERS = ['ACCEPTED', 'DECLINED', 'WITHDRAWN', 'SUPERSEDED', 'LAPSED'] as const;
export type OfferAnswer = (typeof OFFER_ANSWERS)[number];

export const FEE_KINDS = ['FIXED', 'COMMISSION', 'HYBRID'] as const;
export type FeeKind = (typeof FEE_KINDS)[number];

/** Something to be reached by a day, counted from the first day of the term. */
export interface Milestone {
  readonly title: string;
  readonly dueOn: BusinessDate;
  readonly targetGmv?: Money | null;
  readonly targetSessions?: number | null;
}

/** What two sides agree on. */
export interface Terms {
  readonly scopeModules: readonly CapabilityModule[];
  readonly targetGmv: Money;
  /** What is paid for the whole term whatever is sold. */
  readonly fee: Money;
  /** Share of net GMV that is paid on top; null when there is none. */
  readonly commissionShare?: string | null;
  readonly startedOn: BusinessDate;
  readonly endedOn: BusinessDate;
  readonly operatorIds: readonly string[];
  readonly milestones?: readonly Milestone[];
  readonly note: string;
}

/** The version that waits for an answer. */
export interface OpenVersion {
  readonly number: number;
  readonly kind: VersionKind;
  readonly madeBy: Side;
  readonly startedOn: BusinessDate;
  readonly endedOn: BusinessDate;
  readonly operatorIds: readonly string[];
}

export function feeKind(fee: Money, commissionShare: string | null): FeeKind {
  if (commissionShare === null) return 'FIXED';
  return Number(fee) === 0 ? 'COMMISSION' : 'HYBRID';
}
