import { Injectable, Logger } from '@nestjs/common';
import {
  getOperationAST,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationTypeNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { BoundedMap } from '../../modules/platform/kernel/bounded-map.js';

/** An operation as a function. */
export interface Plan {
  /** As its text says it; undefined for an anonymous one. */
  readonly name: string | undefined;
  readonly type: OperationTypeNode;
  /** @returns the result as graphql-js would give it, errors not yet formatted */
  run(
    context: unknown,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<ExecutionResult> | ExecutionResult;
}

const MOST_PLANS = 500;
const MOST_SEEN = 5_000;

/**
 * Operations compiled to functions, by the hash of their text and their name. Compiling costs some
 * milliseconds and pays only for what comes again, so that the first time an operation is seen it is left to
 * graphql-js: whoever sends ever new operations makes us remember hashes, and never compile.
 *
 * Unlike graphql-js, a plan reads a field that has no resolver as a plain property: it neither calls a method
 * nor awaits a promise there. Our types are plain data; what is computed has a `@ResolveField`.
 */
@Injectable()
export class CompiledPlans {
  private readonly logger = new Logger(CompiledPlans.name);
  private readonly plans = new BoundedMap<Plan | 'NOT_COMPILABLE'>(MOST_PLANS);
  private readonly seen = new BoundedMap<true>(MOST_SEEN);

  /** The plan of an operation that was seen, valid, at least twice. */
  known(queryHash: string, operationName: string | undefined): Plan | undefined {
    const plan = this.plans.get(keyOf(queryHash, operationName));
    return plan === 'NOT_COMPILABLE' ? undefined : plan;
  }

  /**
   * @param document valid, and the one whose text has that hash
   * @returns undefined when graphql-js is to run this operation
   */
  planFor(
    schema: GraphQLSchema,
    document: DocumentNode,
    queryHash: string,
    operationName: string | undefined,
  ): Plan | undefined {
    const key = keyOf(queryHash, operationName);
    let plan = this.plans.get(key);
    if (plan === undefined) {
      if (!this.seen.get(key)) {
        this.seen.set(key, true);
        return undefined;
      }
      plan = this.compile(schema, document, operationName);
      this.plans.set(key, plan);
      this.seen.delete(key);
    }
    return plan === 'NOT_COMPILABLE' ? undefined : plan;
  }

  private compile(
    schema: GraphQLSchema,
    document: DocumentNode,
    operationName: string | undefined,
  ): Plan | 'NOT_COMPILABLE' {
    try {
      const operation = getOperationAST(document, operationName);
      const compiled = compileQuery(schema, document, operationName, {
        // Without it, @skip and @include on a fragment spread leak into other uses of the fragment.
        useExperimentalPathBasedSkipInclude: true,
        // The stack of a refusal that is ours says nothing; unexpected errors bring their own.
        disablingCapturingStackErrors: true,
      });
      if (!operation || !isCompiledQuery(compiled)) return 'NOT_COMPILABLE';
      return {
        name: operation.name?.value,
        type: operation.operation,
        run: (context, variables) => compiled.query(undefined, context, variables),
      };
    } catch (error) {
      this.logger.warn(`an operation could not be compiled: ${(error as Error).message}`);
      return 'NOT_COMPILABLE';
    }
  }
}

function keyOf(queryHash: string, operationName: string | undefined): string {
  return operationName === undefined ? queryHash : `${queryHash}:${operationName}`;
}
