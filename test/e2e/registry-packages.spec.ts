import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { RegistryFixtures } from '../support/registry-fixtures.js';

const PAYLOAD =
  '{ servicePackage { id title state version tiers modules price } userErrors { code path message } }';
const CREATE = `mutation ($input: CreateServicePackageInput!) { answer: createServicePackage(input: $input) ${PAYLOAD} }`;
const UPDATE = `mutation ($input: UpdateServicePackageInput!) { answer: updateServicePackage(input: $input) ${PAYLOAD} }`;
const CHANGE = `mutation ($input: ChangeServicePackageStateInput!) { answer: changeServicePackageState(input: $input) ${PAYLOAD} }`;

describe('service packages', () => {
  let application: TestApplication;
  let fixtures: RegistryFixtures;
  let providerId: string;
  let member: TestCaller;
  let stranger: TestCaller;
  const merchant: TestCaller = { role: 'MERCHANT_OWNER', merchantId: newId() };

  beforeAll(async () => {
    application = await TestApplication.start();
    fixtures = new RegistryFixtures(application.sql);
    providerId = await fixtures.provider({ state: 'APPLIED' });
    member = { role: 'PROVIDER_MEMBER', providerId };
    stranger = { role: 'PROVIDER_OWNER', providerId: await fixtures.provider() };
  });
  afterAll(() => application.stop());

  const content = {
    title: ' 冷启动陪跑 ',
    description: '首月',
    tiers: ['COLD_START', 'COLD_START', 'TAIL'],
    modules: ['PAID_TRAFFIC'],
    price: '9800',
    priceUnit: 'PER_MONTH',
  };
  const send = async (mutation: string, input: object, caller = member) =>
    (await application.graphql(caller, mutation, { input })).data.answer;
  const change = (packageId: string, to: string, caller = member) =>
    send(CHANGE, { packageId, to }, caller);
  /** The ways to a package: the list, by id, by node, and its company's nested list. */
  const waysTo = async (caller: TestCaller, packageId: string) => {
    const { data } = await application.graphql(
      caller,
      `query ($id: ID!, $provider: ID!) {
         servicePackages(first: 100, filter: { providerId: $provider }) { nodes { id } }
         servicePackage(id: $id) { id } node(id: $id) { id }
         provider(id: $provider) { packages(first: 20) { id } } }`,
      { id: packageId, provider: publicId('Provider', providerId) },
    );
    const has = (nodes: { id: string }[]) => nodes.some(({ id }) => id === packageId);
    return [
      has(data.servicePackages.nodes),
      data.servicePackage !== null,
      data.node !== null,
      has(data.provider.packages),
    ];
  };
  const seen = [true, true, true, true];
  const unseen = [false, false, false, false];
  const setProvider = (state: string) =>
    application.sql.query('UPDATE provider SET state = $2 WHERE id = $1', [providerId, state]);

  it('are refused with everything that is wrong', async () => {
    const { userErrors } = await send(CREATE, {
      ...content,
      title: 'x',
      tiers: [],
      price: '-0.01',
    });
    expect(
      userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path[1]]),
    ).toEqual([
      ['TITLE_LENGTH', 'title'],
      ['NOTHING_COVERED', 'tiers'],
      ['NEGATIVE_PRICE', 'price'],
    ]);
    const { errors } = await application.graphql(member, CREATE, {
      input: { ...content, price: '1.005' },
    });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('live from draft to published to archived, seen by strangers only while published', async () => {
    const { servicePackage } = await send(CREATE, content);
    expect(servicePackage).toMatchObject({
      title: '冷启动陪跑',
      state: 'DRAFT',
      version: 1,
      tiers: ['COLD_START', 'TAIL'],
      price: '9800.00',
    });
    const { id } = servicePackage;
    expect(await waysTo(member, id)).toEqual(seen);
    expect(await waysTo({ role: 'REVIEWER' }, id)).toEqual(seen);
    for (const caller of [stranger, merchant]) expect(await waysTo(caller, id)).toEqual(unseen);

    const early = await change(id, 'PUBLISHED');
    expect(early.userErrors).toMatchObject([{ code: 'NOT_ADMITTED' }]);
    await setProvider('ADMITTED');
    expect((await change(id, 'PUBLISHED')).servicePackage).toMatchObject({
      state: 'PUBLISHED',
      version: 2,
    });
    for (const caller of [stranger, merchant]) expect(await waysTo(caller, id)).toEqual(seen);

    await setProvider('SUSPENDED');
    for (const caller of [stranger, merchant]) expect(await waysTo(caller, id)).toEqual(unseen);
    const operator: TestCaller = { role: 'OPERATOR', providerId, operatorId: newId() };
    for (const caller of [member, operator]) expect(await waysTo(caller, id)).toEqual(seen);
    await setProvider('ADMITTED');

    expect((await change(id, 'ARCHIVED')).servicePackage.state).toBe('ARCHIVED');
    expect(await waysTo(merchant, id)).toEqual(unseen);
    const { userErrors } = await change(id, 'PUBLISHED');
    expect(userErrors).toMatchObject([
      { code: 'ILLEGAL_TRANSITION', message: expect.stringContaining('DRAFT') },
    ]);
  });

  it('change at the version that was read, and only by their company', async () => {
    const { servicePackage } = await send(CREATE, content);
    const input = { ...content, packageId: servicePackage.id, expectedVersion: 1, title: '新标题' };
    const answers = await Promise.all([send(UPDATE, input), send(UPDATE, input)]);
    const [won, lost] = answers.sort((a, b) => a.userErrors.length - b.userErrors.length);
    expect(won.servicePackage).toMatchObject({ title: '新标题', version: 2 });
    expect(lost.userErrors).toMatchObject([
      { code: 'CHANGED_MEANWHILE', message: expect.stringContaining('version 2') },
    ]);

    for (const answer of [
      await send(UPDATE, { ...input, expectedVersion: 2 }, stranger),
      await change(servicePackage.id, 'PUBLISHED', stranger),
    ]) {
      expect(answer.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    }
    const { rows } = await application.sql.query(
      "SELECT action, count(*)::int FROM audit_entry WHERE object_kind = 'ServicePackage' GROUP BY 1 ORDER BY 1",
    );
    expect(rows).toEqual([
      { action: 'service_package.created', count: 2 },
      { action: 'service_package.state_changed', count: 2 },
      { action: 'service_package.updated', count: 1 },
    ]);
  });

  it('are made once however often the call is repeated with its key', async () => {
    const caller = { ...member, accountId: newId() };
    const input = { ...content, title: '重复提交', idempotencyKey: newId() };
    const answers = await Promise.all([1, 2, 3].map(() => send(CREATE, input, caller)));
    const ids = new Set(answers.map(({ servicePackage }) => servicePackage.id));
    expect(ids.size).toBe(1);
    const { userErrors } = await send(CREATE, { ...input, title: '另一个' }, caller);
    expect(userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] },
    ]);
    const { rows } = await application.sql.query(
      "SELECT count(*)::int FROM service_package WHERE title IN ('重复提交', '另一个')",
    );
    expect(rows[0].count).toBe(1);
  });

  it('are not for operators or merchants to write', async () => {
    for (const caller of [
      merchant,
      { role: 'OPERATOR', providerId, operatorId: newId() } as const,
    ]) {
      const { errors } = await application.graphql(caller, CREATE, { input: content });
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it('filter by tier, module and price', async () => {
    const dear = await fixtures.servicePackage(providerId, { title: 'dear', price: '50000.00' });
    const { data } = await application.graphql(
      merchant,
      `{ cheap: servicePackages(first: 9, filter: { maximumPrice: "49999.99", tier: COLD_START }) { totalCount }
         all: servicePackages(first: 9, filter: { module: PAID_TRAFFIC }) { nodes { id } }
         none: servicePackages(first: 9, filter: { tier: HEAD }) { totalCount } }`,
    );
    expect(data.cheap.totalCount).toBe(0);
    expect(data.all.nodes).toEqual([{ id: publicId('ServicePackage', dear) }]);
    expect(data.none.totalCount).toBe(0);
  });
});
