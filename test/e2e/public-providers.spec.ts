import { newId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { addProvider } from '../support/registry.js';

const DAY = 86_400_000;

describe('public profiles', () => {
  let application: TestApplication;

  beforeAll(async () => {
    application = await TestApplication.start();
  });
  afterAll(() => application.stop());

  async function provider(name: string) {
    const providerId = await addProvider(application, name);
    const { rows } = await application.sql.query<{ code: string }>(
      'SELECT provider_code AS code FROM provider WHERE id = $1',
      [providerId],
    );
    const caller: TestCaller = { role: 'PROVIDER_OWNER', accountId: newId(), providerId };
    return { providerId, code: rows[0]!.code, caller };
  }
  async function profile(code: string) {
    const query = `query ($code: String!) { publicProvider(providerCode: $code) {
      name introduction admittedOn confirmedAt staleFrom isStale } }`;
    return (await application.graphql(null, query, { code })).data.publicProvider as {
      name: string;
      isStale: boolean;
      confirmedAt: string;
      staleFrom: string;
    } | null;
  }

  it('are seen by anyone, and hold nothing else', async () => {
    const { code } = await provider('云帆电商');
    expect(await profile(code)).toMatchObject({ name: '云帆电商', isStale: false });
    const fields = await application.graphql(
      { role: 'ADMINISTRATOR' },
      `{ __type(name: "PublicProvider") { fields { name } } }`,
    );
    const names = (fields.data.__type.fields as { name: string }[]).map(({ name }) => name).sort();
    expect(names).toEqual(['admittedOn', 'confirmedAt', 'focus', 'introduction', 'isStale', 'mainCategoryCode', 'name', 'providerCode', 'regionCode', 'staleFrom']); // prettier-ignore
  });

  it.each(['APPLIED', 'SUSPENDED', 'EXITED'])('are not of companies that are %s', async (state) => {
    const { code, providerId } = await provider(`未公开${state}`);
    await application.sql.query('UPDATE provider SET state = $2 WHERE id = $1', [
      providerId,
      state,
    ]);
    expect(await profile(code)).toBeNull();
    const list = `{ publicProviders(first: 10, filter: { nameContains: "未公开" }) { totalCount nodes { name } } }`;
    expect((await application.graphql(null, list)).data.publicProviders).toEqual({ totalCount: 0, nodes: [] }); // prettier-ignore
  });

  it('are hidden while the company is delisted', async () => {
    const { code, providerId } = await provider('远山服务');
    const delist = (from: number, to: number) =>
      application.sql.query(
        `INSERT INTO provider_restriction (id, provider_id, kind, starts_at, ends_at, cause_kind, cause_id)
         VALUES ($1, $2, 'DELISTING', $3, $4, 'Violation', $1)`,
        [newId(), providerId, new Date(Date.now() + from * DAY), new Date(Date.now() + to * DAY)],
      );
    await delist(-30, -1);
    await delist(5, 9);
    expect(await profile(code)).not.toBeNull();
    await delist(-1, 1);
    expect(await profile(code)).toBeNull();
  });

  it('say when they are stale, until the company confirms or changes them', async () => {
    const { code, providerId, caller } = await provider('南桥运营');
    const age = () =>
      application.sql.query(
        `WITH old AS (UPDATE provider SET created_at = now() - interval '181 days' WHERE id = $1)
         UPDATE provider_profile_confirmation SET confirmed_at = now() - interval '181 days' WHERE provider_id = $1`,
        [providerId],
      );
    const confirm = async (expectedVersion: number) => {
      const mutation = `mutation ($input: ConfirmProviderProfileInput!) { confirmProviderProfile(input: $input) {
        confirmedAt userErrors { code } } }`;
      const answer = await application.graphql(caller, mutation, { input: { expectedVersion } });
      return answer.data.confirmProviderProfile as { confirmedAt: string; userErrors: object[] };
    };
    await age();
    expect(await profile(code)).toMatchObject({ isStale: true });
    expect((await confirm(7)).userErrors).toEqual([{ code: 'CHANGED_MEANWHILE' }]);
    expect(await profile(code)).toMatchObject({ isStale: true });
    const { confirmedAt } = await confirm(1);
    expect(await profile(code)).toMatchObject({ isStale: false, confirmedAt });

    await age();
    const update = `mutation ($input: UpdateProviderProfileInput!) { updateProviderProfile(input: $input) { userErrors { code } } }`;
    const { rows } = await application.sql.query<{ code: string }>('SELECT min(code) AS code FROM region'); // prettier-ignore
    const input = { expectedVersion: 1, name: '南桥运营', introduction: '新介绍', regionCode: rows[0]!.code }; // prettier-ignore
    await application.graphql(caller, update, { input });
    expect(await profile(code)).toMatchObject({ isStale: false, introduction: '新介绍' });
  });
});
