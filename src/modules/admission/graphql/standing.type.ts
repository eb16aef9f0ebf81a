import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import {
  MOVE_CAUSES,
  standingStates,
  type MoveCause,
  type StandingState,
} from '../domain/standing.js';
import type { ProviderStanding, StandingTransition } from '../entities/standing.entity.js';
import { STANDING_ORDERS, type StandingFilter, type StandingOrder } from '../standing.store.js';
import { GateVerdictType } from './checklist.type.js';

export const StandingStateEnum = enumOf(standingStates.states, {
  name: 'StandingState',
  description: 'On probation (试用), admitted, at risk (预警), suspended (暂停), exited (清退).',
});
const MoveCauseEnum = enumOf(MOVE_CAUSES, {
  name: 'StandingMoveCause',
  description: 'A review, gates, the passing of time, a ruling of people, or an adopted past.',
});
const StandingOrderEnum = enumOf(Object.keys(STANDING_ORDERS) as StandingOrder[], {
  name: 'StandingOrder',
  description: 'Whose gate bites first, or who came to its state last.',
});

@ObjectType('ProviderStanding', {
  description: 'How an admitted provider stands, and what time will do.',
})
export class StandingType {
  @Field(() => ID) providerId!: string;
  @Field(() => StandingStateEnum) state!: StandingState;
  @Field(() => DateScalar) since!: string;
  @Field({ description: 'Held where it is by people: only people move it on.' }) ruled!: boolean;
  @Field(() => StandingStateEnum, {
    nullable: true,
    description: 'What it becomes on `nextOn` unless something changes.',
  })
  nextState!: StandingState | null;
  @Field(() => DateScalar, { nullable: true }) nextOn!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Suspended: no return before. Exited: no application before.',
  })
  reentryFrom!: string | null;
  @Field(() => DateScalar, { description: 'Gates count from that day on.' }) judgedFrom!: string;
  @Field(() => Int, { description: 'Daily checks in a row in which a gate failed.' })
  failingChecks!: number;
  @Field(() => Int, { description: 'Daily checks in a row in which every gate held.' })
  passingChecks!: number;
  @Field(() => Int, { description: 'How often it came back from suspension or exit.' })
  reentries!: number;
  @Field(() => DateScalar, { nullable: true }) lastCheckedOn!: string | null;
  @Field(() => [GateVerdictType], { description: 'What the last check found.' })
  verdicts!: GateVerdictType[];
  @Field(() => DateScalar, { nullable: true, description: 'Since when a gate fails.' })
  failingSince!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'When the next gate will fail.' })
  bitesOn!: string | null;
  @Field(() => String, { nullable: true, description: 'Which gate that is.' })
  bitesGate!: string | null;
}

@ObjectType()
export class ProviderStandingConnection extends Connection(StandingType, 'ProviderStanding') {}

@ObjectType('StandingTransition', { description: 'One move of a provider’s standing, and why.' })
export class StandingTransitionType {
  @Field(() => Int) number!: number;
  @Field(() => StandingStateEnum, { nullable: true }) fromState!: StandingState | null;
  @Field(() => StandingStateEnum) toState!: StandingState;
  @Field(() => MoveCauseEnum) cause!: MoveCause;
  @Field(() => [String], { description: 'The gates that failed.' }) gates!: string[];
  @Field() reason!: string;
  @Field(() => DateScalar) effectiveOn!: string;
  @Field(() => Int) policyVersion!: number;
  @Field(() => DateTimeScalar) decidedAt!: Date;
}

@ObjectType()
export class StandingTransitionConnection extends Connection(
  StandingTransitionType,
  'StandingTransition',
) {}

@InputType({ description: 'Which standings: all conditions hold at once.' })
export class StandingFilterInput {
  @Field(() => [StandingStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: StandingState[];
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'A gate fails, or will, before that day.',
  })
  bitesBefore?: string;
  @Field({ nullable: true, description: 'The last check found this gate failing.' })
  @IsOptional()
  @MaxLength(60)
  failingGate?: string;
}

@ArgsType()
export class ProviderStandingsArgs extends PageArgs {
  @Field(() => StandingFilterInput, { nullable: true }) filter?: StandingFilterInput;
  @Field(() => StandingOrderEnum, { defaultValue: 'BITES' }) orderBy!: StandingOrder;
}

@ArgsType()
export class StandingTransitionsArgs extends PageArgs {
  @Field(() => ID) providerId!: string;
}

export function toStandingFilter({ providerId, ...rest }: StandingFilterInput): StandingFilter {
  return { ...rest, ...(providerId && { providerId: uuidOf('Provider', providerId) }) };
}

export function toStandingType(row: ProviderStanding): StandingType {
  return {
    ...row,
    verdicts: [...row.verdicts],
    ruled: row.heldBy === 'RULING',
    providerId: publicId('Provider', row.providerId),
  };
}

export function toStandingTransitionType(row: StandingTransition): StandingTransitionType {
  return { ...row, gates: [...row.gates] };
}
