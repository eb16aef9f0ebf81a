import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { businessDateOf, type BusinessDate } from '../../platform/kernel/business-date.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { Money } from '../../platform/kernel/money.js';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import type { Policy } from '../../platform/policies/policy.service.js';
import { endOf, isInForce, type Effect } from '../domain/violation-effects.js';
import {
  MEASURE_KINDS,
  type MeasureKind,
  type ViolationPolicy,
} from '../domain/violation-policy.js';
import { violationStates, type ViolationState } from '../domain/violation.js';
import type { ViolationRow } from '../violation.store.js';
import type { ViolationRecord } from '../violation-record.service.js';

export const ViolationStateEnum = enumOf(violationStates.states, {
  name: 'ViolationState',
  description:
    'RECORDED waits for its decision and is seen by staff only; REDUCED and REVERSED are outcomes of an appeal.',
});
export const MeasureKindEnum = enumOf(MEASURE_KINDS, {
  name: 'MeasureKind',
  description:
    'Ban from taking on people and engagements (限制招募), exclusion from boards (排除榜单), delisting from public verification (公示下架), expulsion (清退).',
});

@ObjectType('Measure', { description: 'What a provider may not do, and for how long.' })
export class MeasureType {
  @Field(() => MeasureKindEnum) kind!: MeasureKind;
  @Field(() => Int, { nullable: true, description: 'Times 24 hours; null has no end.' })
  days!: number | null;
}

@ObjectType('Restriction', { description: 'A measure in time. It begins and ends by itself.' })
export class RestrictionType {
  @Field(() => MeasureKindEnum) kind!: MeasureKind;
  @Field(() => DateTimeScalar) startsAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null: it has no end.' })
  endsAt!: Date | null;
  @Field({ description: 'Whether it holds at this moment.' }) inForce!: boolean;
}

@ObjectType('ViolationTerms', { description: 'What a violation costs.' })
export class ViolationTermsType {
  @Field(() => Int) points!: number;
  @Field(() => MoneyScalar) deduction!: Money;
  @Field(() => [MeasureType]) measures!: readonly MeasureType[];
  @Field(() => Int, { description: 'Which time on the record, from 1.' }) offence!: number;
  @Field({ description: 'Whether a second officer must decide.' }) heavy!: boolean;
}

@ObjectType('Violation', {
  implements: () => [Node],
  description: 'Something that a provider did against the rules, and what it costs.',
})
export class ViolationType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID) providerId!: string;
  @Field(() => ID, { nullable: true, description: 'The operator who did it, if one did.' })
  operatorId!: string | null;
  @Field({ description: 'A kind of the ladder: `violationLadder`.' }) kind!: string;
  @Field(() => DateScalar) occurredOn!: BusinessDate;
  @Field() facts!: string;
  @Field(() => ViolationStateEnum) state!: ViolationState;
  @Field(() => DateTimeScalar) recordedAt!: Date;
  @Field(() => DateScalar, { description: 'Until when staff mean to decide it.' })
  decideBy!: BusinessDate;
  @Field(() => DateTimeScalar, { nullable: true }) decidedAt!: Date | null;
  @Field(() => String, { nullable: true }) decisionReason!: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Which time on the record when it was decided.',
  })
  offence!: number | null;
  @Field(() => Int, { description: 'In force now, as are the deduction and the measures.' })
  points!: number;
  @Field(() => MoneyScalar) deduction!: Money;
  @Field(() => [MeasureType]) measures!: readonly MeasureType[];
  @Field(() => DateScalar, {
    nullable: true,
    description: 'From that day on it is off the record.',
  })
  countsUntil!: BusinessDate | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day for an appeal: fileAppeal.',
  })
  appealUntil!: BusinessDate | null;
  @Field({ description: 'Whether an appeal can be filed today.' }) canAppeal!: boolean;
  @Field(() => ID, { nullable: true }) appealId!: string | null;
  @Field(() => Int) version!: number;
}

@ObjectType()
export class ViolationConnection extends Connection(ViolationType, 'Violation') {}

@ObjectType({ description: 'Points that fall away on a day.' })
class PointsExpiry {
  @Field(() => DateScalar) on!: BusinessDate;
  @Field(() => Int) points!: number;
}

@ObjectType({ description: 'A sum of points that has a consequence.' })
class PointsThreshold {
  @Field(() => Int) points!: number;
  @Field(() => [MeasureType]) measures!: readonly MeasureType[];
}

@ObjectType('ViolationRecord', { description: 'How a provider stands with the ladder now.' })
export class ViolationRecordType {
  @Field(() => ID) providerId!: string;
  @Field(() => Int, { description: 'Points that count today.' }) points!: number;
  @Field(() => [PointsExpiry], { description: 'When they fall away, the next first.' })
  expiries!: readonly PointsExpiry[];
  @Field(() => [RestrictionType], { description: 'Those that hold now or lie ahead.' })
  restrictions!: RestrictionType[];
  @Field(() => PointsThreshold, { nullable: true }) nextThreshold!: PointsThreshold | null;
}

@ObjectType({
  description: 'One rung: what an offence costs the first time, the second, and so on.',
})
class LadderStep {
  @Field(() => Int) points!: number;
  @Field(() => MoneyScalar) deduction!: Money;
  @Field(() => [MeasureType]) measures!: readonly MeasureType[];
}

@ObjectType({ description: 'A kind of violation.' })
class LadderKind {
  @Field() code!: string;
  @Field({ description: 'In the language of Accept-Language, as is the description.' })
  name!: string;
  @Field() description!: string;
  @Field(() => [LadderStep], { description: 'The last step holds for all further repetitions.' })
  steps!: readonly LadderStep[];
}

@ObjectType('ViolationLadder', { description: 'What violations cost, by the policy in force.' })
export class ViolationLadderType {
  @Field(() => Int) version!: number;
  @Field(() => DateScalar) effectiveFrom!: BusinessDate;
  @Field(() => [LadderKind]) kinds!: readonly LadderKind[];
  @Field(() => [PointsThreshold]) thresholds!: readonly PointsThreshold[];
  @Field(() => Int, { description: 'How long an offence counts.' }) onRecordDays!: number;
  @Field(() => Int) appealWithinDays!: number;
}

export function toRestrictionType(effect: Effect, now: Date): RestrictionType {
  const end = endOf(effect);
  return {
    kind: effect.kind,
    startsAt: effect.startsAt,
    endsAt: end === Infinity ? null : new Date(end),
    inForce: isInForce(effect, now),
  };
}

export function toViolationType(row: ViolationRow, now: Date): ViolationType {
  const { kind, occurredOn, facts, state, recordedAt, decideBy, decidedAt, offence, points } = row;
  const { deduction, measures, countsUntil, appealUntil, decisionReason, version } = row;
  return {
    id: publicId('Violation', row.id),
    providerId: publicId('Provider', row.providerId),
    operatorId: row.operatorId && publicId('Operator', row.operatorId),
    kind,
    occurredOn,
    facts,
    state,
    recordedAt,
    decideBy,
    decidedAt,
    decisionReason,
    offence,
    points,
    deduction,
    measures,
    countsUntil,
    appealUntil,
    canAppeal: state === 'IN_FORCE' && row.appealId === null && businessDateOf(now) <= appealUntil!,
    appealId: row.appealId && publicId('Appeal', row.appealId),
    version,
  };
}

export function toViolationRecordType(record: ViolationRecord, now: Date): ViolationRecordType {
  const { points, expiries, nextThreshold } = record;
  return {
    providerId: publicId('Provider', record.providerId),
    points,
    expiries,
    restrictions: record.effects.map((effect) => toRestrictionType(effect, now)),
    nextThreshold,
  };
}

export function toViolationLadderType(
  { version, effectiveFrom, body }: Policy<ViolationPolicy>,
  locale: Locale,
): ViolationLadderType {
  return {
    version,
    effectiveFrom,
    kinds: body.kinds.map(({ code, name, description, steps }) => ({
      code,
      name: inLocale(name, locale),
      description: inLocale(description, locale),
      steps,
    })),
    thresholds: body.thresholds,
    onRecordDays: body.onRecordDays,
    appealWithinDays: body.appealWithinDays,
  };
}
