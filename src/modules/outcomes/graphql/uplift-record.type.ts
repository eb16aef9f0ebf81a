import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { DateScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { SubjectKind } from '../domain/judge-merchant.js';
import type { UpliftRecordRow } from '../operator-record.store.js';
import {
  IntervalType,
  ProvenanceType,
  rounded,
  toInterval,
  toUplift,
  UpliftType,
} from './uplift.type.js';

export const UpliftSubjectEnum = enumOf(['OPERATOR', 'PROVIDER'], {
  name: 'UpliftSubject',
  description: 'Whose records: of operators, or of providers.',
});

@ObjectType('RateEstimate', {
  description: 'A share, drawn toward that of all by how small it is.',
})
export class RateEstimateType {
  @Field(() => Float) rate!: number;
  @Field(() => IntervalType) interval!: IntervalType;
}

@ObjectType('MonthlyUplift', { description: 'One month of a record.' })
export class MonthlyUpliftType {
  @Field(() => DateScalar, { description: 'Its first day.' }) month!: string;
  @Field(() => Int) sessions!: number;
  @Field(() => UpliftType, {
    description: 'With the sessions’ own errors only: for the direction.',
  })
  uplift!: UpliftType;
}

@ObjectType('UpliftRecord', {
  description:
    'What an operator’s sessions (claimed in time), or all sessions within a provider’s terms, came to.',
})
export class UpliftRecordType {
  readonly computationId!: string;
  @Field(() => UpliftSubjectEnum) subjectKind!: SubjectKind;
  @Field(() => ID, { description: 'Of the operator or provider.' }) subjectId!: string;
  @Field(() => Int, { description: 'Sessions that count.' }) sessions!: number;
  @Field(() => Int, { description: 'Of these, with positive net GMV.' }) sold!: number;
  @Field(() => Int, { description: 'Left out, because a signal holds them for review.' })
  held!: number;
  @Field(() => Int) merchants!: number;
  @Field(() => UpliftType, {
    description: 'Random effects clustered by merchant; interval of the mean.',
  })
  pooled!: UpliftType;
  @Field(() => IntervalType, { description: 'Where a new merchant’s own uplift lies.' })
  prediction!: IntervalType;
  @Field({ description: 'Too few merchants to show a spread of their own: that of all was taken.' })
  borrowedSpread!: boolean;
  @Field(() => UpliftType, {
    nullable: true,
    description: 'Drawn toward the mean of all by how little it rests on. Lists go by it.',
  })
  shrunken!: UpliftType | null;
  @Field(() => Float, { nullable: true, description: 'Probability of an uplift above zero.' })
  probabilityPositive!: number | null;
  @Field(() => RateEstimateType, {
    nullable: true,
    description: 'Share of sessions at least the policy’s uplift above expectation.',
  })
  hitRate!: RateEstimateType | null;
  @Field(() => Int) bigSessions!: number;
  @Field(() => Float, { description: 'Big sessions over sessions.' }) bigSessionShare!: number;
  @Field({ description: 'Sessions and merchants enough for a place in a list.' }) listed!: boolean;
  @Field(() => [MonthlyUpliftType]) trend!: MonthlyUpliftType[];
  @Field(() => ProvenanceType) provenance!: ProvenanceType;
}

@ObjectType()
export class UpliftRecordConnection extends Connection(UpliftRecordType, 'UpliftRecord') {}

@ArgsType()
export class UpliftRecordsArgs extends PageArgs {
  @Field(() => UpliftSubjectEnum) subjectKind!: SubjectKind;
  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Only those with sessions and merchants enough.',
  })
  listedOnly!: boolean;
}

export function toUpliftRecordType(row: UpliftRecordRow): UpliftRecordType {
  const { shrunkLogUplift, shrunkLower, shrunkUpper, hitRate, hitLower, hitUpper } = row;
  return {
    computationId: row.computationId,
    subjectKind: row.subjectKind,
    subjectId: publicId(row.subjectKind === 'OPERATOR' ? 'Operator' : 'Provider', row.subjectId),
    sessions: row.sessions,
    sold: row.sold,
    held: row.held,
    merchants: row.merchants,
    pooled: toUplift(row.logUplift, row.lower, row.upper),
    prediction: toInterval(row.predictionLower, row.predictionUpper),
    borrowedSpread: row.borrowedSpread,
    shrunken:
      shrunkLogUplift === null || shrunkLower === null || shrunkUpper === null
        ? null
        : toUplift(shrunkLogUplift, shrunkLower, shrunkUpper),
    probabilityPositive: row.probabilityPositive === null ? null : rounded(row.probabilityPositive),
    hitRate:
      hitRate === null || hitLower === null || hitUpper === null
        ? null
        : {
            rate: rounded(hitRate),
            interval: { lower: rounded(hitLower), upper: rounded(hitUpper) },
          },
    bigSessions: row.bigSessions,
    bigSessionShare: rounded(row.sessions > 0 ? row.bigSessions / row.sessions : 0),
    listed: row.listed,
    trend: row.trend.map(({ month, sessions, logUplift, interval }) => ({
      month,
      sessions,
      uplift: toUplift(logUplift, interval.lower, interval.upper),
    })),
    provenance: {
      policyVersion: row.policyVersion,
      asOf: row.asOf,
      loadNumber: row.loadNumber,
    },
  };
}
