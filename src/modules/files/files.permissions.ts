import { definePermissions } from '../platform/access/permissions.js';
import { SIGNED_IN } from '../platform/access/roles.js';

export const filePermissions = definePermissions('file', {
  upload: { roles: SIGNED_IN, description: 'Upload files, and delete those not attached yet.' },
  read: {
    roles: SIGNED_IN,
    description: 'Read stored files: your company’s, and those attached where you are named.',
  },
  readEvery: {
    roles: ['REVIEWER', 'ADMINISTRATOR'],
    description: 'Read every stored file. Each download of another’s file is recorded.',
  },
});
