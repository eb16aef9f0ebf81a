import type { ExecutionResult, FormattedExecutionResult, GraphQLError } from 'graphql';
import { formatError } from '../errors.js';

/** A plan's result as clients get it. Apollo Server formats the errors of its own executions only. */
export function formattedResult({ data, errors }: ExecutionResult): FormattedExecutionResult {
  if (!errors?.length) return { data };
  return { errors: errors.map(formattedError), data };
}

function formattedError(error: GraphQLError) {
  // graphql-jit leaves extensions undefined where graphql-js has an empty object.
  const given = error.extensions as GraphQLError['extensions'] | undefined;
  const extensions = { ...given, code: given?.code ?? 'INTERNAL_SERVER_ERROR' };
  return formatError({ ...error.toJSON(), extensions }, error);
}
