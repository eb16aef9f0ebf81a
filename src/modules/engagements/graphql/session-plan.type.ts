import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Matches, MaxLength } from 'class-validator';
import { DateTimeScalar, DecimalScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import {
  COMPARISON_GAPS,
  type ComparisonGap,
  type FactorComparison,
  type SessionComparison,
} from '../domain/session-comparison.js';
import { GMV_FACTORS, type GmvFactor, type PlanOfSession } from '../domain/session-plan.js';
import type { PlanVersionRow, ReviewRow } from '../session-plan.store.js';

const FACTOR_NAMES = {
  exposures: 'EXPOSURES',
  clickThroughRate: 'CLICK_THROUGH_RATE',
  watchMinutesPerEntry: 'WATCH_MINUTES_PER_ENTRY',
  gmvPerWatchMinute: 'GMV_PER_WATCH_MINUTE',
} as const satisfies Record<GmvFactor, string>;
const GmvFactorEnum = enumOf(
  GMV_FACTORS.map((factor) => FACTOR_NAMES[factor]),
  {
    name: 'PlannedGmvFactor',
    description:
      'Net GMV = exposures × click-through rate × watch minutes per entry × net GMV per watch minute.',
  },
);
const ComparisonGapEnum = enumOf(COMPARISON_GAPS, {
  name: 'SessionComparisonGap',
  description:
    'Why the difference is not split into factors. NO_TARGET: nothing was planned before the start. PLAN_INCOMPLETE: fewer than three of the four factors were planned. NOT_ENOUGH_EVIDENCE: a denominator of the session is zero, or more was refunded than paid.',
});

@ObjectType({ description: 'What a session aims at. Factors are null where the plan gives none.' })
export class SessionTargets {
  @Field(() => MoneyScalar) netGmv!: string;
  @Field(() => DecimalScalar, { nullable: true }) exposures!: string | null;
  @Field(() => DecimalScalar, { nullable: true }) clickThroughRate!: string | null;
  @Field(() => DecimalScalar, { nullable: true }) watchMinutesPerEntry!: string | null;
  @Field(() => DecimalScalar, { nullable: true }) gmvPerWatchMinute!: string | null;
}

@ObjectType({ description: 'Shares of the products on offer in per cent; they add up to 100.' })
export class ProductMix {
  @Field(() => DecimalScalar, { description: '福利款' }) gift!: string;
  @Field(() => DecimalScalar, { description: '引流款' }) traffic!: string;
  @Field(() => DecimalScalar, { description: '利润款' }) profit!: string;
  @Field(() => DecimalScalar, { description: '走量款' }) volume!: string;
}

@ObjectType({ description: 'What is to be spent on promotion, in yuan.' })
export class PromotionBudget {
  @Field(() => MoneyScalar, { description: 'Spent before the session.' }) before!: string;
  @Field(() => MoneyScalar, { description: 'Spent while it runs.' }) burst!: string;
}

@ObjectType({ description: 'One version of what the provider means to do in a session.' })
export class SessionPlanVersion {
  @Field(() => Int) version!: number;
  @Field(() => SessionTargets) targets!: SessionTargets;
  @Field(() => ProductMix) productMix!: ProductMix;
  @Field(() => PromotionBudget) promotionBudget!: PromotionBudget;
  @Field(() => Int, { description: 'How many days ahead the warm-up begins.' })
  warmUpDays!: number;
  @Field() note!: string;
  @Field(() => DateTimeScalar) filedAt!: Date;
  @Field({ description: 'Filed before the session began; one filed later does not count.' })
  inTime!: boolean;
}

@ObjectType('SessionPlan', {
  description: 'What the provider means to do in a session. Frozen when it begins.',
})
export class SessionPlanType {
  @Field(() => SessionPlanVersion, {
    nullable: true,
    description: 'The version that counts: the last one filed before the session began.',
  })
  counting!: SessionPlanVersion | null;
  @Field(() => [SessionPlanVersion], { description: 'Newest first.' })
  versions!: SessionPlanVersion[];
}

@ObjectType('SessionReview', { description: 'What the provider learnt from a session.' })
export class SessionReviewType {
  @Field() wentWell!: string;
  @Field() toImprove!: string;
  @Field() nextSteps!: string;
  @Field(() => DateTimeScalar) filedAt!: Date;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'A review until then is in time. Null until the feed tells when the session ended.',
  })
  dueAt!: Date | null;
  @Field(() => Boolean, { nullable: true, description: 'Null while dueAt is.' })
  inTime!: boolean | null;
}

@ObjectType({ description: 'One factor of the GMV identity, planned and actual.' })
export class GmvFactorComparison {
  @Field(() => GmvFactorEnum) factor!: string;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'Rounded to 6 decimals. The fourth factor follows where three are planned; else null.',
  })
  planned!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Rounded to 6 decimals. Null where its denominator is zero.',
  })
  actual!: string | null;
  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      'Its part of the difference, as logarithmic mean Divisia contribution; the four add up to it exactly.',
  })
  contribution!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The same in per cent of the difference; the four add up to exactly 100.',
  })
  share!: string | null;
}

@ObjectType('SessionComparison', {
  description: 'A session as the feed reports it now, beside its plan, through the GMV identity.',
})
export class SessionComparisonType {
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Of the version that counts; without a plan the target given with the claim.',
  })
  plannedNetGmv!: string | null;
  @Field(() => MoneyScalar) actualNetGmv!: string;
  @Field(() => MoneyScalar, { nullable: true, description: 'Actual − planned.' })
  difference!: string | null;
  @Field(() => [GmvFactorComparison], { description: 'In the order of the identity.' })
  factors!: GmvFactorComparison[];
  @Field(() => ComparisonGapEnum, { nullable: true }) gap!: ComparisonGap | null;
}

@InputType()
export class SessionTargetsInput {
  @Field(() => MoneyScalar, { description: 'Above zero.' }) netGmv!: string;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'A whole number. Of the four factors give up to three: with the net GMV the fourth follows.',
  })
  exposures?: string | null;
  @Field(() => DecimalScalar, { nullable: true, description: '0 to 1, up to 8 decimals.' })
  clickThroughRate?: string | null;
  @Field(() => DecimalScalar, { nullable: true, description: 'Up to 6 decimals.' })
  watchMinutesPerEntry?: string | null;
  @Field(() => DecimalScalar, { nullable: true, description: 'Net yuan, up to 6 decimals.' })
  gmvPerWatchMinute?: string | null;
}

@InputType({ description: 'In per cent with up to two decimals, adding up to 100.' })
export class ProductMixInput {
  @Field(() => DecimalScalar) gift!: string;
  @Field(() => DecimalScalar) traffic!: string;
  @Field(() => DecimalScalar) profit!: string;
  @Field(() => DecimalScalar) volume!: string;
}

@InputType()
export class PromotionBudgetInput {
  @Field(() => MoneyScalar) before!: string;
  @Field(() => MoneyScalar) burst!: string;
}

@InputType()
export class PlanSessionInput {
  @Field(() => ID) operatedSessionId!: string;
  @Field(() => SessionTargetsInput) targets!: SessionTargetsInput;
  @Field(() => ProductMixInput) productMix!: ProductMixInput;
  @Field(() => PromotionBudgetInput) promotionBudget!: PromotionBudgetInput;
  @Field(() => Int, { description: '0 to 365 days ahead.' }) warmUpDays!: number;
  @Field(() => String, { defaultValue: '', description: 'Up to 4,000 characters.' })
  @MaxLength(10_000)
  @Matches(/^[^\0]*$/)
  note!: string;
  @Field(() => String, { nullable: true }) idempotencyKey?: string | null;
}

@InputType()
export class ReviewSessionInput {
  @Field(() => ID) operatedSessionId!: string;
  @Field({ description: '10 to 2,000 characters.' })
  @MaxLength(5_000)
  @Matches(/^[^\0]*$/)
  wentWell!: string;
  @Field({ description: '10 to 2,000 characters.' })
  @MaxLength(5_000)
  @Matches(/^[^\0]*$/)
  toImprove!: string;
  @Field({ description: '10 to 2,000 characters.' })
  @MaxLength(5_000)
  @Matches(/^[^\0]*$/)
  nextSteps!: string;
  @Field(() => String, { nullable: true }) idempotencyKey?: string | null;
}

export function toPlan(input: PlanSessionInput): PlanOfSession {
  const { targets, productMix, promotionBudget, warmUpDays, note } = input;
  const { gift, traffic, profit, volume } = productMix;
  const { before, burst } = promotionBudget;
  return {
    targets: {
      netGmv: targets.netGmv,
      exposures: targets.exposures ?? null,
      clickThroughRate: targets.clickThroughRate ?? null,
      watchMinutesPerEntry: targets.watchMinutesPerEntry ?? null,
      gmvPerWatchMinute: targets.gmvPerWatchMinute ?? null,
    },
    productMix: { gift, traffic, profit, volume },
    promotionBudget: { before, burst },
    warmUpDays,
    note,
  };
}

export function toPlanType(rows: readonly PlanVersionRow[]): SessionPlanType {
  const versions = rows.map(toPlanVersion);
  return { counting: versions.find(({ inTime }) => inTime) ?? null, versions };
}

function toPlanVersion(row: PlanVersionRow): SessionPlanVersion {
  const { netGmv, exposures, clickThroughRate, watchMinutesPerEntry, gmvPerWatchMinute } = row;
  return {
    version: row.version,
    targets: { netGmv, exposures, clickThroughRate, watchMinutesPerEntry, gmvPerWatchMinute },
    productMix: {
      gift: row.giftShare,
      traffic: row.trafficShare,
      profit: row.profitShare,
      volume: row.volumeShare,
    },
    promotionBudget: { before: row.promotionBefore, burst: row.promotionBurst },
    warmUpDays: row.warmUpDays,
    note: row.note,
    filedAt: row.filedAt,
    inTime: row.inTime,
  };
}

export function toReviewType(row: ReviewRow): SessionReviewType {
  const { wentWell, toImprove, nextSteps, filedAt, dueAt } = row;
  return { wentWell, toImprove, nextSteps, filedAt, dueAt, inTime: dueAt && filedAt <= dueAt };
}

export function toComparisonType(comparison: SessionComparison): SessionComparisonType {
  return { ...comparison, factors: comparison.factors.map(toFactorType) };
}

function toFactorType({ factor, ...compared }: FactorComparison): GmvFactorComparison {
  return { factor: FACTOR_NAMES[factor], ...compared };
}
