export type SessionEndReason =
  'SIGNED_OUT' | 'TOKEN_REUSED' | 'PASSWORD_CHANGED' | 'MEMBERSHIP_ENDED' | 'ACCOUNT_DISABLED';

export interface PresentedToken {
  readonly usedAt: Date | null;
  readonly tokenExpiresAt: Date;
  readonly sessionExpiresAt: Date;
  readonly sessionEndedAt: Date | null;
  readonly accountState: 'ACTIVE' | 'DISABLED';
  readonly membershipEndedAt: Date | null;
}

export type RefreshDecision =
  | { readonly kind: 'ROTATE' }
  | { readonly kind: 'REFUSE' }
  /** The token was stolen, or its thief has been here before: nobody of the family may go on. */
  | { readonly kind: 'END_SESSION'; readonly reason: SessionEndReason };

/**
 * Decides on a refresh token that was presented. A token is good once; presenting it again means that two
 * parties hold it, and since nobody can tell which is the thief, the whole family ends (RFC 9700, 4.14.2).
 */
export function decideRefresh(token: PresentedToken, now: Date): RefreshDecision {
  if (token.sessionEndedAt !== null || token.sessionExpiresAt <= now) return { kind: 'REFUSE' };
  if (token.accountState !== 'ACTIVE') return { kind: 'END_SESSION', reason: 'ACCOUNT_DISABLED' };
  if (token.usedAt !== null) return { kind: 'END_SESSION', reason: 'TOKEN_REUSED' };
  if (token.membershipEndedAt !== null) return { kind: 'END_SESSION', reason: 'MEMBERSHIP_ENDED' };
  return token.tokenExpiresAt <= now ? { kind: 'REFUSE' } : { kind: 'ROTATE' };
}

/** A token lives for `days`, but never beyond its session. */
export function tokenExpiry(now: Date, days: number, sessionExpiresAt: Date): Date {
  return new Date(Math.min(now.getTime() + days * 86_400_000, sessionExpiresAt.getTime()));
}
