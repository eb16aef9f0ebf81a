/** What guesses are counted for: one account's name, or one address that tries many names. */
export type AttemptKind = 'ACCOUNT' | 'ADDRESS';

export interface BackOffPolicy {
  /** So many attempts in a row cost nothing: people mistype. */
  readonly freeAttempts: number;
  /** The wait after the first attempt beyond; it doubles with each further one. */
  readonly firstWaitSeconds: number;
  readonly longestWaitSeconds: number;
  /** After so long without an attempt the count starts afresh. */
  readonly forgetAfterMinutes: number;
}

export interface AttemptCount {
  readonly attempts: number;
  readonly lastAttemptAt: Date;
  readonly blockedUntil: Date | null;
}

export type AttemptDecision =
  | { readonly allowed: true; readonly count: AttemptCount }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

/**
 * Decides on one more attempt. It is counted *before* the password is looked at, so that a hundred guesses
 * sent at once are a hundred counted guesses; a success afterwards clears the count. A refused attempt neither
 * counts nor prolongs the wait: somebody else's hammering must not lock the owner out for good.
 */
export function decideAttempt(
  policy: BackOffPolicy,
  before: AttemptCount | undefined,
  now: Date,
): AttemptDecision {
  if (before?.blockedUntil && before.blockedUntil > now) {
    const wait = Math.ceil((before.blockedUntil.getTime() - now.getTime()) / 1_000);
    return { allowed: false, retryAfterSeconds: wait };
  }
  const forgotten =
    before !== undefined &&
    now.getTime() - before.lastAttemptAt.getTime() >= policy.forgetAfterMinutes * 60_000;
  const attempts = (before === undefined || forgotten ? 0 : before.attempts) + 1;
  const wait = waitSeconds(policy, attempts);
  const blockedUntil = wait > 0 ? new Date(now.getTime() + wait * 1_000) : null;
  return { allowed: true, count: { attempts, lastAttemptAt: now, blockedUntil } };
}

/** How long after the n-th failed attempt the next one has to wait. */
export function waitSeconds(policy: BackOffPolicy, attempts: number): number {
  const beyond = attempts - policy.freeAttempts;
  if (beyond < 0) return 0;
  return Math.min(policy.longestWaitSeconds, policy.firstWaitSeconds * 2 ** Math.min(beyond, 30));
}
