import type { Permission } from './permissions.js';

/** Refusal at the door. Says which role would do, because roles are public (docs/permissions.md). */
export class AccessDenied extends Error {
  constructor(
    readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN',
    permission: Permission | undefined,
  ) {
    super(
      code === 'UNAUTHENTICATED'
        ? 'Sign in first: send `Authorization: Bearer <access token>` from the signIn mutation.'
        : `Your role may not do this.${permission ? ` It needs ${permission.code}: ${permission.roles.join(', ')}.` : ''}`,
    );
  }
}

/** The thing does not exist, or not for this caller: the two look alike on purpose. */
export class NotFound extends Error {
  constructor(what: string) {
    super(`${what} does not exist, or you may not see it.`);
  }
}
