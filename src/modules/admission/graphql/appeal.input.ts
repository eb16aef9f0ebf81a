import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsOptional, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import type { BusinessDate } from '../../platform/kernel/business-date.js';
import type { Money } from '../../platform/kernel/money.js';
import { APPEAL_ORDERS, type AppealFilter, type AppealOrder } from '../appeal.store.js';
import type { AppealOutcome, AppealState } from '../domain/appeal.js';
import type { Terms } from '../domain/violation-ladder.js';
import type { MeasureKind } from '../domain/violation-policy.js';
import { AppealOutcomeEnum, AppealStateEnum } from './appeal.type.js';
import { MeasureKindEnum } from './violation.type.js';

const AppealOrderEnum = enumOf(Object.keys(APPEAL_ORDERS) as AppealOrder[], {
  name: 'AppealOrder',
  description: 'Newest first, oldest first, or those that must be decided soonest.',
});

@InputType('AppealFilter', { description: 'Conditions that all must hold.' })
export class AppealFilterInput {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => [AppealStateEnum], {
    nullable: true,
    description: '[FILED] is the queue of those to decide.',
  })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: AppealState[];
  @Field(() => DateScalar, { nullable: true, description: 'To be decided by that day or earlier.' })
  decideByTo?: BusinessDate;
}

@ArgsType()
export class AppealsArgs extends PageArgs {
  @Field(() => AppealFilterInput, { nullable: true }) filter?: AppealFilterInput;
  @Field(() => AppealOrderEnum, { defaultValue: 'DECIDE_BY' }) orderBy!: AppealOrder;
}

@InputType({ isAbstract: true })
abstract class StatementInput {
  @Field({ description: '20 to 4,000 characters.' })
  @MaxLength(20_000)
  statement!: string;
  @Field(() => [ID], { defaultValue: [], description: 'Evidence, uploaded by POST /files.' })
  @ArrayMaxSize(50)
  fileIds!: string[];
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class FileAppealInput extends StatementInput {
  @Field(() => ID) violationId!: string;
}

@InputType()
export class AddAppealStatementInput extends StatementInput {
  @Field(() => ID) appealId!: string;
}

@InputType()
export class MeasureInput {
  @Field(() => MeasureKindEnum) kind!: MeasureKind;
  @Field(() => Int, { nullable: true, description: 'Times 24 hours; null has no end.' })
  @IsOptional()
  @Min(1)
  @Max(3_660)
  days?: number | null;
}

@InputType({ description: 'All that the violation still costs.' })
export class ReducedTermsInput {
  @Field(() => Int)
  @Min(0)
  @Max(1_000)
  points!: number;
  @Field(() => MoneyScalar) deduction!: Money;
  @Field(() => [MeasureInput])
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => MeasureInput)
  measures!: MeasureInput[];
}

@InputType()
export class DecideAppealInput {
  @Field(() => ID) appealId!: string;
  @Field(() => AppealOutcomeEnum) outcome!: AppealOutcome;
  @Field({ description: '10 to 1,000 characters; shown to the provider.' })
  @MaxLength(5_000)
  reason!: string;
  @Field(() => ReducedTermsInput, { nullable: true, description: 'With REDUCED, and only then.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => ReducedTermsInput)
  reduced?: ReducedTermsInput;
}

export function toAppealFilter(filter: AppealFilterInput): AppealFilter {
  const { providerId, ...rest } = filter;
  return { ...rest, ...(providerId && { providerId: uuidOf('Provider', providerId) }) };
}

export function toStatement({ statement, fileIds }: StatementInput) {
  return { statement, fileIds: fileIds.map((id) => uuidOf('StoredFile', id)) };
}

export function toTerms(input: ReducedTermsInput | undefined): Terms | undefined {
  return (
    input && {
      points: input.points,
      deduction: input.deduction,
      measures: input.measures.map(({ kind, days }) => ({ kind, days: days ?? null })),
    }
  );
}
