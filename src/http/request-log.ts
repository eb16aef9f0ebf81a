import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { OperationTrace } from '../graphql/telemetry/operation-trace.js';
import type { RequestWithContext } from '../modules/platform/access/access.guard.js';
import { actorKey } from '../modules/platform/context/request-context.js';
import type { Metrics } from '../modules/platform/metrics/metrics.js';

type Traced = FastifyRequest & Partial<RequestWithContext> & { operationTrace?: OperationTrace };

/** One line for each request, and the same figures to the metrics. Probes are logged at debug only. */
export function logRequests(fastify: FastifyInstance, logger: Logger, metrics: Metrics): void {
  fastify.addHook('onResponse', async (request: Traced, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.request(route, reply.statusCode, reply.elapsedTime / 1_000);
    const level = /^\/(health|ready|metrics)$/.test(route) ? 'debug' : 'info';
    logger[level](
      {
        requestId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
        actor: request.caopan ? actorKey(request.caopan.actor) : 'unknown',
        ...request.operationTrace,
      },
      'request',
    );
  });
}
