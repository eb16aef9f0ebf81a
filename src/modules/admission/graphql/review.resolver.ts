import {
  Args,
  Context as GraphqlContextParameter,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { badInput } from '../../../graphql/errors.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { loadProvider, ProviderService, ProviderType } from '../../providers/index.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { publicId } from '../../platform/kernel/ids.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { admissionPermissions } from '../admission.permissions.js';
import { ApplicationService } from '../application.service.js';
import { ReviewRulingService } from '../review-ruling.service.js';
import { ReviewService } from '../review.service.js';
import { SubmissionType, toSubmissionType } from './application.type.js';
import { GateVerdictType } from './checklist.type.js';
import {
  AnswerReviewGatePayload,
  GiveReviewOpinionPayload,
  ProposeRulingPayload,
  ReassignReviewPayload,
} from './review.payload.js';
import {
  AnswerReviewGateInput,
  GateAnswerType,
  GiveReviewOpinionInput,
  OpinionType,
  ProposeRulingInput,
  ReassignReviewInput,
  ReviewCaseConnection,
  ReviewQueueArgs,
  ReviewType,
  toGateAnswerType,
  toOpinionType,
  toReviewFilter,
  toReviewType,
} from './review.type.js';

@Resolver(() => ReviewType)
export class ReviewResolver {
  constructor(
    private readonly service: ReviewService,
    private readonly rulings: ReviewRulingService,
    private readonly applications: ApplicationService,
    private readonly providers: ProviderService,
    nodes: NodeRegistry,
  ) {
    nodes.register('ReviewCase', {
      typeName: 'ReviewCase',
      fetch: async (context, ids) =>
        holds(context, admissionPermissions.review)
          ? mapValues(await service.byIds(ids), (row) => toReviewType(row, context.now))
          : new Map(),
    });
  }

  @Query(() => ReviewCaseConnection, {
    description: 'What reviewers have to decide: by due date or by age.',
  })
  @Requires(admissionPermissions.review)
  async reviewQueue(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: ReviewQueueArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ReviewCaseConnection> {
    const wanted = toReviewFilter(filter ?? {}, accountOf(context));
    const withTotal = selected.has('totalCount');
    const found = await this.service.queue(context, wanted, orderBy, page, withTotal);
    return toConnection(found, (row) => toReviewType(row, context.now));
  }

  @Query(() => ReviewType, { nullable: true, description: 'One review, or null.' })
  @Requires(admissionPermissions.review)
  async review(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<ReviewType | null> {
    const uuid = uuidOf('ReviewCase', id);
    const row = (await this.service.byIds([uuid])).get(uuid);
    return row ? toReviewType(row, context.now) : null;
  }

  @Mutation(() => GiveReviewOpinionPayload, {
    description: 'Recommend, decide, or return an application for completion.',
  })
  @Requires(admissionPermissions.review)
  async giveReviewOpinion(
    @Context() context: RequestContext,
    @Args('input') { reviewId, ...opinion }: GiveReviewOpinionInput,
  ): Promise<GiveReviewOpinionPayload> {
    const result = await this.service.giveOpinion(context, uuidOf('ReviewCase', reviewId), opinion);
    return toPayload(result, context.locale, 'review', (row) => toReviewType(row, context.now));
  }

  @Mutation(() => AnswerReviewGatePayload, {
    description: 'Answer a gate that a reviewer has to look at.',
  })
  @Requires(admissionPermissions.review)
  async answerReviewGate(
    @Context() context: RequestContext,
    @Args('input') { reviewId, ...answer }: AnswerReviewGateInput,
  ): Promise<AnswerReviewGatePayload> {
    const fileIds = answer.fileIds.map((id) => uuidOf('StoredFile', id));
    const id = uuidOf('ReviewCase', reviewId);
    const result = await this.service.answerGate(context, id, { ...answer, fileIds });
    return toPayload(result, context.locale, 'review', (row) => toReviewType(row, context.now));
  }

  @Mutation(() => ReassignReviewPayload, {
    description: 'Hand a review to another reviewer, or take it yourself.',
  })
  @Requires(admissionPermissions.reassign)
  async reassignReview(
    @Context() context: RequestContext,
    @Args('input') { reviewId, accountId, reason }: ReassignReviewInput,
  ): Promise<ReassignReviewPayload> {
    const id = uuidOf('ReviewCase', reviewId);
    const to = accountId ? uuidOf('Account', accountId) : accountOf(context);
    if (!to) throw badInput('Give `accountId`.');
    const result = await this.service.reassign(context, id, to, reason);
    return toPayload(result, context.locale, 'review', (row) => toReviewType(row, context.now));
  }

  @Mutation(() => ProposeRulingPayload, {
    description: 'Propose to suspend, reinstate or exit a provider; another reviewer decides.',
  })
  @Requires(admissionPermissions.proposeRuling)
  async proposeRuling(
    @Context() context: RequestContext,
    @Args('input') input: ProposeRulingInput,
  ): Promise<ProposeRulingPayload> {
    const providerId = uuidOf('Provider', input.providerId);
    const result = await this.rulings.propose(context, { ...input, providerId });
    return toPayload(result, context.locale, 'review', (row) => toReviewType(row, context.now));
  }

  @ResolveField(() => ProviderType)
  async provider(
    @Parent() review: ReviewType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ProviderType> {
    const id = publicId('Provider', review.row.providerId);
    return (await loadProvider(graphql, this.providers, id))!;
  }

  @ResolveField(() => SubmissionType, {
    nullable: true,
    description: 'The application as it was submitted: what is decided on.',
  })
  async submission(
    @Parent() { row }: ReviewType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<SubmissionType | null> {
    if (!row.applicationId) return null;
    const found = await graphql
      .loader('applicationSubmissions', (keys) => this.applications.submissions(keys))
      .load(`${row.applicationId}:${row.submissionNumber}`);
    return found && toSubmissionType(found, row.providerId);
  }

  @ResolveField(() => [OpinionType])
  async opinions(
    @Parent() { row }: ReviewType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<OpinionType[]> {
    const rows = await graphql
      .loader('reviewOpinions', (ids) => this.service.opinionsOf(ids))
      .load(row.id);
    return (rows ?? []).map(toOpinionType);
  }

  @ResolveField(() => [GateAnswerType])
  async gateAnswers(
    @Parent() { row }: ReviewType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<GateAnswerType[]> {
    const rows = await graphql
      .loader('reviewGateAnswers', (ids) => this.service.answersOf(ids))
      .load(row.id);
    return (rows ?? []).map(toGateAnswerType);
  }

  @ResolveField(() => [GateVerdictType], {
    description: 'What gates say now of an application under review.',
  })
  async verdicts(
    @Parent() { row }: ReviewType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<GateVerdictType[]> {
    const context = graphql.request.caopan;
    const verdicts = await graphql
      .loader('reviewVerdicts', (ids) => this.service.verdictsOf(context, ids))
      .load(row.id);
    return [...(verdicts ?? [])];
  }
}

function accountOf({ actor }: RequestContext): string | null {
  return actor.kind === 'USER' ? actor.accountId : null;
}
