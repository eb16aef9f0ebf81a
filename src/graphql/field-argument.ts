import { type ReturnTypeFunc, TypeMetadataStorage } from '@nestjs/graphql';

interface FieldArgumentOptions {
  readonly type: ReturnTypeFunc;
  readonly description: string;
  readonly defaultValue: unknown;
}

/**
 * Declares an argument of a nested field whose resolver has no parameter decorators. Nest calls such a resolver
 * as GraphQL itself would, with parent, arguments and context; with `@Args` it goes through pipes and promises
 * that cost several times the field's own work, for each row of a list.
 *
 * @example
 * \@ResolveField(() => [OperatorType])
 * \@FieldArgument('first', { type: () => Int, defaultValue: 3, description: '1 to 20.' })
 * operators(provider: ProviderType, { first }: { first: number }, graphql: GraphqlContext)
 */
export function FieldArgument(
  name: string,
  { type, description, defaultValue }: FieldArgumentOptions,
): MethodDecorator {
  return ({ constructor }, methodName) => {
    TypeMetadataStorage.addMethodParamMetadata({
      kind: 'arg',
      name,
      description,
      target: constructor,
      methodName: String(methodName),
      index: 1,
      typeFn: type,
      options: { defaultValue },
    });
  };
}
