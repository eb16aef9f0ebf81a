import { createParamDecorator, ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { fail, type Result } from '../platform/kernel/result.js';
import { credentialErrors } from './domain/credential-errors.js';
import type { Account } from './entities/account.entity.js';

/** By the arguments of one field: an operation may try to sign in several times at once. */
const verified = new WeakMap<object, Result<Account>>();

/** Runs Passport's local strategy on a GraphQL field whose `input` has `email` and `password`. */
@Injectable()
export class LocalAuthenticationGuard extends AuthGuard('local') {
  override getRequest(execution: ExecutionContext): FastifyRequest {
    const { input } = execution.getArgByIndex<{ input: object }>(1);
    const { request } = execution.getArgByIndex<{ request: FastifyRequest }>(2);
    return Object.create(request, { body: { value: input } }) as FastifyRequest;
  }

  override handleRequest<TUser>(
    error: Error | null,
    result: TUser | false,
    _info: unknown,
    execution: ExecutionContext,
  ): TUser {
    if (error) throw error;
    // Passport itself turns down an empty e-mail or password.
    const answer = result || fail(credentialErrors.error('INVALID_CREDENTIALS', ['input']));
    verified.set(execution.getArgByIndex<object>(1), answer as Result<Account>);
    return answer as TUser;
  }
}

/** Injects what `LocalAuthenticationGuard` found out about the credentials. */
export const VerifiedAccount = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  verified.get(execution.getArgByIndex<object>(1)),
);
