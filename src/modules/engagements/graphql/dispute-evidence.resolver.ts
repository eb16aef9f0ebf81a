import { ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { StoredFileType, toStoredFileType, type AttachedFile } from '../../files/index.js';
import { ANSWER_EVIDENCE, SessionDisputeService } from '../session-dispute.service.js';
import { SessionDisputeType } from './session-dispute.type.js';

/** What the two sides of a dispute show for what they say. */
@Resolver(() => SessionDisputeType)
export class DisputeEvidenceResolver {
  constructor(private readonly service: SessionDisputeService) {}

  @ResolveField(() => [StoredFileType], { description: 'What the merchant gave with the dispute.' })
  async evidence(
    { id }: SessionDisputeType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<StoredFileType[]> {
    const files = await this.files(id, graphql);
    return files.filter(({ purpose }) => purpose !== ANSWER_EVIDENCE).map(toStoredFileType);
  }

  @ResolveField(() => [StoredFileType], { description: 'What the provider gave with its answer.' })
  async providerEvidence(
    { id }: SessionDisputeType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<StoredFileType[]> {
    const files = await this.files(id, graphql);
    return files.filter(({ purpose }) => purpose === ANSWER_EVIDENCE).map(toStoredFileType);
  }

  private async files(id: string, graphql: GraphqlContext): Promise<AttachedFile[]> {
    const load = (ids: readonly string[]) => this.service.evidenceOf(ids);
    const uuid = uuidOf('SessionDispute', id);
    return (await graphql.loader('sessionDisputeFiles', load).load(uuid)) ?? [];
  }
}
