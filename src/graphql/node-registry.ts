import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../modules/platform/context/request-context.js';
import type { ObjectKind } from '../modules/platform/kernel/ids.js';
import type { Node } from './node.js';

export interface NodeSource {
  /** The GraphQL object type's name. */
  readonly typeName: string;
  /** The objects of these UUIDs that the caller may see, by UUID. */
  fetch(context: RequestContext, uuids: readonly string[]): Promise<ReadonlyMap<string, Node>>;
}

/** Where modules say how `node(id:)` finds their kinds of objects. */
@Injectable()
export class NodeRegistry {
  private readonly sources = new Map<ObjectKind, NodeSource>();

  register(kind: ObjectKind, source: NodeSource): void {
    if (this.sources.has(kind)) throw new Error(`two sources for nodes of kind ${kind}`);
    this.sources.set(kind, source);
  }

  sourceOf(kind: ObjectKind): NodeSource | undefined {
    return this.sources.get(kind);
  }
}
