import {
  Args,
  Context as GraphqlContextParameter,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { loadProvider, ProviderService, ProviderType } from '../../providers/index.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { admissionPermissions } from '../admission.permissions.js';
import { ApplicationDocumentService } from '../application-document.service.js';
import { ApplicationService } from '../application.service.js';
import {
  AdmissionApplicationsArgs,
  changesOf,
  SaveAdmissionApplicationInput,
  StartAdmissionApplicationInput,
  SubmitAdmissionApplicationInput,
  toFilter,
  WithdrawAdmissionApplicationInput,
} from './application.input.js';
import {
  SaveAdmissionApplicationPayload,
  StartAdmissionApplicationPayload,
  SubmitAdmissionApplicationPayload,
  WithdrawAdmissionApplicationPayload,
} from './application.payload.js';
import {
  AdmissionApplicationConnection,
  AdmissionDocumentType,
  ApplicationTransitionType,
  ApplicationType,
  toApplicationType,
  toDocumentType,
  toTransitionType,
} from './application.type.js';

@Resolver(() => ApplicationType)
export class ApplicationResolver {
  constructor(
    private readonly service: ApplicationService,
    private readonly documentService: ApplicationDocumentService,
    private readonly providers: ProviderService,
    nodes: NodeRegistry,
  ) {
    nodes.register('AdmissionApplication', {
      typeName: 'AdmissionApplication',
      fetch: async (context, ids) =>
        holds(context, admissionPermissions.readApplications)
          ? mapValues(await service.visibleByIds(context, ids), toApplicationType)
          : new Map(),
    });
  }

  @Query(() => AdmissionApplicationConnection, {
    description: 'Applications for admission: reviewers see all of them, companies their own.',
  })
  @Requires(admissionPermissions.readApplications)
  async admissionApplications(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: AdmissionApplicationsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<AdmissionApplicationConnection> {
    const withTotal = selected.has('totalCount');
    const wanted = toFilter(filter ?? {});
    const found = await this.service.page(context, wanted, orderBy, page, withTotal);
    return toConnection(found, toApplicationType);
  }

  @Query(() => ApplicationType, { nullable: true, description: 'One application, or null.' })
  @Requires(admissionPermissions.readApplications)
  async admissionApplication(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<ApplicationType | null> {
    const uuid = uuidOf('AdmissionApplication', id);
    const application = (await this.service.visibleByIds(context, [uuid])).get(uuid);
    return application ? toApplicationType(application) : null;
  }

  @Mutation(() => StartAdmissionApplicationPayload, {
    description: 'Start your company’s application, filled with what its registration says.',
  })
  @Requires(admissionPermissions.apply)
  async startAdmissionApplication(
    @Context() context: RequestContext,
    @Args('input') input: StartAdmissionApplicationInput,
  ): Promise<StartAdmissionApplicationPayload> {
    const result = await this.service.start(context, input);
    return toPayload(result, context.locale, 'application', toApplicationType);
  }

  @Mutation(() => SaveAdmissionApplicationPayload, {
    description: 'Save what changed in a draft; anything may still be missing.',
  })
  @Requires(admissionPermissions.apply)
  async saveAdmissionApplication(
    @Context() context: RequestContext,
    @Args('input') input: SaveAdmissionApplicationInput,
  ): Promise<SaveAdmissionApplicationPayload> {
    const id = uuidOf('AdmissionApplication', input.applicationId);
    const changes = changesOf(input);
    const result = await this.service.save(context, id, input.expectedVersion, changes);
    return toPayload(result, context.locale, 'application', toApplicationType);
  }

  @Mutation(() => SubmitAdmissionApplicationPayload, {
    description: 'Hand the application over to reviewers as it is now.',
  })
  @Requires(admissionPermissions.apply)
  async submitAdmissionApplication(
    @Context() context: RequestContext,
    @Args('input') { applicationId, expectedVersion }: SubmitAdmissionApplicationInput,
  ): Promise<SubmitAdmissionApplicationPayload> {
    const id = uuidOf('AdmissionApplication', applicationId);
    const result = await this.service.submit(context, id, expectedVersion);
    return toPayload(result, context.locale, 'application', toApplicationType);
  }

  @Mutation(() => WithdrawAdmissionApplicationPayload, {
    description: 'Withdraw an open application. A new one can be started.',
  })
  @Requires(admissionPermissions.apply)
  async withdrawAdmissionApplication(
    @Context() context: RequestContext,
    @Args('input') { applicationId, reason }: WithdrawAdmissionApplicationInput,
  ): Promise<WithdrawAdmissionApplicationPayload> {
    const id = uuidOf('AdmissionApplication', applicationId);
    const result = await this.service.withdraw(context, id, reason);
    return toPayload(result, context.locale, 'application', toApplicationType);
  }

  @ResolveField(() => ProviderType)
  async provider(
    @Parent() application: ApplicationType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ProviderType> {
    return (await loadProvider(graphql, this.providers, application.providerId))!;
  }

  @ResolveField(() => [AdmissionDocumentType], { description: 'What the company has on file now.' })
  async documents(
    @Parent() application: ApplicationType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<AdmissionDocumentType[]> {
    const rows = await graphql
      .loader('admissionDocuments', (ids) => this.documentService.ofProviders(ids))
      .load(application.providerUuid);
    return (rows ?? []).map(toDocumentType);
  }

  @ResolveField(() => [ApplicationTransitionType], { description: 'How it came to its state.' })
  async history(
    @Parent() application: ApplicationType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ApplicationTransitionType[]> {
    const rows = await graphql
      .loader('applicationTransitions', (ids) => this.service.transitionsOf(ids))
      .load(application.uuid);
    return (rows ?? []).map(toTransitionType);
  }
}
