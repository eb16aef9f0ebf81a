import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { Node, uuidOf } from '../../../graphql/node.js';
import { DateScalar, DecimalScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf, TradingTierEnum } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import { displayedShares } from '../domain/leap-credit.js';
import { LEAP_STATES, type LeapState } from '../domain/leap-decision.js';
import { LEAP_RATE_GROUPINGS, type LeapRateGrouping } from '../domain/leap-rate.js';
import type { LeapRate } from '../entities/leap-rate.entity.js';
import {
  LEAP_RATE_ORDERS,
  type LeapCreditRow,
  type LeapFilter,
  type LeapRateOrder,
  type LeapRow,
} from '../leap-list.store.js';
import { computedWith, ComputedWithType } from './merchant-growth.type.js';

const LeapStateEnum = enumOf(LEAP_STATES, {
  name: 'LeapState',
  description: 'PENDING until settled months decide: CONFIRMED (held) or NOT_HELD.',
});
const LeapRateGroupingEnum = enumOf(LEAP_RATE_GROUPINGS, {
  name: 'LeapRateGrouping',
  description: 'By what merchants are grouped.',
});
const LeapRateOrderEnum = enumOf(Object.keys(LEAP_RATE_ORDERS) as LeapRateOrder[], {
  name: 'LeapRateOrder',
  description: 'Highest rate first, or highest lower end of the interval first.',
});

@ObjectType('Leap', {
  implements: () => [Node],
  description:
    'A merchant reached a tier above every earlier one (跃迁); held or not is decided by the months after.',
})
export class LeapType extends ComputedWithType implements Node {
  @Field(() => ID) id!: string;
  readonly merchantId!: string;
  readonly providerId!: string | null;
  @Field(() => TradingTierEnum) fromTier!: TradingTier;
  @Field(() => TradingTierEnum) toTier!: TradingTier;
  @Field(() => DateScalar, { description: 'The month end at which the tier was reached.' })
  reachedOn!: string;
  @Field(() => MoneyScalar, { description: 'Trailing net GMV then.' }) netGmv!: string;
  @Field(() => LeapStateEnum) state!: LeapState;
  @Field(() => Int, { description: 'Settled months after it that met the tier.' })
  metMonths!: number;
  @Field(() => Int) missedMonths!: number;
  @Field(() => DateScalar, { nullable: true }) decidedOn!: string | null;
  @Field(() => Int, { description: 'Operated sessions that share the credit; 0: nobody’s.' })
  creditSessions!: number;
  @Field(() => DateScalar, { nullable: true, description: 'Up to which day leaps were computed.' })
  asOf!: string | null;
}

@ObjectType()
export class LeapConnection extends Connection(LeapType, 'Leap') {}

@ObjectType('LeapCredit', { description: 'An engagement’s share of a leap.' })
export class LeapCreditType {
  readonly leapUuid!: string;
  readonly engagementUuid!: string;
  @Field(() => ID) engagementId!: string;
  readonly providerId!: string;
  @Field(() => Int, { description: 'The share is sessions / total, exactly.' }) sessions!: number;
  @Field(() => Int) total!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Percent with two decimals; those of all engagements add up to 100.',
  })
  percent!: number | null;
  @Field(() => Int, { description: 'Days of the 90 before on which it was active.' })
  activeDays!: number;
}

@InputType('LeapFilter', { description: 'Conditions that all must hold.' })
export class LeapFilterInput {
  @Field(() => [LeapStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(3)
  states?: LeapState[];
  @Field(() => [TradingTierEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(5)
  toTiers?: TradingTier[];
  @Field(() => ID, { nullable: true }) merchantId?: string;
  @Field(() => ID, { nullable: true, description: 'A provider with a share of the credit.' })
  providerId?: string;
  @Field({ nullable: true, description: 'A category, or a parent category with all below it.' })
  @IsOptional()
  @MaxLength(60)
  categoryCode?: string;
  @Field({ nullable: true })
  @IsOptional()
  @MaxLength(60)
  regionCode?: string;
  @Field(() => DateScalar, { nullable: true, description: 'Reached on this day or later.' })
  from?: string;
  @Field(() => DateScalar, { nullable: true }) to?: string;
}

@ArgsType()
export class LeapsArgs extends PageArgs {
  @Field(() => LeapFilterInput, { nullable: true }) filter?: LeapFilterInput;
}

@ObjectType('LeapRate', { description: 'How many of the merchants served leaped, in one group.' })
export class LeapRateType extends ComputedWithType {
  @Field(() => LeapRateGroupingEnum) grouping!: LeapRateGrouping;
  @Field({ description: 'A provider’s id, or the code of a category or region.' }) key!: string;
  @Field(() => DateScalar) periodStart!: string;
  @Field(() => DateScalar) periodEnd!: string;
  @Field(() => Int, { description: 'Served in the period.' }) merchants!: number;
  @Field(() => Int) leapedMerchants!: number;
  @Field(() => Int) pendingMerchants!: number;
  @Field(() => DecimalScalar, {
    description: 'Posterior mean under the prior of all groups: few merchants lie near that.',
  })
  rate!: string;
  @Field(() => DecimalScalar, { description: '95 % posterior interval.' }) lower!: string;
  @Field(() => DecimalScalar) upper!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Why the raw rate stands, with Wilson’s interval.',
  })
  unshrunkReason!: string | null;
}

@ObjectType()
export class LeapRateConnection extends Connection(LeapRateType, 'LeapRate') {}

@ArgsType()
export class LeapRatesArgs extends PageArgs {
  @Field(() => LeapRateGroupingEnum) grouping!: LeapRateGrouping;
  @Field(() => LeapRateOrderEnum, { defaultValue: 'SUREST' }) orderBy!: LeapRateOrder;
}

export function toLeapType(leap: LeapRow): LeapType {
  return {
    ...leap,
    id: publicId('Leap', leap.id),
    merchantId: publicId('Merchant', leap.merchantId),
    providerId: leap.providerId && publicId('Provider', leap.providerId),
  };
}

/** Percentages can be displayed only where every share is known: of a part they would not add up. */
export function toLeapCreditTypes(credits: readonly LeapCreditRow[]): LeapCreditType[] {
  const known = credits.reduce((sum, { sessions }) => sum + sessions, 0);
  const complete = known === credits[0]?.total;
  const shares = complete ? displayedShares(credits.map(({ sessions }) => sessions)) : [];
  return credits.map((credit, i) => ({
    leapUuid: credit.leapId,
    engagementUuid: credit.engagementId,
    engagementId: publicId('Engagement', credit.engagementId),
    providerId: publicId('Provider', credit.providerId),
    sessions: credit.sessions,
    total: credit.total,
    percent: shares[i] ?? null,
    activeDays: credit.activeDays,
  }));
}

export function toLeapRateType(rate: LeapRate): LeapRateType {
  return {
    ...rate,
    ...computedWith(rate),
    key: rate.grouping === 'PROVIDER' ? publicId('Provider', rate.key) : rate.key,
  };
}

export function toLeapFilter(input: LeapFilterInput = {}): LeapFilter {
  const { merchantId, providerId, ...rest } = input;
  return {
    ...rest,
    ...(merchantId != null && { merchantId: uuidOf('Merchant', merchantId) }),
    ...(providerId != null && { providerId: uuidOf('Provider', providerId) }),
  };
}
