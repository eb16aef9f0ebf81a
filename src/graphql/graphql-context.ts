import type { FastifyReply, FastifyRequest } from 'fastify';
import DataLoader from 'dataloader';
import type { RequestWithContext } from '../modules/platform/access/access.guard.js';
import type { Allowance } from './limits/token-buckets.js';
import type { OperationTrace } from './telemetry/operation-trace.js';

/** What resolvers get as GraphQL context: the request with the caller's context, and this request's loaders. */
export class GraphqlContext {
  /** About how many objects the operation can return (OperationShape), once that is known. */
  cost?: number;

  /** Whether this operation was within its actor's rate limit, once it was charged. */
  allowance?: Allowance;

  private readonly loaders = new Map<string, DataLoader<string, unknown>>();

  constructor(
    readonly request: FastifyRequest & RequestWithContext & { operationTrace?: OperationTrace },
    readonly reply?: FastifyReply,
  ) {}

  /**
   * The request's loader of that name: all keys asked for in one tick become one call of `load`.
   *
   * @param load gets the distinct keys, answers a map; keys it leaves out become null
   */
  loader<Value>(
    name: string,
    load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  ): DataLoader<string, Value | null> {
    let loader = this.loaders.get(name);
    if (!loader) {
      loader = new DataLoader<string, unknown>(async (keys) => {
        const found = await load(keys);
        return keys.map((key) => found.get(key) ?? null);
      });
      this.loaders.set(name, loader);
    }
    return loader as DataLoader<string, Value | null>;
  }
}
