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
});
