import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication } from '../support/application.js';
import { RegistryFixtures } from '../support/registry-fixtures.js';
import { countStatements } from '../support/statement-counter.js';

const UPDATE = `mutation ($input: UpdateProviderProfileInput!) {
  updateProviderProfile(input: $input) {
    provider { name introduction regionCode version } userErrors { code path message } } }`;

describe('provider profiles', () => {
  let application: TestApplication;
  let fixtures: RegistryFixtures;
  let providerId: string;
  let owner: { role: 'PROVIDER_OWNER'; providerId: string };
  let region: string;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixtures = new RegistryFixtures(application.sql);
    providerId = await fixtures.provider({ name: '杭州云帆' });
    owner = { role: 'PROVIDER_OWNER', providerId };
    region = (await application.sql.query('SELECT max(code) AS code FROM region')).rows[0].code;
  });
  afterAll(() => application.stop());

  const update = async (expectedVersion: number, changes: object = {}) => {
    const input = {
      expectedVersion,
      name: '云帆',
      introduction: '',
      regionCode: region,
      ...changes,
    };
    return (await application.graphql(owner, UPDATE, { input })).data.updateProviderProfile;
  };

  it('change as a whole, and the change is kept with what was there before', async () => {
    const { provider, userErrors } = await update(1, { name: ' 云帆直播 ', introduction: '女装' });
    expect(userErrors).toEqual([]);
    expect(provider).toEqual({
      name: '云帆直播',
      introduction: '女装',
      regionCode: region,
      version: 2,
    });
    const { rows } = await application.sql.query(
      `SELECT before->>'name' AS before, after->>'name' AS after, provider_id FROM audit_entry
        WHERE action = 'provider.profile_updated'`,
    );
    expect(rows).toEqual([{ before: '杭州云帆', after: '云帆直播', provider_id: providerId }]);
  });

  it('say which version there is when somebody else was faster', async () => {
    const { provider, userErrors } = await update(1);
    expect(provider).toBeNull();
    expect(userErrors).toMatchObject([
      { code: 'CHANGED_MEANWHILE', path: ['input', 'expectedVersion'] },
    ]);
    expect(userErrors[0].message).toContain('version 2');
  });

  it('let one of two at once through, and tell the other the new version', async () => {
    const answers = await Promise.all([update(2, { name: '甲方' }), update(2, { name: '乙方' })]);
    const lost = answers.filter(({ provider }) => provider === null);
    expect(lost).toHaveLength(1);
    expect(lost[0].userErrors[0].message).toContain('version 3');
  });

  it('refuse what is too long or nowhere, all at once', async () => {
    const { userErrors } = await update(3, {
      name: '长'.repeat(81),
      introduction: '长'.repeat(2_001),
      regionCode: 'moon',
    });
    expect(userErrors.map(({ code }: { code: string }) => code)).toEqual([
      'NAME_LENGTH',
      'INTRODUCTION_LENGTH',
      'UNKNOWN_REGION',
    ]);
  });

  it('show registrations and transitions to staff and the company’s own people only', async () => {
    const other = await fixtures.provider();
    const query = `query ($id: ID!) {
      providerRegistration(providerId: $id) { creditCode }
      providerTransitions(providerId: $id, first: 5) { nodes { toState } } }`;
    const id = publicId('Provider', providerId);
    const codeFor = async (caller: Parameters<TestApplication['graphql']>[0]) => {
      const { data, errors } = await application.graphql(caller, query, { id });
      return errors ? errors[0]!.extensions.code : data.providerRegistration.creditCode;
    };
    expect(await codeFor({ role: 'REVIEWER' })).toBe('test-credit-code-1');
    expect(await codeFor(owner)).toBe('test-credit-code-1');
    expect(await codeFor({ role: 'PROVIDER_MEMBER', providerId })).toBe('test-credit-code-1');
    expect(await codeFor({ role: 'PROVIDER_OWNER', providerId: other })).toBe('NOT_FOUND');
    expect(await codeFor({ role: 'OPERATOR', providerId, operatorId: newId() })).toBe('FORBIDDEN');
    expect(await codeFor({ role: 'MERCHANT_OWNER', merchantId: newId() })).toBe('FORBIDDEN');
    expect(await codeFor({ role: 'JUROR' })).toBe('FORBIDDEN');
    expect(await codeFor(null)).toBe('UNAUTHENTICATED');
  });

  it('filter by a parent category, a part of the name in any case, and state', async () => {
    const { rows } = await application.sql.query<{ code: string; parent: string }>(
      'SELECT code, parent_code AS parent FROM category WHERE parent_code IS NOT NULL ORDER BY code LIMIT 1',
    );
    const { code, parent } = rows[0]!;
    await fixtures.provider({ name: 'Blue Sail', category: code, state: 'SUSPENDED' });
    const { data } = await application.graphql(
      { role: 'REVIEWER' },
      `{ providers(first: 10, filter: { categoryCode: "${parent}", nameContains: "blue s", states: [SUSPENDED] }) {
           totalCount nodes { name } } }`,
    );
    expect(data.providers).toEqual({ totalCount: 1, nodes: [{ name: 'Blue Sail' }] });
  });

  it('give packages, operators and their provider with as many statements for 50 as for 1', async () => {
    for (let i = 0; i < 50; i += 1) {
      const company = await fixtures.provider({ category: 'apparel.womens' });
      await fixtures.servicePackage(company);
      await fixtures.servicePackage(company, { state: 'DRAFT' });
      await fixtures.employment(await fixtures.operator(), company, '2024-01-01');
    }
    const query = (first: number) => `{
      providers(first: ${first}, filter: { categoryCode: "apparel.womens" }) { nodes {
        id packages(first: 2) { title state provider { id } } operators(first: 2) { name provider { id } } } } }`;
    const read = (first: number) =>
      countStatements(() =>
        application.graphql({ role: 'MERCHANT_OWNER', merchantId: newId() }, query(first)),
      );
    const one = await read(1);
    const fifty = await read(50);
    expect(fifty.result.errors).toBeUndefined();
    const { nodes } = fifty.result.data.providers;
    expect(nodes).toHaveLength(50);
    for (const { id, packages, operators } of nodes) {
      expect(packages).toEqual([{ title: '冷启动陪跑', state: 'PUBLISHED', provider: { id } }]);
      expect(operators).toEqual([{ name: expect.any(String), provider: { id } }]);
    }
    expect(fifty.statements).toHaveLength(one.statements.length);
    // The page, the packages, the operators, and one query for the providers of both.
    expect(fifty.statements).toHaveLength(4);
  });
});
