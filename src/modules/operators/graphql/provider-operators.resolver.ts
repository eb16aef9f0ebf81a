import { Int, ResolveField, Resolver } from '@nestjs/graphql';
import { badInput } from '../../../graphql/errors.js';
import { FieldArgument } from '../../../graphql/field-argument.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { ProviderType } from '../../providers/index.js';
import { OperatorService } from '../operator.service.js';
import { OperatorType, toOperatorType } from './operator.type.js';
import {
  MOST_OPERATORS,
  toSelectedOperator,
  type ProviderWithOperators,
} from './operators-ahead.js';

/** What this module adds to a provider: the people who work there. */
@Resolver(() => ProviderType)
export class ProviderOperatorsResolver {
  constructor(private readonly service: OperatorService) {}

  @ResolveField(() => [OperatorType], {
    description:
      'The first operators by name who work there today; all of them: `operators(filter:)`.',
  })
  @FieldArgument('first', { type: () => Int, defaultValue: 3, description: '1 to 20.' })
  operators(
    provider: ProviderWithOperators,
    { first }: { readonly first: number },
    graphql: GraphqlContext,
  ): OperatorType[] | Promise<OperatorType[]> {
    if (first < 1 || first > MOST_OPERATORS)
      throw badInput(`\`first\` must be from 1 to ${MOST_OPERATORS}.`);
    if (provider.operatorsAhead)
      return provider.operatorsAhead.slice(0, first).map(toSelectedOperator);
    return this.load(provider, first, graphql);
  }

  private async load(
    provider: ProviderType,
    first: number,
    graphql: GraphqlContext,
  ): Promise<OperatorType[]> {
    const context = graphql.request.caopan;
    const rows = await graphql
      .loader(`operatorsOfProviders:${first}`, (ids) =>
        this.service.firstOfProviders(context, ids, first),
      )
      .load(uuidOf('Provider', provider.id));
    return (rows ?? []).map(toOperatorType);
  }
}
