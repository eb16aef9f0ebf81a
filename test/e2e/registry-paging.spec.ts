import { publicId, type ObjectKind } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { expectEveryPage, type PagedList } from '../support/paging.js';
import { RegistryFixtures } from '../support/registry-fixtures.js';

describe('lists of the registry', () => {
  let application: TestApplication;
  let fixtures: RegistryFixtures;
  let providerId: string;
  let operatorId: string;
  let merchantId: string;
  let reviewer: TestCaller;
  let owner: TestCaller;

  /** Equal names and equal times, so that only the last column of the order tells rows apart. */
  const name = (i: number) => ['同名', 'Anna', 'anna', 'Émile', '林'][i % 5]!;
  const createdAt = (i: number) => `2026-01-0${1 + (i % 3)}T00:00:00.${i % 2}23Z`;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixtures = new RegistryFixtures(application.sql);
    reviewer = { role: 'REVIEWER' };
    for (let i = 0; i < 14; i += 1) {
      const id = await fixtures.provider({ name: name(i), createdAt: createdAt(i) });
      if (i === 0) providerId = id;
      await fixtures.servicePackage(providerId, {
        price: `${100 * (i % 4)}.00`,
        createdAt: createdAt(i),
        state: i % 2 ? 'DRAFT' : 'PUBLISHED',
      });
      const person = await fixtures.operator(name(i));
      operatorId ??= person;
      await fixtures.employment(person, providerId, `2025-01-0${1 + (i % 3)}`, '2025-06-30');
      const merchant = await fixtures.merchant({ name: name(i) });
      merchantId ??= merchant;
    }
    await application.sql.query(
      `INSERT INTO provider_transition (id, provider_id, from_state, to_state, reason, effective_on, decided_by, decided_at)
       SELECT uuid_v7(), $1, 'ADMITTED', 'SUSPENDED', 'reason ' || n, '2026-01-01', 'test',
              '2026-01-01'::timestamptz + (n % 3) * interval '1 ms'
         FROM generate_series(1, 10) n`,
      [providerId],
    );
    await application.sql.query(
      `INSERT INTO merchant_history (id, name, kind, category_code, region_code, joined_on, load_number, superseded_by)
       SELECT id, name, kind, category_code, region_code, joined_on, n, n + 1 FROM merchant, generate_series(2, 12) n
        WHERE id = $1`,
      [merchantId],
    );
    await application.sql.query('UPDATE merchant SET load_number = 13 WHERE id = $1', [merchantId]);
    owner = { role: 'PROVIDER_OWNER', providerId };
  });
  afterAll(() => application.stop());

  const keys = async (sql: string, kind?: ObjectKind, parameters: unknown[] = []) => {
    const { rows } = await application.sql.query<{ key: string }>(sql, parameters);
    return rows.map(({ key }) => (kind ? publicId(kind, key) : key));
  };
  const list = (field: string, caller: TestCaller, text?: string, key?: string): PagedList => ({
    field,
    caller,
    ...(text && { arguments: text }),
    ...(key && { key }),
  });

  describe.each([
    ['providers', 'Provider', 'provider', 'NAME', 'name, id'],
    ['providers', 'Provider', 'provider', 'NEWEST', 'created_at DESC, id DESC'],
    ['servicePackages', 'ServicePackage', 'service_package', 'NEWEST', 'created_at DESC, id DESC'],
    ['servicePackages', 'ServicePackage', 'service_package', 'PRICE', 'price, id'],
    ['operators', 'Operator', 'operator', 'NAME', 'name, id'],
    ['operators', 'Operator', 'operator', 'NEWEST', 'id DESC'],
    ['merchants', 'Merchant', 'merchant', 'NAME', 'name, id'],
    ['merchants', 'Merchant', 'merchant', 'NEWEST', 'id DESC'],
  ] as const)('%s', (field, kind, table, order, orderBy) => {
    it(`give every row once in order ${order}, from the front and from the back`, async () => {
      const expected = await keys(`SELECT id AS key FROM ${table} ORDER BY ${orderBy}`, kind);
      await expectEveryPage(application, list(field, owner, `orderBy: ${order}`), expected);
    });
  });

  it('employments: latest first', async () => {
    const sql = 'SELECT id AS key FROM employment ORDER BY employed_from DESC, id DESC';
    await expectEveryPage(application, list('employments', owner), await keys(sql, 'Employment'));
  });

  it('transitions of a provider: newest first', async () => {
    const sql = `SELECT reason AS key FROM provider_transition WHERE provider_id = $1
                  ORDER BY decided_at DESC, id DESC`;
    const text = `providerId: "${publicId('Provider', providerId)}"`;
    const expected = await keys(sql, undefined, [providerId]);
    await expectEveryPage(
      application,
      list('providerTransitions', reviewer, text, 'reason'),
      expected,
    );
  });

  it('versions of a merchant: latest first', async () => {
    const text = `merchantId: "${publicId('Merchant', merchantId)}"`;
    const expected = Array.from({ length: 12 }, (_, i) => String(13 - i));
    await expectEveryPage(
      application,
      list('merchantVersions', reviewer, text, 'loadNumber'),
      expected,
    );
  });

  it('neither repeat nor lose a row when others come in between', async () => {
    let round = 0;
    const meanwhile = async () => {
      round += 1;
      for (let i = 0; i < 5; i += 1) {
        await fixtures.provider({ name: name(i + round), createdAt: createdAt(i) });
        await fixtures.merchant({ name: name(i + round) });
        await fixtures.operator(name(i + round));
        await fixtures.servicePackage(providerId, { price: `${100 * i}.00` });
      }
    };
    for (const [field, kind, table, order, orderBy] of [
      ['providers', 'Provider', 'provider', 'NAME', 'name, id'],
      ['providers', 'Provider', 'provider', 'NEWEST', 'created_at DESC, id DESC'],
      ['servicePackages', 'ServicePackage', 'service_package', 'PRICE', 'price, id'],
      ['operators', 'Operator', 'operator', 'NAME', 'name, id'],
      ['merchants', 'Merchant', 'merchant', 'NAME', 'name, id'],
    ] as const) {
      const expected = await keys(`SELECT id AS key FROM ${table} ORDER BY ${orderBy}`, kind);
      const paged = list(field, owner, `orderBy: ${order}`);
      await expectEveryPage(application, paged, expected, { size: 4, meanwhile });
    }
  });

  it('refuse the cursor of another order, and one that was edited', async () => {
    const { data } = await application.graphql(
      owner,
      '{ providers(first: 1, orderBy: NAME) { pageInfo { endCursor } } }',
    );
    const foreign = data.providers.pageInfo.endCursor as string;
    const edited = Buffer.from('["newest","yesterday","42"]').toString('base64url');
    for (const cursor of [foreign, edited, 'nonsense']) {
      const { errors } = await application.graphql(
        owner,
        `{ providers(first: 1, orderBy: NEWEST, after: "${cursor}") { nodes { id } } }`,
      );
      expect(errors?.[0]).toMatchObject({
        message: expect.stringContaining('is not a cursor of this list in order newest'),
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });
});
