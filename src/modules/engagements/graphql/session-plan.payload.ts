import { Field, ObjectType } from '@nestjs/graphql';
import { UserErrorType } from '../../../graphql/user-error.js';
import { planSessionErrors } from '../domain/session-plan.js';
import { reviewSessionErrors } from '../domain/session-review.js';
import { OperatedSessionType } from './operated-session.type.js';

const PlanError = UserErrorType('PlanSession', planSessionErrors);
const ReviewError = UserErrorType('ReviewSession', reviewSessionErrors);

@ObjectType()
export class PlanSessionPayload {
  @Field(() => OperatedSessionType, { nullable: true }) operatedSession?: OperatedSessionType;
  @Field(() => [PlanError]) userErrors!: InstanceType<typeof PlanError>[];
}

@ObjectType()
export class ReviewSessionPayload {
  @Field(() => OperatedSessionType, { nullable: true }) operatedSession?: OperatedSessionType;
  @Field(() => [ReviewError]) userErrors!: InstanceType<typeof ReviewError>[];
}
