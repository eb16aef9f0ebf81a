import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar, DecimalScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import {
  ATTAINMENT_ORDERS,
  type AttainmentFilter,
  type AttainmentOrder,
} from '../attainment.store.js';
import type { EngagementAttainment } from '../entities/engagement-attainment.entity.js';
import { ComputedWithType } from './merchant-growth.type.js';

const AttainmentOrderEnum = enumOf(Object.keys(ATTAINMENT_ORDERS) as AttainmentOrder[], {
  name: 'EngagementAttainmentOrder',
  description: 'Highest or lowest attainment first.',
});

@ObjectType('EngagementAttainment', {
  description:
    'What an engagement promised for the days that have passed, and what was sold on them.',
})
export class EngagementAttainmentType extends ComputedWithType {
  @Field(() => ID) engagementId!: string;
  @Field(() => ID) providerId!: string;
  @Field(() => ID) merchantId!: string;
  @Field(() => DateScalar) firstDay!: string;
  @Field(() => DateScalar, { description: 'The last day of the term that has passed.' })
  lastDay!: string;
  @Field({ description: 'The term is over.' }) complete!: boolean;
  @Field(() => MoneyScalar, { description: 'Promised for the whole term.' }) targetGmv!: string;
  @Field(() => MoneyScalar, { description: 'Its part for the days that have passed.' })
  targetToDate!: string;
  @Field(() => MoneyScalar) paidGmv!: string;
  @Field(() => MoneyScalar, { description: 'The merchant’s, on the days of the term.' })
  netGmv!: string;
  @Field(() => Int, { description: 'Days of the term that the feed holds.' }) daysObserved!: number;
  @Field(() => DecimalScalar, { description: 'Net GMV / target to date.' }) attainment!: string;
  @Field({ description: 'Refunds can still change it.' }) provisional!: boolean;
}

@ObjectType()
export class EngagementAttainmentConnection extends Connection(
  EngagementAttainmentType,
  'EngagementAttainment',
) {}

@ObjectType('ProviderAttainment', {
  description: 'How a provider kept its promises, over engagements with a target that are over.',
})
export class ProviderAttainmentType {
  @Field(() => ID) providerId!: string;
  @Field(() => Int) engagements!: number;
  @Field(() => Int) merchants!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Net GMV sold over GMV promised: a ratio of sums, not a mean of ratios.',
  })
  ratio!: number | null;
  @Field(() => Float, { nullable: true, description: '95 %, merchants as clusters.' })
  lower!: number | null;
  @Field(() => Float, { nullable: true }) upper!: number | null;
  @Field(() => String, { nullable: true, description: 'Why there is no interval.' })
  cannotEstimate!: string | null;
  @Field(() => [Float], {
    nullable: true,
    description: 'Quartiles of the engagements’ own ratios.',
  })
  quartiles!: readonly number[] | null;
  @Field(() => Int, { description: 'Engagements that sold what they promised, or more.' })
  kept!: number;
  @Field(() => Float, { nullable: true, description: 'Of their share; Wilson, 95 %.' })
  keptLower!: number | null;
  @Field(() => Float, { nullable: true }) keptUpper!: number | null;
}

@InputType('EngagementAttainmentFilter', { description: 'Conditions that all must hold.' })
export class AttainmentFilterInput {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => ID, { nullable: true }) merchantId?: string;
  @Field({ nullable: true }) complete?: boolean;
  @Field({ nullable: true }) provisional?: boolean;
}

@ArgsType()
export class AttainmentsArgs extends PageArgs {
  @Field(() => AttainmentFilterInput, { nullable: true }) filter?: AttainmentFilterInput;
  @Field(() => AttainmentOrderEnum, { defaultValue: 'HIGHEST' }) orderBy!: AttainmentOrder;
}

export function toAttainmentType(row: EngagementAttainment): EngagementAttainmentType {
  return {
    ...row,
    // Rows without a target are not listed.
    attainment: row.attainment!,
    engagementId: publicId('Engagement', row.engagementId),
    providerId: publicId('Provider', row.providerId),
    merchantId: publicId('Merchant', row.merchantId),
  };
}

export function toAttainmentFilter(input: AttainmentFilterInput = {}): AttainmentFilter {
  const { providerId, merchantId, ...rest } = input;
  return {
    ...rest,
    ...(providerId != null && { providerId: uuidOf('Provider', providerId) }),
    ...(merchantId != null && { merchantId: uuidOf('Merchant', merchantId) }),
  };
}
