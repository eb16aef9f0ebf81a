import { Field, Int, ObjectType } from '@nestjs/graphql';
import { UserErrorType } from '../../../graphql/user-error.js';
import { claimOperatedSessionErrors } from '../domain/claim-session.js';
import { withdrawOperatedSessionErrors } from '../domain/withdraw-session.js';
import { OperatedSessionType } from './operated-session.type.js';

const ClaimOperatedSessionError = UserErrorType('ClaimOperatedSession', claimOperatedSessionErrors);
const WithdrawOperatedSessionError = UserErrorType(
  'WithdrawOperatedSession',
  withdrawOperatedSessionErrors,
);

@ObjectType()
export class ClaimOperatedSessionPayload {
  @Field(() => OperatedSessionType, { nullable: true }) operatedSession?: OperatedSessionType;
  @Field(() => [ClaimOperatedSessionError])
  userErrors!: InstanceType<typeof ClaimOperatedSessionError>[];
}

@ObjectType({ description: 'What became of one line of a bulk claim.' })
export class ClaimOperatedSessionsResult extends ClaimOperatedSessionPayload {
  @Field(() => Int, { description: 'Its place in `inputs`, from 0.' }) index!: number;
  @Field() clientReference!: string;
}

@ObjectType()
export class ClaimOperatedSessionsPayload {
  @Field(() => [ClaimOperatedSessionsResult], { description: 'One for each line, in their order.' })
  results!: ClaimOperatedSessionsResult[];
}

@ObjectType()
export class WithdrawOperatedSessionPayload {
  @Field(() => OperatedSessionType, { nullable: true }) operatedSession?: OperatedSessionType;
  @Field(() => [WithdrawOperatedSessionError])
  userErrors!: InstanceType<typeof WithdrawOperatedSessionError>[];
}
