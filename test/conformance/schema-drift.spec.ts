import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  type GraphQLSchema,
} from 'graphql';
import { features } from '../../src/app.module.js';
import { GraphqlModule } from '../../src/graphql/graphql.module.js';
import { schemaText, schemaTextOf } from '../../src/graphql/printed-schema.js';
import { TestApplication } from '../support/application.js';

/** Their names say it: a page of a list, an answer of a mutation and its errors (docs/api.md). */
const CONVENTIONAL = /(Connection|Edge|Payload|Error|ErrorCode|Input)$/;

describe('the schema', () => {
  let application: TestApplication;
  let schema: GraphQLSchema;

  beforeAll(async () => {
    application = await TestApplication.start();
    schema = application.nest.get(GraphQLSchemaHost).schema;
  });
  afterAll(() => application.stop());

  it('that is served is the one in schema.graphql (npm run print:schema)', async () => {
    const file = join(import.meta.dirname, '../../src/graphql/schema.graphql');
    const committed = await readFile(file, 'utf8');
    expect(schemaText(schema)).toBe(committed);
    expect(await schemaTextOf([GraphqlModule, ...features])).toBe(committed);
  });

  it('describes every root field, every type and every enum', () => {
    const undescribed: string[] = [];
    for (const root of ['Query', 'Mutation', 'Subscription']) {
      const type = schema.getType(root);
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields()))
        if (!field.description) undescribed.push(`${root}.${field.name}`);
    }
    for (const type of Object.values(schema.getTypeMap())) {
      if (isIntrospectionType(type) || /^(Query|Mutation|Subscription)$/.test(type.name)) continue;
      if (isScalarType(type) && isSpecifiedScalarType(type)) continue;
      if (CONVENTIONAL.test(type.name) || type.description) continue;
      undescribed.push(type.name);
    }
    expect(undescribed).toEqual([]);
  });
});
