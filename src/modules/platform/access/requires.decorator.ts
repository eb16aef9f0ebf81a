import { SetMetadata } from '@nestjs/common';
import type { Permission } from './permissions.js';

export const REQUIRES = 'caopan:requires';

/** Names the permission that a root field, route or subscription needs. Without it the call is refused. */
export const Requires = (permission: Permission) => SetMetadata(REQUIRES, permission);
