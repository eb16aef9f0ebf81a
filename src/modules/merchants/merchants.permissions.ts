import { definePermissions } from '../platform/access/permissions.js';
import { EVERYONE, SIGNED_IN, STAFF } from '../platform/access/roles.js';

export const merchantPermissions = definePermissions('merchant', {
  read: { roles: SIGNED_IN, description: 'See which merchants there are; never their figures.' },
  readHistory: {
    roles: [...STAFF, 'MERCHANT_OWNER', 'MERCHANT_MEMBER'],
    description: 'See how a merchant’s attributes changed: staff of everyone, merchants their own.',
  },
  issueClaimCode: {
    roles: ['REVIEWER', 'ADMINISTRATOR'],
    description: 'Issue the code by which a merchant’s people take its account.',
  },
  claim: { roles: EVERYONE, description: 'Take a merchant’s account with a code from staff.' },
});
