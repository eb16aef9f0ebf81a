import { Field, ObjectType } from '@nestjs/graphql';
import { UserErrorType } from '../../../graphql/user-error.js';
import { reassignReviewErrors } from '../domain/review.js';
import {
  answerGateErrors,
  giveReviewOpinionErrors,
  proposeRulingMutationErrors,
} from '../review.errors.js';
import { ReviewType } from './review.type.js';

const OpinionError = UserErrorType('GiveReviewOpinion', giveReviewOpinionErrors);
const AnswerError = UserErrorType('AnswerReviewGate', answerGateErrors);
const ReassignError = UserErrorType('ReassignReview', reassignReviewErrors);
const RulingError = UserErrorType('ProposeRuling', proposeRulingMutationErrors);

@ObjectType()
export class GiveReviewOpinionPayload {
  @Field(() => ReviewType, { nullable: true }) review?: ReviewType;
  @Field(() => [OpinionError]) userErrors!: InstanceType<typeof OpinionError>[];
}

@ObjectType()
export class AnswerReviewGatePayload {
  @Field(() => ReviewType, { nullable: true }) review?: ReviewType;
  @Field(() => [AnswerError]) userErrors!: InstanceType<typeof AnswerError>[];
}

@ObjectType()
export class ReassignReviewPayload {
  @Field(() => ReviewType, { nullable: true }) review?: ReviewType;
  @Field(() => [ReassignError]) userErrors!: InstanceType<typeof ReassignError>[];
}

@ObjectType()
export class ProposeRulingPayload {
  @Field(() => ReviewType, { nullable: true }) review?: ReviewType;
  @Field(() => [RulingError]) userErrors!: InstanceType<typeof RulingError>[];
}
