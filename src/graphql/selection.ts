import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/**
 * The names of the fields selected directly below this one, fragments included. Lets a store leave out what
 * nobody asked for: counting a list, joining a column.
 */
export function selectedFields(info: GraphQLResolveInfo): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (set: SelectionSetNode | undefined) => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet);
      else visit(info.fragments[selection.name.value]?.selectionSet);
    }
  };
  info.fieldNodes.forEach((node) => visit(node.selectionSet));
  return names;
}

/** Injects `selectedFields` of the current field. */
export const Selected = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  selectedFields(execution.getArgByIndex<GraphQLResolveInfo>(3)),
);
