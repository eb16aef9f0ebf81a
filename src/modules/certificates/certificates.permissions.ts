import { definePermissions } from '../platform/access/permissions.js';
import { EVERYONE, STAFF } from '../platform/access/roles.js';

export const certificatePermissions = definePermissions('certificate', {
  read: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER', 'OPERATOR'],
    description:
      'List certificates: staff all, companies those of their operators, operators their own.',
  },
  verify: {
    roles: EVERYONE,
    description: 'Look a certificate up by its number, or verify one that was shown.',
  },
  publicRecords: {
    roles: EVERYONE,
    description: 'Fetch the issuer’s public keys, signed status lists and descriptions of levels.',
  },
  issue: {
    roles: ['CERTIFICATION_OFFICER', 'ADMINISTRATOR'],
    description: 'Issue and renew certificates.',
  },
  rule: {
    roles: ['CERTIFICATION_OFFICER', 'ADMINISTRATOR'],
    description: 'Suspend certificates, lift suspensions, and revoke.',
  },
  consent: {
    roles: ['OPERATOR'],
    description: 'Decide what your own certificate shows to everybody.',
  },
  readVerifications: {
    roles: STAFF,
    description: 'See how often certificates are looked at, never by whom.',
  },
  manageKeys: {
    roles: ['ADMINISTRATOR'],
    description: 'See the issuer’s keys, and put a new one in place of the active one.',
  },
});
