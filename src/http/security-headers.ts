import type { FastifyInstance } from 'fastify';

/** On every answer: its request id, and what keeps browsers from doing more with it than reading it. */
export function answerWithHeaders(fastify: FastifyInstance, options: { https: boolean }): void {
  fastify.addHook('onSend', async (request, reply) => {
    void reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      ...(options.https && { 'strict-transport-security': 'max-age=31536000' }),
    });
    if (!reply.hasHeader('content-security-policy'))
      void reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
}
