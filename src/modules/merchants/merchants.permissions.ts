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
  readRelatedParties: {
    roles: STAFF,
    description: 'See which providers and merchants are related, and by what.',
  },
  readPartyMarks: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'MERCHANT_OWNER'],
    description: 'See who owns, represents or is paid for a company, masked: owners their own.',
  },
  recordPartyMarks: {
    roles: ['REVIEWER', 'ADMINISTRATOR', 'PROVIDER_OWNER', 'MERCHANT_OWNER'],
    description: 'Record who owns, represents or is paid for a company: owners of their own.',
  },
  endPartyMarks: {
    roles: ['REVIEWER', 'ADMINISTRATOR'],
    description: 'End a mark of a company that was wrong or holds no longer.',
  },
  claim: { roles: EVERYONE, description: 'Take a merchant’s account with a code from staff.' },
});
