import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsIn, IsOptional, MaxLength } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import type { MembershipRole } from '../../platform/access/roles.js';
import type { Locale } from '../../platform/kernel/result.js';
import type { AccountState } from '../domain/account.js';
import { AccountStateEnum, MembershipRoleEnum } from './account.type.js';

@InputType({ description: 'Which members to list; each condition narrows the list.' })
export class MemberFilter {
  @Field(() => [MembershipRoleEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(20)
  roles?: MembershipRole[];
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => ID, { nullable: true }) merchantId?: string;
  @Field(() => ID, { nullable: true }) accountId?: string;
  @Field({ defaultValue: false, description: 'Also those that have ended.' })
  includeEnded!: boolean;
}

@ArgsType()
export class MembersArgs extends PageArgs {
  @Field(() => MemberFilter, { nullable: true }) filter?: MemberFilter;
}

@ArgsType()
export class InvitationsArgs extends PageArgs {
  @Field({ defaultValue: true, description: 'Only those that can still be accepted.' })
  pendingOnly!: boolean;
}

@InputType()
export class InviteMemberInput {
  @Field() @MaxLength(254) email!: string;
  @Field(() => MembershipRoleEnum) role!: MembershipRole;
  @Field(() => ID, {
    nullable: true,
    description: 'For provider roles. Owners may leave it out: it is their company.',
  })
  providerId?: string;
  @Field(() => ID, { nullable: true, description: 'For OPERATOR: whom the account is for.' })
  operatorId?: string;
  @Field(() => ID, {
    nullable: true,
    description: 'For merchant roles. Owners may leave it out: it is theirs.',
  })
  merchantId?: string;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class AcceptInvitationInput {
  @Field({ description: 'What stands behind `#token=` in the link.' })
  @MaxLength(100)
  token!: string;
  @Field({
    description:
      'Of the account that has the e-mail already, or for the new one: 8 to 128 characters.',
  })
  @MaxLength(1_000)
  password!: string;
  @Field({ nullable: true, description: 'For a new account.' })
  @IsOptional()
  @MaxLength(200)
  name?: string;
  @Field(() => String, {
    nullable: true,
    description: 'For a new account: `zh-CN` or `en`.',
  })
  @IsOptional()
  @IsIn(['zh-CN', 'en'])
  locale?: Locale;
  @Field({ nullable: true, description: 'For an account with a second step.' })
  @IsOptional()
  @MaxLength(40)
  totpCode?: string;
  @Field({ defaultValue: false, description: 'Put the refresh token into an HttpOnly cookie.' })
  cookie!: boolean;
}

@InputType()
export class RevokeInvitationInput {
  @Field(() => ID) invitationId!: string;
}

@InputType()
export class EndMembershipInput {
  @Field(() => ID) membershipId!: string;
}

@InputType()
export class ChangeAccountStateInput {
  @Field(() => ID) accountId!: string;
  @Field(() => AccountStateEnum) to!: AccountState;
  @Field({ description: '10 to 500 characters; kept in the audit.' })
  @MaxLength(2_000)
  reason!: string;
}
