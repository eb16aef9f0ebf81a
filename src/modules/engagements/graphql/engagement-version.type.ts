import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import {
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  MoneyScalar,
} from '../../../graphql/scalars.js';
import { CapabilityModuleEnum, enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { CapabilityModule } from '../../platform/kernel/vocabulary.js';
import {
  FEE_KINDS,
  feeKind,
  OFFER_ANSWERS,
  VERSION_KINDS,
  type FeeKind,
  type OfferAnswer,
  type VersionKind,
} from '../domain/engagement-version.js';
import type { EngagementVersionRow } from '../engagement-version.store.js';

export const EngagementSideEnum = enumOf(['PROVIDER', 'MERCHANT', 'PLATFORM'], {
  name: 'EngagementSide',
  description: 'Who decided: a side, or the staff of the platform.',
});
const FeeKindEnum = enumOf(FEE_KINDS, {
  name: 'FeeKind',
  description: 'A fee for the term, a share of net GMV, or both.',
});
const VersionKindEnum = enumOf(VERSION_KINDS, {
  name: 'EngagementVersionKind',
  description:
    'TERMS: what is negotiated before an engagement is agreed. EXTENSION: a later end. HANDOVER: another operator.',
});
const OfferAnswerEnum = enumOf(OFFER_ANSWERS, {
  name: 'EngagementVersionAnswer',
  description:
    'What became of a version. SUPERSEDED: another one took its place. LAPSED: its engagement ended, or another provider of the request was chosen.',
});

@ObjectType({ description: 'What the merchant pays (fee model).' })
export class FeeModel {
  @Field(() => FeeKindEnum) kind!: FeeKind;
  @Field(() => MoneyScalar, { description: 'For the whole term, whatever is sold.' })
  fixedFee!: string;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Share of net GMV on top: 0.05 is five per cent.',
  })
  commissionShare!: string | null;
}

@ObjectType({ description: 'To be reached by a day, counted from the first day of the term.' })
export class EngagementMilestoneType {
  @Field() title!: string;
  @Field(() => DateScalar) dueOn!: string;
  @Field(() => MoneyScalar, { nullable: true, description: 'Net GMV.' })
  targetGmv?: string | null;
  @Field(() => Int, { nullable: true, description: 'Sessions verified by the feed.' })
  targetSessions?: number | null;
}

@ObjectType('EngagementVersion', {
  description: 'The terms as a side offered them. A version never changes; it is answered once.',
})
export class EngagementVersionType {
  @Field(() => Int, { description: '1, 2, 3 … within the engagement.' }) number!: number;
  @Field(() => VersionKindEnum) kind!: VersionKind;
  @Field(() => EngagementSideEnum) madeBy!: string;
  @Field(() => [CapabilityModuleEnum]) scopeModules!: CapabilityModule[];
  @Field(() => MoneyScalar) targetGmv!: string;
  @Field(() => FeeModel, { nullable: true, description: 'Null for operators.' })
  feeModel!: FeeModel | null;
  @Field(() => DateScalar) startedOn!: string;
  @Field(() => DateScalar) endedOn!: string;
  @Field(() => [ID], { description: 'Empty: the provider names them when it accepts.' })
  operatorIds!: string[];
  @Field(() => [EngagementMilestoneType]) milestones!: EngagementMilestoneType[];
  @Field({ description: 'What its maker says to it; of a handover, why.' }) note!: string;
  @Field(() => DateTimeScalar) madeAt!: Date;
  @Field(() => OfferAnswerEnum, { nullable: true, description: 'Null: it waits for an answer.' })
  answer!: OfferAnswer | null;
  @Field(() => EngagementSideEnum, { nullable: true }) answeredBy!: string | null;
  @Field(() => String, { nullable: true }) answerReason!: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) answeredAt!: Date | null;
}

export function feeModelOf(terms: { fee: string; commissionShare: string | null }): FeeModel {
  const { fee, commissionShare } = terms;
  return { kind: feeKind(fee, commissionShare), fixedFee: fee, commissionShare };
}

/** @param withFee false for readers whom the fee does not concern */
export function toVersionType(row: EngagementVersionRow, withFee: boolean): EngagementVersionType {
  return {
    number: row.number,
    kind: row.kind,
    madeBy: row.madeBy,
    scopeModules: row.scopeModules,
    targetGmv: row.targetGmv,
    feeModel: withFee ? feeModelOf(row) : null,
    startedOn: row.startedOn,
    endedOn: row.endedOn,
    operatorIds: row.operatorIds.map((id) => publicId('Operator', id)),
    milestones: row.milestones,
    note: row.note,
    madeAt: row.madeAt,
    answer: row.answer,
    answeredBy: row.answeredSide,
    answerReason: row.answerReason,
    answeredAt: row.answeredAt,
  };
}
