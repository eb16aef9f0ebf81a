import type { RequestContext } from '../context/request-context.js';
import type { PLATFORM_ROLES } from './roles.js';

export type StaffRole = (typeof PLATFORM_ROLES)[number];

/**
 * Whom something is addressed to: a company (its owners and members; operators only by name), a person, or
 * whoever acts for the platform in one of some roles.
 */
export type Audience =
  | { readonly providerId: string }
  | { readonly merchantId: string }
  | { readonly operatorId: string }
  | { readonly accountId: string }
  | { readonly staff: readonly StaffRole[] };

/** An audience as stored: `provider:<uuid>`, `staff:REVIEWER`. Several staff roles are several. */
export function audienceKeys(audience: Audience): string[] {
  if ('providerId' in audience) return [`provider:${audience.providerId}`];
  if ('merchantId' in audience) return [`merchant:${audience.merchantId}`];
  if ('operatorId' in audience) return [`operator:${audience.operatorId}`];
  if ('accountId' in audience) return [`account:${audience.accountId}`];
  return audience.staff.map((role) => `staff:${role}`);
}

/** The stored audiences that the caller belongs to: a person is one, and stands for one scope. */
export function audiencesOf({ actor, scope }: RequestContext): string[] {
  if (actor.kind !== 'USER') return [];
  const person = `account:${actor.accountId}`;
  switch (scope.kind) {
    case 'PLATFORM':
      return [person, `staff:${actor.role}`];
    case 'MERCHANT':
      return [person, `merchant:${scope.merchantId}`];
    case 'PROVIDER':
      if (actor.role !== 'OPERATOR') return [person, `provider:${scope.providerId}`];
      return scope.operatorId ? [person, `operator:${scope.operatorId}`] : [person];
    case 'NONE':
      return [person];
  }
}
