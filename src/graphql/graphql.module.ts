import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Global, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestWithContext } from '../modules/platform/access/access.guard.js';
import { Configuration } from '../modules/platform/config/configuration.js';
import { CompiledPlans } from './execution/compiled-plans.js';
import { compiledPlansPlugin } from './execution/compiled-plans.plugin.js';
import { ExecutionModule } from './execution/execution.module.js';
import { Metrics } from '../modules/platform/metrics/metrics.js';
import { operationTelemetryPlugin } from './telemetry/operation-telemetry.plugin.js';
import { formatError } from './errors.js';
import { GraphqlContext } from './graphql-context.js';
import { JobResolver } from './jobs/job.resolver.js';
import { LimitsModule } from './limits/limits.module.js';
import { OperationGate } from './limits/operation-gate.js';
import { operationGatePlugin } from './limits/operation-gate.plugin.js';
import { MOST_TOKENS } from './limits/operation-limits.js';
import { NodeRegistry } from './node-registry.js';
import { NodeResolver } from './node.resolver.js';
import { SubscriptionServer } from './subscriptions/subscription-server.js';

/** GraphQL machinery. Global, because every module's resolvers announce their nodes to it. */
@Global()
@Module({
  providers: [NodeRegistry, NodeResolver, JobResolver, SubscriptionServer],
  exports: [NodeRegistry],
  imports: [
    LimitsModule,
    ExecutionModule,
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      imports: [LimitsModule, ExecutionModule],
      inject: [Configuration, OperationGate, Metrics, CompiledPlans],
      useFactory: (
        configuration: Configuration,
        gate: OperationGate,
        metrics: Metrics,
        plans: CompiledPlans,
      ) => ({
        autoSchemaFile: true,
        sortSchema: true,
        introspection: configuration.playground,
        playground: false,
        includeStacktraceInErrorResponses: false,
        csrfPrevention: true,
        parseOptions: { maxTokens: MOST_TOKENS },
        plugins: [
          ApolloServerPluginCacheControlDisabled(),
          operationTelemetryPlugin(metrics),
          operationGatePlugin(gate),
          compiledPlansPlugin(plans),
        ],
        formatError,
        context: (request: FastifyRequest & RequestWithContext, reply: FastifyReply) =>
          new GraphqlContext(request, reply),
      }),
    }),
  ],
})
export class GraphqlModule {}
