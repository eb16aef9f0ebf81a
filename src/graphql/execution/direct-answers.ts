import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestWithContext } from '../../modules/platform/access/access.guard.js';
import { Metrics } from '../../modules/platform/metrics/metrics.js';
import { GraphqlContext } from '../graphql-context.js';
import { OperationGate } from '../limits/operation-gate.js';
import { recordOperation } from '../telemetry/operation-telemetry.js';
import { CompiledPlans } from './compiled-plans.js';
import { formattedResult } from './formatted-result.js';

/** What Apollo Server answers with unless `Accept` prefers another type. */
const JSON_TYPE = 'application/json; charset=utf-8';

/** The values of `Accept` with which that is so beyond doubt; the others are negotiated by Apollo Server. */
const ACCEPTS_JSON = new Set<string | undefined>([undefined, '*/*', 'application/json']);

/** What a browser sends only after asking, so that no form of another site can (csrfPrevention). */
const JSON_BODY = /^application\/json *(;|$)/i;

type Variables = Readonly<Record<string, unknown>>;

interface Asked {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Variables;
}

/**
 * The short way for operations that have a plan, which Apollo Server has parsed, validated and let through its
 * gate at least twice before: the same context, cost, guards, error format and records, without its pipeline,
 * which took as long as everything else together. Whatever is unusual about a request, or to be refused before
 * a resolver runs, goes the long way, so that there is one place that says how.
 */
@Injectable()
export class DirectAnswers {
  constructor(
    private readonly plans: CompiledPlans,
    private readonly gate: OperationGate,
    private readonly metrics: Metrics,
  ) {}

  /** To be called before the application's routes are made. */
  serve(fastify: FastifyInstance, path: string): void {
    fastify.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
      if (request.routeOptions.url !== path || request.method !== 'POST') return;
      const answer = await this.answerTo(request as FastifyRequest & RequestWithContext, reply);
      if (answer !== undefined) return reply.type(JSON_TYPE).send(answer);
    });
  }

  /** @returns undefined when the request is Apollo Server's to answer */
  private async answerTo(
    request: FastifyRequest & RequestWithContext,
    reply: FastifyReply,
  ): Promise<string | undefined> {
    const asked = readRequest(request);
    if (!asked) return undefined;
    const { query, operationName, variables } = asked;
    const queryHash = hash('sha256', query);
    const plan = this.plans.known(queryHash, operationName);
    if (!plan) return undefined;
    const cost = this.gate.costWithinLimit(queryHash, operationName, variables);
    if (cost === undefined) return undefined;

    const started = performance.now();
    const context = new GraphqlContext(request, reply);
    context.cost = cost;
    const result = await plan.run(context, variables);
    // Refused variables: nothing has run yet.
    if (result.data === undefined) return undefined;
    const { errors, data } = formattedResult(result);
    const { name, type } = plan;
    const milliseconds = performance.now() - started;
    recordOperation(this.metrics, context, { name, type, milliseconds, errors });
    const extensions = { cost: { requested: cost, limit: this.gate.costLimit } };
    return `${JSON.stringify({ errors, data, extensions })}\n`;
  }
}

/** @returns undefined for what is not simply a query, perhaps with a name and variables, in JSON for JSON */
function readRequest({ headers, body }: FastifyRequest): Asked | undefined {
  if (!ACCEPTS_JSON.has(headers.accept) || !JSON_BODY.test(headers['content-type'] ?? ''))
    return undefined;
  if (!isRecord(body) || body.extensions != null) return undefined;
  const { query, operationName, variables } = body;
  if (typeof query !== 'string') return undefined;
  if (operationName != null && typeof operationName !== 'string') return undefined;
  if (variables != null && !isRecord(variables)) return undefined;
  return { query, operationName: operationName ?? undefined, variables: variables ?? {} };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
