import { Field, ID, InputType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';

@InputType({ isAbstract: true })
export abstract class CredentialsInput {
  @Field() @MaxLength(254) email!: string;
  @Field() @MaxLength(1_000) password!: string;
  @Field({
    nullable: true,
    description: 'For accounts with a second step: six digits, or a recovery code.',
  })
  @IsOptional()
  @MaxLength(40)
  totpCode?: string;
}

const COOKIE = `Put the refresh token into an HttpOnly cookie instead of the answer: for browsers.`;

@InputType()
export class SignInInput extends CredentialsInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Which of its memberships to act in; the oldest when left out.',
  })
  membershipId?: string;
  @Field({ defaultValue: false, description: COOKIE }) cookie!: boolean;
}

@InputType()
export class RefreshSessionInput {
  @Field({ nullable: true, description: 'Left out when it is in the cookie.' })
  @IsOptional()
  @MaxLength(100)
  refreshToken?: string;
}

@InputType()
export class SwitchMembershipInput extends RefreshSessionInput {
  @Field(() => ID, { description: 'From `viewer { memberships { id } }`.' }) membershipId!: string;
}

@InputType()
export class ChangePasswordInput {
  @Field() @MaxLength(1_000) currentPassword!: string;
  @Field({ description: '8 to 128 characters of any kind; not a well-known password.' })
  @MaxLength(1_000)
  newPassword!: string;
  @Field({ nullable: true, description: 'For accounts with a second step.' })
  @IsOptional()
  @MaxLength(40)
  totpCode?: string;
  @Field({ defaultValue: false, description: COOKIE }) cookie!: boolean;
}

@InputType()
export class EnrolTotpInput extends CredentialsInput {}

@InputType()
export class ConfirmTotpInput extends CredentialsInput {
  @Field({ description: 'The six digits that the authenticator shows now.' })
  @MaxLength(40)
  code!: string;
}

@InputType()
export class DisableTotpInput extends CredentialsInput {}
