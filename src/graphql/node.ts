import { Field, ID, InterfaceType } from '@nestjs/graphql';
import { parseIdOf, type ObjectKind } from '../modules/platform/kernel/ids.js';
import { badInput } from './errors.js';

@InterfaceType({
  description: 'Anything with an id of its own that `node(id:)` finds again.',
  resolveType: (node: { __typename?: string }) => node.__typename,
})
export abstract class Node {
  @Field(() => ID)
  readonly id!: string;
}

/**
 * The UUID inside a public id that must be of one kind.
 * @throws GraphQLError BAD_USER_INPUT that names the kind expected and the kind given
 */
export function uuidOf(kind: ObjectKind, id: string): string {
  const parsed = parseIdOf(kind, id);
  if (!parsed.ok) throw badInput(parsed.problem);
  return parsed.uuid;
}
