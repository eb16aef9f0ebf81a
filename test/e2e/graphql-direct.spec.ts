import request, { type Response } from 'supertest';
import { TestApplication, type TestCaller } from '../support/application.js';

const reviewer: TestCaller = { role: 'REVIEWER' };
const PAGE = 'query Page($n: Int) { providers(first: $n) { nodes { id } } }';

/** What is answered from a known plan must not be told apart from what Apollo Server answers (DirectAnswers). */
describe('an operation that has a plan', () => {
  let application: TestApplication;
  let authorization: string;

  beforeAll(async () => {
    application = await TestApplication.start({ GRAPHQL_COST_LIMIT: '100' });
    authorization = `Bearer ${await application.tokenFor(reviewer)}`;
    for (let time = 0; time < 3; time += 1) await send({ query: PAGE, variables: { n: 2 } });
  });
  afterAll(() => application.stop());

  function send(body: object, headers: Record<string, string> = {}) {
    return request(application.url)
      .post('/graphql')
      .set({ authorization, ...headers })
      .send(body);
  }
  const shown = ({ status, text, headers }: Response) => {
    const { date, 'x-request-id': requestId, ...rest } = headers;
    expect([date, requestId]).not.toContain(undefined);
    return { status, text, headers: rest };
  };

  it('has the same status, headers and bytes as the first time it was asked', async () => {
    for (const [name, body] of Object.entries({
      answered: { query: '{ providers(first: 3) { nodes { id } } }' },
      named: { query: 'query A { __typename } query B { a: __typename }', operationName: 'B' },
      refused: { query: '{ auditEntries(first: 101) { nodes { id } } }' },
      'with nothing beside': { query: '{ __typename }', operationName: null, variables: null },
    })) {
      const answers = [await send(body), await send(body), await send(body), await send(body)];
      for (const answer of answers.slice(1))
        expect({ name, ...shown(answer) }).toEqual({ name, ...shown(answers[0]!) });
    }
  });

  it('is answered in the type that the caller prefers', async () => {
    const accept = 'application/graphql-response+json, application/json;q=0.9';
    const { headers } = await send({ query: PAGE, variables: { n: 2 } }, { accept });
    expect(headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
    const refused = await send({ query: PAGE, variables: { n: 2 } }, { accept: 'text/plain' });
    expect(refused.status).toBe(406);
  });

  it('is refused to forms and plain text, which browsers send unasked', async () => {
    const post = () =>
      request(application.url).post('/graphql').set('authorization', authorization);
    const form = await post().type('form').send({ query: PAGE });
    expect(form.status).toBeGreaterThanOrEqual(400);
    const text = await post()
      .type('text/plain')
      .send(JSON.stringify({ query: PAGE }));
    expect(text.status).toBeGreaterThanOrEqual(400);
    for (const answer of [form, text]) expect(answer.text).not.toContain('"data"');
  });

  it('is still too much with other variables', async () => {
    const { status, body } = await send({ query: PAGE, variables: { n: 100 } });
    expect(status).toBe(400);
    expect(body.errors[0].extensions.code).toBe('TOO_COMPLEX');
    expect(body.extensions.cost).toEqual({ requested: 101, limit: 100 });
  });

  it.each([
    ['variables that do not fit', { query: PAGE, variables: { n: 'two' } }, 400],
    ['variables as text', { query: PAGE, variables: '{"n":2}' }, 400],
    ['variables as a list', { query: PAGE, variables: [2] }, 400],
    ['a name that is none', { query: PAGE, operationName: 7 }, 400],
    ['a name of no operation', { query: PAGE, operationName: 'Other' }, 400],
    ['a batch', [{ query: PAGE }, { query: PAGE }], 400],
    [
      'the hash of another text',
      { query: PAGE, extensions: { persistedQuery: { version: 1, sha256Hash: '00' } } },
      400,
    ],
  ])('is refused with %s', async (_, body, status) => {
    const answer = await send(body);
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0].message).toEqual(expect.any(String));
    expect(answer.body.data).toBeUndefined();
  });

  it('is refused without a token and with a broken one, and answered with another caller’s own', async () => {
    const body = { query: PAGE, variables: { n: 2 } };
    const code = async (token: string) => {
      const { body: answer } = await send(body, { authorization: token });
      return (answer.errors?.[0]?.extensions.code as string | undefined) ?? 'answered';
    };
    expect(await code(authorization)).toBe('answered');
    expect(await code(`${authorization.slice(0, -2)}xx`)).toBe('UNAUTHENTICATED');
    expect(await code('Bearer nothing')).toBe('UNAUTHENTICATED');
    expect(await code(`Bearer ${await application.tokenFor(reviewer)}`)).toBe('answered');
  });
});
