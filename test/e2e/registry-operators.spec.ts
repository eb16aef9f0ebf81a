import { addDays, businessDateOf } from '../../src/modules/platform/kernel/business-date.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { RegistryFixtures } from '../support/registry-fixtures.js';

const EMPLOY = `mutation ($input: EmployOperatorInput!) { answer: employOperator(input: $input) {
  operator { id operatorCode name providerId employedFrom provider { id } } userErrors { code path message } } }`;
const END = `mutation ($input: EndEmploymentInput!) { answer: endEmployment(input: $input) {
  employment { id employedFrom employedTo } userErrors { code path message } } }`;

describe('operators and their employment', () => {
  const today = businessDateOf(new Date());
  const tomorrow = addDays(today, 1);
  let application: TestApplication;
  let fixtures: RegistryFixtures;
  let first: TestCaller & { providerId: string };
  let second: TestCaller & { providerId: string };

  beforeAll(async () => {
    application = await TestApplication.start();
    fixtures = new RegistryFixtures(application.sql);
    first = { role: 'PROVIDER_OWNER', providerId: await fixtures.provider() };
    second = { role: 'PROVIDER_MEMBER', providerId: await fixtures.provider() };
  });
  afterAll(() => application.stop());

  const send = async (caller: TestCaller, mutation: string, input: object) =>
    (await application.graphql(caller, mutation, { input })).data.answer;
  const employ = (caller: TestCaller, input: object) =>
    send(caller, EMPLOY, { employedFrom: today, ...input });
  const end = (caller: TestCaller, employmentId: string, lastDay: string) =>
    send(caller, END, { employmentId, lastDay });
  const newOperator = async () => (await employ(first, { name: '林一帆' })).operator;
  const employmentOf = async (caller: TestCaller, operatorId: string) => {
    const { data } = await application.graphql(
      caller,
      'query ($id: ID!) { employments(first: 1, operatorId: $id) { nodes { id } } }',
      { id: operatorId },
    );
    return data.employments.nodes[0]?.id as string;
  };
  const codesOf = ({ userErrors }: { userErrors: { code: string }[] }) =>
    userErrors.map(({ code }) => code);

  it('begin with a name, and get a code of their own', async () => {
    const { operator, userErrors } = await employ(first, { name: ' 林一帆 ' });
    expect(userErrors).toEqual([]);
    expect(operator).toMatchObject({
      operatorCode: 'O0000001',
      name: '林一帆',
      employedFrom: today,
      providerId: publicId('Provider', first.providerId),
      provider: { id: publicId('Provider', first.providerId) },
    });
  });

  it.each([
    ['neither name nor code', {}, 'WHO'],
    ['both', { name: '林一帆', operatorCode: 'O0000001' }, 'WHO'],
    ['a code that nobody has', { operatorCode: 'O9' }, 'UNKNOWN_OPERATOR'],
    ['a name too short', { name: '林' }, 'NAME_LENGTH'],
    [
      'a day too long ago',
      { name: '林一帆', employedFrom: addDays(today, -32) },
      'DATE_OUT_OF_RANGE',
    ],
    [
      'a day too far ahead',
      { name: '林一帆', employedFrom: addDays(today, 93) },
      'DATE_OUT_OF_RANGE',
    ],
  ])('are not taken on with %s', async (_, input, code) => {
    expect(codesOf(await employ(first, input))).toEqual([code]);
  });

  it('are registered once however often the call is repeated with its key', async () => {
    const caller = { ...first, accountId: newId() };
    const input = { name: '重复提交', idempotencyKey: newId() };
    const answers = await Promise.all([1, 2, 3].map(() => employ(caller, input)));
    expect(answers.map(codesOf)).toEqual([[], [], []]);
    expect(new Set(answers.map(({ operator }) => operator.operatorCode)).size).toBe(1);
    expect(codesOf(await employ(caller, { ...input, name: '另一人' }))).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
    ]);
    expect(codesOf(await employ(caller, { ...input, idempotencyKey: '?' }))).toEqual([
      'IDEMPOTENCY_KEY_MALFORMED',
    ]);
  });

  it('move to another company when the first has let them go, and not before', async () => {
    const operator = await newOperator();
    const { operatorCode } = operator;
    expect(codesOf(await employ(second, { operatorCode }))).toEqual(['EMPLOYED_ELSEWHERE']);

    const employmentId = await employmentOf(first, operator.id);
    expect(codesOf(await end(second, employmentId, today))).toEqual(['NOT_FOUND']);
    expect((await end(first, employmentId, today)).employment.employedTo).toBe(today);
    expect(codesOf(await employ(second, { operatorCode }))).toEqual(['EMPLOYED_ELSEWHERE']);
    expect(codesOf(await employ(second, { operatorCode, employedFrom: tomorrow }))).toEqual([]);

    // The first changes its mind: the next job is in the way of a later last day.
    expect(codesOf(await end(first, employmentId, tomorrow))).toEqual(['EMPLOYED_ELSEWHERE']);
    expect(codesOf(await end(first, employmentId, today))).toEqual([]);
    const { data } = await application.graphql(
      first,
      `{ operator(id: "${operator.id}") { provider { id } } }`,
    );
    expect(data.operator.provider.id).toBe(publicId('Provider', first.providerId));
  });

  it('go to one of two companies that employ them at the same time', async () => {
    const operatorCode = (
      await application.sql.query('SELECT operator_code FROM operator WHERE id = $1', [
        await fixtures.operator(),
      ])
    ).rows[0].operator_code;
    const answers = await Promise.all(
      [first, second].map((caller) => employ(caller, { operatorCode })),
    );
    expect(answers.map(codesOf).sort()).toEqual([[], ['EMPLOYED_ELSEWHERE']]);
    const { rows } = await application.sql.query(
      'SELECT count(*)::int FROM employment e JOIN operator o ON o.id = e.operator_id WHERE operator_code = $1',
      [operatorCode],
    );
    expect(rows[0].count).toBe(1);
  });

  it('leave on a day that is neither before the first nor far away', async () => {
    const operator = await newOperator();
    const employmentId = await employmentOf(first, operator.id);
    for (const day of [addDays(today, -1), addDays(today, 93)]) {
      expect(codesOf(await end(first, employmentId, day))).toEqual(['DATE_OUT_OF_RANGE']);
    }
  });

  it('lose the company’s account when the last day is past, and keep it until then', async () => {
    const operatorId = await fixtures.operator();
    const employment = await fixtures.employment(operatorId, first.providerId, '2024-01-01');
    const membership = await fixtures.operatorMembership(operatorId, first.providerId);
    const id = publicId('Employment', employment);
    const holds = async () =>
      (await application.sql.query('SELECT ended_at FROM membership WHERE id = $1', [membership]))
        .rows[0].ended_at === null;
    await end(first, id, today);
    expect(await holds()).toBe(true);
    await end(first, id, addDays(today, -1));
    expect(await holds()).toBe(false);
    // It is over now, so there is nothing left to change.
    expect(codesOf(await end(first, id, today))).toEqual(['NOT_FOUND']);
  });

  it('are not taken on by a company that has left', async () => {
    const gone = { ...first, providerId: await fixtures.provider({ state: 'EXITED' }) };
    expect(codesOf(await employ(gone, { name: '林一帆' }))).toEqual(['PROVIDER_EXITED']);
  });

  it('show employments to staff, to their company and to themselves, also by node', async () => {
    const operatorId = await fixtures.operator();
    const id = publicId(
      'Employment',
      await fixtures.employment(operatorId, first.providerId, '2024-01-01'),
    );
    const sees = async (caller: TestCaller) => {
      const { data } = await application.graphql(
        caller,
        `query ($id: ID!, $operator: ID!) { node(id: $id) { id }
           employments(first: 5, operatorId: $operator) { totalCount } }`,
        { id, operator: publicId('Operator', operatorId) },
      );
      return [data.node !== null, data.employments.totalCount];
    };
    expect(await sees({ role: 'RANKING_MANAGER' })).toEqual([true, 1]);
    expect(await sees(first)).toEqual([true, 1]);
    expect(await sees({ role: 'OPERATOR', providerId: first.providerId, operatorId })).toEqual([
      true,
      1,
    ]);
    expect(await sees(second)).toEqual([false, 0]);
    const colleague = { role: 'OPERATOR', providerId: first.providerId } as const;
    expect(await sees({ ...colleague, operatorId: await fixtures.operator() })).toEqual([false, 0]);
    const { data } = await application.graphql(
      { role: 'MERCHANT_OWNER', merchantId: await fixtures.merchant() },
      `{ node(id: "${id}") { id } }`,
    );
    expect(data.node).toBeNull();
  });

  it('are listed by employer and by part of their name', async () => {
    const operatorId = await fixtures.operator('Grace Hu');
    await fixtures.employment(operatorId, second.providerId, '2024-01-01', addDays(today, -1));
    const count = async (filter: string) => {
      const { data } = await application.graphql(
        first,
        `{ operators(first: 5, filter: { nameContains: "ace h" ${filter} }) { totalCount } }`,
      );
      return data.operators.totalCount;
    };
    const employer = `, providerId: "${publicId('Provider', second.providerId)}"`;
    expect(await count('')).toBe(1);
    expect(await count(employer)).toBe(0);
    await fixtures.employment(operatorId, second.providerId, today);
    expect(await count(employer)).toBe(1);
  });
});
