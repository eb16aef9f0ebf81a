import { newId, publicId, type ObjectKind } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { RegistryFixtures } from '../support/registry-fixtures.js';

describe('node(id:)', () => {
  let application: TestApplication;
  let ids: Readonly<Record<string, string>>;
  let callers: Readonly<Record<string, TestCaller | null>>;

  beforeAll(async () => {
    application = await TestApplication.start();
    const fixtures = new RegistryFixtures(application.sql);
    const providerId = await fixtures.provider();
    const operatorId = await fixtures.operator();
    const merchantId = await fixtures.merchant();
    ids = {
      Provider: publicId('Provider', providerId),
      Operator: publicId('Operator', operatorId),
      Merchant: publicId('Merchant', merchantId),
      draft: publicId(
        'ServicePackage',
        await fixtures.servicePackage(providerId, { state: 'DRAFT' }),
      ),
      published: publicId('ServicePackage', await fixtures.servicePackage(providerId)),
      Employment: publicId(
        'Employment',
        await fixtures.employment(operatorId, providerId, '2024-01-01'),
      ),
    };
    callers = {
      staff: { role: 'REVIEWER' },
      juror: { role: 'JUROR' },
      owner: { role: 'PROVIDER_OWNER', providerId },
      competitor: { role: 'PROVIDER_OWNER', providerId: await fixtures.provider() },
      operator: { role: 'OPERATOR', providerId, operatorId },
      merchant: { role: 'MERCHANT_OWNER', merchantId },
      nobody: null,
    };
  });
  afterAll(() => application.stop());

  const everything = ['Provider', 'Operator', 'Merchant', 'draft', 'published', 'Employment'];
  const published = ['Provider', 'Operator', 'Merchant', 'published'];

  it.each([
    ['staff', everything],
    ['owner', everything],
    ['operator', everything],
    ['juror', published],
    ['competitor', published],
    ['merchant', published],
    ['nobody', []],
  ])('finds again what the %s may see', async (who, expected) => {
    const fields = Object.entries(ids).map(
      ([name, id]) => `${name}: node(id: "${id}") { __typename id }`,
    );
    const { data } = await application.graphql(callers[who]!, `{ ${fields.join(' ')} }`);
    const found = Object.entries(data).filter(([, node]) => node !== null);
    expect(found.map(([name]) => name)).toEqual(expected);
    for (const [name, node] of found) {
      const typeName = ['draft', 'published'].includes(name) ? 'ServicePackage' : name;
      expect(node).toEqual({ __typename: typeName, id: ids[name] });
    }
  });

  it.each(['Provider', 'Operator', 'Merchant', 'ServicePackage', 'Employment'] as ObjectKind[])(
    'answers null for a %s that does not exist',
    async (kind) => {
      const { data } = await application.graphql(
        { role: 'ADMINISTRATOR' },
        `{ node(id: "${publicId(kind, newId())}") { id } }`,
      );
      expect(data.node).toBeNull();
    },
  );

  it('says what is wrong with an id of the wrong kind, or of none', async () => {
    const ask = async (query: string) =>
      (await application.graphql({ role: 'REVIEWER' }, query)).errors![0]!;
    expect(await ask(`{ provider(id: "${ids.Merchant}") { id } }`)).toMatchObject({
      message: expect.stringContaining('is the id of a Merchant'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(await ask('{ node(id: "42") { id } }')).toMatchObject({
      message: expect.stringContaining('not an id of this platform'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});
