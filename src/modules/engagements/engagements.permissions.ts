import { definePermissions } from '../platform/access/permissions.js';
import { MERCHANT_ROLES, PROVIDER_ROLES, STAFF } from '../platform/access/roles.js';

const PROVIDER_MEMBERS = ['PROVIDER_OWNER', 'PROVIDER_MEMBER'] as const;

export const engagementPermissions = definePermissions('engagement', {
  read: {
    roles: [...STAFF, ...PROVIDER_ROLES, ...MERCHANT_ROLES],
    description: 'See engagements: staff all, a side its own, operators those that name them.',
  },
  negotiate: {
    roles: [...PROVIDER_MEMBERS, ...MERCHANT_ROLES],
    description: 'Propose, accept, decline and withdraw engagements of one’s own side.',
  },
  request: {
    roles: MERCHANT_ROLES,
    description: 'Ask several providers at once for an engagement.',
  },
  handOver: {
    roles: PROVIDER_MEMBERS,
    description: 'Ask the merchant’s consent to another operator in a running engagement.',
  },
  converse: {
    roles: ['REVIEWER', 'ADMINISTRATOR', ...PROVIDER_MEMBERS, ...MERCHANT_ROLES],
    description:
      'Read and write in the conversation of one’s own engagements; staff only while a session is in dispute, with a reason.',
  },
  redact: {
    roles: ['REVIEWER', 'ADMINISTRATOR'],
    description: 'Take the words of a message away, with a reason.',
  },
  terminate: {
    roles: ['REVIEWER', 'ADMINISTRATOR', ...PROVIDER_MEMBERS, ...MERCHANT_ROLES],
    description: 'End an engagement early, with a reason: either side its own, staff any.',
  },
});

export const operatedSessionPermissions = definePermissions('operatedSession', {
  read: {
    roles: [...STAFF, ...PROVIDER_ROLES, ...MERCHANT_ROLES],
    description: 'See claims of operated sessions: staff all, a side its own, operators theirs.',
  },
  claim: {
    roles: PROVIDER_ROLES,
    description:
      'Claim sessions under an engagement, and withdraw claims: operators only their own.',
  },
  plan: {
    roles: PROVIDER_ROLES,
    description:
      'Plan claimed sessions before they begin and review them afterwards: operators only their own.',
  },
  answer: {
    roles: MERCHANT_ROLES,
    description: 'Confirm or dispute sessions that the feed verified in one’s own rooms.',
  },
  answerDispute: {
    roles: PROVIDER_MEMBERS,
    description: 'Answer disputes over sessions of one’s company.',
  },
  settle: {
    roles: ['REVIEWER', 'ADMINISTRATOR'],
    description: 'Settle disputes over sessions, of parties one never belonged to.',
  },
});
