import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { examples, tabOf } from './examples.js';

describe('GraphiQL’s examples', () => {
  const schema = buildSchema(
    readFileSync(join(import.meta.dirname, '../../graphql/schema.graphql'), 'utf8'),
  );

  it.each(examples)('are valid operations: $query', (example) => {
    const document = parse(tabOf(example).query);
    expect(validate(schema, document)).toEqual([]);
  });
});
