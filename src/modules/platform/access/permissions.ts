import type { RequestContext } from '../context/request-context.js';
import type { Role } from './roles.js';

/**
 * One right to do one thing. Modules declare theirs in `<module>.permissions.ts`; an entry point names the
 * one it needs with `@Requires`. Which *objects* of that kind is a question of ownership, asked by services.
 */
export interface Permission {
  readonly code: string;
  readonly roles: readonly Role[];
  /** For docs/permissions.md. */
  readonly description: string;
}

const declared = new Map<string, Permission>();

export function definePermissions<const Name extends string>(
  area: string,
  entries: Readonly<Record<Name, { roles: readonly Role[]; description: string }>>,
): Readonly<Record<Name, Permission>> {
  const result = {} as Record<Name, Permission>;
  for (const name of Object.keys(entries) as Name[]) {
    const permission = { code: `${area}.${name}`, ...entries[name] };
    if (declared.has(permission.code))
      throw new Error(`permission ${permission.code} declared twice`);
    declared.set(permission.code, permission);
    result[name] = permission;
  }
  return result;
}

export function declaredPermissions(): readonly Permission[] {
  return [...declared.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Whether the caller's role has a right; for places that no guard stands before. */
export function holds(context: RequestContext, permission: Permission): boolean {
  const { role } = context.actor;
  return role === 'SYSTEM' || permission.roles.includes(role);
}
