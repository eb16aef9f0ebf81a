import { newId } from '../kernel/ids.js';
import type { Locale } from '../kernel/result.js';
import type { MembershipRole, Role } from '../access/roles.js';

/** Whose objects an actor may touch, beyond what the role's permissions say. */
export type Scope =
  | { readonly kind: 'PLATFORM' }
  | { readonly kind: 'PROVIDER'; readonly providerId: string; readonly operatorId?: string }
  | { readonly kind: 'MERCHANT'; readonly merchantId: string }
  | { readonly kind: 'NONE' };

export type Actor =
  | { readonly kind: 'ANONYMOUS'; readonly role: 'ANONYMOUS' }
  | {
      readonly kind: 'USER';
      readonly role: MembershipRole;
      readonly accountId: string;
      readonly membershipId: string;
    }
  | {
      readonly kind: 'SERVICE';
      readonly role: 'FEED_SERVICE';
      readonly keyId: string;
      /** Datasets that the key may write; empty means none. */
      readonly datasets: readonly string[];
    }
  /** Background jobs and the command line. `name` says which. */
  | { readonly kind: 'SYSTEM'; readonly role: 'SYSTEM'; readonly name: string };

/** Immutable; the first argument of every service method. */
export interface RequestContext {
  readonly actor: Actor;
  readonly scope: Scope;
  readonly requestId: string;
  readonly now: Date;
  readonly locale: Locale;
}

export const ANONYMOUS: Actor = { kind: 'ANONYMOUS', role: 'ANONYMOUS' };

export function systemContext(name: string, now: Date): RequestContext {
  return {
    actor: { kind: 'SYSTEM', role: 'SYSTEM', name },
    scope: { kind: 'PLATFORM' },
    requestId: newId(),
    now,
    locale: 'en',
  };
}

/** The actor as one word for logs and keys; never a name or an address. */
export function actorKey(actor: Actor): string {
  switch (actor.kind) {
    case 'ANONYMOUS':
      return 'anonymous';
    case 'USER':
      return `account:${actor.accountId}`;
    case 'SERVICE':
      return `key:${actor.keyId}`;
    case 'SYSTEM':
      return `system:${actor.name}`;
  }
}

export function hasRole(context: RequestContext, roles: readonly Role[]): boolean {
  return context.actor.role === 'SYSTEM' || roles.includes(context.actor.role);
}
