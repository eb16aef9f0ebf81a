import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { DateTimeScalar, DecimalScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { ScoredSession } from '../provider-score.store.js';

@ArgsType()
export class ScoredSessionsArgs extends PageArgs {
  @Field({ description: 'The code of an indicator of this score.' })
  @MaxLength(60)
  indicatorCode!: string;
}

@ObjectType('ScoredSession', {
  description: 'A live session behind an indicator, with the figures that the run used.',
})
export class ScoredSessionType {
  @Field(() => ID) operatedSessionId!: string;
  @Field(() => ID) sessionId!: string;
  @Field() sessionCode!: string;
  @Field(() => ID) merchantId!: string;
  @Field(() => ID) operatorId!: string;
  @Field(() => DateTimeScalar) startedAt!: Date;
  @Field(() => DateTimeScalar) endedAt!: Date;
  @Field(() => MoneyScalar, { nullable: true }) planTargetGmv!: string | null;
  @Field(() => MoneyScalar) paidGmv!: string;
  @Field(() => MoneyScalar) refundedGmv!: string;
  @Field(() => Int) buyers!: number;
  @Field(() => Int) newBuyers!: number;
  @Field(() => Float) exposures!: number;
  @Field(() => Float) entries!: number;
  @Field(() => DecimalScalar) watchMinutes!: string;
  @Field(() => Int) reservations!: number;
  @Field(() => Int) fansGained!: number;
  @Field(() => MoneyScalar) adSpend!: string;
  @Field(() => MoneyScalar) adGmv!: string;
}

@ObjectType()
export class ScoredSessionConnection extends Connection(ScoredSessionType, 'ScoredSession') {}

export function toScoredSessionType(row: ScoredSession): ScoredSessionType {
  return {
    ...row,
    operatedSessionId: publicId('OperatedSession', row.operatedSessionId),
    sessionId: publicId('LiveSession', row.sessionId),
    merchantId: publicId('Merchant', row.merchantId),
    operatorId: publicId('Operator', row.operatorId),
    exposures: Number(row.exposures),
    entries: Number(row.entries),
  };
}
