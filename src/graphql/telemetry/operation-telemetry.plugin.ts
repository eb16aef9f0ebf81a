import type { ApolloServerPlugin } from '@apollo/server';
import type { Metrics } from '../../modules/platform/metrics/metrics.js';
import type { GraphqlContext } from '../graphql-context.js';

/** Leaves on each request what its log line says, and counts the operation. */
export function operationTelemetryPlugin(metrics: Metrics): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: () => {
      const started = performance.now();
      return Promise.resolve({
        willSendResponse({ contextValue, operation, response }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : [];
          const errorCodes = [
            ...new Set(errors?.map(({ extensions }) => String(extensions?.code))),
          ];
          const name = operation?.name?.value.slice(0, 80) ?? 'anonymous';
          const type = operation?.operation ?? 'none';
          metrics.operation(name, type, (performance.now() - started) / 1_000, errorCodes);
          contextValue.request.operationTrace = {
            operation: name,
            type,
            ...(contextValue.cost !== undefined && { cost: contextValue.cost }),
            ...(errorCodes.length > 0 && { errorCodes }),
          };
          return Promise.resolve();
        },
      });
    },
  };
}
