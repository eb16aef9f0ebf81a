import { DateTime } from 'luxon';
import { BUSINESS_ZONE } from '../../platform/kernel/business-date.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';

/** The feed may verify a claim, and correct itself afterwards; only its owner withdraws it. */
export const operatedSessionStates = stateMachine('operated session', 'CLAIMED', {
  CLAIMED: ['VERIFIED', 'MISMATCHED', 'WITHDRAWN'],
  VERIFIED: ['MISMATCHED'],
  MISMATCHED: ['VERIFIED'],
  WITHDRAWN: [],
});
export type OperatedSessionState = (typeof operatedSessionStates.states)[number];

/** Why the feed's session is not taken for the claimed one. Tried again with every later load. */
export const MISMATCH_REASONS = [
  'OTHER_MERCHANT',
  'TIMES_DISAGREE',
  'OUTSIDE_TERM',
  'SEVERAL_CANDIDATES',
  'SESSION_HELD',
  'OPERATOR_ELSEWHERE',
] as const;
export type MismatchReason = (typeof MISMATCH_REASONS)[number];

const MINUTE = 60_000;

export function plusMinutes(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * MINUTE);
}

/** Whether a claim was made early enough to score, against the planned or, once known, the real start. */
export function isInTime(claimedAt: Date, start: Date, graceMinutes: number): boolean {
  return claimedAt <= plusMinutes(start, graceMinutes);
}

/** An instant as people of the trade read it: `2026-11-11 20:00`. */
export function clockText(instant: Date): string {
  return DateTime.fromJSDate(instant, { zone: BUSINESS_ZONE }).toFormat('yyyy-MM-dd HH:mm');
}
