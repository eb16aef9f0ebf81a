import request from 'supertest';
import { DEMO_PASSWORD, seedAccounts } from '../../seeds/demo/seed-accounts.js';
import { passwordFlaw } from '../../src/modules/auth/domain/password-rules.js';
import { MEMBERSHIP_ROLES } from '../../src/modules/platform/access/roles.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication } from '../support/application.js';
import { addMerchant, addOperator, addProvider } from '../support/registry.js';

const SECRET = 'a secret of the environment, 32 bytes';

describe('demonstration accounts', () => {
  let application: TestApplication;

  beforeAll(async () => {
    application = await TestApplication.start();
  });
  afterAll(() => application.stop());

  const seed = () => seedAccounts(application.database.ownerUrl, SECRET);
  const counts = async () =>
    (
      await application.sql.query(
        `SELECT (SELECT count(*) FROM account)::int AS accounts, (SELECT count(*) FROM membership)::int AS memberships,
                (SELECT count(*) FROM api_key_secret)::int AS secrets`,
      )
    ).rows[0];

  it('have a password that the rules allow', () => {
    for (const role of MEMBERSHIP_ROLES)
      expect(passwordFlaw(DEMO_PASSWORD, [`${role}@demo.caopan.example`])).toBeUndefined();
  });

  it('begin with staff, and grow when there are companies', async () => {
    const before = await seed();
    expect(before.accounts).toHaveLength(7);
    const provider = await addProvider(application, '杭州云帆电商服务');
    await addOperator(application, '周小川', provider);
    const merchant = await addMerchant(application, '阿珍女装');
    await application.sql.query(
      `INSERT INTO engagement (id, engagement_code, provider_id, merchant_id, state, proposed_by, scope_modules,
                               target_gmv, fee, started_on, ended_on)
       VALUES ($1, 'E000001', $2, $3, 'ACCEPTED', 'PROVIDER', '{}', 0, 0, '2026-01-01', '2026-12-31')`,
      [newId(), provider, merchant],
    );
    const { accounts } = await seed();
    expect(accounts.map(({ role }) => role)).toEqual([...MEMBERSHIP_ROLES]);
  });

  it('stay as they are when seeded again', async () => {
    const before = await counts();
    const again = await seed();
    expect(await counts()).toEqual(before);
    expect(await seed()).toEqual(again);
  });

  it('sign in, each in its role', async () => {
    const { accounts, password } = await seed();
    for (const { role, email } of accounts) {
      const { data } = await application.graphql(
        null,
        'mutation ($input: SignInInput!) { signIn(input: $input) { session { membership { role } } userErrors { code } } }',
        { input: { email, password } },
      );
      expect(data.signIn).toEqual({ session: { membership: { role } }, userErrors: [] });
    }
  });

  it('include the feed’s machine, until its key is changed', async () => {
    const { feedKey } = await seed();
    const { body } = await request(application.url)
      .post('/graphql')
      .set('authorization', `ApiKey ${feedKey}`)
      .send({ query: '{ viewer { totpEnabled } }' });
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    await application.sql.query('DELETE FROM api_key_secret');
    expect((await seed()).feedKey).toBeNull();
  });
});
