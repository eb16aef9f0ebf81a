import { definePermissions } from '../platform/access/permissions.js';
import { SIGNED_IN, STAFF } from '../platform/access/roles.js';

/** Who decides about deposits, violations and appeals. */
export const CONDUCT_OFFICERS = ['REVIEWER', 'ADMINISTRATOR'] as const;

export const depositPermissions = definePermissions('deposit', {
  read: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER'],
    description: 'See deposits and their ledger: staff of every provider, others of their own.',
  },
  readAll: { roles: STAFF, description: 'See which providers hold less than they must.' },
  record: {
    roles: CONDUCT_OFFICERS,
    description: 'Book transfers to a deposit, and correct entries that another officer made.',
  },
  refund: {
    roles: CONDUCT_OFFICERS,
    description: 'Prepare the refund of a deposit, or decide what another officer prepared.',
  },
});

export const violationPermissions = definePermissions('violation', {
  read: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER', 'OPERATOR'],
    description:
      'See violations: staff all, providers what was decided about them, operators what names them.',
  },
  readRecord: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER'],
    description: 'See points and restrictions now: staff of every provider, others of their own.',
  },
  readLadder: { roles: SIGNED_IN, description: 'See what violations cost.' },
  record: { roles: CONDUCT_OFFICERS, description: 'Record a violation with its evidence.' },
  decide: {
    roles: CONDUCT_OFFICERS,
    description: 'Decide a recorded violation; a heavy one only if another officer recorded it.',
  },
});

export const appealPermissions = definePermissions('appeal', {
  read: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER'],
    description: 'See appeals: staff all, providers their own.',
  },
  file: { roles: ['PROVIDER_OWNER'], description: 'Appeal against a violation of your company.' },
  state: {
    roles: [...CONDUCT_OFFICERS, 'PROVIDER_OWNER'],
    description: 'Add a statement to an open appeal.',
  },
  decide: {
    roles: CONDUCT_OFFICERS,
    description: 'Decide an appeal, if you had no part in what it is against.',
  },
});
