import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { EVERYONE } from '../modules/platform/access/roles.js';
import { definePermissions } from '../modules/platform/access/permissions.js';
import { Requires } from '../modules/platform/access/requires.decorator.js';
import { Context } from '../modules/platform/context/context.decorator.js';
import type { RequestContext } from '../modules/platform/context/request-context.js';
import { parsePublicId } from '../modules/platform/kernel/ids.js';
import { badInput } from './errors.js';
import { NodeRegistry } from './node-registry.js';
import { Node } from './node.js';

const nodePermissions = definePermissions('node', {
  read: {
    roles: EVERYONE,
    description: 'Find an object again by its id: those that the caller may see, null for others.',
  },
});

@Resolver(() => Node)
export class NodeResolver {
  constructor(private readonly registry: NodeRegistry) {}

  @Query(() => Node, { nullable: true, description: 'Any object by its id, or null.' })
  @Requires(nodePermissions.read)
  async node(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<Node | null> {
    const parsed = parsePublicId(id);
    if (!parsed.ok) throw badInput(parsed.problem);
    const source = this.registry.sourceOf(parsed.kind);
    const node = (await source?.fetch(context, [parsed.uuid]))?.get(parsed.uuid);
    return node ? Object.assign(node, { __typename: source!.typeName }) : null;
  }
}
