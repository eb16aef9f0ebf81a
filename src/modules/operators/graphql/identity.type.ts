import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import {
  identityConflictStates,
  settleIdentityConflictErrors,
  type IdentityConflictState,
} from '../domain/prove-identity.js';
import type { IdentityConflict } from '../entities/identity-conflict.entity.js';
import { proveOperatorIdentityErrors } from '../prove-identity.errors.js';

export const IdentityConflictStateEnum = enumOf(identityConflictStates.states, {
  name: 'IdentityConflictState',
  description:
    'Open; upheld: the proof that stood was right; released: it was taken back, so that the right person can prove.',
});

@ObjectType('OperatorIdentity', { description: 'What an operator proved, masked.' })
export class OperatorIdentityType {
  @Field(() => ID) operatorId!: string;
  @Field() isProved!: boolean;
  @Field(() => String, { nullable: true, description: 'Masked: `110*************2X`.' })
  identityNumber!: string | null;
  @Field(() => String, { nullable: true, description: 'Masked: `欧***`.' })
  legalName!: string | null;
}

@ObjectType('IdentityConflict', {
  implements: () => [Node],
  description: 'A proof of identity that another proof stood against.',
})
export class IdentityConflictType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: 'Who tried to prove.' }) operatorId!: string;
  @Field(() => ID, {
    description: 'Whose proof stands: the same record when it was proved as another person before.',
  })
  holderId!: string;
  @Field(() => IdentityConflictStateEnum) state!: IdentityConflictState;
  @Field(() => DateTimeScalar) openedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) settledAt!: Date | null;
  @Field(() => String, { nullable: true }) reason!: string | null;
}

@ObjectType()
export class IdentityConflictConnection extends Connection(
  IdentityConflictType,
  'IdentityConflict',
) {}

export function toIdentityConflictType(row: IdentityConflict): IdentityConflictType {
  const { state, openedAt, settledAt, reason } = row;
  return {
    id: publicId('IdentityConflict', row.id),
    operatorId: publicId('Operator', row.operatorId),
    holderId: publicId('Operator', row.holderId),
    state,
    openedAt,
    settledAt,
    reason,
  };
}

@ArgsType()
export class IdentityConflictsArgs extends PageArgs {
  @Field(() => [IdentityConflictStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(3)
  states?: IdentityConflictState[];
}

@InputType({ description: 'As on the identity card of the calling operator.' })
export class ProveOperatorIdentityInput {
  @Field({ description: '2 to 40 characters.' })
  @MaxLength(200)
  legalName!: string;

  @Field({ description: 'Resident identity number (公民身份号码): kept encrypted, shown masked.' })
  @MaxLength(60)
  identityNumber!: string;

  @Field(() => [ID], {
    defaultValue: [],
    description: 'Pictures of the card, uploaded before: read by reviewers only.',
  })
  @ArrayMaxSize(4)
  fileIds!: string[];
}

@InputType()
export class SettleIdentityConflictInput {
  @Field(() => ID) conflictId!: string;
  @Field(() => IdentityConflictStateEnum) outcome!: IdentityConflictState;
  @Field({ description: '10 to 500 characters.' })
  @MaxLength(2_000)
  reason!: string;
}

const ProveOperatorIdentityError = UserErrorType(
  'ProveOperatorIdentity',
  proveOperatorIdentityErrors,
);
const SettleIdentityConflictError = UserErrorType(
  'SettleIdentityConflict',
  settleIdentityConflictErrors,
);

@ObjectType()
export class ProveOperatorIdentityPayload {
  @Field(() => ID, { nullable: true }) provedOperatorId?: string;
  @Field(() => [ProveOperatorIdentityError])
  userErrors!: InstanceType<typeof ProveOperatorIdentityError>[];
}

@ObjectType()
export class SettleIdentityConflictPayload {
  @Field(() => IdentityConflictType, { nullable: true }) identityConflict?: IdentityConflictType;
  @Field(() => [SettleIdentityConflictError])
  userErrors!: InstanceType<typeof SettleIdentityConflictError>[];
}
