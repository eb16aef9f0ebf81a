import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { CapabilityModuleEnum, enumOf } from '../../../graphql/vocabulary.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { CapabilityModule } from '../../platform/kernel/vocabulary.js';
import {
  ENGAGEMENT_KINDS,
  ENGAGEMENT_STATUSES,
  type EngagementKind,
  type EngagementStatus,
} from '../domain/engagement.js';
import type { EngagementRow } from '../engagement.store.js';
import { EngagementSideEnum, FeeModel, feeModelOf } from './engagement-version.type.js';
import type { EngagementTransition } from '../entities/engagement-transition.entity.js';

export const EngagementStatusEnum = enumOf(ENGAGEMENT_STATUSES, {
  name: 'EngagementStatus',
  description:
    'PROPOSED, DECLINED, WITHDRAWN and TERMINATED were decided; ACCEPTED (not begun), ACTIVE and COMPLETED follow from the term and today.',
});
export const EngagementKindEnum = enumOf(ENGAGEMENT_KINDS, {
  name: 'EngagementKind',
  description: 'SERVICE: agreed by two sides. CONTEST: made by a draw.',
});
@ObjectType('EngagementTransition', { description: 'A step in the life of an engagement.' })
export class EngagementTransitionType {
  @Field(() => String, { nullable: true, description: 'Null: the engagement was made.' })
  from!: string | null;
  @Field() to!: string;
  @Field({ description: 'Why, in the words of whoever decided; may be empty.' })
  reason!: string;
  @Field(() => EngagementSideEnum, { description: 'Which side decided.' })
  side!: string;
  @Field(() => DateTimeScalar) at!: Date;
}

@ObjectType('Engagement', {
  implements: () => [Node],
  description: 'A provider serves a merchant for a term (服务合作), with the consent of both.',
})
export class EngagementType implements Node {
  @Field(() => ID) id!: string;
  @Field({ description: 'Unique and immutable; the data feed names engagements by it.' })
  engagementCode!: string;
  @Field(() => ID) providerId!: string;
  @Field(() => ID) merchantId!: string;
  @Field(() => [ID], { description: 'Who may claim sessions. Empty: the provider names them yet.' })
  operatorIds!: string[];
  @Field(() => EngagementKindEnum) kind!: EngagementKind;
  @Field(() => EngagementStatusEnum) status!: EngagementStatus;
  @Field(() => EngagementSideEnum) proposedBy!: string;
  @Field(() => [CapabilityModuleEnum], { description: 'What the provider takes on.' })
  scopeModules!: CapabilityModule[];
  @Field(() => MoneyScalar, { description: 'GMV agreed as the target of the whole term.' })
  targetGmv!: string;
  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      'What the merchant pays for the term. Null for operators: it is between the companies.',
  })
  fee!: string | null;
  @Field(() => FeeModel, { nullable: true, description: 'Null for operators, as the fee.' })
  feeModel!: FeeModel | null;
  @Field(() => DateScalar, { description: 'First day of the term.' }) startedOn!: string;
  @Field(() => DateScalar, { description: 'Last day of the term as agreed.' }) endedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Last day, when it was ended early.' })
  terminatedOn!: string | null;
  @Field() note!: string;
  @Field({ description: 'Brought along from before the platform kept engagements itself.' })
  imported!: boolean;
  @Field(() => ID, {
    nullable: true,
    description: 'Engagements that one merchant asked for at once share it; one of them is chosen.',
  })
  requestId!: string | null;
  @Field(() => Int, { description: 'Send it back as `expectedVersion` with a change.' })
  version!: number;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) acceptedAt!: Date | null;
  /** Which of its versions waits for an answer and which is in force: fields of the resolver look them up. */
  openNumber!: number | null;
  agreedNumber!: number | null;
}

@ObjectType()
export class EngagementConnection extends Connection(EngagementType, 'Engagement') {}

/** @param withFee false for readers whom the fee does not concern */
export function toEngagementType(row: EngagementRow, withFee: boolean): EngagementType {
  return {
    id: publicId('Engagement', row.id),
    engagementCode: row.engagementCode,
    providerId: publicId('Provider', row.providerId),
    merchantId: publicId('Merchant', row.merchantId),
    operatorIds: row.operatorIds.map((id) => publicId('Operator', id)),
    kind: row.kind,
    status: row.status,
    proposedBy: row.proposedBy,
    scopeModules: row.scopeModules,
    targetGmv: row.targetGmv,
    fee: withFee ? row.fee : null,
    feeModel: withFee ? feeModelOf(row) : null,
    requestId: row.requestId && publicId('EngagementRequest', row.requestId),
    startedOn: row.startedOn,
    endedOn: row.endedOn,
    terminatedOn: row.terminatedOn,
    note: row.note,
    imported: row.imported,
    version: row.version,
    createdAt: row.createdAt,
    acceptedAt: row.acceptedAt,
    openNumber: row.openVersion,
    agreedNumber: row.agreedVersion,
  };
}

export function toTransitionType(row: EngagementTransition): EngagementTransitionType {
  const { fromState, toState, reason, side, decidedAt } = row;
  return { from: fromState, to: toState, reason, side, at: decidedAt };
}

/** The fee is between the companies, and no concern of the operators. */
export function seesFees({ actor }: RequestContext): boolean {
  return actor.role !== 'OPERATOR';
}

export function toEngagementOf(context: RequestContext): (row: EngagementRow) => EngagementType {
  return (row) => toEngagementType(row, seesFees(context));
}
