import type {
  ApolloServerPlugin,
  GraphQLRequestContextResponseForOperation,
  GraphQLResponse,
} from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { OperationTypeNode, type ExecutionResult, type GraphQLError } from 'graphql';
import { formatError } from '../errors.js';
import { CompiledPlans } from './compiled-plans.js';

type Context = NonNullable<unknown>;

/** Answers operations that come again from compiled plans; Apollo Server runs the others by graphql-js. */
export function compiledPlansPlugin(plans = new CompiledPlans()): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({ responseForOperation: (request) => answerFromPlan(plans, request) }),
  };
}

async function answerFromPlan(
  plans: CompiledPlans,
  context: GraphQLRequestContextResponseForOperation<Context>,
): Promise<GraphQLResponse | null> {
  const { schema, document, queryHash, operation, request, contextValue } = context;
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
  const plan = plans.planFor(schema, document, queryHash!, request.operationName ?? undefined);
  if (!plan) return null;
  const result = await plan(contextValue, request.variables ?? {});
  // Refused variables: nothing has run yet, and graphql-js says best what is wrong with them.
  if (!('data' in result) || result.data === undefined) return null;
  return {
    http: { status: undefined, headers: new HeaderMap() },
    body: { kind: 'single', singleResult: formatted(result) },
  };
}

/** Apollo Server formats the errors of its own executions only. */
function formatted({ data, errors }: ExecutionResult) {
  if (!errors?.length) return { data };
  return { errors: errors.map(formattedError), data };
}

function formattedError(error: GraphQLError) {
  // graphql-jit leaves extensions undefined where graphql-js has an empty object.
  const given = error.extensions as GraphQLError['extensions'] | undefined;
  const extensions = { ...given, code: given?.code ?? 'INTERNAL_SERVER_ERROR' };
  return formatError({ ...error.toJSON(), extensions }, error);
}
