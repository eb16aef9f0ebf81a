import { Injectable } from '@nestjs/common';
import { getOperationAST, type DocumentNode, type GraphQLSchema } from 'graphql';
import { Configuration } from '../../modules/platform/config/configuration.js';
import { BoundedMap } from '../../modules/platform/kernel/bounded-map.js';
import { enforceCost, enforceLimits } from './operation-limits.js';
import { shapeOf, type OperationShape, type Variables } from './operation-shape.js';

const MOST_SHAPES = 2_000;

/** Lets operations through that ask for no more than one may, over HTTP and over sockets alike. */
@Injectable()
export class OperationGate {
  private readonly shapes = new BoundedMap<OperationShape>(MOST_SHAPES);
  readonly costLimit: number;

  constructor(configuration: Configuration) {
    this.costLimit = configuration.values.GRAPHQL_COST_LIMIT;
  }

  /**
   * @param hash of the document's text
   * @param onCost told the cost before it is judged
   * @throws GraphQLError TOO_COMPLEX
   */
  pass(
    schema: GraphQLSchema,
    document: DocumentNode,
    hash: string,
    operationName: string | undefined,
    variables: Variables,
    onCost: (cost: number) => void,
  ): void {
    const shape = this.shapeFor(schema, document, hash, operationName);
    if (!shape) return;
    enforceLimits(shape);
    const cost = shape.cost(variables);
    onCost(cost);
    enforceCost(cost, this.costLimit);
  }

  /**
   * The cost of an operation whose text has passed before, when it is within the limit with these variables.
   * @returns undefined for one that `pass` has to judge, and to refuse with words
   */
  costWithinLimit(
    hash: string,
    operationName: string | undefined,
    variables: Variables,
  ): number | undefined {
    const cost = this.shapes.get(keyOf(hash, operationName))?.cost(variables);
    return cost !== undefined && cost <= this.costLimit ? cost : undefined;
  }

  private shapeFor(
    schema: GraphQLSchema,
    document: DocumentNode,
    hash: string,
    operationName: string | undefined,
  ): OperationShape | undefined {
    const key = keyOf(hash, operationName);
    let shape = this.shapes.get(key);
    if (!shape) {
      const operation = getOperationAST(document, operationName);
      if (!operation) return undefined;
      shape = shapeOf(schema, document, operation);
      this.shapes.set(key, shape);
    }
    return shape;
  }
}

function keyOf(hash: string, operationName: string | undefined): string {
  return `${hash}:${operationName ?? ''}`;
}
