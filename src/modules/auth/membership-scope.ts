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

/** The ids that go with a role, in words. */
export function idsOf(role: MembershipRole): string {
  if (role === 'OPERATOR') return 'providerId, operatorId';
  return { PROVIDER: 'providerId', MERCHANT: 'merchantId', PLATFORM: '–' }[scopeKindOf(role)];
}
