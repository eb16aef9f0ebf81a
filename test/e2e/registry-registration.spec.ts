import { TestApplication } from '../support/application.js';

const REGISTER = `mutation ($input: RegisterProviderInput!) {
  registerProvider(input: $input) {
    provider { id providerCode name state admittedOn } userErrors { code path message } } }`;

describe('registering a company', () => {
  let application: TestApplication;
  let codes: { category: string; region: string };

  beforeAll(async () => {
    application = await TestApplication.start();
    const { rows } = await application.sql.query<typeof codes>(
      'SELECT (SELECT min(code) FROM category) AS category, (SELECT min(code) FROM region) AS region',
    );
    codes = rows[0]!;
  });
  afterAll(() => application.stop());

  const command = (changes: object = {}, owner: object = {}) => ({
    name: '杭州云帆电商服务有限公司',
    creditCode: '91330100799655058B',
    focus: 'MCN',
    mainCategoryCode: codes.category,
    regionCode: codes.region,
    owner: {
      email: 'owner@yunfan.example',
      name: '林一帆',
      password: 'rain on nine paper lanterns',
      ...owner,
    },
    ...changes,
  });
  const register = async (input: object, language = 'en') =>
    (await application.graphql(null, REGISTER, { input }, { 'accept-language': language })).data
      .registerProvider;
  const rowsOf = async (table: string) =>
    Number((await application.sql.query(`SELECT count(*) FROM ${table}`)).rows[0].count);

  it('says everything that is wrong at once, and makes nothing', async () => {
    const input = command(
      {
        name: '云',
        creditCode: '91330100799655058A',
        mainCategoryCode: 'nowhere',
        regionCode: 'moon',
        introduction: '长'.repeat(2_001),
      },
      { email: 'not an address', password: 'password' },
    );
    const { provider, userErrors } = await register(input);
    expect(provider).toBeNull();
    expect(
      userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path.join('.')]),
    ).toEqual([
      ['COMPANY_NAME_LENGTH', 'input.name'],
      ['INTRODUCTION_LENGTH', 'input.introduction'],
      ['CREDIT_CODE_INVALID', 'input.creditCode'],
      ['UNKNOWN_CATEGORY', 'input.mainCategoryCode'],
      ['UNKNOWN_REGION', 'input.regionCode'],
      ['EMAIL_INVALID', 'input.owner.email'],
      ['PASSWORD_TOO_COMMON', 'input.owner.password'],
    ]);
    expect([await rowsOf('provider'), await rowsOf('account')]).toEqual([0, 0]);
  });

  it('answers in Chinese to who asks for it', async () => {
    const { userErrors } = await register(command({ creditCode: '1' }), 'zh-CN');
    expect(userErrors[0].message).toContain('统一社会信用代码');
  });

  it('makes the company and its owner’s account together, by the code as people type it', async () => {
    const { provider, userErrors } = await register(
      command({ creditCode: ' 91330100 799655058b ', introduction: '  专注女装直播  ' }),
    );
    expect(userErrors).toEqual([]);
    expect(provider).toMatchObject({
      providerCode: 'P000001',
      state: 'APPLIED',
      admittedOn: null,
      name: '杭州云帆电商服务有限公司',
    });
    const { rows } = await application.sql.query(
      `SELECT p.credit_code, p.introduction, m.role, a.email, t.to_state, t.from_state
         FROM provider p JOIN membership m ON m.provider_id = p.id JOIN account a ON a.id = m.account_id
         JOIN provider_transition t ON t.provider_id = p.id`,
    );
    expect(rows).toEqual([
      {
        credit_code: '91330100799655058B',
        introduction: '专注女装直播',
        role: 'PROVIDER_OWNER',
        email: 'owner@yunfan.example',
        from_state: null,
        to_state: 'APPLIED',
      },
    ]);
    const events = await application.sql.query('SELECT kind FROM outbox_event');
    expect(events.rows).toEqual([{ kind: 'provider.registered' }]);
  });

  it('answers a repeated call with its idempotency key as before', async () => {
    const input = command(
      { creditCode: '91440300708461136T', idempotencyKey: 'registration-of-our-company' },
      { email: 'repeated@yunfan.example' },
    );
    const first = await register(input);
    expect(first.userErrors).toEqual([]);
    expect(await register(input)).toEqual(first);
    const other = { ...input, owner: { ...input.owner, password: 'another guess at it' } };
    expect((await register(other)).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    await application.sql
      .query(`DELETE FROM membership WHERE account_id IN (SELECT id FROM account WHERE email LIKE 'repeated%');
      DELETE FROM account WHERE email LIKE 'repeated%';
      ALTER TABLE provider_transition DISABLE TRIGGER USER;
      DELETE FROM provider_transition WHERE provider_id IN (SELECT id FROM provider WHERE credit_code = '91440300708461136T');
      ALTER TABLE provider_transition ENABLE TRIGGER USER;
      DELETE FROM provider WHERE credit_code = '91440300708461136T'`);
  });

  it('refuses a credit code that is taken, without an account left behind', async () => {
    const { userErrors } = await register(command({}, { email: 'other@yunfan.example' }));
    expect(userErrors).toMatchObject([
      { code: 'CREDIT_CODE_TAKEN', path: ['input', 'creditCode'] },
    ]);
    expect(await rowsOf('account')).toBe(1);
  });

  it('refuses an e-mail that is taken, without a company left behind', async () => {
    const { userErrors } = await register(
      command({ creditCode: '91440300708461136T' }, { email: 'Owner@Yunfan.example' }),
    );
    expect(userErrors).toMatchObject([{ code: 'EMAIL_TAKEN', path: ['input', 'owner', 'email'] }]);
    expect(await rowsOf('provider')).toBe(1);
  });

  it.each([
    ['one company twice', {}, ['CREDIT_CODE_TAKEN', 'EMAIL_TAKEN']],
    ['one licence from two people', { email: 'second@haina.example' }, ['CREDIT_CODE_TAKEN']],
  ])('lets one of two at once through: %s', async (_, second, refusals) => {
    await application.sql.query(
      `DELETE FROM membership; DELETE FROM account WHERE email LIKE '%haina%';
       ALTER TABLE provider_transition DISABLE TRIGGER USER;
       DELETE FROM provider_transition WHERE provider_id IN (SELECT id FROM provider WHERE name LIKE '%海纳%');
       ALTER TABLE provider_transition ENABLE TRIGGER USER;
       DELETE FROM provider WHERE name LIKE '%海纳%'`,
    );
    const input = (owner: object) =>
      command(
        { name: '深圳海纳直播', creditCode: '91440300708461136T' },
        { email: 'first@haina.example', ...owner },
      );
    const answers = await Promise.all([register(input({})), register(input(second))]);
    const won = answers.filter(({ provider }) => provider !== null);
    const lost = answers.filter(({ provider }) => provider === null);
    expect([won.length, lost.length]).toEqual([1, 1]);
    expect(refusals).toContain(lost[0].userErrors[0].code);
    const { rows } = await application.sql.query(
      `SELECT count(DISTINCT p.id)::int AS companies, count(DISTINCT a.id)::int AS accounts
         FROM provider p, account a WHERE p.name = '深圳海纳直播' AND a.email LIKE '%haina%'`,
    );
    expect(rows).toEqual([{ companies: 1, accounts: 1 }]);
  });
});
