import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from '../platform/access/access.guard.js';
import { Configuration } from '../platform/config/configuration.js';
import { AccessTokens } from './access-token.js';
import { AccountAdministrationService } from './account-administration.service.js';
import { AccountService } from './account.service.js';
import { AccountStore } from './account.store.js';
import { ApiKeyService } from './api-key.service.js';
import { ApiKeyStore } from './api-key.store.js';
import { AttemptThrottle } from './attempt-throttle.js';
import { AttemptStore } from './attempt.store.js';
import { AuthenticationPolicy } from './authentication-policy.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { CredentialService } from './credential.service.js';
import { AccountResolver } from './graphql/account.resolver.js';
import { ApiKeyResolver } from './graphql/api-key.resolver.js';
import { MemberResolver } from './graphql/member.resolver.js';
import { SessionResolver } from './graphql/session.resolver.js';
import { InvitationService } from './invitation.service.js';
import { InvitationStore } from './invitation.store.js';
import { JwtStrategy, TOKEN_ISSUER } from './jwt.strategy.js';
import { LocalStrategy } from './local.strategy.js';
import { MemberService } from './member.service.js';
import { MembershipStore } from './membership.store.js';
import { PasswordHasher } from './password-hasher.js';
import { SecretBox } from './secrets.js';
import { SessionService } from './session.service.js';
import { SessionStore } from './session.store.js';
import { TotpService } from './totp.service.js';
import { TotpStore } from './totp.store.js';
import { AccountExport } from './account.export.js';

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
    AccountExport,
    AccessTokens,
    AccountAdministrationService,
    AccountService,
    AccountStore,
    ApiKeyService,
    ApiKeyStore,
    AttemptStore,
    AttemptThrottle,
    AuthenticationPolicy,
    CredentialService,
    InvitationService,
    InvitationStore,
    JwtStrategy,
    LocalStrategy,
    MemberService,
    MembershipStore,
    PasswordHasher,
    SecretBox,
    SessionService,
    SessionStore,
    TotpService,
    TotpStore,
    AccountResolver,
    ApiKeyResolver,
    MemberResolver,
    SessionResolver,
    // In this order: first who calls, then whether they may.
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccessTokens, AccountService, AttemptThrottle, InvitationService],
})
export class AuthModule {}
