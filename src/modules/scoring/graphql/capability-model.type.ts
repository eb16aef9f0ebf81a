import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateScalar } from '../../../graphql/scalars.js';
import { publicId } from '../../platform/kernel/ids.js';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import {
  indexTreeOf,
  labelOf,
  modulesOf,
  type ForceDefinition,
  type IndicatorDefinition,
} from '../domain/capability-model.js';
import { nominalWeights } from '../domain/score-provider.js';
import type { CapabilityModel } from '../entities/capability-model.entity.js';

@ObjectType('CapabilityIndicator', { description: 'An indicator as a model defines it.' })
export class CapabilityIndicatorType {
  @Field() code!: string;
  @Field() label!: string;
  @Field() force!: string;
  @Field(() => String, { nullable: true, description: 'Null where a force has no modules.' })
  module!: string | null;
  @Field(() => Float, { description: 'Nominal share of the score in percent.' }) weight!: number;
  @Field({ description: 'The definition in full, as JSON: source, sample, goalposts…' })
  definition!: string;
}

@ObjectType('CapabilityModel', { description: 'One version of a capability model.' })
export class CapabilityModelType {
  @Field(() => ID) id!: string;
  @Field() code!: string;
  @Field(() => Int) version!: number;
  @Field() name!: string;
  @Field(() => DateScalar) effectiveFrom!: string;
  @Field() note!: string;
  @Field(() => [CapabilityIndicatorType]) indicators!: CapabilityIndicatorType[];
}

export function toCapabilityModelType(row: CapabilityModel, locale: Locale): CapabilityModelType {
  const { definition } = row;
  const weights = nominalWeights(indexTreeOf(definition));
  const toIndicator = (
    item: IndicatorDefinition,
    force: ForceDefinition,
    module: string | null,
  ): CapabilityIndicatorType => ({
    code: item.code,
    label: inLocale(labelOf(item), locale),
    force: force.code,
    module,
    weight: weights.get(item.code)!,
    definition: JSON.stringify(item),
  });
  return {
    id: publicId('CapabilityModel', row.id),
    code: row.code,
    version: row.version,
    name: inLocale(definition.name, locale),
    effectiveFrom: row.effectiveFrom,
    note: row.note,
    indicators: definition.forces.flatMap((force) => [
      ...modulesOf(force).flatMap(({ code, indicators }) =>
        indicators.map((item) => toIndicator(item, force, code)),
      ),
      ...('indicators' in force ? force.indicators : []).map((item) =>
        toIndicator(item, force, null),
      ),
    ]),
  };
}
