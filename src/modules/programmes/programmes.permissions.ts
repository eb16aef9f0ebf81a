import { definePermissions } from '../platform/access/permissions.js';
import { SIGNED_IN, STAFF } from '../platform/access/roles.js';

export const programmePermissions = definePermissions('programme', {
  read: {
    roles: SIGNED_IN,
    description:
      'See approved programmes, how many providers reached their targets, and distributions.',
  },
  readStandings: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER'],
    description: 'See providers’ standings in programmes: staff all, others their own.',
  },
  export: { roles: STAFF, description: 'Download standings as CSV.' },
  manage: {
    roles: ['RANKING_MANAGER', 'ADMINISTRATOR'],
    description: 'Draft, approve and withdraw programmes; whoever drafted one cannot approve it.',
  },
});
