import type {
  ApolloServerPlugin,
  GraphQLRequestContextResponseForOperation,
  GraphQLResponse,
} from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { CompiledPlans } from './compiled-plans.js';
import { formattedResult } from './formatted-result.js';

type Context = NonNullable<unknown>;

/** Answers operations that come again from compiled plans; Apollo Server runs the others by graphql-js. */
export function compiledPlansPlugin(plans: CompiledPlans): ApolloServerPlugin<Context> {
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
  // Its type does not say so, but there is none when the document has no operation of the name asked for.
  if (!(operation as typeof operation | undefined)) return null;
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
  const plan = plans.planFor(schema, document, queryHash!, request.operationName ?? undefined);
  if (!plan) return null;
  const result = await plan.run(contextValue, request.variables ?? {});
  // Refused variables: nothing has run yet, and graphql-js says best what is wrong with them.
  if (!('data' in result) || result.data === undefined) return null;
  return {
    http: { status: undefined, headers: new HeaderMap() },
    body: { kind: 'single', singleResult: formattedResult(result) },
  };
}
