import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf, TradingTierEnum } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import { GROWTH_STAGES, type GrowthStage } from '../domain/growth-stage.js';
import { COLD_START_STATES, type ColdStartState } from '../domain/merchant-growth-cold-start.js';
import type { ComputedWith } from '../entities/computed-with.js';
import type { MerchantMonth } from '../entities/merchant-month.entity.js';
import {
  COLD_START_ORDERS,
  type ColdStartFilter,
  type ColdStartOrder,
  type ColdStartRow,
} from '../merchant-month.store.js';

const ColdStartStateEnum = enumOf(COLD_START_STATES, {
  name: 'ColdStartState',
  description:
    'SUCCESS; BEFORE_RECORDS (it had the amount when the records begin, so when it first had it is not known); EXITED, the competing event; OPEN, so many days so far.',
});
const ColdStartOrderEnum = enumOf(Object.keys(COLD_START_ORDERS) as ColdStartOrder[], {
  name: 'ColdStartOrder',
  description: 'Shortest or longest first.',
});
const GrowthStageEnum = enumOf(GROWTH_STAGES, {
  name: 'MerchantGrowthStage',
  description: 'Cold start (冷启动), climbing (爬升) or mature (成熟).',
});

@ObjectType({ isAbstract: true })
export abstract class ComputedWithType {
  @Field(() => Int, { description: 'Version of the policy merchant-growth it was made with.' })
  policyVersion!: number;
  @Field(() => Int, { description: 'Version of the policy trading-tiers it was made with.' })
  tiersPolicyVersion!: number;
  @Field({ description: 'The load of the feed whose rows it was made from.' })
  loadNumber!: string;
}

@ObjectType('MerchantMonth', { description: 'A merchant’s month, and its tier at the end of it.' })
export class MerchantMonthType extends ComputedWithType {
  readonly merchantId!: string;
  @Field(() => DateScalar) monthEnd!: string;
  @Field(() => MoneyScalar, {
    description: 'Of the trailing window (30 days) that ends with the month; it decides the tier.',
  })
  trailingNetGmv!: string;
  @Field(() => Int, { description: 'Days of the trailing window that the feed holds.' })
  daysObserved!: number;
  @Field(() => MoneyScalar, { description: 'Of the calendar month.' }) paidGmv!: string;
  @Field(() => MoneyScalar, { description: 'Of the calendar month.' }) netGmv!: string;
  @Field(() => TradingTierEnum) tier!: TradingTier;
  @Field({ description: 'Refunds can still change it.' }) provisional!: boolean;
}

@ObjectType()
export class MerchantMonthConnection extends Connection(MerchantMonthType, 'MerchantMonth') {}

@ObjectType('MerchantStageSpan', { description: 'Days on which a merchant was at a stage.' })
export class StageSpanType {
  @Field(() => GrowthStageEnum) stage!: GrowthStage;
  @Field(() => DateScalar) from!: string;
  @Field(() => DateScalar, { nullable: true, description: 'First day of what came next.' })
  until!: string | null;
}

@ObjectType('MerchantColdStart', {
  description: 'How long a merchant took to its first successful month, or has taken so far.',
})
export class ColdStartType extends ComputedWithType {
  readonly merchantId!: string;
  readonly exitedOn!: string | null;
  @Field(() => DateScalar) joinedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'The first day that the feed knows.' })
  observedFrom!: string | null;
  @Field(() => ColdStartStateEnum) state!: ColdStartState;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day on which the month’s running GMV first reached the amount, or the exit.',
  })
  eventOn!: string | null;
  @Field(() => Int, { description: 'From joining to the event, or so far.' }) durationDays!: number;
  @Field(() => [DateScalar], {
    description: 'Months that reached the amount in payments and lost it again to refunds.',
  })
  voidMonths!: readonly string[];
  @Field({ description: 'Refunds can still change it.' }) provisional!: boolean;
  @Field(() => DateScalar) asOf!: string;
}

@ObjectType()
export class ColdStartConnection extends Connection(ColdStartType, 'MerchantColdStart') {}

@InputType('MerchantColdStartFilter', { description: 'Conditions that all must hold.' })
export class ColdStartFilterInput {
  @Field(() => [ColdStartStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(4)
  states?: ColdStartState[];
  @Field({ nullable: true }) provisional?: boolean;
  @Field(() => ID, { nullable: true }) merchantId?: string;
  @Field({ nullable: true, description: 'A category, or a parent category with all below it.' })
  @IsOptional()
  @MaxLength(60)
  categoryCode?: string;
  @Field({ nullable: true })
  @IsOptional()
  @MaxLength(60)
  regionCode?: string;
}

@ArgsType()
export class ColdStartsArgs extends PageArgs {
  @Field(() => ColdStartFilterInput, { nullable: true }) filter?: ColdStartFilterInput;
  @Field(() => ColdStartOrderEnum, { defaultValue: 'SHORTEST' }) orderBy!: ColdStartOrder;
}

@ArgsType()
export class MerchantMonthsArgs extends PageArgs {
  @Field(() => ID) merchantId!: string;
}

@ObjectType('SalesWindowOverlap', {
  description: 'Something else that may have moved the sales around a session.',
})
export class SalesWindowOverlapType {
  @Field({ description: 'PROMOTION or BIG_SESSION.' }) kind!: string;
  @Field(() => DateScalar) date!: string;
  @Field({ description: 'The promotion’s name, or the other session’s id.' }) what!: string;
}

@ObjectType('SalesAroundSession', {
  description: 'Daily net sales of a merchant after a session against before it.',
})
export class SalesAroundSessionType {
  @Field(() => ID) liveSessionId!: string;
  @Field(() => ID) merchantId!: string;
  @Field(() => DateScalar) date!: string;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'A breakthrough: at least twice what was expected. Null: no outcome was computed for it.',
  })
  bigSession!: boolean | null;
  @Field(() => Int, { description: 'Days before and after that are compared.' })
  windowDays!: number;
  @Field(() => Int) daysBefore!: number;
  @Field(() => Int) daysAfter!: number;
  @Field(() => Float, { nullable: true, description: 'Yuan a day.' }) meanBefore!: number | null;
  @Field(() => Float, { nullable: true, description: 'Yuan a day.' }) meanAfter!: number | null;
  @Field(() => Float, { nullable: true, description: 'After over before.' }) ratio!: number | null;
  @Field(() => Float, { nullable: true, description: '95 % moving-block bootstrap.' })
  lower!: number | null;
  @Field(() => Float, { nullable: true }) upper!: number | null;
  @Field(() => String, { nullable: true, description: 'TOO_FEW_DAYS or NO_SALES_BEFORE.' })
  cannotEstimate!: string | null;
  @Field(() => [SalesWindowOverlapType]) overlaps!: SalesWindowOverlapType[];
  @Field(() => Int) policyVersion!: number;
}

export function computedWith(row: ComputedWith): ComputedWithType {
  const { policyVersion, tiersPolicyVersion, loadNumber } = row;
  return { policyVersion, tiersPolicyVersion, loadNumber };
}

export function toMerchantMonthType(month: MerchantMonth): MerchantMonthType {
  const { monthEnd, daysObserved, paidGmv, tier, provisional } = month;
  return {
    ...computedWith(month),
    merchantId: publicId('Merchant', month.merchantId),
    monthEnd,
    trailingNetGmv: month.netGmv,
    daysObserved,
    paidGmv,
    netGmv: month.monthNetGmv,
    tier,
    provisional,
  };
}

export function toColdStartType(row: ColdStartRow): ColdStartType {
  return { ...row, merchantId: publicId('Merchant', row.merchantId) };
}

export function toColdStartFilter(input: ColdStartFilterInput = {}): ColdStartFilter {
  const { merchantId, ...rest } = input;
  return { ...rest, ...(merchantId != null && { merchantId: uuidOf('Merchant', merchantId) }) };
}
