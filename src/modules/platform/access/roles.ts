/** Every role that an account, a service key or nobody at all can act in. */
export const PLATFORM_ROLES = [
  'REVIEWER',
  'RANKING_MANAGER',
  'CONTEST_MANAGER',
  'CERTIFICATION_OFFICER',
  'ADMINISTRATOR',
  'JUROR',
  'ASSESSOR',
] as const;
export const PROVIDER_ROLES = ['PROVIDER_OWNER', 'PROVIDER_MEMBER', 'OPERATOR'] as const;
export const MERCHANT_ROLES = ['MERCHANT_OWNER', 'MERCHANT_MEMBER'] as const;

export const MEMBERSHIP_ROLES = [...PLATFORM_ROLES, ...PROVIDER_ROLES, ...MERCHANT_ROLES] as const;
export const ROLES = [...MEMBERSHIP_ROLES, 'FEED_SERVICE', 'ANONYMOUS'] as const;

export type MembershipRole = (typeof MEMBERSHIP_ROLES)[number];
export type Role = (typeof ROLES)[number];

/** Staff who run the marketplace. Jurors and assessors are invited outsiders and see less. */
export const STAFF: readonly Role[] = [
  'REVIEWER',
  'RANKING_MANAGER',
  'CONTEST_MANAGER',
  'CERTIFICATION_OFFICER',
  'ADMINISTRATOR',
];
export const SIGNED_IN: readonly Role[] = MEMBERSHIP_ROLES;
export const EVERYONE: readonly Role[] = ROLES;

export function scopeKindOf(role: MembershipRole): 'PLATFORM' | 'PROVIDER' | 'MERCHANT' {
  if ((PROVIDER_ROLES as readonly Role[]).includes(role)) return 'PROVIDER';
  return (MERCHANT_ROLES as readonly Role[]).includes(role) ? 'MERCHANT' : 'PLATFORM';
}
