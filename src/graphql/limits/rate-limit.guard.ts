import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { contextOf } from '../../modules/platform/access/access.guard.js';
import { Configuration } from '../../modules/platform/config/configuration.js';
import { actorKey } from '../../modules/platform/context/request-context.js';
import type { GraphqlContext } from '../graphql-context.js';
import { TokenBuckets } from './token-buckets.js';

/**
 * Charges each operation's cost once to who sent it: an account or key wherever it calls from, or the address
 * of nobody. A guard, because only the guards before it know who calls. Each process counts for itself: with
 * n processes one actor has up to n times the limit.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly actors: TokenBuckets;
  private readonly addresses: TokenBuckets;

  constructor(configuration: Configuration) {
    this.actors = new TokenBuckets(configuration.values.RATE_LIMIT_PER_ACTOR);
    this.addresses = new TokenBuckets(configuration.values.RATE_LIMIT_ANONYMOUS);
  }

  canActivate(execution: ExecutionContext): boolean {
    if (execution.getType<string>() !== 'graphql') return true;
    const graphql = execution.getArgByIndex<GraphqlContext>(2);
    const { actor } = contextOf(execution);
    const cost = Math.max(1, graphql.cost ?? 1);
    graphql.allowance ??=
      actor.kind === 'ANONYMOUS'
        ? this.addresses.take(graphql.request.ip, cost, performance.now())
        : this.actors.take(actorKey(actor), cost, performance.now());
    if (graphql.allowance.ok) return true;
    const { retryAfterSeconds } = graphql.allowance;
    void graphql.reply?.header('retry-after', retryAfterSeconds);
    throw new GraphQLError(`Too much at once. Try again in ${retryAfterSeconds} seconds.`, {
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds },
    });
  }
}
