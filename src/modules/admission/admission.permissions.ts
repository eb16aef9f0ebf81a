import { definePermissions } from '../platform/access/permissions.js';
import { STAFF } from '../platform/access/roles.js';

const REVIEWERS = ['REVIEWER', 'ADMINISTRATOR'] as const;
const COMPANY = ['PROVIDER_OWNER', 'PROVIDER_MEMBER'] as const;

export const admissionPermissions = definePermissions('admission', {
  apply: {
    roles: COMPANY,
    description: 'Put together, submit and withdraw the application of your company.',
  },
  readApplications: {
    roles: [...REVIEWERS, ...COMPANY],
    description: 'See applications: reviewers all of them, companies their own.',
  },
  readChecklist: {
    roles: [...STAFF, ...COMPANY],
    description:
      'See what a provider’s admission needs: staff of every provider, others of their own.',
  },
  readStanding: {
    roles: [...STAFF, ...COMPANY],
    description: 'See how providers stand: staff all of them, others their own.',
  },
  review: {
    roles: REVIEWERS,
    description: 'See the review queue, answer gates and give opinions on what is assigned to you.',
  },
  reassign: { roles: REVIEWERS, description: 'Hand a review to another reviewer, or to yourself.' },
  proposeRuling: {
    roles: REVIEWERS,
    description: 'Propose to suspend, reinstate or exit a provider; another reviewer decides.',
  },
  readPolicies: {
    roles: [...STAFF, ...COMPANY],
    description: 'See the versions of the admission policy.',
  },
  draftPolicies: {
    roles: REVIEWERS,
    description: 'Draft a version of the admission policy, and try it on every provider.',
  },
  approvePolicies: {
    roles: ['ADMINISTRATOR'],
    description: 'Approve or withdraw a draft of the admission policy that somebody else made.',
  },
});
