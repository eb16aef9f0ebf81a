import { definePermissions } from '../platform/access/permissions.js';
import { EVERYONE, SIGNED_IN } from '../platform/access/roles.js';

export const authPermissions = definePermissions('auth', {
  signIn: {
    roles: EVERYONE,
    description: 'Sign in and out, refresh a session, accept an invitation, set up a second step.',
  },
  ownAccount: { roles: SIGNED_IN, description: 'See and change one’s own account.' },
  manageMembers: {
    roles: ['ADMINISTRATOR', 'PROVIDER_OWNER', 'MERCHANT_OWNER'],
    description: 'See, invite and end members: administrators everywhere, owners in their company.',
  },
  manageAccounts: { roles: ['ADMINISTRATOR'], description: 'Disable and enable accounts.' },
  manageApiKeys: { roles: ['ADMINISTRATOR'], description: 'Create, rotate and revoke API keys.' },
});
