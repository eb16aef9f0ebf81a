import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { RegistryFixtures } from '../support/registry-fixtures.js';

const CLAIM = `mutation ($input: ClaimMerchantInput!) { claimMerchant(input: $input) {
  merchant { id } userErrors { code path message } } }`;
const VERSIONS = `query ($id: ID!) { merchantVersions(merchantId: $id, first: 10) {
  totalCount nodes { name loadNumber supersededBy } } }`;

describe('merchants', () => {
  let application: TestApplication;
  let fixtures: RegistryFixtures;
  let merchantId: string;
  const reviewer: TestCaller = { role: 'REVIEWER' };

  beforeAll(async () => {
    application = await TestApplication.start();
    fixtures = new RegistryFixtures(application.sql);
    merchantId = await fixtures.merchant({ name: '林家女装' });
  });
  afterAll(() => application.stop());

  const issue = async (id = merchantId) => {
    const { data, errors } = await application.graphql(
      reviewer,
      'mutation ($id: ID!) { issueMerchantClaimCode(merchantId: $id) { code expiresAt } }',
      { id: publicId('Merchant', id) },
    );
    return errors ? errors[0]!.extensions.code : data.issueMerchantClaimCode.code;
  };
  const claim = async (code: string, email: string, more: object = {}) => {
    const password = 'rain on nine paper lanterns';
    const input = { code, email, name: '林小姐', password, ...more };
    return (await application.graphql(null, CLAIM, { input })).data.claimMerchant;
  };
  const codesOf = ({ userErrors }: { userErrors: { code: string }[] }) =>
    userErrors.map(({ code }) => code);
  const accounts = async () =>
    (await application.sql.query('SELECT count(*)::int FROM account')).rows[0].count;

  it('are claimed once by a call that is repeated with its idempotency key', async () => {
    const other = await fixtures.merchant({ name: '苏家童装' });
    const code = await issue(other);
    const more = { idempotencyKey: 'claim-of-su-children' };
    const first = await claim(code, 'owner@su.example', more);
    expect(first).toMatchObject({ merchant: { id: publicId('Merchant', other) }, userErrors: [] });
    expect(await claim(code, 'owner@su.example', more)).toEqual(first);
    await application.sql.query(
      'DELETE FROM membership; DELETE FROM merchant_claim_code; DELETE FROM account',
    );
  });

  it('are claimed with a code from staff, however it is typed, and once', async () => {
    const code = await issue();
    expect(code).toMatch(/^([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}$/);
    const { merchant, userErrors } = await claim(
      ` ${code.toLowerCase().replaceAll('-', ' ')}`,
      'owner@lin.example',
    );
    expect(userErrors).toEqual([]);
    expect(merchant.id).toBe(publicId('Merchant', merchantId));
    const { rows } = await application.sql.query(
      `SELECT m.role, m.merchant_id, c.used_by = m.account_id AS used FROM membership m, merchant_claim_code c`,
    );
    expect(rows).toEqual([{ role: 'MERCHANT_OWNER', merchant_id: merchantId, used: true }]);
    expect(codesOf(await claim(code, 'second@lin.example'))).toEqual(['CODE_USED']);
    expect(await accounts()).toBe(1);
  });

  it('are not claimed with a wrong code, an expired one, or one that was replaced', async () => {
    expect(codesOf(await claim('AAAA-BBBB-CCCC-DDDD', 'a@lin.example'))).toEqual(['CODE_UNKNOWN']);
    const replaced = await issue();
    const code = await issue();
    expect(codesOf(await claim(replaced, 'a@lin.example'))).toEqual(['CODE_EXPIRED']);
    await application.sql.query(
      `UPDATE merchant_claim_code SET expires_at = '2026-01-02T00:00:00+08:00' WHERE used_at IS NULL`,
    );
    const { userErrors } = await claim(code, 'a@lin.example');
    expect(userErrors).toMatchObject([
      { code: 'CODE_EXPIRED', message: expect.stringContaining('2026-01-02') },
    ]);
    expect(await accounts()).toBe(1);
  });

  it('leave the code good when the account could not be made', async () => {
    const code = await issue();
    expect(codesOf(await claim(code, 'owner@lin.example'))).toEqual(['EMAIL_TAKEN']);
    expect(codesOf(await claim(code, 'b@lin.example', { password: 'short' }))).toEqual([
      'PASSWORD_TOO_SHORT',
    ]);
    expect(codesOf(await claim(code, 'b@lin.example'))).toEqual([]);
  });

  it('give the code to one of two who use it at the same time', async () => {
    const code = await issue(await fixtures.merchant());
    const before = await accounts();
    const answers = await Promise.all([claim(code, 'x@two.example'), claim(code, 'y@two.example')]);
    expect(answers.map(codesOf).sort()).toEqual([[], ['CODE_USED']]);
    expect(await accounts()).toBe(before + 1);
  });

  it('get codes from reviewers only, and none for who does not exist', async () => {
    expect(await issue(newId())).toBe('NOT_FOUND');
    const { errors } = await application.graphql(
      { role: 'MERCHANT_OWNER', merchantId },
      'mutation ($id: ID!) { issueMerchantClaimCode(merchantId: $id) { code } }',
      { id: publicId('Merchant', merchantId) },
    );
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('keep no code that could be read, in the table or in the audit', async () => {
    const code: string = await issue();
    const { rows } = await application.sql.query(
      `SELECT (SELECT string_agg(c::text, ' ') FROM merchant_claim_code c) || ' ' ||
              (SELECT string_agg(a::text, ' ') FROM audit_entry a) AS text`,
    );
    expect(rows[0].text).not.toContain(code);
    expect(rows[0].text).not.toContain(code.replaceAll('-', ''));
  });

  it('tell how their attributes changed, load by load, to staff and to themselves', async () => {
    await application.sql.query(
      `INSERT INTO merchant_history (id, name, kind, category_code, region_code, joined_on, load_number, superseded_by)
       SELECT id, 'older ' || n, kind, category_code, region_code, joined_on, n, n + 1 FROM merchant,
              generate_series(1, 2) n WHERE id = $1`,
      [merchantId],
    );
    await application.sql.query('UPDATE merchant SET load_number = 3 WHERE id = $1', [merchantId]);
    const ask = async (caller: TestCaller) => {
      const { data, errors } = await application.graphql(caller, VERSIONS, {
        id: publicId('Merchant', merchantId),
      });
      return errors ? errors[0]!.extensions.code : data.merchantVersions;
    };
    const all = {
      totalCount: 3,
      nodes: [
        { name: '林家女装', loadNumber: '3', supersededBy: null },
        { name: 'older 2', loadNumber: '2', supersededBy: '3' },
        { name: 'older 1', loadNumber: '1', supersededBy: '2' },
      ],
    };
    expect(await ask(reviewer)).toEqual(all);
    expect(await ask({ role: 'MERCHANT_MEMBER', merchantId })).toEqual(all);
    expect(await ask({ role: 'MERCHANT_OWNER', merchantId: newId() })).toBe('NOT_FOUND');
    expect(await ask({ role: 'PROVIDER_OWNER', providerId: newId() })).toBe('FORBIDDEN');
  });

  it('are found by code, kind, parent category and part of their name', async () => {
    await fixtures.merchant({ name: 'Nordic Knits 针织', category: 'apparel.mens' });
    const count = async (filter: string) => {
      const { data } = await application.graphql(
        { role: 'PROVIDER_OWNER', providerId: newId() },
        `{ merchants(first: 5, filter: { ${filter} }) { totalCount } }`,
      );
      return data.merchants.totalCount;
    };
    expect(await count('nameContains: "knits 针"')).toBe(1);
    expect(await count('nameContains: "家女"')).toBe(1);
    expect(await count('categoryCode: "apparel.mens", kind: HOST')).toBe(1);
    expect(await count('categoryCode: "apparel.mens", kind: FACTORY')).toBe(0);
    expect(await count('merchantCode: "TEST1"')).toBe(1);
  });
});
