import { definePermissions } from '../platform/access/permissions.js';
import { SIGNED_IN, STAFF } from '../platform/access/roles.js';

export const scoringPermissions = definePermissions('scoring', {
  readBoard: {
    roles: SIGNED_IN,
    description: 'See the models, the board and scores by force.',
  },
  readExplanation: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER'],
    description:
      'Open a score down to its indicators and sessions: staff of every provider, others of their own.',
  },
  readRuns: { roles: STAFF, description: 'See scoring runs, drafts included.' },
  manageRuns: {
    roles: ['RANKING_MANAGER', 'ADMINISTRATOR'],
    description: 'Start scoring runs and choose the one that is shown.',
  },
});
