import {
  Context as GraphqlContextParameter,
  Parent,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { FileService, StoredFileType, toStoredFileType } from '../../files/index.js';
import { GateAnswerType } from './review.type.js';

@Resolver(() => GateAnswerType)
export class GateAnswerResolver {
  constructor(private readonly files: FileService) {}

  @ResolveField(() => [StoredFileType], { description: 'What proves it.' })
  async evidence(
    @Parent() { uuid }: GateAnswerType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<StoredFileType[]> {
    const files = graphql.loader('gateAnswerEvidence', (ids) => this.files.attachedTo(ids));
    return ((await files.load(uuid)) ?? []).map(toStoredFileType);
  }
}
