import request from 'supertest';
import { TestApplication, type TestCaller } from '../support/application.js';

const reviewer: TestCaller = { role: 'REVIEWER' };

describe('limits of an operation', () => {
  let application: TestApplication;

  beforeAll(async () => {
    application = await TestApplication.start({ PLAYGROUND: 'false', GRAPHQL_COST_LIMIT: '500' });
  });
  afterAll(() => application.stop());

  it('tells the cost in each answer, also in one with errors', async () => {
    const query = '{ providers(first: 20) { nodes { id operators(first: 2) { id } } } }';
    for (let time = 0; time < 3; time += 1) {
      const { extensions } = (await application.graphql(reviewer, query)) as never;
      expect(extensions).toEqual({ cost: { requested: 1 + 20 * 3, limit: 500 } });
    }
    const refused = await application.graphql(null, '{ auditEntries(first: 5) { nodes { id } } }');
    expect(refused).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      extensions: { cost: { requested: 6, limit: 500 } },
    });
  });

  it.each([
    [
      'cost',
      '{ providers(first: 100) { nodes { operators(first: 20) { id } } } }',
      /at most 500.*smaller pages/,
    ],
    [
      'aliases',
      `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
      /31 aliases; at most 30/,
    ],
    [
      'root fields',
      `{ ...A ...B } fragment A on Query { ${roots(0, 11)} } fragment B on Query { ${roots(11, 21)} }`,
      /21 root fields; at most 20/,
    ],
    [
      'directives',
      `{ __typename ${'@skip(if: false) '.repeat(1)} ${'... @include(if: true) { __typename } '.repeat(50)} }`,
      /51 directives; at most 50/,
    ],
    ['tokens', `{ ${'__typename '.repeat(2_000)} }`, /more that 2000 tokens/],
  ])('refuses too much: %s', async (_, query, message) => {
    // prettier-ignore
    const { errors, data } = await application.graphql(reviewer, query);
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toMatch(message);
    expect(['TOO_COMPLEX', 'GRAPHQL_PARSE_FAILED']).toContain(errors?.[0]?.extensions.code);
  });

  it('keeps the schema to itself when the playground is off', async () => {
    const { errors } = await application.graphql(null, '{ __schema { types { name } } }');
    expect(errors?.[0]?.message).toContain('introspection');
  });

  it('takes one operation a request, by POST as JSON or by a GET that no browser sends unasked', async () => {
    const post = () => request(application.url).post('/graphql');
    const batch = await post().send([{ query: '{ __typename }' }, { query: '{ __typename }' }]);
    expect(batch.status).toBe(400);
    const form = await post().type('form').send({ query: '{ __typename }' });
    expect(form.status).toBeGreaterThanOrEqual(400);
    const simple = await request(application.url).get('/graphql?query={__typename}');
    expect(simple.status).toBe(400);
  });

  it('refuses bodies over a megabyte with a message', async () => {
    const large = await request(application.url)
      .post('/graphql')
      .send({ query: `{ __typename } # ${'x'.repeat(1_100_000)}` });
    expect(large.status).toBe(413);
    expect(JSON.stringify(large.body)).toContain('too large');
  });
});

function roots(from: number, to: number): string {
  const fields: string[] = [];
  for (let n = from; n < to; n += 1) fields.push(`a${n}: categories { code }`);
  return fields.join(' ');
}
