import type { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import { UserErrorType, type UserErrorOf } from '../../../graphql/user-error.js';
import type { ErrorCatalogue } from '../../platform/kernel/error-catalogue.js';
import {
  acceptEngagementErrors,
  declineEngagementErrors,
  withdrawEngagementErrors,
} from '../domain/answer-engagement.js';
import { proposeEngagementErrors } from '../domain/propose-engagement.js';
import { terminateEngagementErrors } from '../domain/terminate-engagement.js';
import { EngagementType } from './engagement.type.js';

interface EngagementPayload<Code extends string> {
  engagement?: EngagementType;
  userErrors: UserErrorOf<Code>[];
}

/** The payload of a mutation on one engagement, with the errors that this mutation knows. */
function Payload<Code extends string>(
  mutation: string,
  catalogue: ErrorCatalogue<Code>,
): Type<EngagementPayload<Code>> {
  const ErrorType = UserErrorType(mutation, catalogue);

  @ObjectType({ isAbstract: true })
  class PayloadClass implements EngagementPayload<Code> {
    @Field(() => EngagementType, { nullable: true }) engagement?: EngagementType;
    @Field(() => [ErrorType]) userErrors!: UserErrorOf<Code>[];
  }
  return PayloadClass;
}

@ObjectType()
export class ProposeEngagementPayload extends Payload(
  'ProposeEngagement',
  proposeEngagementErrors,
) {}

@ObjectType()
export class AcceptEngagementPayload extends Payload('AcceptEngagement', acceptEngagementErrors) {}

@ObjectType()
export class DeclineEngagementPayload extends Payload(
  'DeclineEngagement',
  declineEngagementErrors,
) {}

@ObjectType()
export class WithdrawEngagementPayload extends Payload(
  'WithdrawEngagement',
  withdrawEngagementErrors,
) {}

@ObjectType()
export class TerminateEngagementPayload extends Payload(
  'TerminateEngagement',
  terminateEngagementErrors,
) {}
