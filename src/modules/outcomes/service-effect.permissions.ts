import { definePermissions } from '../platform/access/permissions.js';
import { STAFF } from '../platform/access/roles.js';

export const serviceEffectPermissions = definePermissions('serviceEffects', {
  read: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER'],
    description:
      'See what served merchants did beside comparable unserved ones: staff everything, providers themselves and groups of at least five.',
  },
});
