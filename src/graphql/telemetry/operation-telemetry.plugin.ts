import type { ApolloServerPlugin } from '@apollo/server';
import type { Metrics } from '../../modules/platform/metrics/metrics.js';
import type { GraphqlContext } from '../graphql-context.js';
import { recordOperation } from './operation-telemetry.js';

/** Records each operation that Apollo Server answers. */
export function operationTelemetryPlugin(metrics: Metrics): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: () => {
      const started = performance.now();
      return Promise.resolve({
        willSendResponse({ contextValue, operation, response }) {
          recordOperation(metrics, contextValue, {
            name: operation?.name?.value,
            type: operation?.operation,
            milliseconds: performance.now() - started,
            errors: response.body.kind === 'single' ? response.body.singleResult.errors : undefined,
          });
          return Promise.resolve();
        },
      });
    },
  };
}
