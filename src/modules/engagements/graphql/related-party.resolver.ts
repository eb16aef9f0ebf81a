import {
  Context as GraphqlContextParameter,
  Parent,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { RelatedPartyService } from '../../merchants/index.js';
import { EngagementType } from './engagement.type.js';
import { OperatedSessionType } from './operated-session.type.js';

const DESCRIPTION =
  'The two sides share an owner, legal representative or bank account (关联方): shown, and never scored.';

interface Sides {
  readonly providerId: string;
  readonly merchantId: string;
}

@Resolver(() => EngagementType)
export class EngagementRelatedPartyResolver {
  constructor(private readonly service: RelatedPartyService) {}

  @ResolveField(() => Boolean, { description: DESCRIPTION })
  isRelatedParty(
    @Parent() sides: EngagementType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<boolean> {
    return areRelated(this.service, graphql, sides);
  }
}

@Resolver(() => OperatedSessionType)
export class OperatedSessionRelatedPartyResolver {
  constructor(private readonly service: RelatedPartyService) {}

  @ResolveField(() => Boolean, { description: DESCRIPTION })
  isRelatedParty(
    @Parent() sides: OperatedSessionType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<boolean> {
    return areRelated(this.service, graphql, sides);
  }
}

async function areRelated(
  service: RelatedPartyService,
  graphql: GraphqlContext,
  { providerId, merchantId }: Sides,
): Promise<boolean> {
  const load = (pairs: readonly string[]) => service.areRelated(pairs);
  const pair = `${uuidOf('Provider', providerId)}|${uuidOf('Merchant', merchantId)}`;
  return (await graphql.loader('relatedParties', load).load(pair)) ?? false;
}
