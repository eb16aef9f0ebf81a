import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { MEMBERSHIP_ROLES, scopeKindOf, type MembershipRole } from '../platform/access/roles.js';
import type { Actor, Scope } from '../platform/context/request-context.js';

/** What an access token says. Short-lived and not looked up: a change of rights takes effect within its minutes. */
export interface AccessTokenClaims {
  readonly sub: string;
  readonly membership: string;
  readonly role: MembershipRole;
  readonly provider?: string;
  readonly operator?: string;
  readonly merchant?: string;
}

export interface Caller {
  readonly actor: Actor;
  readonly scope: Scope;
}

@Injectable()
export class AccessTokens {
  constructor(private readonly jwt: JwtService) {}

  sign(claims: AccessTokenClaims): Promise<string> {
    return this.jwt.signAsync({ ...claims });
  }
}

/** @returns undefined when the claims do not fit together; the token is then as good as none */
export function callerOf(claims: AccessTokenClaims): Caller | undefined {
  if (!MEMBERSHIP_ROLES.includes(claims.role)) return undefined;
  const scope = scopeOf(claims);
  if (!scope) return undefined;
  return {
    actor: {
      kind: 'USER',
      role: claims.role,
      accountId: claims.sub,
      membershipId: claims.membership,
    },
    scope,
  };
}

function scopeOf(claims: AccessTokenClaims): Scope | undefined {
  switch (scopeKindOf(claims.role)) {
    case 'PLATFORM':
      return { kind: 'PLATFORM' };
    case 'PROVIDER':
      return claims.provider === undefined
        ? undefined
        : {
            kind: 'PROVIDER',
            providerId: claims.provider,
            ...(claims.operator === undefined ? {} : { operatorId: claims.operator }),
          };
    case 'MERCHANT':
      return claims.merchant === undefined
        ? undefined
        : { kind: 'MERCHANT', merchantId: claims.merchant };
  }
}
