import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { countStatements } from '../support/statement-counter.js';
import { TestApplication, type GraphqlAnswer, type TestCaller } from '../support/application.js';

const reviewer: TestCaller = { role: 'REVIEWER' };
const owner: TestCaller = { role: 'PROVIDER_OWNER', providerId: newId() };

interface Call {
  caller: TestCaller | null;
  query: string;
  variables?: Record<string, unknown>;
}

/** The first call of a text runs by graphql-js and the second is compiled (CompiledPlans). */
describe('an operation answered from a compiled plan', () => {
  let application: TestApplication;
  const id = newId();
  const provider = publicId('Provider', id);

  beforeAll(async () => {
    application = await TestApplication.start();
    await application.sql.query(
      `INSERT INTO provider (id, provider_code, name, credit_code, focus, main_category_code, region_code, state)
       SELECT gen_random_uuid(), 'P9' || lpad(n::text, 5, '0'), '服务商 ' || n, '9133010079965' || lpad(n::text, 5, '0'), 'MCN',
              (SELECT min(code) FROM category), (SELECT min(code) FROM region), 'ADMITTED'
         FROM generate_series(1, 30) n`,
    );
    await application.sql.query(`UPDATE provider SET id = $1 WHERE provider_code = 'P900001'`, [
      id,
    ]);
  });
  afterAll(() => application.stop());

  const calls: Record<string, Call> = {
    'a page with a variable size': {
      caller: reviewer,
      query: 'query ($n: Int) { providers(first: $n) { totalCount nodes { id name state operators(first: 1) { id } } edges { cursor node { name } } pageInfo { hasNextPage endCursor } } }', // prettier-ignore
      variables: { n: 7 },
    },
    'the node interface': {
      caller: reviewer,
      query: `{ node(id: "${provider}") { __typename id ... on Provider { name createdAt } } }`,
    },
    'a refused role beside an allowed field': {
      caller: owner,
      query: `{ providers(first: 1) { nodes { name } } auditEntries(first: 1) { nodes { id } } }`,
    },
    'nobody’s call': { caller: null, query: '{ auditEntries(first: 1) { nodes { id } } }' },
    'a page without a size': { caller: reviewer, query: '{ providers { nodes { id } } }' },
    'an id of the wrong kind': { caller: reviewer, query: '{ provider(id: "oper_1") { id } }' },
    'an invisible object': {
      caller: owner,
      query: `{ providerRegistration(providerId: "${provider}") { creditCode } }`,
    },
    'variables of the wrong type': {
      caller: reviewer,
      query: 'query ($n: Int!) { providers(first: $n) { nodes { id } } }',
      variables: { n: 'seven' },
    },
    'left-out required variables': {
      caller: reviewer,
      query: 'query Q($n: Int!) { providers(first: $n) { nodes { id } } }',
    },
    'an input too long for the validators': {
      caller: reviewer,
      query: 'query ($f: ProviderFilter) { providers(first: 1, filter: $f) { nodes { id } } }',
      variables: { f: { nameContains: 'x'.repeat(61) } },
    },
    'a mutation that is refused by its rules': {
      caller: reviewer,
      query: `mutation ($i: ProposeRulingInput!) { proposeRuling(input: $i) { review { id } userErrors { code path message } } }`,
      variables: { i: { providerId: provider, ruling: 'EXIT', reason: 'long enough a reason' } },
    },
  };

  it.each(Object.entries(calls))('is the same: %s', async (_, call) => {
    const answers: GraphqlAnswer[] = [];
    for (let time = 0; time < 3; time += 1)
      answers.push(await application.graphql(call.caller, call.query, call.variables));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(Object.keys(answers[0]!).length).toBeGreaterThan(0);
  });

  it('still leaves out the count that nobody asked for', async () => {
    const query = `query ($counted: Boolean!) {
      providers(first: 2) { ...Total @include(if: $counted) nodes { id } } }
      fragment Total on ProviderConnection { totalCount }`;
    for (const counted of [true, false, true, false]) {
      const { statements } = await countStatements(() =>
        application.graphql(reviewer, query, { counted }),
      );
      expect(statements).toHaveLength(counted ? 2 : 1);
    }
  });
});
