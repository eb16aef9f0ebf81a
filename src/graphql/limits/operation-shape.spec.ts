import fc from 'fast-check';
import { buildSchema, executeSync, getOperationAST, parse } from 'graphql';
import { MOST_FIELDS, shapeOf, type Variables } from './operation-shape.js';

const schema = buildSchema(/* GraphQL */ `
  type Item {
    name: String
    one: Item
    some(first: Int = 3): [Item]
    page(first: Int, last: Int): ItemConnection
    plain: [Item]
  }
  type ItemConnection {
    nodes: [Item]
    edges: [ItemEdge]
    total: Int
  }
  type ItemEdge {
    node: Item
  }
  type Query {
    root: Item
    count: Int
  }
  type Mutation {
    change: Item
  }
`);

function shape(query: string) {
  const document = parse(query);
  return shapeOf(schema, document, getOperationAST(document)!);
}
const costOf = (query: string, variables: Variables = {}) => shape(query).cost(variables);

describe('the shape of an operation', () => {
  it('costs one for each object and nothing for its values', () => {
    expect(costOf('{ root { name } }')).toBe(1);
    expect(costOf('{ root { name one { name } } count }')).toBe(3);
  });

  it('multiplies what is below a list by its length', () => {
    expect(costOf('{ root { some(first: 4) { one { name } } } }')).toBe(1 + 4 * 2);
    expect(costOf('{ root { some { name } } }')).toBe(1 + 3);
    expect(costOf('{ root { plain { name } } }')).toBe(1 + 10);
  });

  it('hands a connection’s size to the list inside it', () => {
    expect(costOf('{ root { page(first: 20) { total nodes { one { name } } } } }')).toBe(1 + 1 + 20 * 2); // prettier-ignore
    expect(costOf('{ root { page(last: 5) { edges { node { name } } } } }')).toBe(1 + 1 + 5 * 2);
  });

  it('takes sizes from variables and their defaults, kept within 1 to 100', () => {
    const query = 'query ($n: Int = 7) { root { page(first: $n) { nodes { name } } } }';
    expect(costOf(query)).toBe(2 + 7);
    expect(costOf(query, { n: 9 })).toBe(2 + 9);
    expect(costOf(query, { n: 1e9 })).toBe(2 + 100);
    expect(costOf(query, { n: 'many' })).toBe(2 + 1);
  });

  it('counts a mutation’s root fields ten times', () => {
    expect(costOf('mutation { change { one { name } } }')).toBe(11);
  });

  it('counts depth, aliases, directives and root fields through fragments', () => {
    const found = shape(`query { ...R a: count @skip(if: true) } fragment R on Query { b: root { ... on Item { one { c: name } } } }`); // prettier-ignore
    expect(found).toMatchObject({ depth: 3, aliases: 3, directives: 1 });
    expect(found.cost({})).toBe(3);
  });

  it('leaves introspection out', () => {
    expect(costOf('{ __schema { types { fields { name } } } __typename }')).toBe(0);
  });

  it('gives up on fragments that write out to ever more', () => {
    const levels = Array.from({ length: 10 }, (_, n) => n);
    const fragments = levels.map((n) => `fragment F${n} on Item { one { ...F${n + 1} } some { ...F${n + 1} } plain { ...F${n + 1} } page(first: 1) { nodes { ...F${n + 1} } } }`); // prettier-ignore
    const found = shape(`{ root { ...F0 } } ${fragments.join(' ')} fragment F10 on Item { name }`);
    expect(found.fields).toBe(MOST_FIELDS + 1);
  });

  it('costs as many as there are objects in the fullest answer', () => {
    interface Selection {
      field: 'one' | 'some' | 'nodes' | 'edges';
      size: number;
      below: Selection[];
    }
    const selection = fc.memo((levels): fc.Arbitrary<Selection> =>
      fc.record({
        field: fc.constantFrom('one', 'some', 'nodes', 'edges'),
        size: fc.integer({ min: 1, max: 3 }),
        below: levels > 1 ? fc.array(selection(), { maxLength: 2 }) : fc.constant([]),
      }),
    );
    const item = { name: 'x', __typename: 'Item' } as Record<string, unknown>;
    const many = ({ first }: { first: number }) => Array.from({ length: first }, () => item);
    Object.assign(item, {
      one: item,
      some: many,
      page: (size: { first: number }) => ({
        nodes: many(size),
        edges: many(size).map((node) => ({ node })),
      }),
    });
    let next = 0;
    const write = ({ field, size, below }: Selection): string => {
      const inner = `{ name ${below.map(write).join(' ')} }`;
      const alias = `a${(next += 1)}`;
      if (field === 'one') return `${alias}: one ${inner}`;
      if (field === 'some') return `${alias}: some(first: ${size}) ${inner}`;
      const list = field === 'nodes' ? `nodes ${inner}` : `edges { node ${inner} }`;
      return `${alias}: page(first: ${size}) { ${list} }`;
    };
    const objects = (value: unknown): number => {
      if (typeof value !== 'object' || value === null) return 0;
      const below = Object.values(value).reduce<number>((sum, each) => sum + objects(each), 0);
      return below + (Array.isArray(value) ? 0 : 1);
    };
    fc.assert(
      fc.property(selection(4), (chosen) => {
        const query = `{ root { name ${write(chosen)} } }`;
        const { data } = executeSync({ schema, document: parse(query), rootValue: { root: item } });
        expect(costOf(query)).toBe(objects(data) - 1);
      }),
      { numRuns: 100 },
    );
  });
});
