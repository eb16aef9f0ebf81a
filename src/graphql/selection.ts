import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type GraphQLResolveInfo,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * The names of the fields selected directly below this one, fragments included and skipped ones left out.
 * Lets a store leave out what nobody asked for: counting a list, joining a column.
 */
export function selectedFields(info: GraphQLResolveInfo): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (set: SelectionSetNode | undefined) => {
    for (const selection of set?.selections ?? []) {
      if (isLeftOut(selection, info)) continue;
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet);
      else visit(info.fragments[selection.name.value]?.selectionSet);
    }
  };
  info.fieldNodes.forEach((node) => visit(node.selectionSet));
  return names;
}

function isLeftOut(selection: SelectionNode, { variableValues }: GraphQLResolveInfo): boolean {
  if (!selection.directives?.length) return false;
  const directive = (definition: typeof GraphQLSkipDirective) =>
    getDirectiveValues(definition, selection, variableValues)?.if;
  return directive(GraphQLSkipDirective) === true || directive(GraphQLIncludeDirective) === false;
}

/** Injects `selectedFields` of the current field. */
export const Selected = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  selectedFields(execution.getArgByIndex<GraphQLResolveInfo>(3)),
);
