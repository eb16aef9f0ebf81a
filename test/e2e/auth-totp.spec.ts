import { Secret, TOTP } from 'otpauth';
import { addAccount, TEST_PASSWORD, type TestAccount } from '../support/accounts.js';
import { TestApplication } from '../support/application.js';

const ERRORS = 'userErrors { code path }';
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { session { refreshToken } ${ERRORS} } }`;
const ENROL = `mutation ($input: EnrolTotpInput!) { enrolTotp(input: $input) { secret otpauthUri ${ERRORS} } }`;
const CONFIRM = `mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes ${ERRORS} } }`;
const DISABLE = `mutation ($input: DisableTotpInput!) { disableTotp(input: $input) { disabled ${ERRORS} } }`;

describe('the second step', () => {
  let application: TestApplication;

  beforeAll(async () => {
    application = await TestApplication.start();
  });
  afterAll(() => application.stop());

  const call = async (query: string, account: TestAccount, more: object = {}) => {
    const input = { email: account.email, password: TEST_PASSWORD, ...more };
    const { data } = await application.graphql(null, query, { input });
    return Object.values(data)[0];
  };
  const codeAt = (secret: string, secondsFromNow = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: Date.now() + secondsFromNow * 1_000,
    });
  /** As if a minute had passed since the last code: codes are good once, and tests don't wait. */
  const aMinuteLater = (account: TestAccount) =>
    application.sql.query(
      'UPDATE account_totp SET last_step = last_step - 2 WHERE account_id = $1',
      [account.accountId],
    );
  const enrolled = async () => {
    const account = await addAccount(application, 'REVIEWER');
    const { secret } = await call(ENROL, account);
    const { recoveryCodes } = await call(CONFIRM, account, { code: codeAt(secret) });
    await aMinuteLater(account);
    return { account, secret: secret as string, recoveryCodes: recoveryCodes as string[] };
  };

  it('counts only when a code has shown that the authenticator works', async () => {
    const account = await addAccount(application, 'REVIEWER');
    const { secret, otpauthUri } = await call(ENROL, account);
    expect(otpauthUri).toContain(`secret=${secret}`);
    expect((await call(SIGN_IN, account)).userErrors).toEqual([]);
    expect((await call(CONFIRM, account, { code: '000000' })).userErrors[0].code).toBe(
      'CODE_WRONG',
    );
    const { recoveryCodes } = await call(CONFIRM, account, { code: codeAt(secret) });
    expect(recoveryCodes).toHaveLength(10);
    expect((await call(SIGN_IN, account)).userErrors).toEqual([
      { code: 'TOTP_CODE_REQUIRED', path: ['input', 'totpCode'] },
    ]);
    expect((await call(ENROL, account)).userErrors[0].code).toBe('TOTP_CODE_REQUIRED');
  });

  it('keeps the secret encrypted and the recovery codes hashed', async () => {
    const { account, secret, recoveryCodes } = await enrolled();
    const { rows } = await application.sql.query<{ text: string }>(
      `SELECT encode(secret_encrypted, 'escape') AS text FROM account_totp WHERE account_id = $1
       UNION ALL SELECT encode(code_hash, 'escape') FROM recovery_code WHERE account_id = $1
       UNION ALL SELECT a::text FROM audit_entry a`,
      [account.accountId],
    );
    const all = rows.map(({ text }) => text).join('\n');
    expect(all).toContain('account.totp_confirmed');
    for (const hidden of [
      secret,
      ...recoveryCodes,
      ...recoveryCodes.map((code) => code.replaceAll('-', '')),
    ])
      expect(all).not.toContain(hidden);
  });

  it('takes a code once, also when it comes twice at the same moment', async () => {
    const { account, secret } = await enrolled();
    const totpCode = codeAt(secret);
    const answers = await Promise.all([
      call(SIGN_IN, account, { totpCode }),
      call(SIGN_IN, account, { totpCode }),
      call(SIGN_IN, account, { totpCode }),
    ]);
    expect(answers.filter(({ session }) => session !== null)).toHaveLength(1);
    expect((await call(SIGN_IN, account, { totpCode })).userErrors[0].code).toBe(
      'TOTP_CODE_INVALID',
    );
  });

  it('refuses codes of two minutes ago', async () => {
    const { account, secret } = await enrolled();
    const answer = await call(SIGN_IN, account, { totpCode: codeAt(secret, -120) });
    expect(answer.userErrors[0].code).toBe('TOTP_CODE_INVALID');
  });

  it('counts guesses at the code, whatever lies between them', async () => {
    const { account } = await enrolled();
    const codes: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      codes.push((await call(SIGN_IN, account, { totpCode: `00000${i}` })).userErrors[0].code);
      codes.push((await call(SIGN_IN, account)).userErrors[0].code);
    }
    expect(codes.filter((code) => code === 'TOTP_CODE_INVALID').length).toBeLessThanOrEqual(5);
    expect(codes.at(-1)).toBe('TOO_MANY_ATTEMPTS');
  });

  it('takes each recovery code once', async () => {
    const { account, recoveryCodes } = await enrolled();
    const [first] = recoveryCodes;
    expect((await call(SIGN_IN, account, { totpCode: first!.toLowerCase() })).userErrors).toEqual(
      [],
    );
    expect((await call(SIGN_IN, account, { totpCode: first })).userErrors[0].code).toBe(
      'TOTP_CODE_INVALID',
    );
    expect((await call(SIGN_IN, account, { totpCode: recoveryCodes[1] })).userErrors).toEqual([]);
  });

  it('goes away for who has a code, and its recovery codes with it', async () => {
    const { account, secret } = await enrolled();
    expect((await call(DISABLE, account)).userErrors[0].code).toBe('TOTP_CODE_REQUIRED');
    expect((await call(DISABLE, account, { totpCode: codeAt(secret) })).disabled).toBe(true);
    expect((await call(SIGN_IN, account)).userErrors).toEqual([]);
    const { rowCount } = await application.sql.query(
      'SELECT FROM recovery_code WHERE account_id = $1',
      [account.accountId],
    );
    expect(rowCount).toBe(0);
  });

  it('is demanded of the roles that the policy names, who can set it up without a session', async () => {
    await application.sql.query(
      `INSERT INTO policy_version (name, version, effective_from, body, note)
       SELECT name, 2, effective_from, body || '{"totpRequiredForRoles": ["ADMINISTRATOR"]}', 'test'
         FROM policy_version WHERE name = 'authentication'`,
    );
    const account = await addAccount(application, 'ADMINISTRATOR');
    expect((await call(SIGN_IN, account)).userErrors[0].code).toBe('TOTP_ENROLMENT_REQUIRED');
    const { secret } = await call(ENROL, account);
    await call(CONFIRM, account, { code: codeAt(secret) });
    await aMinuteLater(account);
    const answer = await call(SIGN_IN, account, { totpCode: codeAt(secret) });
    expect(answer.session).not.toBeNull();
    expect((await call(SIGN_IN, await addAccount(application, 'REVIEWER'))).userErrors).toEqual([]);
  });
});
