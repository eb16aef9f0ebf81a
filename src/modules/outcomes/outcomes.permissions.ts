import { definePermissions } from '../platform/access/permissions.js';
import { STAFF } from '../platform/access/roles.js';

export const sessionOutcomePermissions = definePermissions('outcome', {
  readSessions: {
    roles: [
      ...STAFF,
      'PROVIDER_OWNER',
      'PROVIDER_MEMBER',
      'OPERATOR',
      'MERCHANT_OWNER',
      'MERCHANT_MEMBER',
    ],
    description:
      'See what operated sessions came to: staff all, a side its own, operators theirs, down to the rows behind.',
  },
  readRecords: {
    roles: STAFF,
    description: 'List the records of all operators and providers by uplift.',
  },
  readComputations: { roles: STAFF, description: 'See how and when outcomes were computed.' },
  compute: {
    roles: ['RANKING_MANAGER', 'ADMINISTRATOR'],
    description: 'Compute outcomes, all or what changed.',
  },
});
