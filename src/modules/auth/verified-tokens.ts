import { hash } from 'node:crypto';
import { BoundedMap } from '../platform/kernel/bounded-map.js';
import type { Caller } from './access-token.js';

/** Who a good access token speaks for, and how long it is good (milliseconds since 1970). */
export interface VerifiedToken {
  readonly caller: Caller;
  readonly expiresAt: number;
}

/** Sessions in use on one process at a time; beyond it tokens are verified again, which is only slower. */
const MOST_TOKENS = 5_000;

/**
 * `Authorization` headers whose token was found good, until it expires: the same comes with every call of a
 * session, and verifying it is most of what authentication costs. By digest, so that no token stays in memory.
 * Nothing is skipped that would count later: access tokens are not looked up and not revoked before they expire.
 */
export class VerifiedTokens {
  private readonly verified = new BoundedMap<VerifiedToken>(MOST_TOKENS);

  find(authorization: string, now: Date): Caller | undefined {
    const found = this.verified.get(digest(authorization));
    return found && found.expiresAt > now.getTime() ? found.caller : undefined;
  }

  remember(authorization: string, token: VerifiedToken): void {
    this.verified.set(digest(authorization), token);
  }
}

function digest(authorization: string): string {
  return hash('sha256', authorization, 'base64');
}
