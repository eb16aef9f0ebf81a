import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphqlContext } from '../graphql-context.js';
import type { OperationGate } from './operation-gate.js';

/** Stops what is too large before it runs, and tells each answer's cost in `extensions.cost`. */
export function operationGatePlugin(gate: OperationGate): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ schema, document, queryHash, operationName, request, contextValue }) {
          const variables = request.variables ?? {};
          gate.pass(schema, document, queryHash!, operationName ?? undefined, variables, (cost) => {
            contextValue.cost = cost;
          });
          return Promise.resolve();
        },
        willSendResponse({ response, contextValue }) {
          const { body } = response;
          if (contextValue.cost !== undefined && body.kind === 'single') {
            const cost = { requested: contextValue.cost, limit: gate.costLimit };
            body.singleResult.extensions = { ...body.singleResult.extensions, cost };
          }
          return Promise.resolve();
        },
      }),
  };
}
