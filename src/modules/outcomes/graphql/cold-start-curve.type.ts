import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { MaxLength } from 'class-validator';
import { enumOf } from '../../../graphql/vocabulary.js';
import type { Locale } from '../../platform/kernel/result.js';
import type { ColdStartComparison, ColdStartGroup } from '../domain/cold-start-curve.js';
import type { CurveGrouping } from '../entities/cold-start-curve.entity.js';
import type { Computed } from '../service-effect.service.js';
import {
  EffectFigureType,
  ServiceEffectBasisType,
  toBasis,
  toFigure,
} from './service-effect.type.js';

const CurveGroupingEnum = enumOf(['ALL', 'CATEGORY', 'REGION', 'COHORT'] as const, {
  name: 'ColdStartGrouping',
  description: 'Whose cold starts. COHORT is the quarter in which the merchants joined: `2026Q1`.',
});

@ArgsType()
export class ColdStartCurvesArgs {
  @Field(() => CurveGroupingEnum, { defaultValue: 'ALL' }) grouping!: CurveGrouping;
  @Field({
    defaultValue: '',
    description: 'Which category, region or quarter of joining; empty for ALL.',
  })
  @MaxLength(80)
  key!: string;
}

@ArgsType()
export class ProviderColdStartCurvesArgs {
  @Field(() => ID) providerId!: string;
}

@ObjectType('ColdStartCurvePoint', { description: 'A day on which somebody succeeded or left.' })
export class ColdStartCurvePointType {
  @Field(() => Int, { description: 'Days since joining.' }) day!: number;
  @Field(() => Int, { description: 'Merchants still waiting just before it.' }) atRisk!: number;
  @Field(() => Float, { description: 'Share that has succeeded by then.' }) success!: number;
  @Field(() => Float) lower!: number;
  @Field(() => Float) upper!: number;
  @Field(() => Float, { description: 'Share that has left by then.' }) left!: number;
}

@ObjectType('ColdStartGroup', {
  description:
    'Waiting for success, unserved or served. A merchant is in both, one after the other.',
})
export class ColdStartGroupType {
  @Field(() => Int) merchants!: number;
  @Field(() => Int) successes!: number;
  @Field(() => Int, { description: 'Of the successes, those that refunds may still undo.' })
  provisional!: number;
  @Field(() => Int, { description: 'Left before they succeeded.' }) exits!: number;
  @Field(() => EffectFigureType, { description: 'Day by which half have succeeded.' })
  median!: EffectFigureType;
  @Field(() => EffectFigureType, {
    description: 'Mean days without success from the first to the last day of the curves.',
  })
  meanDays!: EffectFigureType;
  @Field(() => [ColdStartCurvePointType], {
    description: 'Aalen–Johansen: leaving ends the chance of success.',
  })
  curve!: readonly ColdStartCurvePointType[];
}

@ObjectType('ColdStartCurves', {
  description:
    'Time from joining to the first successful month, while unserved and once served. An association, not a cause.',
})
export class ColdStartCurvesType {
  @Field(() => Int, {
    nullable: true,
    description: 'Both curves count who still waits on this day since joining.',
  })
  fromDay!: number | null;
  @Field(() => Int, { nullable: true, description: 'The last day on which enough still wait.' })
  toDay!: number | null;
  @Field(() => ColdStartGroupType) unserved!: ColdStartGroupType;
  @Field(() => ColdStartGroupType) served!: ColdStartGroupType;
  @Field(() => EffectFigureType, {
    description: 'By which share the served wait less: 0.2 is 20 % shorter.',
  })
  shorterBy!: EffectFigureType;
  @Field(() => EffectFigureType, {
    description:
      'Of success once served against not yet (Cox, service as a time-dependent fact, inside categories, errors by provider).',
  })
  hazardRatio!: EffectFigureType;
  @Field(() => EffectFigureType, {
    description: 'P value that hazards are proportional; small: read shorterBy instead.',
  })
  proportionalHazardsP!: EffectFigureType;
  @Field(() => EffectFigureType, { description: 'P value of the log-rank test inside categories.' })
  logRankP!: EffectFigureType;
  @Field(() => Int, { description: 'Providers (for one provider: merchants) behind the served.' })
  clusters!: number;
  @Field(() => ServiceEffectBasisType) basis!: ServiceEffectBasisType;
}

export function toColdStartCurves(
  found: Computed<ColdStartComparison> | null,
  locale: Locale,
): ColdStartCurvesType | null {
  if (!found) return null;
  const { computation, value } = found;
  const groupOf = (group: ColdStartGroup): ColdStartGroupType => ({
    ...group,
    median: toFigure(group.median, locale),
    meanDays: toFigure(group.meanDays, locale),
  });
  return {
    fromDay: value.fromDay,
    toDay: value.toDay,
    unserved: groupOf(value.unserved),
    served: groupOf(value.served),
    shorterBy: toFigure(value.shorterBy, locale),
    hazardRatio: toFigure(value.hazardRatio, locale),
    proportionalHazardsP: toFigure(value.proportionalHazardsP, locale),
    logRankP: toFigure(value.logRankP, locale),
    clusters: value.providers,
    basis: toBasis(computation),
  };
}
