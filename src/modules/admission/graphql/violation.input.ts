import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import type { BusinessDate } from '../../platform/kernel/business-date.js';
import type { ViolationState } from '../domain/violation.js';
import { VIOLATION_ORDERS, type ViolationFilter, type ViolationOrder } from '../violation.store.js';
import { ViolationStateEnum } from './violation.type.js';

const ViolationOrderEnum = enumOf(Object.keys(VIOLATION_ORDERS) as ViolationOrder[], {
  name: 'ViolationOrder',
  description: 'Newest first, oldest first, or those that must be decided soonest.',
});

@InputType('ViolationFilter', { description: 'Conditions that all must hold.' })
export class ViolationFilterInput {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => ID, { nullable: true }) operatorId?: string;
  @Field(() => [ViolationStateEnum], {
    nullable: true,
    description: '[RECORDED] is the queue of those to decide.',
  })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: ViolationState[];
  @Field(() => [String], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(20)
  @MaxLength(40, { each: true })
  kinds?: string[];
  @Field(() => DateScalar, { nullable: true, description: 'To be decided by that day or earlier.' })
  decideByTo?: BusinessDate;
}

@ArgsType()
export class ViolationsArgs extends PageArgs {
  @Field(() => ViolationFilterInput, { nullable: true }) filter?: ViolationFilterInput;
  @Field(() => ViolationOrderEnum, { defaultValue: 'NEWEST' }) orderBy!: ViolationOrder;
}

@InputType()
export class RecordViolationInput {
  @Field(() => ID) providerId!: string;
  @Field(() => ID, { nullable: true, description: 'Who did it, if an operator of theirs did.' })
  operatorId?: string;
  @Field({ description: 'A code of `violationLadder`.' })
  @MaxLength(40)
  kind!: string;
  @Field(() => DateScalar) occurredOn!: BusinessDate;
  @Field({ description: '20 to 4,000 characters: what happened, where and when.' })
  @MaxLength(20_000)
  facts!: string;
  @Field(() => [ID], { defaultValue: [], description: 'Evidence, uploaded by POST /files.' })
  @ArrayMaxSize(50)
  fileIds!: string[];
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class DecideViolationInput {
  @Field(() => ID) violationId!: string;
  @Field({
    description: 'True: it stands, and costs what the ladder says. False: it is dismissed.',
  })
  confirm!: boolean;
  @Field({ description: '10 to 1,000 characters; shown to the provider.' })
  @MaxLength(5_000)
  reason!: string;
}

export function toViolationFilter(filter: ViolationFilterInput): ViolationFilter {
  const { providerId, operatorId, ...rest } = filter;
  return {
    ...rest,
    ...(providerId && { providerId: uuidOf('Provider', providerId) }),
    ...(operatorId && { operatorId: uuidOf('Operator', operatorId) }),
  };
}
