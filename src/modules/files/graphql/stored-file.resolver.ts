import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { uuidOf } from '../../../graphql/node.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { toPayload } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { FileService } from '../file.service.js';
import { filePermissions } from '../files.permissions.js';
import {
  DeleteStoredFileInput,
  DeleteStoredFilePayload,
  StoredFileType,
  toStoredFileType,
} from './stored-file.type.js';

@Resolver(() => StoredFileType)
export class StoredFileResolver {
  constructor(
    private readonly service: FileService,
    nodes: NodeRegistry,
  ) {
    nodes.register('StoredFile', {
      typeName: 'StoredFile',
      fetch: async (context, ids) =>
        holds(context, filePermissions.read)
          ? mapValues(await service.byIds(context, ids), toStoredFileType)
          : new Map(),
    });
  }

  @Query(() => StoredFileType, {
    nullable: true,
    description: 'A stored file that you may read, or null.',
  })
  @Requires(filePermissions.read)
  async storedFile(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<StoredFileType | null> {
    const uuid = uuidOf('StoredFile', id);
    const file = (await this.service.byIds(context, [uuid])).get(uuid);
    return file ? toStoredFileType(file) : null;
  }

  @Mutation(() => DeleteStoredFilePayload, {
    description: 'Delete the content of a file of yours that is not attached to anything.',
  })
  @Requires(filePermissions.upload)
  async deleteStoredFile(
    @Context() context: RequestContext,
    @Args('input') { fileId }: DeleteStoredFileInput,
  ): Promise<DeleteStoredFilePayload> {
    const result = await this.service.delete(context, uuidOf('StoredFile', fileId));
    return toPayload(result, context.locale, 'storedFile', toStoredFileType);
  }
}
