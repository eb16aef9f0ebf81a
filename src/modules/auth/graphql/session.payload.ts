import { Field, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { toPayload, UserErrorType, type UserErrorOf } from '../../../graphql/user-error.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import type { Locale, Result } from '../../platform/kernel/result.js';
import { changePasswordErrors } from '../domain/account-errors.js';
import { CREDENTIAL_ERRORS } from '../domain/credential-errors.js';
import { acceptInvitationErrors } from '../domain/invitation.js';
import { refreshErrors, SESSION_ERRORS } from '../domain/session-errors.js';
import { totpErrors } from '../domain/totp-errors.js';
import type { SignedIn } from '../session.service.js';
import { MembershipType, toMembershipType } from './account.type.js';

@ObjectType({ description: 'Send `Authorization: Bearer <accessToken>` with every call.' })
export class SessionType {
  @Field() accessToken!: string;
  @Field(() => DateTimeScalar) accessTokenExpiresAt!: Date;
  @Field(() => String, {
    nullable: true,
    description: 'Good once, for refreshSession. Null when it was put into the cookie.',
  })
  refreshToken!: string | null;
  @Field(() => DateTimeScalar) refreshTokenExpiresAt!: Date;
  @Field(() => MembershipType, { description: 'What the session acts as.' })
  membership!: MembershipType;
}

const signInErrors = errorCatalogue({ ...CREDENTIAL_ERRORS, ...SESSION_ERRORS });
const SignInError = UserErrorType('SignIn', signInErrors);
const RefreshSessionError = UserErrorType('RefreshSession', refreshErrors);
const ChangePasswordError = UserErrorType('ChangePassword', changePasswordErrors);
const AcceptInvitationError = UserErrorType('AcceptInvitation', acceptInvitationErrors);
const TotpError = UserErrorType('Totp', totpErrors);

@ObjectType()
export class SignInPayload {
  @Field(() => SessionType, { nullable: true }) session?: SessionType;
  @Field(() => [SignInError]) userErrors!: InstanceType<typeof SignInError>[];
}

@ObjectType()
export class RefreshSessionPayload {
  @Field(() => SessionType, { nullable: true }) session?: SessionType;
  @Field(() => [RefreshSessionError]) userErrors!: InstanceType<typeof RefreshSessionError>[];
}

@ObjectType()
export class ChangePasswordPayload {
  @Field(() => SessionType, {
    nullable: true,
    description: 'A new session: every earlier one of the account has ended.',
  })
  session?: SessionType;
  @Field(() => [ChangePasswordError]) userErrors!: InstanceType<typeof ChangePasswordError>[];
}

@ObjectType()
export class AcceptInvitationPayload {
  @Field(() => SessionType, { nullable: true }) session?: SessionType;
  @Field(() => [AcceptInvitationError]) userErrors!: InstanceType<typeof AcceptInvitationError>[];
}

@ObjectType()
export class EnrolTotpPayload {
  @Field({ nullable: true, description: 'For typing into the authenticator, in base32.' })
  secret?: string;
  @Field({ nullable: true, description: '`otpauth://…`, for showing as a QR code.' })
  otpauthUri?: string;
  @Field(() => [TotpError]) userErrors!: InstanceType<typeof TotpError>[];
}

@ObjectType()
export class ConfirmTotpPayload {
  @Field(() => [String], {
    nullable: true,
    description: 'Each replaces a code once. Shown this one time: print them.',
  })
  recoveryCodes?: string[];
  @Field(() => [TotpError]) userErrors!: InstanceType<typeof TotpError>[];
}

@ObjectType()
export class DisableTotpPayload {
  @Field({ nullable: true, description: 'True when the second step is off now.' })
  disabled?: boolean;
  @Field(() => [TotpError]) userErrors!: InstanceType<typeof TotpError>[];
}

/** @param withToken false when the refresh token went into the cookie */
export function toSessionPayload(
  result: Result<SignedIn>,
  locale: Locale,
  withToken: boolean,
): { session?: SessionType; userErrors: UserErrorOf<never>[] } {
  return toPayload(result, locale, 'session', (signedIn) => ({
    accessToken: signedIn.accessToken,
    accessTokenExpiresAt: signedIn.accessTokenExpiresAt,
    refreshToken: withToken ? signedIn.refreshToken : null,
    refreshTokenExpiresAt: signedIn.refreshTokenExpiresAt,
    membership: toMembershipType(signedIn.membership),
  }));
}
