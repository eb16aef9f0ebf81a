import { definePermissions } from '../platform/access/permissions.js';
import { SIGNED_IN, STAFF } from '../platform/access/roles.js';

export const operatorPermissions = definePermissions('operator', {
  read: { roles: SIGNED_IN, description: 'See operators, and where they work now.' },
  employ: {
    roles: ['PROVIDER_OWNER', 'PROVIDER_MEMBER'],
    description: 'Take on operators at your company, and end their employment.',
  },
  proveIdentity: { roles: ['OPERATOR'], description: 'Prove who you are, once.' },
  readIdentity: {
    roles: [...STAFF, 'OPERATOR'],
    description: 'See what an operator proved, masked: staff everyone’s, operators theirs.',
  },
  settleIdentity: {
    roles: ['REVIEWER', 'ADMINISTRATOR'],
    description: 'See conflicting proofs of identity and settle them.',
  },
  readEmployments: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'PROVIDER_MEMBER', 'OPERATOR'],
    description: 'See dated employment: staff of everyone, companies their own, operators theirs.',
  },
});
