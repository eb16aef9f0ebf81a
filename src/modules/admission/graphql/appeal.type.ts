import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { publicId } from '../../platform/kernel/ids.js';
import { APPEAL_OUTCOMES, appealStates, type AppealState } from '../domain/appeal.js';
import type { AppealStatement } from '../entities/appeal-statement.entity.js';
import type { Appeal } from '../entities/appeal.entity.js';

export const AppealStateEnum = enumOf(appealStates.states, {
  name: 'AppealState',
  description: 'Filed (已提交), or decided: upheld (维持), reduced (减轻), reversed (撤销).',
});
export const AppealOutcomeEnum = enumOf(APPEAL_OUTCOMES, {
  name: 'AppealOutcome',
  description: 'The decision is upheld (维持), reduced (减轻) or reversed (撤销).',
});
const AppealSideEnum = enumOf(['PROVIDER', 'PLATFORM'], {
  name: 'AppealSide',
  description: 'Who says something about an appeal.',
});

@ObjectType('AppealStatement', { description: 'What one side said. Never changed.' })
export class AppealStatementType {
  @Field(() => AppealSideEnum) side!: 'PROVIDER' | 'PLATFORM';
  @Field() body!: string;
  @Field(() => DateTimeScalar) writtenAt!: Date;
}

@ObjectType('Appeal', {
  implements: () => [Node],
  description:
    'A provider’s appeal against a violation, decided by somebody who had no part in it.',
})
export class AppealType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID) violationId!: string;
  @Field(() => ID) providerId!: string;
  @Field(() => AppealStateEnum) state!: AppealState;
  @Field(() => DateTimeScalar) filedAt!: Date;
  @Field(() => DateScalar, { description: 'Until when it must be decided.' })
  decideBy!: BusinessDate;
  @Field(() => DateTimeScalar, { nullable: true }) decidedAt!: Date | null;
  @Field(() => String, { nullable: true }) decisionReason!: string | null;
  @Field(() => Int) version!: number;
}

@ObjectType()
export class AppealConnection extends Connection(AppealType, 'Appeal') {}

export function toAppealType(row: Appeal): AppealType {
  const { state, filedAt, decideBy, decidedAt, decisionReason, version } = row;
  return {
    id: publicId('Appeal', row.id),
    violationId: publicId('Violation', row.violationId),
    providerId: publicId('Provider', row.providerId),
    state,
    filedAt,
    decideBy,
    decidedAt,
    decisionReason,
    version,
  };
}

export function toAppealStatementType(row: AppealStatement): AppealStatementType {
  const { side, body, writtenAt } = row;
  return { side, body, writtenAt };
}
