import {
  buildSchema,
  defaultFieldResolver,
  execute,
  GraphQLError,
  parse,
  validate,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { selectedFields } from '../selection.js';
import { CompiledPlans } from './compiled-plans.js';

const sdl = /* GraphQL */ `
  interface Named {
    name: String!
  }
  type Company implements Named {
    name: String!
    people(first: Int = 2, order: Order): [Person!]!
    boss: Person!
    weakBoss: Person
    selected: [String!]!
  }
  type Person implements Named {
    name: String!
    age: Int
    level: Level
    friends: [Person]
    employer: Company!
    broken: String!
    late: String
  }
  enum Order {
    UP
    DOWN
  }
  enum Level {
    JUNIOR
    SENIOR
  }
  union Thing = Company | Person
  input Wish {
    text: String!
    count: Int = 3
    levels: [Level!]
  }
  type Query {
    company: Company
    things: [Thing!]!
    named(name: String!): Named
    echo(wish: Wish, plain: [Int!], id: ID): String
    refuse: String!
  }
  type Mutation {
    add(by: Int!): Int!
  }
`;

class Teapot extends Error {}

function people(order?: 'UP' | 'DOWN') {
  const list = ['Ah', 'Bo', 'Cy'].map((name, index) => person(name, index));
  return order === 'DOWN' ? list.reverse() : list;
}
function person(name: string, index: number): object {
  return {
    __typename: 'Person',
    name,
    age: index === 1 ? null : 20 + index,
    level: index === 2 ? 'NO_SUCH_LEVEL' : 'SENIOR',
    friends: () => Promise.resolve([index === 0 ? person('Di', 9) : null]),
    employer: () => (index === 2 ? null : company()),
    broken: () => {
      throw index === 0
        ? new GraphQLError('no', { extensions: { code: 'NO' } })
        : new Teapot('tea');
    },
    late: () => Promise.reject(new Teapot('late')),
  };
}
function company(): object {
  return {
    __typename: 'Company',
    name: 'Cloud',
    people: ({ first, order }: { first: number; order?: 'UP' | 'DOWN' }) =>
      people(order).slice(0, first),
    boss: null,
    weakBoss: () => person('Boss', 0),
    selected: (_: unknown, __: unknown, info: GraphQLResolveInfo) => [
      ...selectedFields({ ...info, fieldNodes: parentNodes(info) }),
    ],
  };
}
const parentNodes = (info: GraphQLResolveInfo) =>
  info.operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === 'Field' ? [selection] : [],
  );

function resolverOf(
  schema: GraphQLSchema,
  type: string,
  field: string,
  resolve: GraphQLFieldResolver<unknown, unknown>,
): void {
  (schema.getType(type) as GraphQLObjectType).getFields()[field]!.resolve = resolve;
}

function schemaWithResolvers(): GraphQLSchema {
  const schema = buildSchema(sdl);
  let sum = 0;
  const set = (type: string, field: string, resolve: (args: never) => unknown) => {
    resolverOf(schema, type, field, (_: unknown, args: unknown) => resolve(args as never));
  };
  for (const field of ['people', 'weakBoss', 'selected'])
    resolverOf(schema, 'Company', field, defaultFieldResolver);
  for (const field of ['friends', 'employer', 'broken', 'late'])
    resolverOf(schema, 'Person', field, defaultFieldResolver);
  set('Query', 'company', () => Promise.resolve(company()));
  set('Query', 'things', () => [company(), person('Ed', 0)]);
  set('Query', 'named', ({ name }: { name: string }) => (name === 'Cloud' ? company() : null));
  set('Query', 'echo', ({ wish, plain, id }: { wish?: object; plain?: number[]; id?: string }) =>
    JSON.stringify({ wish, plain, id }),
  );
  set('Query', 'refuse', () => {
    throw new GraphQLError('refused', { extensions: { code: 'FORBIDDEN' } });
  });
  set('Mutation', 'add', async ({ by }: { by: number }) => {
    const before = sum;
    await new Promise((resolve) => setTimeout(resolve, 5 - before));
    return (sum = before + by);
  });
  return schema;
}

interface Case {
  query: string;
  variables?: Record<string, unknown>;
}
const corpus: Record<string, Case> = {
  'a list with arguments and their defaults': {
    query: '{ company { name people { name age } last: people(first: 1, order: DOWN) { name } } }',
  },
  'variables with defaults, given': {
    query: 'query ($n: Int = 3, $o: Order) { company { people(first: $n, order: $o) { name } } }',
    variables: { n: 1, o: 'DOWN' },
  },
  'variables with defaults, left out': {
    query: 'query ($n: Int = 3, $o: Order) { company { people(first: $n, order: $o) { name } } }',
  },
  'input objects, lists and ids': {
    query: 'query ($w: Wish, $p: [Int!]) { a: echo(wish: $w, plain: $p, id: 7) b: echo(wish: {text: "x", levels: SENIOR}) c: echo }', // prettier-ignore
    variables: { w: { text: 't', levels: ['JUNIOR'] }, p: 4 },
  },
  'skip and include on fields, fragments and spreads': {
    query: `query ($yes: Boolean!, $no: Boolean!) {
      company { name @include(if: $no) ...F @skip(if: $no) ... @include(if: $no) { boss { name } } }
      named(name: "Cloud") { ...N @include(if: $yes) ...N @include(if: $no) } }
      fragment F on Company { people(first: 1) { name @skip(if: $no) age @skip(if: $yes) } }
      fragment N on Named { name }`,
    variables: { yes: true, no: false },
  },
  'interfaces, unions and type names': {
    query: `{ __typename things { __typename ... on Named { name } ... on Person { age } ... on Company { people(first: 1) { __typename } } }
      named(name: "none") { name } n: named(name: "Cloud") { __typename name } }`,
  },
  'merged and aliased fields': {
    query: '{ company { people(first: 1) { name } people(first: 1) { n: name age } } company { name } }', // prettier-ignore
  },
  'null where none may be: up to the nearest that may': {
    query: '{ company { name boss { name } } other: company { name } }',
  },
  'errors of a list’s members': {
    query:
      '{ company { weakBoss { name broken } people(first: 3) { name friends { name broken } } } }',
  },
  'a rejected promise and an enum outside its values': {
    query: '{ company { people(first: 3) { name late level } } }',
  },
  'a null employer': { query: '{ company { name people(first: 3) { employer { name } } } }' },
  'a refused root': { query: '{ refuse company { name } }' },
  'what is selected': { query: '{ company { selected ...S } } fragment S on Company { name }' },
  'introspection': { query: '{ __schema { queryType { name } } __type(name: "Wish") { inputFields { name } } }' }, // prettier-ignore
};

/** Order of errors is not part of the contract: branches settle as they come. */
function comparable({ data, errors }: ExecutionResult) {
  const shown = (errors ?? []).map((error) => ({
    ...error.toJSON(),
    refusedByTeapot: error.originalError instanceof Teapot,
  }));
  return JSON.parse(
    JSON.stringify({ data, errors: shown.sort((a, b) => (JSON.stringify(a.path) < JSON.stringify(b.path) ? -1 : 1)) }), // prettier-ignore
  ) as unknown;
}

describe('compiled plans', () => {
  it.each(Object.entries(corpus))('answer as graphql-js does: %s', async (_, item) => {
    const schema = schemaWithResolvers();
    const document = parse(item.query);
    expect(validate(schema, document)).toEqual([]);
    const plans = new CompiledPlans();
    expect(plans.planFor(schema, document, 'h', undefined)).toBeUndefined();
    const plan = plans.planFor(schema, document, 'h', undefined)!;
    const expected = await execute({ schema, document, variableValues: item.variables });
    expect(comparable(await plan.run({}, item.variables ?? {}))).toEqual(comparable(expected));
  });

  it('run mutations one after another', async () => {
    const schema = schemaWithResolvers();
    const document = parse('mutation { a: add(by: 1) b: add(by: 2) c: add(by: 3) }');
    const plans = new CompiledPlans();
    plans.planFor(schema, document, 'h', undefined);
    const { data } = await plans.planFor(schema, document, 'h', undefined)!.run({}, {});
    expect(data).toEqual({ a: 1, b: 3, c: 6 });
  });

  it('keep operations of one document apart by name', async () => {
    const schema = schemaWithResolvers();
    const document = parse('query A { company { name } } query B { echo(id: 1) }');
    const plans = new CompiledPlans();
    for (const name of ['A', 'B']) plans.planFor(schema, document, 'h', name);
    expect((await plans.planFor(schema, document, 'h', 'A')!.run({}, {})).data).toHaveProperty(
      'company',
    );
    expect((await plans.planFor(schema, document, 'h', 'B')!.run({}, {})).data).toHaveProperty(
      'echo',
    );
  });

  it('tell refused variables by leaving out the data, so that graphql-js can say why', async () => {
    const schema = schemaWithResolvers();
    const document = parse('query ($w: Wish!) { echo(wish: $w) }');
    const plans = new CompiledPlans();
    plans.planFor(schema, document, 'h', undefined);
    const result = await plans
      .planFor(schema, document, 'h', undefined)!
      .run({}, { w: { text: 5 } });
    expect(result.data).toBeUndefined();
    expect(result.errors).toHaveLength(1);
  });
});
