import { SIGNED_IN } from '../platform/access/roles.js';
import { definePermissions } from '../platform/access/permissions.js';

export const personalDataPermissions = definePermissions('personalData', {
  reveal: {
    roles: ['REVIEWER', 'ADMINISTRATOR'],
    description: 'See one personal value in clear, for a reason that is recorded.',
  },
  export: {
    roles: SIGNED_IN,
    description: 'Export your own data; owners that of their company, too.',
  },
  erase: {
    roles: ['ADMINISTRATOR'],
    description: 'Make the personal data of a subject unreadable for ever.',
  },
});
