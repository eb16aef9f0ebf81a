import { definePermissions } from '../platform/access/permissions.js';
import { SIGNED_IN } from '../platform/access/roles.js';

export const feedPermissions = definePermissions('feed', {
  load: {
    roles: ['ADMINISTRATOR', 'FEED_SERVICE'],
    description:
      'Load files of the data feed: keys the datasets they are made for, administrators all of them and a platform’s past.',
  },
  readLoads: {
    roles: ['ADMINISTRATOR', 'RANKING_MANAGER', 'FEED_SERVICE'],
    description: 'See loads, their progress and rejects: keys their own, the others all.',
  },
  readFacts: {
    roles: SIGNED_IN,
    description:
      'See a merchant’s days and live sessions: its owner, the serving provider for its term, and staff.',
  },
});
