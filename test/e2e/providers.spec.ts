import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication } from '../support/application.js';

describe('providers', () => {
  let application: TestApplication;
  const id = newId();
  const reviewer = { role: 'REVIEWER' } as const;

  beforeAll(async () => {
    application = await TestApplication.start();
    await application.sql.query(
      `INSERT INTO provider (id, provider_code, name, credit_code, focus, main_category_code, region_code, state)
       SELECT $1, 'P000001', '杭州云帆电商服务', '91330100799655058B', 'MCN',
              (SELECT min(code) FROM category), (SELECT min(code) FROM region), 'APPLIED'`,
      [id],
    );
  });
  afterAll(() => application.stop());

  const change = `mutation ($input: ChangeProviderStateInput!) {
    changeProviderState(input: $input) { provider { state admittedOn } userErrors { code message path } } }`;

  it('lists providers a page at a time', async () => {
    const { data } = await application.graphql(
      reviewer,
      '{ providers(first: 1) { totalCount nodes { id name } pageInfo { hasNextPage } } }',
    );
    expect(data.providers).toEqual({
      totalCount: 1,
      nodes: [{ id: publicId('Provider', id), name: '杭州云帆电商服务' }],
      pageInfo: { hasNextPage: false },
    });
  });

  it('says how to repair a page request without a size', async () => {
    const { errors } = await application.graphql(reviewer, '{ providers { nodes { id } } }');
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('`first`'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('says what is wrong with a text that no database can hold', async () => {
    const { errors } = await application.graphql(
      reviewer,
      'query ($name: String) { providers(first: 1, filter: { nameContains: $name }) { nodes { id } } }',
      { name: 'a\u0000b' },
    );
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('NUL'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('admits with a reason, records the change, and refuses what the table of states does not allow', async () => {
    const input = {
      providerId: publicId('Provider', id),
      to: 'ADMITTED',
      reason: '材料齐全，资质有效，实地核验通过。',
    };
    const admitted = await application.graphql(reviewer, change, { input });
    expect(admitted.data.changeProviderState).toMatchObject({
      provider: { state: 'ADMITTED' },
      userErrors: [],
    });

    const again = await application.graphql(
      reviewer,
      change,
      { input },
      { 'accept-language': 'zh-CN' },
    );
    expect(again.data.changeProviderState).toEqual({
      provider: null,
      userErrors: [
        {
          code: 'ILLEGAL_TRANSITION',
          message: expect.stringContaining('状态为 ADMITTED 的服务商不能变为 ADMITTED'),
          path: ['input', 'to'],
        },
      ],
    });

    const { data } = await application.graphql(
      reviewer,
      'query ($id: ID) { auditEntries(first: 5, objectId: $id) { nodes { action actorRole before after reason } } }',
      { id: publicId('Provider', id) },
    );
    expect(data.auditEntries.nodes).toEqual([
      {
        action: 'provider.state_changed',
        actorRole: 'REVIEWER',
        before: '{"state":"APPLIED"}',
        after: '{"state":"ADMITTED"}',
        reason: input.reason,
      },
    ]);
  });

  it('refuses a provider that wants to admit itself', async () => {
    const owner = { role: 'PROVIDER_OWNER', providerId: id } as const;
    const input = {
      providerId: publicId('Provider', id),
      to: 'SUSPENDED',
      reason: 'long enough a reason',
    };
    const { data, errors } = await application.graphql(owner, change, { input });
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
