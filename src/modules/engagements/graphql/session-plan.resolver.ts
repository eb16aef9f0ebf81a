import { Args, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { toPayload } from '../../../graphql/user-error.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { operatedSessionPermissions } from '../engagements.permissions.js';
import { SessionPlanService } from '../session-plan.service.js';
import { OperatedSessionType, toOperatedSessionType } from './operated-session.type.js';
import { PlanSessionPayload, ReviewSessionPayload } from './session-plan.payload.js';
import {
  PlanSessionInput,
  ReviewSessionInput,
  SessionComparisonType,
  SessionPlanType,
  SessionReviewType,
  toComparisonType,
  toPlan,
  toPlanType,
  toReviewType,
} from './session-plan.type.js';

/** What was meant to happen in a session, what did, and what was learnt. */
@Resolver(() => OperatedSessionType)
export class SessionPlanResolver {
  constructor(private readonly service: SessionPlanService) {}

  @ResolveField(() => SessionPlanType, { nullable: true, description: 'Null while none is filed.' })
  async plan(
    { id }: OperatedSessionType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<SessionPlanType | null> {
    const load = (ids: readonly string[]) => this.service.versionsOf(ids);
    const uuid = uuidOf('OperatedSession', id);
    const versions = await graphql.loader('sessionPlans', load).load(uuid);
    return versions ? toPlanType(versions) : null;
  }

  @ResolveField(() => SessionReviewType, {
    nullable: true,
    description: 'Null while none is filed.',
  })
  async review(
    { id }: OperatedSessionType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<SessionReviewType | null> {
    const load = (ids: readonly string[]) => this.service.reviewsOf(ids);
    const uuid = uuidOf('OperatedSession', id);
    const row = await graphql.loader('sessionReviews', load).load(uuid);
    return row ? toReviewType(row) : null;
  }

  @ResolveField(() => SessionComparisonType, {
    nullable: true,
    description: 'Null while the feed has not confirmed the session.',
  })
  async comparison(
    { id }: OperatedSessionType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<SessionComparisonType | null> {
    const load = (ids: readonly string[]) => this.service.comparisonsOf(ids);
    const uuid = uuidOf('OperatedSession', id);
    const compared = await graphql.loader('sessionComparisons', load).load(uuid);
    return compared ? toComparisonType(compared) : null;
  }

  @Mutation(() => PlanSessionPayload, {
    description:
      'File what is meant to happen in a claimed session, or change it: each change is a version. Frozen when the session begins.',
  })
  @Requires(operatedSessionPermissions.plan)
  async planSession(
    @Context() context: RequestContext,
    @Args('input') input: PlanSessionInput,
  ): Promise<PlanSessionPayload> {
    const id = uuidOf('OperatedSession', input.operatedSessionId);
    const result = await this.service.plan(context, id, toPlan(input), input.idempotencyKey);
    return toPayload(result, context.locale, 'operatedSession', toOperatedSessionType);
  }

  @Mutation(() => ReviewSessionPayload, {
    description:
      'Say what was learnt from a session that is over: once. A late review is kept, and shown as late.',
  })
  @Requires(operatedSessionPermissions.plan)
  async reviewSession(
    @Context() context: RequestContext,
    @Args('input') input: ReviewSessionInput,
  ): Promise<ReviewSessionPayload> {
    const { operatedSessionId, idempotencyKey, wentWell, toImprove, nextSteps } = input;
    const id = uuidOf('OperatedSession', operatedSessionId);
    const review = { wentWell, toImprove, nextSteps };
    const result = await this.service.review(context, id, review, idempotencyKey);
    return toPayload(result, context.locale, 'operatedSession', toOperatedSessionType);
  }
}
