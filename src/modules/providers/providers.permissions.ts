import { definePermissions } from '../platform/access/permissions.js';
import { EVERYONE, SIGNED_IN, STAFF } from '../platform/access/roles.js';

export const providerPermissions = definePermissions('provider', {
  read: { roles: SIGNED_IN, description: 'See providers and what they publish.' },
  readPublic: { roles: EVERYONE, description: 'See the public profiles of admitted companies.' },
  register: { roles: EVERYONE, description: 'Register a company that applies.' },
  editProfile: {
    roles: ['PROVIDER_OWNER'],
    description: 'Change what your company says of itself.',
  },
  editPackages: {
    roles: ['PROVIDER_OWNER', 'PROVIDER_MEMBER'],
    description: 'Draft, publish and archive the service packages of your company.',
  },
  readTransitions: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER'],
    description:
      'See how a provider came to its state: staff of every provider, others of their own.',
  },
  readRegistration: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER'],
    description: 'See credit codes: staff of every provider, others of their own.',
  },
});
