import { definePermissions } from '../platform/access/permissions.js';
import { EVERYONE } from '../platform/access/roles.js';

export const referencePermissions = definePermissions('reference', {
  read: { roles: EVERYONE, description: 'Read the lists of categories and regions.' },
});
