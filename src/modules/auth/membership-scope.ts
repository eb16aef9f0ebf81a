import { scopeKindOf, type MembershipRole } from '../platform/access/roles.js';

/** A role, and for providers and merchants whose. Exactly the ids that the role calls for. */
export interface MembershipScope {
  readonly role: MembershipRole;
  readonly providerId?: string | null;
  readonly operatorId?: string | null;
  readonly merchantId?: string | null;
}

export function fitsRole({ role, providerId, operatorId, merchantId }: MembershipScope): boolean {
  const kind = scopeKindOf(role);
  return (
    (providerId != null) === (kind === 'PROVIDER') &&
    (operatorId != null) === (role === 'OPERATOR') &&
    (merchantId != null) === (kind === 'MERCHANT')
  );
}
