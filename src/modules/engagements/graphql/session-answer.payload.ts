import { Field, ID, ObjectType } from '@nestjs/graphql';
import { UserErrorType } from '../../../graphql/user-error.js';
import { FILE_ERRORS } from '../../files/index.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { confirmSessionErrors, DISPUTE_SESSION_ERRORS } from '../domain/session-answer.js';
import { ANSWER_DISPUTE_ERRORS, settleDisputeErrors } from '../domain/session-dispute.js';
import { OperatedSessionType } from './operated-session.type.js';
import { SessionDisputeType } from './session-dispute.type.js';

const ConfirmError = UserErrorType('ConfirmOperatedSessions', confirmSessionErrors);
const DisputeError = UserErrorType(
  'DisputeOperatedSession',
  errorCatalogue({ ...DISPUTE_SESSION_ERRORS, ...FILE_ERRORS }),
);
const AnswerError = UserErrorType(
  'AnswerSessionDispute',
  errorCatalogue({ ...ANSWER_DISPUTE_ERRORS, ...FILE_ERRORS }),
);
const SettleError = UserErrorType('SettleSessionDispute', settleDisputeErrors);

@ObjectType({ description: 'What became of one session.' })
export class ConfirmOperatedSessionsResult {
  @Field(() => ID) operatedSessionId!: string;
  @Field(() => OperatedSessionType, { nullable: true }) operatedSession?: OperatedSessionType;
  @Field(() => [ConfirmError]) userErrors!: InstanceType<typeof ConfirmError>[];
}

@ObjectType()
export class ConfirmOperatedSessionsPayload {
  @Field(() => [ConfirmOperatedSessionsResult], {
    description: 'One for each session, in their order.',
  })
  results!: ConfirmOperatedSessionsResult[];
  @Field(() => [ConfirmError], { description: 'The errors of all of them; paths name the place.' })
  userErrors!: InstanceType<typeof ConfirmError>[];
}

@ObjectType()
export class DisputeOperatedSessionPayload {
  @Field(() => SessionDisputeType, { nullable: true }) dispute?: SessionDisputeType;
  @Field(() => [DisputeError]) userErrors!: InstanceType<typeof DisputeError>[];
}

@ObjectType()
export class AnswerSessionDisputePayload {
  @Field(() => SessionDisputeType, { nullable: true }) dispute?: SessionDisputeType;
  @Field(() => [AnswerError]) userErrors!: InstanceType<typeof AnswerError>[];
}

@ObjectType()
export class SettleSessionDisputePayload {
  @Field(() => SessionDisputeType, { nullable: true }) dispute?: SessionDisputeType;
  @Field(() => [SettleError]) userErrors!: InstanceType<typeof SettleError>[];
}
