import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { uuidOf } from '../../../graphql/node.js';
import { toPayload } from '../../../graphql/user-error.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { publicId } from '../../platform/kernel/ids.js';
import { EngagementAnswerService } from '../engagement-answer.service.js';
import { EngagementOfferService } from '../engagement-offer.service.js';
import { engagementPermissions } from '../engagements.permissions.js';
import { NegotiationService } from '../negotiation.service.js';
import {
  AcceptEngagementInput,
  CounterEngagementInput,
  DeclineEngagementInput,
  ProposeEngagementExtensionInput,
  ProposeEngagementHandoverInput,
  ProposeEngagementInput,
  RequestEngagementsInput,
  WithdrawEngagementInput,
} from './engagement.input.js';
import {
  AcceptEngagementPayload,
  CounterEngagementPayload,
  DeclineEngagementPayload,
  ProposeEngagementExtensionPayload,
  ProposeEngagementHandoverPayload,
  ProposeEngagementPayload,
  RequestEngagementsPayload,
  toEngagementPayload,
  WithdrawEngagementPayload,
} from './engagement.payload.js';

/** What the two sides do to come to terms, and to change them. */
@Resolver()
export class NegotiationResolver {
  constructor(
    private readonly negotiation: NegotiationService,
    private readonly offers: EngagementOfferService,
    private readonly answers: EngagementAnswerService,
  ) {}

  @Mutation(() => ProposeEngagementPayload, {
    description:
      'Offer to serve a merchant, or ask a provider to: version 1 of the terms. The other side accepts it, declines it or makes another version.',
  })
  @Requires(engagementPermissions.negotiate)
  async proposeEngagement(
    @Context() context: RequestContext,
    @Args('input')
    { providerId, merchantId, operatorIds, idempotencyKey, ...terms }: ProposeEngagementInput,
  ): Promise<ProposeEngagementPayload> {
    const proposal = {
      ...terms,
      providerId: providerId == null ? null : uuidOf('Provider', providerId),
      merchantId: merchantId == null ? null : uuidOf('Merchant', merchantId),
      operatorIds: operatorUuids(operatorIds),
    };
    const result = await this.negotiation.propose(context, proposal, idempotencyKey);
    return toEngagementPayload(context, result);
  }

  @Mutation(() => RequestEngagementsPayload, {
    description:
      'Ask several providers at once. Each answers with a version of its own; when terms are agreed with one, the other requests are taken back.',
  })
  @Requires(engagementPermissions.request)
  async requestEngagements(
    @Context() context: RequestContext,
    @Args('input')
    { providerIds, operatorIds, idempotencyKey, ...terms }: RequestEngagementsInput,
  ): Promise<RequestEngagementsPayload> {
    const request = {
      providerIds: providerIds.map((id) => uuidOf('Provider', id)),
      terms: { ...terms, operatorIds: operatorUuids(operatorIds) },
    };
    const asked = await this.negotiation.request(context, request, idempotencyKey);
    const { value, userErrors } = toPayload(asked, context.locale, 'value', (made) => made);
    return {
      ...(value && { requestId: publicId('EngagementRequest', value.requestId) }),
      results: (value?.results ?? []).map((result, index) => ({
        providerId: providerIds[index]!,
        ...toEngagementPayload(context, result),
      })),
      userErrors,
    };
  }

  @Mutation(() => CounterEngagementPayload, {
    description:
      'Offer other terms while nothing is agreed: another version, which takes the place of the open one. The other side answers.',
  })
  @Requires(engagementPermissions.negotiate)
  async counterEngagement(
    @Context() context: RequestContext,
    @Args('input') { engagementId, operatorIds, idempotencyKey, ...terms }: CounterEngagementInput,
  ): Promise<CounterEngagementPayload> {
    const id = uuidOf('Engagement', engagementId);
    const command = { ...terms, operatorIds: operatorUuids(operatorIds) };
    const result = await this.offers.counter(context, id, command, idempotencyKey);
    return toEngagementPayload(context, result);
  }

  @Mutation(() => AcceptEngagementPayload, {
    description:
      'Agree to the open version as it stands: terms, a later end, or another operator. It then is in force.',
  })
  @Requires(engagementPermissions.negotiate)
  async acceptEngagement(
    @Context() context: RequestContext,
    @Args('input') { engagementId, operatorIds, expectedVersion }: AcceptEngagementInput,
  ): Promise<AcceptEngagementPayload> {
    const command = { expectedVersion, operatorIds: operatorUuids(operatorIds ?? []) };
    const id = uuidOf('Engagement', engagementId);
    return toEngagementPayload(context, await this.answers.accept(context, id, command));
  }

  @Mutation(() => DeclineEngagementPayload, {
    description: 'Refuse the open version. Where nothing was agreed yet, the negotiation ends.',
  })
  @Requires(engagementPermissions.negotiate)
  async declineEngagement(
    @Context() context: RequestContext,
    @Args('input') { engagementId, ...command }: DeclineEngagementInput,
  ): Promise<DeclineEngagementPayload> {
    const id = uuidOf('Engagement', engagementId);
    return toEngagementPayload(context, await this.answers.decline(context, id, command));
  }

  @Mutation(() => WithdrawEngagementPayload, {
    description:
      'Take back one’s own open version. Where nothing was agreed yet, the negotiation ends.',
  })
  @Requires(engagementPermissions.negotiate)
  async withdrawEngagement(
    @Context() context: RequestContext,
    @Args('input') { engagementId, ...command }: WithdrawEngagementInput,
  ): Promise<WithdrawEngagementPayload> {
    const id = uuidOf('Engagement', engagementId);
    return toEngagementPayload(context, await this.answers.withdraw(context, id, command));
  }

  @Mutation(() => ProposeEngagementExtensionPayload, {
    description:
      'Offer a later end of an engagement that runs or will run. The other side answers.',
  })
  @Requires(engagementPermissions.negotiate)
  async proposeEngagementExtension(
    @Context() context: RequestContext,
    @Args('input') { engagementId, idempotencyKey, ...command }: ProposeEngagementExtensionInput,
  ): Promise<ProposeEngagementExtensionPayload> {
    const id = uuidOf('Engagement', engagementId);
    const result = await this.offers.extend(context, id, command, idempotencyKey);
    return toEngagementPayload(context, result);
  }

  @Mutation(() => ProposeEngagementHandoverPayload, {
    description:
      'Ask for the merchant’s consent to another operator. When it accepts, claims of the leaving one for sessions still to come are withdrawn.',
  })
  @Requires(engagementPermissions.handOver)
  async proposeEngagementHandover(
    @Context() context: RequestContext,
    @Args('input') input: ProposeEngagementHandoverInput,
  ): Promise<ProposeEngagementHandoverPayload> {
    const { engagementId, idempotencyKey, expectedVersion, reason } = input;
    const command = {
      expectedVersion,
      reason,
      fromOperatorId: uuidOf('Operator', input.fromOperatorId),
      toOperatorId: uuidOf('Operator', input.toOperatorId),
    };
    const id = uuidOf('Engagement', engagementId);
    const result = await this.offers.handOver(context, id, command, idempotencyKey);
    return toEngagementPayload(context, result);
  }
}

function operatorUuids(ids: readonly string[]): string[] {
  return ids.map((id) => uuidOf('Operator', id));
}
