import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import type { MembershipRole } from '../../platform/access/roles.js';
import { publicId } from '../../platform/kernel/ids.js';
import { INVITATION_STATES, invitationState, type InvitationState } from '../domain/invitation.js';
import type { Invitation } from '../entities/invitation.entity.js';
import { MembershipRoleEnum } from './account.type.js';

const InvitationStateEnum = Object.fromEntries(INVITATION_STATES.map((state) => [state, state]));
registerEnumType(InvitationStateEnum, {
  name: 'InvitationState',
  description: 'Only a PENDING invitation can be accepted.',
});

@ObjectType('Invitation', {
  implements: () => [Node],
  description: 'An offer of a role to whoever reads an e-mail address.',
})
export class InvitationType implements Node {
  @Field(() => ID) id!: string;
  @Field() email!: string;
  @Field(() => MembershipRoleEnum) role!: MembershipRole;
  @Field(() => InvitationStateEnum) state!: InvitationState;
  @Field(() => ID, { nullable: true }) providerId!: string | null;
  @Field(() => ID, { nullable: true }) operatorId!: string | null;
  @Field(() => ID, { nullable: true }) merchantId!: string | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar) expiresAt!: Date;
}

@ObjectType()
export class InvitationConnection extends Connection(InvitationType, 'Invitation') {}

export function toInvitationType(invitation: Invitation, now: Date): InvitationType {
  const { email, role, providerId, operatorId, merchantId, createdAt, expiresAt } = invitation;
  return {
    id: publicId('Invitation', invitation.id),
    email,
    role,
    state: invitationState(invitation, now),
    providerId: providerId && publicId('Provider', providerId),
    operatorId: operatorId && publicId('Operator', operatorId),
    merchantId: merchantId && publicId('Merchant', merchantId),
    createdAt,
    expiresAt,
  };
}
