import { createHash } from 'node:crypto';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { GraphqlContext } from '../graphql-context.js';
import type { OperationGate } from '../limits/operation-gate.js';
import { MOST_TOKENS } from '../limits/operation-limits.js';

/**
 * What to subscribe to, once the text has passed what an operation over HTTP has to pass.
 * @returns errors that are fit for the client when it has not
 */
export function readSubscription(
  schema: GraphQLSchema,
  gate: OperationGate,
  { query, operationName, variables }: SubscribePayload,
  contextValue: GraphqlContext,
): ExecutionArgs | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: MOST_TOKENS });
  } catch (error) {
    return [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
  }
  const problems = validate(schema, document);
  if (problems.length > 0)
    return problems.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  const name = operationName ?? undefined;
  const operation = getOperationAST(document, name);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) {
    const message =
      'Only subscriptions go over this socket. Send queries and mutations by HTTP POST.';
    return [new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })];
  }
  try {
    const hash = createHash('sha256').update(query).digest('hex');
    gate.pass(schema, document, hash, name, variables ?? {}, (cost) => {
      contextValue.cost = cost;
    });
  } catch (error) {
    return [error as GraphQLError];
  }
  return { schema, document, operationName: name, variableValues: variables, contextValue };
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
