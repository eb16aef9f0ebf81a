import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestWithContext } from '../modules/platform/access/access.guard.js';
import { Configuration } from '../modules/platform/config/configuration.js';
import { formatError } from './errors.js';
import { GraphqlContext } from './graphql-context.js';
import { subscriptionRequest } from './subscription-request.js';

@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [Configuration],
      useFactory: (configuration: Configuration) => ({
        autoSchemaFile: true,
        sortSchema: true,
        introspection: configuration.playground,
        playground: false,
        includeStacktraceInErrorResponses: false,
        csrfPrevention: true,
        plugins: [ApolloServerPluginCacheControlDisabled()],
        formatError,
        subscriptions: {
          'graphql-ws': {
            context: (socket: Parameters<typeof subscriptionRequest>[0]) =>
              new GraphqlContext(subscriptionRequest(socket)),
          },
        },
        context: (request: FastifyRequest & RequestWithContext, reply: FastifyReply) =>
          new GraphqlContext(request, reply),
      }),
    }),
  ],
})
export class GraphqlModule {}
