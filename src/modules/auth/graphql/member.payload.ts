import { Field, ObjectType } from '@nestjs/graphql';
import { UserErrorType } from '../../../graphql/user-error.js';
import { changeAccountStateErrors } from '../domain/account-errors.js';
import { inviteMemberErrors, revokeInvitationErrors } from '../domain/invitation.js';
import { endMembershipErrors } from '../domain/membership-errors.js';
import { AccountType, MembershipType } from './account.type.js';
import { InvitationType } from './invitation.type.js';

const InviteMemberError = UserErrorType('InviteMember', inviteMemberErrors);
const RevokeInvitationError = UserErrorType('RevokeInvitation', revokeInvitationErrors);
const EndMembershipError = UserErrorType('EndMembership', endMembershipErrors);
const ChangeAccountStateError = UserErrorType('ChangeAccountState', changeAccountStateErrors);

@ObjectType({ description: 'An invitation and its link, which is shown this once.' })
export class SentInvitation {
  @Field(() => InvitationType) invitation!: InvitationType;
  @Field({ description: 'Hand it to the person invited. Works once, until it expires.' })
  link!: string;
}

@ObjectType()
export class InviteMemberPayload {
  @Field(() => SentInvitation, { nullable: true }) sent?: SentInvitation;
  @Field(() => [InviteMemberError]) userErrors!: InstanceType<typeof InviteMemberError>[];
}

@ObjectType()
export class RevokeInvitationPayload {
  @Field(() => InvitationType, { nullable: true }) invitation?: InvitationType;
  @Field(() => [RevokeInvitationError]) userErrors!: InstanceType<typeof RevokeInvitationError>[];
}

@ObjectType()
export class EndMembershipPayload {
  @Field(() => MembershipType, { nullable: true }) membership?: MembershipType;
  @Field(() => [EndMembershipError]) userErrors!: InstanceType<typeof EndMembershipError>[];
}

@ObjectType()
export class ChangeAccountStatePayload {
  @Field(() => AccountType, { nullable: true }) account?: AccountType;
  @Field(() => [ChangeAccountStateError])
  userErrors!: InstanceType<typeof ChangeAccountStateError>[];
}
