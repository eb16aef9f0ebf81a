import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { DirectAnswers } from './graphql/execution/direct-answers.js';
import { serveGraphiql } from './http/graphiql/graphiql-routes.js';
import { logRequests } from './http/request-log.js';
import { serveOperations } from './http/operations-routes.js';
import { ReadinessProbe } from './http/readiness.js';
import { answerWithHeaders } from './http/security-headers.js';
import { Configuration } from './modules/platform/config/configuration.js';
import { createLogger } from './modules/platform/logging/logger.js';
import { NestLogger } from './modules/platform/logging/nest-logger.js';
import { Metrics } from './modules/platform/metrics/metrics.js';

/** Longer than a load balancer keeps its side open (60 s), so that it never sends into a closing connection. */
const KEEP_ALIVE_MILLISECONDS = 72_000;

/** The API as the process and the end-to-end tests start it. Not yet listening. */
export async function createApplication(
  configuration: Configuration,
  logger: Logger = createLogger(configuration.values.LOG_LEVEL, {
    readable: !configuration.isProduction && process.stdout.isTTY,
  }),
): Promise<NestFastifyApplication> {
  const { CORS_ORIGINS, METRICS_TOKEN, PUBLIC_URL, TRUSTED_PROXIES } = configuration.values;
  const adapter = new FastifyAdapter({
    trustProxy: (_address: string, hop: number) => hop < TRUSTED_PROXIES,
    bodyLimit: 1_048_576,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    // At the end: answer what has come, and close connections on which nothing goes on.
    forceCloseConnections: 'idle',
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
    },
  });
  const application = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(configuration),
    adapter,
    { logger: new NestLogger(logger), abortOnError: false },
  );
  const fastify = adapter.getInstance();
  const metrics = application.get(Metrics);
  answerWithHeaders(fastify, { https: PUBLIC_URL.startsWith('https:') });
  logRequests(fastify, logger, metrics);
  serveOperations(fastify, application.get(ReadinessProbe), metrics, METRICS_TOKEN);
  application.get(DirectAnswers).serve(fastify, '/graphql');
  if (configuration.playground) serveGraphiql(fastify);
  if (CORS_ORIGINS.length > 0)
    application.enableCors({ origin: CORS_ORIGINS, credentials: true, maxAge: 600 });
  application.useGlobalPipes(new ValidationPipe({ whitelist: false, forbidUnknownValues: false }));
  application.enableShutdownHooks();
  return application;
}
