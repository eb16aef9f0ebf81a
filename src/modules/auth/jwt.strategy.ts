import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Configuration } from '../platform/config/configuration.js';
import { callerOf, type AccessTokenClaims, type Caller } from './access-token.js';

export const TOKEN_ISSUER = 'caopan';

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(configuration: Configuration) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: configuration.values.ACCESS_TOKEN_SECRET,
      issuer: TOKEN_ISSUER,
      algorithms: ['HS256'],
    });
  }

  validate(claims: AccessTokenClaims): Caller | false {
    return callerOf(claims) ?? false;
  }
}
