import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AccessDenied } from './access-denied.js';
import type { Permission } from './permissions.js';
import { REQUIRES } from './requires.decorator.js';
import type { RequestContext } from '../context/request-context.js';

/** What the authentication hook leaves on each request. */
export interface RequestWithContext {
  caopan: RequestContext;
}

/**
 * Denies by default: an entry point without `@Requires` is refused for everyone, and a role that the
 * permission does not name is refused too. Runs for HTTP routes and for GraphQL root fields alike.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(execution: ExecutionContext): boolean {
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(REQUIRES, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    const { actor } = contextOf(execution);
    if (permission && (permission.roles as readonly string[]).includes(actor.role)) return true;
    throw new AccessDenied(
      actor.kind === 'ANONYMOUS' ? 'UNAUTHENTICATED' : 'FORBIDDEN',
      permission,
    );
  }
}

/** The request's context, whichever way the call came in. */
export function contextOf(execution: ExecutionContext): RequestContext {
  const request: RequestWithContext =
    execution.getType<string>() === 'graphql'
      ? execution.getArgByIndex<{ request: RequestWithContext }>(2).request
      : execution.switchToHttp().getRequest<RequestWithContext>();
  return request.caopan;
}
