import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-local';
import type { RequestWithContext } from '../platform/access/access.guard.js';
import type { Result } from '../platform/kernel/result.js';
import { CredentialService, type Credentials } from './credential.service.js';
import type { Account } from './entities/account.entity.js';

type SignInRequest = FastifyRequest<{ Body: Credentials }> & RequestWithContext;

/** E-mail and password. "Authenticated" for Passport means "answered": why not is for the user to read. */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy) {
  constructor(private readonly credentials: CredentialService) {
    super({ usernameField: 'email', passReqToCallback: true });
  }

  validate(request: SignInRequest, email: string, password: string): Promise<Result<Account>> {
    const { totpCode } = request.body;
    return this.credentials.verify(request.caopan, { email, password, totpCode }, request.ip);
  }
}
