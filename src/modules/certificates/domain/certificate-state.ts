import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';

/** What has been ruled about a certificate. Whether it holds today also depends on the day: `stateOn`. */
export const certificateStandings = stateMachine('certificate', 'GOOD', {
  GOOD: ['SUSPENDED', 'REVOKED'],
  SUSPENDED: ['GOOD', 'REVOKED'],
  REVOKED: [],
});
export type CertificateStanding = (typeof certificateStandings.states)[number];

export const CERTIFICATE_STATES = ['VALID', 'EXPIRED', 'SUSPENDED', 'REVOKED'] as const;
export type CertificateState = (typeof CERTIFICATE_STATES)[number];

/** The facts from which the rest follows. */
export interface CertificateFacts {
  /** The last day on which it is valid. */
  readonly validUntil: BusinessDate;
  readonly suspendedAt: Date | null;
  /** The first day on which it is void; may lie ahead. */
  readonly revokedOn: BusinessDate | null;
}

export function standingOf({
  suspendedAt,
  revokedOn,
}: Omit<CertificateFacts, 'validUntil'>): CertificateStanding {
  if (revokedOn !== null) return 'REVOKED';
  return suspendedAt === null ? 'GOOD' : 'SUSPENDED';
}

/** The state on a day. What can never be undone is told first. */
export function stateOn(facts: CertificateFacts, today: BusinessDate): CertificateState {
  if (facts.revokedOn !== null && facts.revokedOn <= today) return 'REVOKED';
  if (facts.validUntil < today) return 'EXPIRED';
  return facts.suspendedAt === null ? 'VALID' : 'SUSPENDED';
}
