import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Global, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestWithContext } from '../modules/platform/access/access.guard.js';
import { Configuration } from '../modules/platform/config/configuration.js';
import { formatError } from './errors.js';
import { GraphqlContext } from './graphql-context.js';
import { NodeRegistry } from './node-registry.js';
import { NodeResolver } from './node.resolver.js';
import { subscriptionRequest, type SubscriptionSocket } from './subscription-request.js';

type HttpRequest = FastifyRequest & RequestWithContext;

/** GraphQL machinery. Global, because every module's resolvers announce their nodes to it. */
@Global()
@Module({
  providers: [NodeRegistry, NodeResolver],
  exports: [NodeRegistry],
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
        subscriptions: { 'graphql-ws': true },
        context: (caller: HttpRequest | SubscriptionSocket, reply?: FastifyReply) =>
          'extra' in caller
            ? new GraphqlContext(subscriptionRequest(caller))
            : new GraphqlContext(caller, reply),
      }),
    }),
  ],
})
export class GraphqlModule {}
