import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from '../platform/access/access.guard.js';
import { Configuration } from '../platform/config/configuration.js';
import { AccessTokens } from './access-token.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { JwtStrategy, TOKEN_ISSUER } from './jwt.strategy.js';

@Module({
  imports: [
    PassportModule,
    JwtModule.registerAsync({
      inject: [Configuration],
      useFactory: ({ values }: Configuration) => ({
        secret: values.ACCESS_TOKEN_SECRET,
        signOptions: {
          algorithm: 'HS256',
          issuer: TOKEN_ISSUER,
          expiresIn: `${values.ACCESS_TOKEN_MINUTES}m`,
        },
      }),
    }),
  ],
  providers: [
    AccessTokens,
    JwtStrategy,
    // In this order: first who calls, then whether they may.
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccessTokens],
})
export class AuthModule {}
