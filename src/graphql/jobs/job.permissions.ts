import { definePermissions } from '../../modules/platform/access/permissions.js';
import { SIGNED_IN } from '../../modules/platform/access/roles.js';

export const jobPermissions = definePermissions('job', {
  watch: {
    roles: [...SIGNED_IN, 'FEED_SERVICE'],
    description: 'Follow background jobs: those that you asked for; staff follow all.',
  },
});
