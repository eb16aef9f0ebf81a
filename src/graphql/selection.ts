import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isInterfaceType,
  isObjectType,
  Kind,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A field wherever it stands below another, under any alias: what it is asked with, and what below it. */
export interface SelectedField {
  readonly arguments: Readonly<Record<string, unknown>>[];
  readonly below: SelectedFields;
}
export type SelectedFields = Map<string, SelectedField>;

/**
 * The fields selected below this one, fragments included and skipped ones left out. Lets a store leave out
 * what nobody asked for (counting a list, reading a column), and bring along with one statement what somebody did.
 */
export function selectionBelow(info: GraphQLResolveInfo): SelectedFields {
  const selection: SelectedFields = new Map();
  const type = getNamedType(info.returnType);
  for (const node of info.fieldNodes) collect(node.selectionSet, type, info, selection);
  return selection;
}

function collect(
  set: SelectionSetNode | undefined,
  type: GraphQLNamedType,
  info: GraphQLResolveInfo,
  into: SelectedFields,
): void {
  for (const selection of set?.selections ?? []) {
    if (isLeftOut(selection, info)) continue;
    if (selection.kind !== Kind.FIELD) {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value]!;
      const condition = fragment.typeCondition?.name.value;
      const narrowed = condition ? info.schema.getType(condition)! : type;
      collect(fragment.selectionSet, narrowed, info, into);
      continue;
    }
    const name = selection.name.value;
    let field = into.get(name);
    if (!field) into.set(name, (field = { arguments: [], below: new Map() }));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const definition = type.getFields()[name];
    if (!definition) continue; // __typename
    field.arguments.push(getArgumentValues(definition, selection, info.variableValues));
    collect(selection.selectionSet, getNamedType(definition.type), info, field.below);
  }
}

/** The names of the fields selected directly below this one. */
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

/** Injects `selectionBelow` of the current field. */
export const SelectionBelow = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  selectionBelow(execution.getArgByIndex<GraphQLResolveInfo>(3)),
);
