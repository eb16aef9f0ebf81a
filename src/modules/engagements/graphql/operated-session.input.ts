import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, Matches, MaxLength } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import type { ClaimOperatedSession } from '../domain/claim-session.js';
import type { OperatedSessionState } from '../domain/operated-session.js';
import type { SessionAnswer } from '../domain/session-answer.js';
import {
  OPERATED_SESSION_ORDERS,
  type OperatedSessionFilter,
  type OperatedSessionOrder,
} from '../operated-session.store.js';
import { OperatedSessionStateEnum, SessionAnswerEnum } from './operated-session.type.js';

const OperatedSessionOrderEnum = enumOf(
  Object.keys(OPERATED_SESSION_ORDERS) as OperatedSessionOrder[],
  {
    name: 'OperatedSessionOrder',
    description: 'Latest planned start or latest claim first.',
  },
);

@InputType('OperatedSessionFilter', { description: 'Which claims: all conditions hold at once.' })
export class OperatedSessionFilterInput {
  @Field(() => [OperatedSessionStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: OperatedSessionState[];

  @Field(() => [SessionAnswerEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  answers?: SessionAnswer[];

  @Field({
    nullable: true,
    description: 'Verified sessions that wait for their merchant’s answer: one query for one tap.',
  })
  awaitsAnswer?: boolean;

  @Field({ nullable: true })
  inTime?: boolean;

  @Field(() => ID, { nullable: true })
  engagementId?: string;

  @Field(() => ID, { nullable: true })
  operatorId?: string;

  @Field(() => ID, { nullable: true })
  merchantId?: string;

  @Field(() => ID, { nullable: true })
  providerId?: string;

  @Field(() => DateScalar, { nullable: true, description: 'Planned for this day or later.' })
  from?: string;

  @Field(() => DateScalar, { nullable: true, description: 'Planned for this day or earlier.' })
  to?: string;
}

@ArgsType()
export class OperatedSessionsArgs extends PageArgs {
  @Field(() => OperatedSessionFilterInput, { nullable: true })
  filter?: OperatedSessionFilterInput;

  @Field(() => OperatedSessionOrderEnum, { defaultValue: 'START' })
  orderBy!: OperatedSessionOrder;
}

export function toOperatedSessionFilter(
  input: OperatedSessionFilterInput = {},
): OperatedSessionFilter {
  const { engagementId, operatorId, merchantId, providerId, ...rest } = input;
  return {
    ...rest,
    ...(engagementId != null && { engagementId: uuidOf('Engagement', engagementId) }),
    ...(operatorId != null && { operatorId: uuidOf('Operator', operatorId) }),
    ...(merchantId != null && { merchantId: uuidOf('Merchant', merchantId) }),
    ...(providerId != null && { providerId: uuidOf('Provider', providerId) }),
  };
}

@InputType()
export class ClaimOperatedSessionInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => ID, { description: 'Named in the engagement and employed at your company.' })
  operatorId!: string;

  @Field({
    description:
      'Your own name for this claim, 1 to 64 characters. Repeating the call with it returns the first answer.',
  })
  @MaxLength(200)
  @Matches(/^[^\0]*$/)
  clientReference!: string;

  @Field(() => String, { nullable: true, description: 'The platform’s code, when it is known.' })
  @IsOptional()
  @MaxLength(200)
  @Matches(/^[^\0]*$/)
  sessionCode?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'With plannedEnd. May be left out only for a session that the feed holds already.',
  })
  plannedStart?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  plannedEnd?: Date | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      'Net GMV aimed at: the quick form of a plan. `planSession` says more, and takes its place.',
  })
  targetGmv?: string | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @MaxLength(2_000)
  @Matches(/^[^\0]*$/)
  note?: string | null;
}

@InputType()
export class WithdrawOperatedSessionInput {
  @Field(() => ID) operatedSessionId!: string;
}

export function toClaim(input: ClaimOperatedSessionInput): ClaimOperatedSession {
  return {
    ...input,
    engagementId: uuidOf('Engagement', input.engagementId),
    operatorId: uuidOf('Operator', input.operatorId),
  };
}
