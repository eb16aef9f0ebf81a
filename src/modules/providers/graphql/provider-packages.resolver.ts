import { Int, ResolveField, Resolver } from '@nestjs/graphql';
import { badInput } from '../../../graphql/errors.js';
import { FieldArgument } from '../../../graphql/field-argument.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { ServicePackageService } from '../service-package.service.js';
import { ProviderType } from './provider.type.js';
import { ServicePackageType, toServicePackageType } from './service-package.type.js';

const MOST = 20;

@Resolver(() => ProviderType)
export class ProviderPackagesResolver {
  constructor(private readonly service: ServicePackageService) {}

  @ResolveField(() => [ServicePackageType], {
    description:
      'The newest service packages that you may see; all of them: `servicePackages(filter:)`.',
  })
  @FieldArgument('first', { type: () => Int, defaultValue: 3, description: '1 to 20.' })
  async packages(
    provider: ProviderType,
    { first }: { readonly first: number },
    graphql: GraphqlContext,
  ): Promise<ServicePackageType[]> {
    if (first < 1 || first > MOST) throw badInput(`\`first\` must be from 1 to ${MOST}.`);
    const context = graphql.request.caopan;
    const rows = await graphql
      .loader(`packagesOfProviders:${first}`, (ids) =>
        this.service.newestOfProviders(context, ids, first),
      )
      .load(uuidOf('Provider', provider.id));
    return (rows ?? []).map(toServicePackageType);
  }
}
