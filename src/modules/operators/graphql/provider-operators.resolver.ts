import { Int, ResolveField, Resolver } from '@nestjs/graphql';
import { badInput } from '../../../graphql/errors.js';
import { FieldArgument } from '../../../graphql/field-argument.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { ProviderType } from '../../providers/index.js';
import { OperatorService } from '../operator.service.js';
import { OperatorType, toOperatorType } from './operator.type.js';

const MOST = 20;

/** What this module adds to a provider: the people who work there. */
@Resolver(() => ProviderType)
export class ProviderOperatorsResolver {
  constructor(private readonly service: OperatorService) {}

  @ResolveField(() => [OperatorType], {
    description:
      'The first operators by name who work there today; all of them: `operators(filter:)`.',
  })
  @FieldArgument('first', { type: () => Int, defaultValue: 3, description: '1 to 20.' })
  async operators(
    provider: ProviderType,
    { first }: { readonly first: number },
    graphql: GraphqlContext,
  ): Promise<OperatorType[]> {
    if (first < 1 || first > MOST) throw badInput(`\`first\` must be from 1 to ${MOST}.`);
    const context = graphql.request.caopan;
    const rows = await graphql
      .loader(`operatorsOfProviders:${first}`, (ids) =>
        this.service.firstOfProviders(context, ids, first),
      )
      .load(uuidOf('Provider', provider.id));
    return (rows ?? []).map(toOperatorType);
  }
}
