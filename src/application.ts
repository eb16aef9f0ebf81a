import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { Configuration } from './modules/platform/config/configuration.js';

/** The API as the process and the end-to-end tests start it. Not yet listening. */
export async function createApplication(
  configuration: Configuration,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: (_address: string, hop: number) => hop < configuration.values.TRUSTED_PROXIES,
    bodyLimit: 1_048_576,
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
    },
  });
  const application = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(configuration),
    adapter,
    { bufferLogs: false, logger: configuration.values.LOG_LEVEL === 'silent' ? false : undefined },
  );
  adapter.getInstance().addHook('onSend', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  application.useGlobalPipes(new ValidationPipe({ whitelist: false, forbidUnknownValues: false }));
  application.enableShutdownHooks();
  return application;
}
