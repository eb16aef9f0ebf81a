import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { MAXIMUM_PAGE_SIZE } from '../../modules/platform/kernel/keyset.js';

export type Variables = Readonly<Record<string, unknown>>;

/** What an operation asks for, as far as its text and the schema tell. Introspection counts for nothing. */
export interface OperationShape {
  /** Levels of fields: `{ a { b } }` is 2. */
  readonly depth: number;
  readonly rootFields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields with all fragments written out. Stops at `MOST_FIELDS + 1`. */
  readonly fields: number;
  /**
   * About how many objects the answer can hold: each object 1, each root field of a mutation 10, all below a
   * list as often as the list is long (`first`, `last`; 10 where the list has no size).
   */
  cost(variables: Variables): number;
}

export const MOST_FIELDS = 3_000;
const COST_OF_MUTATION = 10;
const SIZE_OF_UNSIZED_LIST = 10;

/** The operation must be valid. */
export function shapeOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationShape {
  const walk = new Walk(schema, document, operation);
  const counted = { aliases: 0, directives: 0 };
  countText(document, counted);
  const roots = walk.costsBelow(
    operation.selectionSet,
    schema.getRootType(operation.operation)!,
    1,
  );
  return {
    ...counted,
    depth: walk.depth,
    fields: walk.fields,
    rootFields: roots.length,
    cost: (variables) => total(roots, variables),
  };
}

/** One composite field: what it costs itself and what each of its objects costs. */
interface CostNode {
  readonly own: number;
  readonly size: (variables: Variables) => number;
  readonly children: readonly CostNode[];
}

function total(nodes: readonly CostNode[], variables: Variables): number {
  let sum = 0;
  for (const { own, size, children } of nodes)
    sum += size(variables) * (own + total(children, variables));
  return sum;
}

class Walk {
  depth = 0;
  fields = 0;
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly defaults: Variables;
  private readonly ownCost: number;

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ) {
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.fragments.set(definition.name.value, definition);
    this.defaults = Object.fromEntries(
      (operation.variableDefinitions ?? []).map(({ variable, defaultValue }) => [
        variable.name.value,
        defaultValue?.kind === Kind.INT ? Number(defaultValue.value) : undefined,
      ]),
    );
    this.ownCost = operation.operation === OperationTypeNode.MUTATION ? COST_OF_MUTATION : 1;
  }

  /** @param pageSize the size of the connection that `parent` is, handed to the list inside it */
  costsBelow(
    set: SelectionSetNode,
    parent: GraphQLNamedType,
    level: number,
    pageSize?: CostNode['size'],
  ): CostNode[] {
    const nodes: CostNode[] = [];
    const spread = new Set<string>();
    const visit = (selections: SelectionSetNode, type: GraphQLNamedType) => {
      for (const selection of selections.selections) {
        if (this.fields > MOST_FIELDS) return;
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          const name = selection.typeCondition?.name.value;
          visit(selection.selectionSet, name ? this.schema.getType(name)! : type);
        } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const name = selection.name.value;
          const fragment = this.fragments.get(name);
          // As in execution, the second spread of a fragment at one place adds nothing.
          if (!fragment || spread.has(name)) continue;
          spread.add(name);
          visit(fragment.selectionSet, this.schema.getType(fragment.typeCondition.name.value)!);
        } else {
          const node = this.costOf(selection, type, level, pageSize);
          if (node) nodes.push(node);
        }
      }
    };
    visit(set, parent);
    return nodes;
  }

  private costOf(
    node: FieldNode,
    parent: GraphQLNamedType,
    level: number,
    pageSize: CostNode['size'] | undefined,
  ): CostNode | undefined {
    if (node.name.value.startsWith('__')) return undefined;
    this.fields += 1;
    this.depth = Math.max(this.depth, level);
    const field = fieldOf(parent, node.name.value);
    const own = level === 1 ? this.ownCost : 1;
    const type = field && getNamedType(field.type);
    if (!type || !isCompositeType(type) || !node.selectionSet)
      return level === 1 ? { own, size: one, children: [] } : undefined;

    const isList = isListType(getNullableType(field.type));
    const given = this.sizeArgument(node, field);
    const size = given ?? (pageSize && isList ? pageSize : undefined);
    const children = this.costsBelow(
      node.selectionSet,
      type,
      level + 1,
      isList ? undefined : given,
    );
    return { own, size: isList ? (size ?? ten) : one, children };
  }

  private sizeArgument(
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
  ): CostNode['size'] | undefined {
    const sizes = field.args.filter(({ name }) => name === 'first' || name === 'last');
    if (sizes.length === 0) return undefined;
    for (const { name, defaultValue } of sizes) {
      const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
      if (value) return this.sizeOf(value);
      if (typeof defaultValue === 'number') return () => defaultValue;
    }
    return one;
  }

  private sizeOf(value: ValueNode): CostNode['size'] {
    if (value.kind === Kind.VARIABLE) {
      const name = value.name.value;
      const byDefault = this.defaults[name];
      return (variables) => bounded(variables[name] ?? byDefault);
    }
    const size = bounded(value.kind === Kind.INT ? Number(value.value) : 1);
    return () => size;
  }
}

const one = () => 1;
const ten = () => SIZE_OF_UNSIZED_LIST;

/** Sizes out of 1–100 are refused where they are used; here they only must not spoil the sum. */
function bounded(value: unknown): number {
  return typeof value === 'number' ? Math.min(Math.max(value, 1), MAXIMUM_PAGE_SIZE) : 1;
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (!isObjectType(type) && !isAbstractType(type)) return undefined;
  return 'getFields' in type ? (type as GraphQLObjectType).getFields()[name] : undefined;
}

function countText(document: DocumentNode, counted: { aliases: number; directives: number }): void {
  const visit = (set: SelectionSetNode | undefined) => {
    for (const selection of set?.selections ?? []) {
      counted.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD && selection.alias) counted.aliases += 1;
      if (selection.kind !== Kind.FRAGMENT_SPREAD) visit(selection.selectionSet);
    }
  };
  for (const definition of document.definitions) {
    if ('directives' in definition) counted.directives += definition.directives?.length ?? 0;
    if ('selectionSet' in definition) visit(definition.selectionSet);
  }
}
