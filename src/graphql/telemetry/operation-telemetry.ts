import type { GraphQLFormattedError } from 'graphql';
import type { Metrics } from '../../modules/platform/metrics/metrics.js';
import type { GraphqlContext } from '../graphql-context.js';

export interface EndedOperation {
  readonly name: string | undefined;
  /** query, mutation or subscription; undefined for what could not be read. */
  readonly type: string | undefined;
  readonly milliseconds: number;
  readonly errors: readonly GraphQLFormattedError[] | undefined;
}

/** Leaves on the request what its log line says, and counts the operation. */
export function recordOperation(
  metrics: Metrics,
  context: GraphqlContext,
  { name, type = 'none', milliseconds, errors = [] }: EndedOperation,
): void {
  const errorCodes = [...new Set(errors.map(({ extensions }) => String(extensions?.code)))];
  const operation = name?.slice(0, 80) ?? 'anonymous';
  metrics.operation(operation, type, milliseconds / 1_000, errorCodes);
  context.request.operationTrace = {
    operation,
    type,
    ...(context.cost !== undefined && { cost: context.cost }),
    ...(errorCodes.length > 0 && { errorCodes }),
  };
}
