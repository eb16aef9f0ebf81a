import { ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { RequestWithContext } from '../platform/access/access.guard.js';
import { AccessDenied } from '../platform/access/access-denied.js';
import { Clock } from '../platform/clock/clock.js';
import { ANONYMOUS, type RequestContext } from '../platform/context/request-context.js';
import type { Locale } from '../platform/kernel/result.js';
import type { Caller } from './access-token.js';
import { ApiKeyService } from './api-key.service.js';
import { VerifiedTokens, type VerifiedToken } from './verified-tokens.js';

/**
 * Finds out who calls, by access token (`Bearer`) or by key (`ApiKey`), and leaves the request context on the
 * request. A call without either is anonymous; a call with a bad one is refused, because treating it as anonymous would hide an expired session.
 */
@Injectable()
export class AuthenticationGuard extends AuthGuard('jwt') {
  private readonly verified = new VerifiedTokens();

  constructor(
    private readonly clock: Clock,
    private readonly apiKeys: ApiKeyService,
  ) {
    super();
  }

  override async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = this.getRequest(execution);
    if (request.caopan) return true;
    const { authorization } = request.headers;
    if (authorization === undefined) {
      request.caopan = this.contextFor(request, { actor: ANONYMOUS, scope: { kind: 'NONE' } });
      return true;
    }
    const known = this.verified.find(authorization, this.clock.now());
    if (known) {
      request.caopan = this.contextFor(request, known);
      return true;
    }
    const apiKey = /^ApiKey\s+(\S+)$/i.exec(authorization);
    if (apiKey) {
      const caller = await this.apiKeys.callerOf(apiKey[1]!, this.clock.now());
      if (!caller) throw new AccessDenied('UNAUTHENTICATED', undefined);
      request.caopan = this.contextFor(request, caller);
      return true;
    }
    return (await super.canActivate(execution)) as boolean;
  }

  override getRequest(execution: ExecutionContext): FastifyRequest & Partial<RequestWithContext> {
    return execution.getType<string>() === 'graphql'
      ? execution.getArgByIndex<{ request: FastifyRequest }>(2).request
      : execution.switchToHttp().getRequest<FastifyRequest>();
  }

  override handleRequest<TUser>(
    error: Error | null,
    token: TUser | false,
    _info: unknown,
    execution: ExecutionContext,
  ): TUser {
    if (error || !token) throw new AccessDenied('UNAUTHENTICATED', undefined);
    const request = this.getRequest(execution);
    const verified = token as unknown as VerifiedToken;
    this.verified.remember(request.headers.authorization!, verified);
    request.caopan = this.contextFor(request, verified.caller);
    return token;
  }

  private contextFor(request: FastifyRequest, { actor, scope }: Caller): RequestContext {
    return Object.freeze({
      actor,
      scope,
      requestId: request.id,
      now: this.clock.now(),
      locale: localeOf(request.headers['accept-language']),
    });
  }
}

function localeOf(acceptLanguage: string | undefined): Locale {
  return /^\s*zh\b/i.test(acceptLanguage ?? '') ? 'zh-CN' : 'en';
}
