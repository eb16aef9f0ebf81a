import { createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Configuration } from '../platform/config/configuration.js';
import { callerOf, type AccessTokenClaims } from './access-token.js';
import type { VerifiedToken } from './verified-tokens.js';

export const TOKEN_ISSUER = 'caopan';

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(configuration: Configuration) {
    // As a key object: given text, the library first tries at every call to read it as a public key, which
    // took a tenth of the API's time. Its types know only text and bytes.
    const key = createSecretKey(configuration.values.ACCESS_TOKEN_SECRET, 'utf8');
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: key as unknown as Buffer,
      issuer: TOKEN_ISSUER,
      algorithms: ['HS256'],
    });
  }

  validate({
    exp,
    ...claims
  }: AccessTokenClaims & { readonly exp: number }): VerifiedToken | false {
    const caller = callerOf(claims);
    return caller ? { caller, expiresAt: exp * 1_000 } : false;
  }
}
