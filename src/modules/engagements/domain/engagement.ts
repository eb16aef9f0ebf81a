import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';

export const ENGAGEMENT_KINDS = ['SERVICE', 'CONTEST'] as const;
export type EngagementKind = (typeof ENGAGEMENT_KINDS)[number];

/** What somebody decided. */
export const engagementStates = stateMachine('engagement', 'PROPOSED', {
  PROPOSED: ['ACCEPTED', 'DECLINED', 'WITHDRAWN'],
  ACCEPTED: ['TERMINATED'],
  DECLINED: [],
  WITHDRAWN: [],
  TERMINATED: [],
});
export type EngagementState = (typeof engagementStates.states)[number];

/** What is so on a day: decisions and what follows from the term. */
export const ENGAGEMENT_STATUSES = [
  'PROPOSED',
  'ACCEPTED',
  'ACTIVE',
  'COMPLETED',
  'DECLINED',
  'WITHDRAWN',
  'TERMINATED',
] as const;
export type EngagementStatus = (typeof ENGAGEMENT_STATUSES)[number];

export type Side = 'PROVIDER' | 'MERCHANT';

export function otherSide(side: Side): Side {
  return side === 'PROVIDER' ? 'MERCHANT' : 'PROVIDER';
}

/** First and last day, both included. */
export interface Term {
  readonly startedOn: BusinessDate;
  readonly endedOn: BusinessDate;
  /** The last day, when it was ended early. */
  readonly terminatedOn?: BusinessDate | null;
}

/** Same rule as the SQL function engagement_status. */
export function engagementStatus(
  state: EngagementState,
  term: Term,
  today: BusinessDate,
): EngagementStatus {
  if (state !== 'ACCEPTED') return state;
  if (today < term.startedOn) return 'ACCEPTED';
  return today > term.endedOn ? 'COMPLETED' : 'ACTIVE';
}

/** Same rule as the SQL function engagement_days. */
export function lastDay({ endedOn, terminatedOn }: Term): BusinessDate {
  return terminatedOn && terminatedOn < endedOn ? terminatedOn : endedOn;
}

export function covers(term: Term, date: BusinessDate): boolean {
  return term.startedOn <= date && date <= lastDay(term);
}
