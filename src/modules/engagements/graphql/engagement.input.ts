import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, Matches, MaxLength } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar, MoneyScalar } from '../../../graphql/scalars.js';
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

@InputType('EngagementFilter')
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
  const { providerId, merchantId, operatorId, ...rest } = input;
  return {
    ...rest,
    ...(providerId != null && { providerId: uuidOf('Provider', providerId) }),
    ...(merchantId != null && { merchantId: uuidOf('Merchant', merchantId) }),
    ...(operatorId != null && { operatorId: uuidOf('Operator', operatorId) }),
  };
}

@InputType()
export class ProposeEngagementInput {
  @Field(() => ID, {
    description: 'The merchant, when a provider proposes; the provider, when a merchant does.',
  })
  counterpartyId!: string;

  @Field(() => [CapabilityModuleEnum], {
    description: 'What the provider takes on: 1 to 11 modules.',
  })
  @ArrayMaxSize(11)
  scopeModules!: CapabilityModule[];

  @Field(() => MoneyScalar) targetGmv!: string;
  @Field(() => MoneyScalar) fee!: string;
  @Field(() => DateScalar, { description: 'First day: today or later.' }) startedOn!: string;
  @Field(() => DateScalar, { description: 'Last day, included.' }) endedOn!: string;

  @Field(() => [ID], {
    defaultValue: [],
    description:
      'Operators employed at the provider. A merchant may leave them out: the provider then names them when it accepts.',
  })
  @ArrayMaxSize(100)
  operatorIds!: string[];

  @Field({ defaultValue: '' })
  @MaxLength(2_000)
  @Matches(/^[^\0]*$/)
  note!: string;
}

@InputType()
export class AcceptEngagementInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => Int, { description: 'The `version` that was read and agreed to.' })
  expectedVersion!: number;
  @Field(() => [ID], {
    nullable: true,
    description: 'Only when a provider accepts a proposal that names no operators.',
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
