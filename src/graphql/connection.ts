import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import type { Page, PageRequest } from '../modules/platform/kernel/keyset.js';

@ObjectType({ description: 'Whether there is more, and the cursors to ask for it.' })
export class PageInfo {
  @Field() hasNextPage!: boolean;
  @Field() hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) startCursor!: string | null;
  @Field(() => String, { nullable: true }) endCursor!: string | null;
}

/** Either `first` (with `after`) or `last` (with `before`), 1 to 100. */
@ArgsType()
export class PageArgs implements PageRequest {
  @Field(() => Int, { nullable: true, description: 'How many from the front: 1 to 100.' })
  first?: number;
  @Field({ nullable: true, description: 'Only what comes after this cursor.' })
  after?: string;
  @Field(() => Int, { nullable: true, description: 'How many from the back: 1 to 100.' })
  last?: number;
  @Field({ nullable: true, description: 'Only what comes before this cursor.' })
  before?: string;
}

export interface ConnectionOf<T> {
  edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: PageInfo;
  totalCount?: number;
}

/**
 * The base of a node type's Relay connection.
 *
 * @example
 * \@ObjectType()
 * export class ProviderConnection extends Connection(ProviderType, 'Provider') {}
 */
export function Connection<T>(node: Type<T>, name: string): Type<ConnectionOf<T>> {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field() cursor!: string;
    @Field(() => node) node!: T;
  }

  @ObjectType({ isAbstract: true })
  abstract class ConnectionType implements ConnectionOf<T> {
    @Field(() => [Edge]) edges!: Edge[];
    @Field(() => [node], { description: 'The nodes without their edges.' }) nodes!: T[];
    @Field(() => PageInfo) pageInfo!: PageInfo;
    @Field(() => Int, { description: 'How many there are in all. Counted only when asked for.' })
    totalCount?: number;
  }
  return ConnectionType as Type<ConnectionOf<T>>;
}

/** A store's page in the form of a connection. */
export function toConnection<Row, T>(page: Page<Row>, toNode: (row: Row) => T): ConnectionOf<T> {
  const nodes = page.rows.map(toNode);
  return {
    nodes,
    // Read only by those who ask for it: most take the nodes, and a cursor for each costs.
    get edges() {
      return nodes.map((node, index) => ({ cursor: page.cursorOf(page.rows[index]!), node }));
    },
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: page.startCursor,
      endCursor: page.endCursor,
    },
    ...(page.totalCount === undefined ? {} : { totalCount: page.totalCount }),
  };
}

/** What there is before anything was computed. */
export function emptyConnection<T>(): ConnectionOf<T> {
  return {
    nodes: [],
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    totalCount: 0,
  };
}
