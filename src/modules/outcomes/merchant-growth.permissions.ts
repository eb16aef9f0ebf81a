import { definePermissions } from '../platform/access/permissions.js';
import { MERCHANT_ROLES, PROVIDER_ROLES, SIGNED_IN, STAFF } from '../platform/access/roles.js';

export const growthPermissions = definePermissions('growth', {
  read: {
    roles: [...STAFF, ...PROVIDER_ROLES, ...MERCHANT_ROLES],
    description:
      'See merchants’ months, cold starts, leaps and sales around sessions: staff all, merchants their own, providers those of their terms.',
  },
  readAttainment: {
    roles: [...STAFF, ...PROVIDER_ROLES, ...MERCHANT_ROLES],
    description: 'See promised against achieved: staff all, each side of its own engagements.',
  },
  readMarket: {
    roles: SIGNED_IN,
    description: 'See distributions over tiers and leap rates of groups that are large enough.',
  },
});
