import type { Type } from '@nestjs/common';
import { ResolveField, Resolver } from '@nestjs/graphql';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { ProviderService, ProviderType, toProviderType } from '../../providers/index.js';
import type { ProviderAhead } from '../provider-score.store.js';
import { toSelectedProvider } from './board-wanted.js';
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

interface RowOfProvider {
  readonly providerId: string;
  readonly providerAhead?: ProviderAhead;
}

function providerFieldOf(row: Type<RowOfProvider>): Type {
  @Resolver(() => row)
  class ProviderFieldResolver {
    constructor(private readonly providers: ProviderService) {}

    @ResolveField(() => ProviderType, { description: 'Whose it is.' })
    provider(
      { providerId, providerAhead }: RowOfProvider,
      _arguments: unknown,
      graphql: GraphqlContext,
    ): ProviderType | Promise<ProviderType> {
      return providerAhead ? toSelectedProvider(providerAhead) : this.load(providerId, graphql);
    }

    private async load(providerId: string, graphql: GraphqlContext): Promise<ProviderType> {
      const provider = await graphql
        .loader('providers', (ids) => this.providers.byIds(ids))
        .load(providerId);
      return toProviderType(provider!);
    }
  }
  return ProviderFieldResolver;
}
