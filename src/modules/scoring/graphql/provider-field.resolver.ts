import type { Type } from '@nestjs/common';
import { ResolveField, Resolver } from '@nestjs/graphql';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { ProviderService, ProviderType, toProviderType } from '../../providers/index.js';
import { BoardEntryType, UnscoredProviderType } from './board.type.js';
import { ProviderScoreType } from './provider-score.type.js';
import { ScoreChangeType } from './scoring-run.type.js';

/** The `provider` of each kind of row: one query for all rows of an answer, whatever their kind. */
export const PROVIDER_FIELDS: readonly Type[] = [
  BoardEntryType,
  UnscoredProviderType,
  ScoreChangeType,
  ProviderScoreType,
].map(providerFieldOf);

function providerFieldOf(row: Type<{ readonly providerId: string }>): Type {
  @Resolver(() => row)
  class ProviderFieldResolver {
    constructor(private readonly providers: ProviderService) {}

    @ResolveField(() => ProviderType, { description: 'Whose it is.' })
    async provider(
      { providerId }: { readonly providerId: string },
      _arguments: unknown,
      graphql: GraphqlContext,
    ): Promise<ProviderType> {
      const provider = await graphql
        .loader('providers', (ids) => this.providers.byIds(ids))
        .load(providerId);
      return toProviderType(provider!);
    }
  }
  return ProviderFieldResolver;
}
