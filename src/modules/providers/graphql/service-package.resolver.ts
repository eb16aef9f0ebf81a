import {
  Args,
  Field,
  ID,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload, UserErrorType } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { createServicePackageErrors } from '../create-service-package.errors.js';
import { servicePackageErrors } from '../domain/service-package.js';
import { ProviderService } from '../provider.service.js';
import { providerPermissions } from '../providers.permissions.js';
import { ServicePackageService } from '../service-package.service.js';
import { loadProvider } from './provider.loader.js';
import { ProviderType } from './provider.type.js';
import {
  ChangeServicePackageStateInput,
  CreateServicePackageInput,
  ServicePackagesArgs,
  toFilter,
  UpdateServicePackageInput,
} from './service-package.input.js';
import {
  ServicePackageConnection,
  ServicePackageType,
  toServicePackageType,
} from './service-package.type.js';

const ServicePackageError = UserErrorType('ServicePackage', servicePackageErrors);

const CreateServicePackageError = UserErrorType('CreateServicePackage', createServicePackageErrors);

@ObjectType({ description: 'The new draft, or what was wrong with the call.' })
class CreateServicePackagePayload {
  @Field(() => ServicePackageType, { nullable: true }) servicePackage?: ServicePackageType;
  @Field(() => [CreateServicePackageError])
  userErrors!: InstanceType<typeof CreateServicePackageError>[];
}

@ObjectType({ description: 'The package as it is now, or what was wrong with the call.' })
class ServicePackagePayload {
  @Field(() => ServicePackageType, { nullable: true }) servicePackage?: ServicePackageType;
  @Field(() => [ServicePackageError]) userErrors!: InstanceType<typeof ServicePackageError>[];
}

@Resolver(() => ServicePackageType)
export class ServicePackageResolver {
  constructor(
    private readonly service: ServicePackageService,
    private readonly providers: ProviderService,
    nodes: NodeRegistry,
  ) {
    nodes.register('ServicePackage', {
      typeName: 'ServicePackage',
      fetch: async (context, ids) =>
        holds(context, providerPermissions.read)
          ? mapValues(await service.byIds(context, ids), toServicePackageType)
          : new Map(),
    });
  }

  @Query(() => ServicePackageConnection, {
    description: 'Published service packages, and all of your own company.',
  })
  @Requires(providerPermissions.read)
  async servicePackages(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: ServicePackagesArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ServicePackageConnection> {
    const conditions = toFilter(filter ?? {});
    const total = selected.has('totalCount');
    const found = await this.service.page(context, conditions, orderBy, page, total);
    return toConnection(found, toServicePackageType);
  }

  @Query(() => ServicePackageType, { nullable: true, description: 'One package, or null.' })
  @Requires(providerPermissions.read)
  async servicePackage(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<ServicePackageType | null> {
    const uuid = uuidOf('ServicePackage', id);
    const row = (await this.service.byIds(context, [uuid])).get(uuid);
    return row ? toServicePackageType(row) : null;
  }

  @ResolveField(() => ProviderType, { description: 'The company that offers it.' })
  provider(
    { providerId }: ServicePackageType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<ProviderType | null> {
    return loadProvider(graphql, this.providers, providerId);
  }

  @Mutation(() => CreateServicePackagePayload, { description: 'Draft a package for your company.' })
  @Requires(providerPermissions.editPackages)
  async createServicePackage(
    @Context() context: RequestContext,
    @Args('input') { idempotencyKey, ...content }: CreateServicePackageInput,
  ): Promise<CreateServicePackagePayload> {
    const result = await this.service.create(context, content, idempotencyKey);
    return toPayload(result, context.locale, 'servicePackage', toServicePackageType);
  }

  @Mutation(() => ServicePackagePayload, { description: 'Change what a package says.' })
  @Requires(providerPermissions.editPackages)
  async updateServicePackage(
    @Context() context: RequestContext,
    @Args('input') { packageId, expectedVersion, ...content }: UpdateServicePackageInput,
  ): Promise<ServicePackagePayload> {
    const id = uuidOf('ServicePackage', packageId);
    const result = await this.service.update(context, id, expectedVersion, content);
    return toPayload(result, context.locale, 'servicePackage', toServicePackageType);
  }

  @Mutation(() => ServicePackagePayload, {
    description: 'Publish, unpublish or archive a package.',
  })
  @Requires(providerPermissions.editPackages)
  async changeServicePackageState(
    @Context() context: RequestContext,
    @Args('input') input: ChangeServicePackageStateInput,
  ): Promise<ServicePackagePayload> {
    const id = uuidOf('ServicePackage', input.packageId);
    const result = await this.service.changeState(context, id, input.to);
    return toPayload(result, context.locale, 'servicePackage', toServicePackageType);
  }
}
