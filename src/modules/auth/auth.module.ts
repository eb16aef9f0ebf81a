import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from '../platform/access/access.guard.js';
import { Configuration } from '../platform/config/configuration.js';
import { AccessTokens } from './access-token.js';
import { AccountService } from './account.service.js';
import { AccountStore } from './account.store.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { JwtStrategy, TOKEN_ISSUER } from './jwt.strategy.js';
import { MembershipStore } from './membership.store.js';
import { PasswordHasher } from './password-hasher.js';
import { SecretBox } from './secrets.js';
import { SessionStore } from './session.store.js';

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
    AccountService,
    AccountStore,
    JwtStrategy,
    MembershipStore,
    PasswordHasher,
    SecretBox,
    SessionStore,
    // In this order: first who calls, then whether they may.
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccessTokens, AccountService],
})
export class AuthModule {}
