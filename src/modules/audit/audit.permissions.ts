import { definePermissions } from '../platform/access/permissions.js';
import { STAFF } from '../platform/access/roles.js';

export const auditPermissions = definePermissions('audit', {
  read: {
    roles: [...STAFF, 'PROVIDER_OWNER', 'MERCHANT_OWNER'],
    description: 'Read the record of changes: staff all of it, owners that of their own affairs.',
  },
});
