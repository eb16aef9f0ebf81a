import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { uuidOf } from '../../../graphql/node.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { toPayload } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { admissionPermissions } from '../admission.permissions.js';
import { ApplicationDocumentService } from '../application-document.service.js';
import { companyOf } from '../application.service.js';
import { ChecklistService } from '../checklist.service.js';
import { AddAdmissionDocumentInput, RemoveAdmissionDocumentInput } from './application.input.js';
import {
  AddAdmissionDocumentPayload,
  RemoveAdmissionDocumentPayload,
} from './application.payload.js';
import { AdmissionDocumentType, toDocumentType } from './application.type.js';
import { ChecklistType, toChecklistType } from './checklist.type.js';

@Resolver(() => AdmissionDocumentType)
export class ApplicationDocumentResolver {
  constructor(
    private readonly service: ApplicationDocumentService,
    private readonly checklists: ChecklistService,
    nodes: NodeRegistry,
  ) {
    nodes.register('AdmissionDocument', {
      typeName: 'AdmissionDocument',
      fetch: async (context, ids) =>
        holds(context, admissionPermissions.readApplications)
          ? mapValues(await service.visibleByIds(context, ids), toDocumentType)
          : new Map(),
    });
  }

  @Query(() => ChecklistType, {
    description: 'What admission needs of a provider: what is missing, who acts next, by when.',
  })
  @Requires(admissionPermissions.readChecklist)
  async admissionChecklist(
    @Context() context: RequestContext,
    @Args('providerId', {
      type: () => ID,
      nullable: true,
      description: 'Default: your own company.',
    })
    providerId?: string,
  ): Promise<ChecklistType> {
    const id = providerId ? uuidOf('Provider', providerId) : companyOf(context);
    return toChecklistType(await this.checklists.of(context, id), context.locale);
  }

  @Mutation(() => AddAdmissionDocumentPayload, {
    description: 'Hand over a document: for the application, or to renew an accepted one.',
  })
  @Requires(admissionPermissions.apply)
  async addAdmissionDocument(
    @Context() context: RequestContext,
    @Args('input') input: AddAdmissionDocumentInput,
  ): Promise<AddAdmissionDocumentPayload> {
    const fileId = uuidOf('StoredFile', input.fileId);
    const expiresOn = input.expiresOn ?? null;
    const result = await this.service.add(context, { ...input, fileId, expiresOn });
    return toPayload(result, context.locale, 'document', toDocumentType);
  }

  @Mutation(() => RemoveAdmissionDocumentPayload, {
    description: 'Take back a document of an application that is not in review.',
  })
  @Requires(admissionPermissions.apply)
  async removeAdmissionDocument(
    @Context() context: RequestContext,
    @Args('input') { documentId }: RemoveAdmissionDocumentInput,
  ): Promise<RemoveAdmissionDocumentPayload> {
    const result = await this.service.remove(context, uuidOf('AdmissionDocument', documentId));
    return toPayload(result, context.locale, 'document', toDocumentType);
  }
}
