import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsOptional, Matches, MaxLength, ValidateNested } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar, DecimalScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { CapabilityModuleEnum, enumOf } from '../../../graphql/vocabulary.js';
import type { CapabilityModule } from '../../platform/kernel/vocabulary.js';
import type { EngagementKind, EngagementStatus } from '../domain/engagement.js';
import {
  ENGAGEMENT_ORDERS,
  type EngagementFilter,
  type EngagementOrder,
} from '../engagement.store.js';
import { EngagementKindEnum, EngagementStatusEnum } from './engagement.type.js';

const EngagementOrderEnum = enumOf(Object.keys(ENGAGEMENT_ORDERS) as EngagementOrder[], {
  name: 'EngagementOrder',
  description: 'Latest proposal, latest start or highest target first.',
});

@InputType('EngagementFilter', { description: 'Which engagements: all conditions hold at once.' })
export class EngagementFilterInput {
  @Field(() => [EngagementStatusEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  statuses?: EngagementStatus[];

  @Field(() => EngagementKindEnum, { nullable: true })
  kind?: EngagementKind;

  @Field(() => ID, { nullable: true })
  providerId?: string;

  @Field(() => ID, { nullable: true })
  merchantId?: string;

  @Field(() => ID, { nullable: true, description: 'Engagements that name this operator.' })
  operatorId?: string;

  @Field(() => ID, {
    nullable: true,
    description: 'What one request asked of several providers, to compare their offers.',
  })
  requestId?: string;

  @Field(() => DateScalar, { nullable: true, description: 'Whose term has a day from here on.' })
  runsFrom?: string;

  @Field(() => DateScalar, { nullable: true, description: 'Whose term has a day up to here.' })
  runsTo?: string;
}

@ArgsType()
export class EngagementsArgs extends PageArgs {
  @Field(() => EngagementFilterInput, { nullable: true })
  filter?: EngagementFilterInput;

  @Field(() => EngagementOrderEnum, { defaultValue: 'NEWEST' })
  orderBy!: EngagementOrder;
}

export function toEngagementFilter(input: EngagementFilterInput = {}): EngagementFilter {
  const { providerId, merchantId, operatorId, requestId, ...rest } = input;
  return {
    ...rest,
    ...(providerId != null && { providerId: uuidOf('Provider', providerId) }),
    ...(merchantId != null && { merchantId: uuidOf('Merchant', merchantId) }),
    ...(operatorId != null && { operatorId: uuidOf('Operator', operatorId) }),
    ...(requestId != null && { requestId: uuidOf('EngagementRequest', requestId) }),
  };
}

@InputType()
export class MilestoneInput {
  @Field({ description: '1 to 100 characters.' })
  @MaxLength(200)
  @Matches(/^[^\0]*$/)
  title!: string;

  @Field(() => DateScalar, { description: 'A day of the term.' }) dueOn!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'Net GMV since the first day.' })
  targetGmv?: string | null;

  @Field(() => Int, { nullable: true, description: 'Verified sessions since the first day.' })
  targetSessions?: number | null;
}

@InputType({ isAbstract: true })
abstract class TermsInput {
  @Field(() => [CapabilityModuleEnum], {
    description: 'What the provider takes on: 1 to 11 modules.',
  })
  @ArrayMaxSize(11)
  scopeModules!: CapabilityModule[];

  @Field(() => MoneyScalar) targetGmv!: string;
  @Field(() => MoneyScalar, { description: 'For the whole term, whatever is sold; may be 0.' })
  fee!: string;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Share of net GMV on top of the fee: 0.05 is five per cent.',
  })
  commissionShare?: string | null;
  @Field(() => DateScalar, { description: 'First day: today or later.' }) startedOn!: string;
  @Field(() => DateScalar, { description: 'Last day, included.' }) endedOn!: string;

  @Field(() => [ID], {
    defaultValue: [],
    description:
      'Operators employed at the provider. A merchant may leave them out: the provider then names them when it accepts.',
  })
  @ArrayMaxSize(100)
  operatorIds!: string[];

  @Field(() => [MilestoneInput], { defaultValue: [], description: 'By date.' })
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => MilestoneInput)
  milestones!: MilestoneInput[];

  @Field({ defaultValue: '' })
  @MaxLength(2_000)
  @Matches(/^[^\0]*$/)
  note!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Repeating the call with the same key returns the first answer.',
  })
  idempotencyKey?: string | null;
}

@InputType()
export class ProposeEngagementInput extends TermsInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Needed when a merchant proposes; a provider may leave itself out.',
  })
  providerId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Needed when a provider proposes; a merchant may leave itself out.',
  })
  merchantId?: string | null;
}

@InputType()
export class RequestEngagementsInput extends TermsInput {
  @Field(() => [ID], { description: 'Whom to ask.' })
  @ArrayMaxSize(100)
  providerIds!: string[];
}

@InputType()
export class CounterEngagementInput extends TermsInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => Int) expectedVersion!: number;
}

@InputType()
export class ProposeEngagementExtensionInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => Int) expectedVersion!: number;
  @Field(() => DateScalar, { description: 'The new last day.' }) endedOn!: string;

  @Field(() => [CapabilityModuleEnum], { nullable: true, description: 'Left out: as before.' })
  @IsOptional()
  @ArrayMaxSize(11)
  scopeModules?: CapabilityModule[] | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Of the whole, longer term. Left out: as before.',
  })
  targetGmv?: string | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Of the whole, longer term. Left out: as before.',
  })
  fee?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Left out: as before.' })
  commissionShare?: string | null;

  @Field(() => [MilestoneInput], { nullable: true, description: 'Left out: as before.' })
  @IsOptional()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => MilestoneInput)
  milestones?: MilestoneInput[] | null;

  @Field({ defaultValue: '' })
  @MaxLength(2_000)
  @Matches(/^[^\0]*$/)
  note!: string;

  @Field(() => String, { nullable: true }) idempotencyKey?: string | null;
}

@InputType()
export class ProposeEngagementHandoverInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => Int) expectedVersion!: number;
  @Field(() => ID, { description: 'Who serves now.' }) fromOperatorId!: string;
  @Field(() => ID, { description: 'Who takes over.' }) toOperatorId!: string;
  @Field({ description: '10 to 500 characters; the merchant decides on it.' })
  @MaxLength(2_000)
  @Matches(/^[^\0]*$/)
  reason!: string;
  @Field(() => String, { nullable: true }) idempotencyKey?: string | null;
}

@InputType()
export class AcceptEngagementInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => Int, { description: 'The `version` that was read and agreed to.' })
  expectedVersion!: number;
  @Field(() => [ID], {
    nullable: true,
    description: 'Only when a provider accepts a version that names no operators.',
  })
  @IsOptional()
  @ArrayMaxSize(100)
  operatorIds?: string[] | null;
}

@InputType()
export class WithdrawEngagementInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => Int) expectedVersion!: number;
}

/** For declining and terminating. */
@InputType({ isAbstract: true })
abstract class ReasonedEngagementInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => Int) expectedVersion!: number;
  @Field({ description: '10 to 500 characters; shown to the other side.' })
  @MaxLength(2_000)
  @Matches(/^[^\0]*$/)
  reason!: string;
}

@InputType()
export class DeclineEngagementInput extends ReasonedEngagementInput {}

@InputType()
export class TerminateEngagementInput extends ReasonedEngagementInput {}
