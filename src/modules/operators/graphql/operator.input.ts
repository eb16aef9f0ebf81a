import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { DateScalar } from '../../../graphql/scalars.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { OPERATOR_ORDERS, type OperatorOrder } from '../operator.store.js';

const OperatorOrderEnum = enumOf(Object.keys(OPERATOR_ORDERS) as OperatorOrder[], {
  name: 'OperatorOrder',
  description: 'By name, or newest first.',
});

@InputType({ description: 'Which operators: all conditions hold at once.' })
export class OperatorFilterInput {
  @Field(() => ID, { nullable: true, description: 'Employed at this provider today.' })
  providerId?: string;

  @Field({ nullable: true, description: 'Part of the name, in any case.' })
  @IsOptional()
  @MaxLength(60)
  nameContains?: string;
}

@ArgsType()
export class OperatorsArgs extends PageArgs {
  @Field(() => OperatorFilterInput, { nullable: true })
  filter?: OperatorFilterInput;

  @Field(() => OperatorOrderEnum, { defaultValue: 'NAME' })
  orderBy!: OperatorOrder;
}

@ArgsType()
export class EmploymentsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only this operator’s.' })
  operatorId?: string;
}

@InputType({ description: 'Whom to take on: a new person by name, or a known one by code.' })
export class EmployOperatorInput {
  @Field({ nullable: true, description: 'Of a person who is new here: 2 to 40 characters.' })
  @IsOptional()
  @MaxLength(200)
  name?: string;

  @Field({ nullable: true, description: 'Of a person who has a record already.' })
  @IsOptional()
  @MaxLength(40)
  operatorCode?: string;

  @Field(() => DateScalar) employedFrom!: string;

  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType({ description: 'Which employment ends, and when.' })
export class EndEmploymentInput {
  @Field(() => ID) employmentId!: string;
  @Field(() => DateScalar, { description: 'The last day of work.' }) lastDay!: string;
}
