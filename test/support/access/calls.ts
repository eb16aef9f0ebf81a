import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { ID_PREFIXES, type ObjectKind } from '../../../src/modules/platform/kernel/ids.js';

export type RootKind = 'Query' | 'Mutation' | 'Subscription';

/** A root field that can be called with arguments made up from its types. */
export interface RootField {
  readonly kind: RootKind;
  readonly name: string;
  /** The name of the type that a list holds, or else of what is returned. */
  readonly nodeType: string;
  readonly field: GraphQLField<unknown, unknown>;
}

/** Chooses the id (a public one) that stands at a place of the arguments: `input.providerId`. */
export type ChooseId = (place: string, kindByName: ObjectKind | undefined) => string;

export function rootFieldsOf(schema: GraphQLSchema): RootField[] {
  const roots: [RootKind, ReturnType<GraphQLSchema['getQueryType']>][] = [
    ['Query', schema.getQueryType()],
    ['Mutation', schema.getMutationType()],
    ['Subscription', schema.getSubscriptionType()],
  ];
  return roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => {
      const nodeType = getNamedType(field.type).name.replace(/Connection$/, '');
      return { kind, name: field.name, nodeType, field };
    }),
  );
}

/** The operation that calls the field with every required argument, every id and a page of one. */
export function operationFor(
  { kind, name, field }: RootField,
  chooseId: ChooseId,
): { query: string; variables: Record<string, unknown> } {
  const given = field.args.filter(
    (argument) =>
      isRequiredArgument(argument) || argument.name === 'first' || holdsId(argument.type),
  );
  const variables = Object.fromEntries(
    given.map(({ name: key, type }) => [key, valueFor(type, key, chooseId, field)]),
  );
  const declared = given.map(({ name: key, type }) => `$${key}: ${String(type)}`).join(', ');
  const passed = given.map(({ name: key }) => `${key}: $${key}`).join(', ');
  const withArguments = given.length > 0 ? `${name}(${passed})` : name;
  const head = `${kind.toLowerCase()}${given.length > 0 ? ` (${declared})` : ''}`;
  return { query: `${head} { ${withArguments} ${selectionOf(field)} }`, variables };
}

/** Where ids stand in the field's arguments. */
export function idPlacesOf(field: RootField): string[] {
  const places: string[] = [];
  operationFor(field, (place) => {
    places.push(place);
    return 'none';
  });
  return places;
}

function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (isAbstractType(type)) return '{ __typename }';
  if (!isObjectType(type)) return '';
  if (type.getFields().pageInfo) return '{ edges { cursor } }';
  return `{ __typename ${errorsOf(type)} }`;
}

/** The errors of a payload, those of each of its items too. */
function errorsOf(type: GraphQLObjectType): string {
  return Object.values(type.getFields())
    .map((field) => {
      if (field.name === 'userErrors') return 'userErrors { code }';
      const item = getNamedType(field.type);
      if (!isObjectType(item) || !item.getFields().userErrors) return '';
      return field.args.length === 0 ? `${field.name} { userErrors { code } }` : '';
    })
    .join(' ');
}

function holdsId(type: GraphQLInputType): boolean {
  const named = getNamedType(type);
  if (isInputObjectType(named))
    return Object.values(named.getFields()).some((field) => holdsId(field.type));
  return named.name === 'ID';
}

function valueFor(
  type: GraphQLInputType,
  place: string,
  chooseId: ChooseId,
  field: GraphQLField<unknown, unknown>,
): unknown {
  const inner = isNonNullType(type) ? getNullableType(type) : type;
  if (isListType(inner))
    return [valueFor(inner.ofType as GraphQLInputType, place, chooseId, field)];
  if (isEnumType(inner)) return inner.getValues()[0]!.name;
  if (isInputObjectType(inner)) {
    const wanted = Object.values(inner.getFields()).filter(
      (input) => isRequiredInputField(input) || holdsId(input.type),
    );
    return Object.fromEntries(
      wanted.map((input) => [
        input.name,
        valueFor(input.type, `${place}.${input.name}`, chooseId, field),
      ]),
    );
  }
  const scalar = getNamedType(inner).name;
  if (scalar === 'ID') return chooseId(place, kindByName(place, field));
  const sample = SAMPLES[scalar];
  if (sample === undefined)
    throw new Error(`${field.name}: no sample for scalar ${scalar}; add one to SAMPLES`);
  return sample;
}

/** A well-formed value of each scalar. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  String: 'a sample text',
  Int: 1,
  Float: 0.5,
  Boolean: true,
  Money: '1.00',
  Decimal: '0.5',
  Date: '2026-11-11',
  DateTime: '2026-11-11T20:00:00+08:00',
};

/** `input.providerIds` names a Provider; `id` names what the field returns. */
function kindByName(place: string, field: GraphQLField<unknown, unknown>): ObjectKind | undefined {
  const key = place.split('.').at(-1)!;
  const word = key === 'id' ? getNamedType(field.type).name : key.replace(/Ids?$/, '');
  const kind = word.charAt(0).toUpperCase() + word.slice(1);
  return kind in ID_PREFIXES ? (kind as ObjectKind) : undefined;
}
