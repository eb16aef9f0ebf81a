import { Args, Query, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { Selected, SelectionBelow, type SelectedFields } from '../../../graphql/selection.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { ProviderScoreService } from '../provider-score.service.js';
import { scoringPermissions } from '../scoring.permissions.js';
import { boardWanted } from './board-wanted.js';
import {
  BoardArgs,
  BoardConnection,
  toBoardEntryType,
  toUnscoredProviderType,
  UnscoredProviderConnection,
} from './board.type.js';

@Resolver()
export class BoardResolver {
  constructor(private readonly scores: ProviderScoreService) {}

  @Query(() => BoardConnection, {
    description: 'The ranked providers of the applied run, best first.',
  })
  @Requires(scoringPermissions.readBoard)
  async board(
    @Context() context: RequestContext,
    @Args() { modelCode, categoryCode, focus, ...page }: BoardArgs,
    @SelectionBelow() selection: SelectedFields,
  ): Promise<BoardConnection> {
    const filter = { modelCode, categoryCode, focus };
    const withTotal = selection.has('totalCount');
    const found = await this.scores.board(context, filter, page, withTotal, boardWanted(selection));
    return toConnection(found, toBoardEntryType);
  }

  @Query(() => UnscoredProviderConnection, {
    description: 'The providers of the applied run without enough evidence for a score, and why.',
  })
  @Requires(scoringPermissions.readBoard)
  async unscoredProviders(
    @Context() context: RequestContext,
    @Args() { modelCode, categoryCode, focus, ...page }: BoardArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<UnscoredProviderConnection> {
    const filter = { modelCode, categoryCode, focus };
    const found = await this.scores.unscored(context, filter, page, selected.has('totalCount'));
    return toConnection(found, (row) => toUnscoredProviderType(row, context.locale));
  }
}
