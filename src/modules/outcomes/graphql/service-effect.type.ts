import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { DateScalar } from '../../../graphql/scalars.js';
import { enumOf, TradingTierEnum } from '../../../graphql/vocabulary.js';
import {
  CANNOT_ESTIMATE_REASONS,
  type CannotEstimateReason,
} from '../../../statistics/numeric/index.js';
import { publicId } from '../../platform/kernel/ids.js';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import { isKnown, type EffectEstimate } from '../domain/effect-estimate.js';
import { EFFECT_REASONS } from '../domain/effect-reason.js';
import { CLAIM_VERDICTS, type ClaimVerdict, type RestatedClaim } from '../domain/restated-claim.js';
import { EFFECT_GROUPINGS, type EffectGrouping } from '../domain/service-effect.js';
import { CLAIM_MEASURES, type ClaimMeasure } from '../domain/service-effect-policy.js';
import type { ServiceEffectComputation } from '../entities/service-effect-computation.entity.js';
import type { Computed } from '../service-effect.service.js';
import type { EffectMerchantRow, EffectRow } from '../service-effect.store.js';

const ReasonEnum = enumOf(CANNOT_ESTIMATE_REASONS, {
  name: 'NoEstimateReason',
  description: 'Why a figure does not exist.',
});
const GroupingEnum = enumOf(EFFECT_GROUPINGS, {
  name: 'ServiceEffectGrouping',
  description:
    'By what the served merchants are told apart. COHORT is the month in which their service began.',
});
const MeasureEnum = enumOf(CLAIM_MEASURES, {
  name: 'ClaimMeasure',
  description: 'What a published claim is about.',
});
const VerdictEnum = enumOf(CLAIM_VERDICTS, {
  name: 'ClaimVerdict',
  description: 'Whether the published figure lies in our interval, above it or below it.',
});

@ObjectType('EffectFigure', { description: 'A figure with its interval, or why there is none.' })
export class EffectFigureType {
  @Field(() => Float, { nullable: true }) value!: number | null;
  @Field(() => Float, { nullable: true, description: 'Lower end of the interval; null: open.' })
  lower!: number | null;
  @Field(() => Float, { nullable: true, description: 'Upper end of the interval; null: open.' })
  upper!: number | null;
  @Field(() => ReasonEnum, { nullable: true }) reason!: CannotEstimateReason | null;
  @Field(() => String, {
    nullable: true,
    description: 'The reason in words, in the language of Accept-Language.',
  })
  message!: string | null;
  @Field(() => String, { nullable: true, description: 'What exactly was missing.' })
  detail!: string | null;
}

@ObjectType('ServiceEffectBasis', { description: 'What a figure was computed on.' })
export class ServiceEffectBasisType {
  @Field(() => DateScalar, { description: 'The last day that counts.' }) asOf!: string;
  @Field({ description: 'The load of the feed as of which all rows were read.' })
  loadNumber!: string;
  @Field(() => Int, { description: 'Version of the policy service-effect.' })
  policyVersion!: number;
}

@ObjectType('ServiceEffectMonth', {
  description:
    'One month since the first served one, which is 0; earlier ones test the comparison.',
})
export class ServiceEffectMonthType {
  @Field(() => Int) month!: number;
  @Field(() => EffectFigureType) growth!: EffectFigureType;
  @Field(() => Int) merchants!: number;
}

@ObjectType('BalanceRow', {
  description: 'One trait of the served and of those they are compared with.',
})
export class BalanceRowType {
  @Field() covariate!: string;
  @Field(() => Float, {
    nullable: true,
    description: 'In standard deviations, before matching. Beyond ±0.1 is called imbalance.',
  })
  differenceBefore!: number | null;
  @Field(() => Float, { nullable: true, description: 'The same after matching.' })
  differenceAfter!: number | null;
  @Field(() => Float) servedMean!: number;
  @Field(() => Float, { description: 'Of the comparable, as they are weighted.' })
  comparableMean!: number;
}

@ObjectType('ServiceEffect', {
  description:
    'Growth of served merchants over comparable ones not yet served. An association, not a cause: see docs/effects.md.',
})
export class ServiceEffectType {
  @Field(() => GroupingEnum) grouping!: EffectGrouping;
  @Field({ description: 'Which slice: a category, tier, month, region or provider id.' })
  key!: string;
  @Field(() => EffectFigureType, { description: 'Relative: 0.3 is 30 % more.' })
  growth!: EffectFigureType;
  @Field(() => Int, { description: 'Served merchants that were compared.' }) merchants!: number;
  @Field(() => Int, { description: 'Providers they belong to.' }) providers!: number;
  @Field(() => Int, { description: 'Comparable merchants in the fullest month.' })
  controls!: number;
  @Field(() => [ServiceEffectMonthType]) byMonth!: ServiceEffectMonthType[];
  @Field(() => EffectFigureType, {
    description: 'The months before the service, as if it had begun then.',
  })
  placebo!: EffectFigureType;
  @Field({ description: 'The two sides differed already before the service began.' })
  placeboExcludesZero!: boolean;
  @Field(() => Float, {
    nullable: true,
    description: 'P value of the joint test that nothing differed before.',
  })
  preTrendP!: number | null;
  @Field(() => [BalanceRowType], { nullable: true, description: 'Of the whole only.' })
  balance!: BalanceRowType[] | null;
  @Field(() => Int, { nullable: true, description: 'Served merchants without a comparable one.' })
  unmatched!: number | null;
  @Field(() => ServiceEffectBasisType) basis!: ServiceEffectBasisType;
}

@ObjectType()
export class ServiceEffectConnection extends Connection(ServiceEffectType, 'ServiceEffect') {}

@ArgsType()
export class ServiceEffectsArgs extends PageArgs {
  @Field(() => GroupingEnum, { nullable: true }) grouping?: EffectGrouping;
}

@ObjectType('ServiceEffectMerchant', {
  description: 'A served merchant against the comparable ones of its stratum.',
})
export class ServiceEffectMerchantType {
  @Field(() => ID) merchantId!: string;
  @Field(() => ID) providerId!: string;
  @Field({ description: 'The month in which its service began: `2026-03`.' }) cohort!: string;
  @Field(() => TradingTierEnum, { description: 'Before the service.' }) tier!: TradingTier;
  @Field() category!: string;
  @Field() region!: string;
  @Field(() => Int, { description: 'Months that counted.' }) months!: number;
  @Field(() => Float, { description: 'Its growth over theirs; one merchant’s is mostly chance.' })
  growth!: number;
}

@ObjectType()
export class ServiceEffectMerchantConnection extends Connection(
  ServiceEffectMerchantType,
  'ServiceEffectMerchant',
) {}

@ArgsType()
export class ServiceEffectMerchantsArgs extends PageArgs {
  @Field(() => GroupingEnum, { defaultValue: 'ALL' }) grouping!: EffectGrouping;
  @Field({ defaultValue: '', description: 'Which slice; empty for ALL.' })
  @MaxLength(80)
  key!: string;
}

@ObjectType('RestatedClaim', { description: 'A published claim beside what our data say.' })
export class RestatedClaimType {
  @Field() code!: string;
  @Field({ description: 'The claim, in the language of Accept-Language.' }) text!: string;
  @Field(() => MeasureEnum) measure!: ClaimMeasure;
  @Field(() => Float) published!: number;
  @Field(() => EffectFigureType) ours!: EffectFigureType;
  @Field(() => VerdictEnum) verdict!: ClaimVerdict;
  @Field({ description: 'The comparison was off before it began: read ours with care.' })
  flagged!: boolean;
  @Field(() => Int, { description: 'Merchants behind our figure.' }) merchants!: number;
  @Field(() => Int, { nullable: true, description: 'Sessions behind our figure.' })
  sessions!: number | null;
  @Field(() => ServiceEffectBasisType) basis!: ServiceEffectBasisType;
}

export function toFigure(figure: EffectEstimate, locale: Locale): EffectFigureType {
  if (isKnown(figure)) return { ...figure, reason: null, message: null, detail: null };
  const { reason, detail } = figure;
  const message = inLocale(EFFECT_REASONS[reason], locale);
  return { value: null, lower: null, upper: null, reason, message, detail };
}

export function toBasis({
  asOf,
  loadNumber,
  policyVersion,
}: ServiceEffectComputation): ServiceEffectBasisType {
  return { asOf, loadNumber, policyVersion };
}

export function toServiceEffect(
  { grouping, key, detail }: EffectRow,
  computation: ServiceEffectComputation,
  locale: Locale,
): ServiceEffectType {
  const { growth, byMonth, placebo, balance, merchants, providers, controls } = detail;
  return {
    grouping,
    key: grouping === 'PROVIDER' ? publicId('Provider', key) : key,
    growth: toFigure(growth, locale),
    merchants,
    providers,
    controls,
    byMonth: byMonth.map((row) => ({ ...row, growth: toFigure(row.growth, locale) })),
    placebo: toFigure(placebo, locale),
    placeboExcludesZero: detail.placeboExcludesZero,
    preTrendP: detail.preTrendP,
    balance:
      balance?.rows.map(({ covariate, before, after }) => ({
        covariate,
        differenceBefore: before.standardisedDifference,
        differenceAfter: after.standardisedDifference,
        servedMean: after.treatedMean,
        comparableMean: after.controlMean,
      })) ?? null,
    unmatched: balance?.unmatched ?? null,
    basis: toBasis(computation),
  };
}

export function toServiceEffectMerchant(row: EffectMerchantRow): ServiceEffectMerchantType {
  const { difference, merchantId, providerId, ...rest } = row;
  return {
    ...rest,
    merchantId: publicId('Merchant', merchantId),
    providerId: publicId('Provider', providerId),
    growth: Math.expm1(difference),
  };
}

export function toRestatedClaims(
  found: Computed<readonly RestatedClaim[]> | null,
  locale: Locale,
): RestatedClaimType[] {
  if (!found) return [];
  const basis = toBasis(found.computation);
  return found.value.map(({ figure, text, ...claim }) => ({
    ...claim,
    text: inLocale(text, locale),
    ours: toFigure(figure, locale),
    basis,
  }));
}
