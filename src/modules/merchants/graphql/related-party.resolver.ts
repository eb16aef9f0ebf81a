import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { merchantPermissions } from '../merchants.permissions.js';
import type { Party } from '../party-mark.store.js';
import { RelatedPartyService } from '../related-party.service.js';
import {
  EndPartyMarkInput,
  EndPartyMarkPayload,
  PartyMarkConnection,
  PartyMarksArgs,
  RecordPartyMarkInput,
  RecordPartyMarkPayload,
  RelatedPartiesArgs,
  RelatedPartiesConnection,
  toPartyMarkType,
  toRelatedPartiesType,
} from './related-party.type.js';

@Resolver()
export class RelatedPartyResolver {
  constructor(
    private readonly service: RelatedPartyService,
    nodes: NodeRegistry,
  ) {
    nodes.register('PartyMark', {
      typeName: 'PartyMark',
      fetch: async (context, ids) =>
        holds(context, merchantPermissions.readPartyMarks)
          ? mapValues(await service.marksByIds(context, ids), toPartyMarkType)
          : new Map(),
    });
  }

  @Query(() => RelatedPartiesConnection, {
    description:
      'Providers and merchants that share an owner, legal representative or bank account.',
  })
  @Requires(merchantPermissions.readRelatedParties)
  async relatedParties(
    @Args() { providerId, merchantId, ...page }: RelatedPartiesArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<RelatedPartiesConnection> {
    const filter = partyOf({ providerId, merchantId });
    const found = await this.service.related(filter, page, selected.has('totalCount'));
    return toConnection(found, toRelatedPartiesType);
  }

  @Query(() => PartyMarkConnection, {
    description: 'The marks of one company, newest first: your own, or for staff anyone’s.',
  })
  @Requires(merchantPermissions.readPartyMarks)
  async partyMarks(
    @Context() context: RequestContext,
    @Args() { providerId, merchantId, ...page }: PartyMarksArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<PartyMarkConnection> {
    const party = partyOf({ providerId, merchantId });
    const found = await this.service.marksOf(context, party, page, selected.has('totalCount'));
    return toConnection(found, toPartyMarkType);
  }

  @Mutation(() => RecordPartyMarkPayload, {
    description:
      'Record who owns, represents or is paid for a company: your own, or for staff any. Once recorded, only staff can end it.',
  })
  @Requires(merchantPermissions.recordPartyMarks)
  async recordPartyMark(
    @Context() context: RequestContext,
    @Args('input') { providerId, merchantId, ...mark }: RecordPartyMarkInput,
  ): Promise<RecordPartyMarkPayload> {
    const party = partyOf({ providerId, merchantId });
    const result = await this.service.record(context, { ...party, ...mark });
    return toPayload(result, context.locale, 'partyMark', toPartyMarkType);
  }

  @Mutation(() => EndPartyMarkPayload, {
    description: 'End a mark that was wrong or holds no longer.',
  })
  @Requires(merchantPermissions.endPartyMarks)
  async endPartyMark(
    @Context() context: RequestContext,
    @Args('input') { markId, reason }: EndPartyMarkInput,
  ): Promise<EndPartyMarkPayload> {
    const result = await this.service.end(context, uuidOf('PartyMark', markId), reason);
    return toPayload(result, context.locale, 'partyMark', toPartyMarkType);
  }
}

function partyOf({ providerId, merchantId }: Party): Party {
  return {
    ...(providerId && { providerId: uuidOf('Provider', providerId) }),
    ...(merchantId && { merchantId: uuidOf('Merchant', merchantId) }),
  };
}
