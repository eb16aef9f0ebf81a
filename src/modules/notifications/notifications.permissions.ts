import { definePermissions } from '../platform/access/permissions.js';
import { SIGNED_IN } from '../platform/access/roles.js';

export const notificationPermissions = definePermissions('notification', {
  read: {
    roles: SIGNED_IN,
    description:
      'Read notices to you, to your company, or to your role at the platform; mark them read.',
  },
});
