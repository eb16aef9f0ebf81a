import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../modules/platform/metrics/metrics.js';
import type { ReadinessProbe } from './readiness.js';

/**
 * What those who run the process ask it. Plain routes and no controllers: a probe has no account, and must
 * be answered also when nobody can be authenticated.
 */
export function serveOperations(
  fastify: FastifyInstance,
  probe: ReadinessProbe,
  metrics: Metrics,
  metricsToken: string | undefined,
): void {
  fastify.get('/health', () => ({ status: 'up' }));
  fastify.get('/ready', async (_request, reply) => {
    const { ready, checks } = await probe.check();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks });
  });
  fastify.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, metricsToken))
      return reply.code(403).send({
        message:
          'Metrics are read from this machine, or with `Authorization: Bearer <METRICS_TOKEN>`.',
      });
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

/** With a token set only the token counts: behind a proxy on this machine every client looks local. */
function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) return /^(::1|(::ffff:)?127\.)/.test(request.ip);
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}
