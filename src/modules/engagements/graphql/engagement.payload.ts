import type { Type } from '@nestjs/common';
import { Field, ID, ObjectType } from '@nestjs/graphql';
import { toPayload, UserErrorType, type UserErrorOf } from '../../../graphql/user-error.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import type { ErrorCatalogue } from '../../platform/kernel/error-catalogue.js';
import type { Result } from '../../platform/kernel/result.js';
import type { EngagementRow } from '../engagement.store.js';
import {
  acceptEngagementErrors,
  declineEngagementErrors,
  withdrawEngagementErrors,
} from '../domain/answer-engagement.js';
import {
  counterEngagementErrors,
  extendEngagementErrors,
  handoverErrors,
} from '../domain/offer-version.js';
import { proposeEngagementErrors, requestEngagementsErrors } from '../domain/propose-engagement.js';
import { terminateEngagementErrors } from '../domain/terminate-engagement.js';
import { EngagementType, toEngagementOf } from './engagement.type.js';

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

@ObjectType()
export class CounterEngagementPayload extends Payload(
  'CounterEngagement',
  counterEngagementErrors,
) {}

@ObjectType()
export class ProposeEngagementExtensionPayload extends Payload(
  'ProposeEngagementExtension',
  extendEngagementErrors,
) {}

@ObjectType()
export class ProposeEngagementHandoverPayload extends Payload(
  'ProposeEngagementHandover',
  handoverErrors,
) {}

const RequestEngagementsError = UserErrorType('RequestEngagements', requestEngagementsErrors);

@ObjectType({ description: 'What became of the request to one provider.' })
export class RequestEngagementsResult {
  @Field(() => ID) providerId!: string;
  @Field(() => EngagementType, { nullable: true }) engagement?: EngagementType;
  @Field(() => [RequestEngagementsError])
  userErrors!: InstanceType<typeof RequestEngagementsError>[];
}

@ObjectType()
export class RequestEngagementsPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'Filter `engagements` by it to compare what the providers offer.',
  })
  requestId?: string;
  @Field(() => [RequestEngagementsResult], {
    description: 'One for each provider, in their order. Empty when the whole call was refused.',
  })
  results!: RequestEngagementsResult[];
  @Field(() => [RequestEngagementsError], { description: 'The errors of the whole call.' })
  userErrors!: InstanceType<typeof RequestEngagementsError>[];
}

export function toEngagementPayload(context: RequestContext, result: Result<EngagementRow>) {
  return toPayload(result, context.locale, 'engagement', toEngagementOf(context));
}
