import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar, DecimalScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import {
  decideProgrammeErrors,
  draftProgrammeErrors,
  MOST_TARGETS,
  PROGRAMME_METRICS,
  programmeStates,
  type ProgrammeMetric,
  type ProgrammeState,
  type ProgrammeTarget,
} from '../domain/programme.js';
import type { Programme } from '../entities/programme.entity.js';
import type { ProgrammeProgress } from '../entities/programme-progress.entity.js';
import type { ProgrammeStanding } from '../entities/programme-standing.entity.js';
import type { ProgrammeVersion } from '../entities/programme-version.entity.js';

const ProgrammeMetricEnum = enumOf(PROGRAMME_METRICS, {
  name: 'ProgrammeMetric',
  description:
    'PROVIDER_NET_GMV: net GMV of merchant-days under its engagements, shared ones by operated sessions. LEAPED_MERCHANTS: merchants with a confirmed leap reached in the period, counted for the provider with the largest share.',
});
const ProgrammeStateEnum = enumOf(programmeStates.states, {
  name: 'ProgrammeVersionState',
  description: 'Drafted by one person, approved by another; or withdrawn.',
});

@ObjectType('Programme', {
  implements: () => [Node],
  description: 'A set of targets for the marketplace: so many providers are to reach so much.',
})
export class ProgrammeType implements Node {
  @Field(() => ID) id!: string;
  @Field() code!: string;
  @Field({ description: 'In the language of Accept-Language.' }) name!: string;
}

@ObjectType()
export class ProgrammeConnection extends Connection(ProgrammeType, 'Programme') {}

@ObjectType('ProgrammeTarget', {
  description: 'What a programme wants: so many providers that reach a threshold.',
})
export class ProgrammeTargetType {
  readonly versionId!: string;
  @Field() code!: string;
  @Field(() => ProgrammeMetricEnum) metric!: ProgrammeMetric;
  @Field(() => DecimalScalar, { description: 'Yuan, or merchants.' }) threshold!: string;
  @Field(() => Int, { description: 'How many providers are to reach it.' }) providers!: number;
}

@ObjectType('ProgrammeVersion', {
  implements: () => [Node],
  description:
    'What a programme asks for, and when. The approved one with the highest number is in force.',
})
export class ProgrammeVersionType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID) programmeId!: string;
  @Field(() => Int) version!: number;
  @Field(() => ProgrammeStateEnum) state!: ProgrammeState;
  @Field(() => DateScalar) periodStart!: string;
  @Field(() => DateScalar) periodEnd!: string;
  @Field() note!: string;
  @Field(() => DateTimeScalar) draftedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) decidedAt!: Date | null;
  @Field(() => [ProgrammeTargetType]) targets!: ProgrammeTargetType[];
}

@ObjectType('ProgrammeProjection', {
  description:
    'How many providers will have reached it, over simulated ends of the period (docs/growth-and-programmes.md).',
})
export class ProjectionType {
  @Field(() => Int) median!: number;
  @Field(() => Int, { description: 'Lower end of the 90 % interval.' }) lower!: number;
  @Field(() => Int) upper!: number;
  @Field(() => Float, { description: 'That at least as many providers as wanted will have.' })
  probability!: number;
  @Field(() => Int) simulations!: number;
}

@ObjectType('ProgrammeProgress', { description: 'How far a target has come.' })
export class ProgrammeProgressType {
  @Field(() => DateScalar) asOf!: string;
  @Field({ description: 'The load of the feed whose rows it was made from.' }) loadNumber!: string;
  @Field(() => Int, { description: 'Providers that have reached it.' }) reached!: number;
  @Field(() => Int, { description: 'Providers with a standing.' }) providers!: number;
  @Field(() => ProjectionType, { nullable: true }) projection!: ProjectionType | null;
  @Field(() => String, { nullable: true, description: 'Why there is no projection.' })
  noProjection!: string | null;
  @Field(() => Int, { description: 'Version of the policy programmes.' }) policyVersion!: number;
  @Field(() => DateTimeScalar) computedAt!: Date;
}

@ObjectType('ProgrammeStanding', { description: 'Where a provider stands in a target.' })
export class ProgrammeStandingType {
  readonly providerId!: string;
  @Field(() => Int, { description: 'Equal standings share a place: 1, 2, 2, 4.' }) place!: number;
  @Field(() => DecimalScalar) value!: string;
  @Field(() => Int, { description: 'Leaped merchants that are not decided yet.' }) pending!: number;
  @Field(() => DateScalar, { nullable: true, description: 'From when the value was enough.' })
  reachedOn!: string | null;
  @Field(() => DecimalScalar, { nullable: true, description: 'Of reaching it, by the projection.' })
  probability!: string | null;
}

@ObjectType()
export class ProgrammeStandingConnection extends Connection(
  ProgrammeStandingType,
  'ProgrammeStanding',
) {}

@ObjectType('ProgrammeReached', { description: 'From this day on, so many had reached it.' })
export class ProgrammeReachedType {
  @Field(() => DateScalar) date!: string;
  @Field(() => Int) reached!: number;
}

@ObjectType('ProgrammeProgressBand', { description: 'How many have which part of the threshold.' })
export class ProgressBandType {
  @Field(() => Int, { description: 'Percent of the threshold.' }) from!: number;
  @Field(() => Int, { nullable: true, description: 'Null: reached.' }) to!: number | null;
  @Field(() => Int) providers!: number;
}

@ArgsType()
export class ProgrammeTargetArgs {
  @Field(() => ID) versionId!: string;
  @Field() @MaxLength(60) targetCode!: string;
}

@ArgsType()
export class ProgrammeStandingsArgs extends PageArgs {
  @Field(() => ID) versionId!: string;
  @Field() @MaxLength(60) targetCode!: string;
  @Field({
    defaultValue: false,
    description: 'Only those that have not reached it: nearest first.',
  })
  near!: boolean;
}

@InputType()
export class ProgrammeTargetInput implements ProgrammeTarget {
  @Field({ description: 'Unique within the programme: `gmv-100m`.' }) @MaxLength(100) code!: string;
  @Field(() => ProgrammeMetricEnum) metric!: ProgrammeMetric;
  @Field({ description: 'Yuan with two decimals, or a whole number of merchants.' })
  @MaxLength(40)
  threshold!: string;
  @Field(() => Int) providers!: number;
}

@InputType()
export class DraftProgrammeInput {
  @Field({ description: 'Of a new programme, or of one that is to get its next version.' })
  @MaxLength(100)
  code!: string;
  @Field({ description: '2 to 60 characters. A programme that exists keeps its names.' })
  @MaxLength(400)
  nameZh!: string;
  @Field() @MaxLength(400) nameEn!: string;
  @Field(() => DateScalar) periodStart!: string;
  @Field(() => DateScalar) periodEnd!: string;
  @Field({ defaultValue: '' }) @MaxLength(2_000) note!: string;
  @Field(() => [ProgrammeTargetInput])
  @ArrayMaxSize(4 * MOST_TARGETS)
  @ValidateNested({ each: true })
  @Type(() => ProgrammeTargetInput)
  targets!: ProgrammeTargetInput[];
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class DecideProgrammeInput {
  @Field(() => ID) versionId!: string;
}

const DraftProgrammeError = UserErrorType('DraftProgramme', draftProgrammeErrors);

@ObjectType({ description: 'The draft, or what was wrong with the call.' })
export class DraftProgrammePayload {
  @Field(() => ProgrammeVersionType, { nullable: true }) version?: ProgrammeVersionType;
  @Field(() => [DraftProgrammeError]) userErrors!: InstanceType<typeof DraftProgrammeError>[];
}

const DecideProgrammeError = UserErrorType('DecideProgramme', decideProgrammeErrors);

@ObjectType({ description: 'The version as it is now, or what was wrong with the call.' })
export class DecideProgrammePayload {
  @Field(() => ProgrammeVersionType, { nullable: true }) version?: ProgrammeVersionType;
  @Field(() => [DecideProgrammeError]) userErrors!: InstanceType<typeof DecideProgrammeError>[];
}

export function toProgrammeType(row: Programme, locale: Locale): ProgrammeType {
  const name = inLocale({ zh: row.nameZh, en: row.nameEn }, locale);
  return { id: publicId('Programme', row.id), code: row.code, name };
}

export function toProgrammeVersionType(row: ProgrammeVersion): ProgrammeVersionType {
  const { version, state, periodStart, periodEnd, note, draftedAt, decidedAt } = row;
  return {
    id: publicId('ProgrammeVersion', row.id),
    programmeId: publicId('Programme', row.programmeId),
    version,
    state,
    periodStart,
    periodEnd,
    note,
    draftedAt,
    decidedAt,
    targets: row.targets.map((target) => ({ ...target, versionId: row.id })),
  };
}

export function toProgrammeProgressType(row: ProgrammeProgress): ProgrammeProgressType {
  const { projection, ...progress } = row;
  const told = 'reason' in projection;
  return {
    ...progress,
    projection: told ? null : projection,
    noProjection: told ? projection.reason : null,
  };
}

export function toProgrammeStandingType(row: ProgrammeStanding): ProgrammeStandingType {
  return { ...row, providerId: publicId('Provider', row.providerId) };
}
