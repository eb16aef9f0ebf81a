import request from 'supertest';
import { publicId } from '../../src/modules/platform/kernel/ids.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { addAccount, addMembership, TEST_PASSWORD } from '../support/accounts.js';
import { TestApplication, type GraphqlAnswer } from '../support/application.js';

const SESSION = `session { accessToken refreshToken membership { id role } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { ${SESSION} userErrors { code message path } } }`;
const REFRESH = `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { ${SESSION} userErrors { code } } }`;
const VIEWER = '{ viewer { account { email } current { role } memberships { role } totpEnabled } }';

describe('signing in', () => {
  let application: TestApplication;

  beforeAll(async () => {
    application = await TestApplication.start();
  });
  afterAll(() => application.stop());

  const signIn = async (email: string, password = TEST_PASSWORD, more = {}) =>
    (await application.graphql(null, SIGN_IN, { input: { email, password, ...more } })).data.signIn;
  const refresh = async (refreshToken: string) =>
    (await application.graphql(null, REFRESH, { input: { refreshToken } })).data.refreshSession;
  const asBearer = async (token: string, query: string, variables = {}) =>
    (
      await request(application.url)
        .post('/graphql')
        .set('authorization', `Bearer ${token}`)
        .send({ query, variables })
    ).body as GraphqlAnswer;
  const sessionsOf = async (accountId: string) =>
    (
      await application.sql.query(
        'SELECT end_reason FROM account_session WHERE account_id = $1 ORDER BY id',
        [accountId],
      )
    ).rows.map((row) => row.end_reason as string | null);

  it('opens a session whose access token says who calls', async () => {
    const account = await addAccount(application, 'REVIEWER');
    const { session, userErrors } = await signIn(account.email.toUpperCase());
    expect(userErrors).toEqual([]);
    const { data } = await asBearer(session.accessToken, VIEWER);
    expect(data.viewer).toEqual({
      account: { email: account.email },
      current: { role: 'REVIEWER' },
      memberships: [{ role: 'REVIEWER' }],
      totpEnabled: false,
    });
  });

  it('keeps neither password nor token in the clear, and neither e-mail nor secret in the audit', async () => {
    const account = await addAccount(application, 'REVIEWER');
    const { session } = await signIn(account.email);
    const { rows } = await application.sql.query<{ text: string }>(
      `SELECT t::text AS text FROM refresh_token t UNION ALL SELECT a::text FROM audit_entry a
       UNION ALL SELECT s::text FROM attempt_throttle s`,
    );
    const all = rows.map(({ text }) => text).join('\n');
    expect(all).toContain('account.signed_in');
    for (const secret of [account.email, TEST_PASSWORD, session.refreshToken, session.accessToken])
      expect(all).not.toContain(secret);
  });

  it('answers a wrong password, an unknown e-mail and a disabled account alike', async () => {
    const account = await addAccount(application, 'REVIEWER');
    const disabled = await addAccount(application, 'REVIEWER');
    await application.sql.query(`UPDATE account SET state = 'DISABLED' WHERE id = $1`, [
      disabled.accountId,
    ]);
    const answers = [
      await signIn(account.email, 'not the password'),
      await signIn('nobody@example.test'),
      await signIn(disabled.email),
      await signIn(account.email, ''),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0].userErrors[0].code).toBe('INVALID_CREDENTIALS');
  });

  it('works as hard for an e-mail that nobody has as for a wrong password', async () => {
    const account = await addAccount(application, 'REVIEWER');
    /** Milliseconds of processor time, which, unlike the clock's, other programs of the machine do not stretch. */
    const work = async (email: string) => {
      const before = process.cpuUsage();
      await signIn(email, 'not the password');
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    // Under five attempts each, so that no wait cuts one short.
    for (let i = 0; i < 4; i += 1) {
      known.push(await work(account.email));
      unknown.push(await work('stranger@example.test'));
    }
    // Without the hash it would be a fifth.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) * 0.6);
  });

  it('lets somebody act in a chosen membership, and switch to another', async () => {
    const account = await addAccount(application, 'REVIEWER');
    const jurorId = newId();
    await addMembership(application, {
      membershipId: jurorId,
      accountId: account.accountId,
      role: 'JUROR',
    });
    const chosen = await signIn(account.email, TEST_PASSWORD, {
      membershipId: publicId('Membership', jurorId),
    });
    expect(chosen.session.membership.role).toBe('JUROR');
    const switched = await application.graphql(
      null,
      `mutation ($input: SwitchMembershipInput!) { switchMembership(input: $input) { ${SESSION} userErrors { code } } }`,
      {
        input: {
          refreshToken: chosen.session.refreshToken,
          membershipId: publicId('Membership', account.membershipId),
        },
      },
    );
    expect(switched.data.switchMembership.session.membership.role).toBe('REVIEWER');
    const stranger = await addAccount(application, 'ADMINISTRATOR');
    const foreign = await signIn(account.email, TEST_PASSWORD, {
      membershipId: publicId('Membership', stranger.membershipId),
    });
    expect(foreign).toMatchObject({
      session: null,
      userErrors: [{ code: 'MEMBERSHIP_NOT_FOUND' }],
    });
  });

  describe('guessing', () => {
    it('costs a wait after five attempts, the right password included', async () => {
      const account = await addAccount(application, 'REVIEWER');
      for (let i = 0; i < 5; i += 1) {
        const { userErrors } = await signIn(account.email, `guess number ${i}`);
        expect(userErrors[0].code).toBe('INVALID_CREDENTIALS');
      }
      const blocked = await signIn(account.email);
      expect(blocked.userErrors[0]).toMatchObject({
        code: 'TOO_MANY_ATTEMPTS',
        message: expect.stringMatching(/Wait [12] seconds/),
      });
      await application.sql.query('UPDATE attempt_throttle SET blocked_until = now()');
      expect((await signIn(account.email)).userErrors).toEqual([]);
      expect((await signIn(account.email, 'one mistake is free again')).userErrors[0].code).toBe(
        'INVALID_CREDENTIALS',
      );
    });

    it('counts guesses that come at the same moment', async () => {
      const account = await addAccount(application, 'REVIEWER');
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => signIn(account.email, `guess number ${i}`)),
      );
      const codes = answers.map(({ userErrors }) => userErrors[0].code as string);
      expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(5);
      expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(15);
    });

    it('is counted for the address too, whatever names it tries', async () => {
      await application.sql.query(
        `UPDATE attempt_throttle SET attempts = 49, blocked_until = NULL WHERE kind = 'ADDRESS'`,
      );
      expect((await signIn('first@example.test')).userErrors[0].code).toBe('INVALID_CREDENTIALS');
      expect((await signIn('second@example.test')).userErrors[0].code).toBe('TOO_MANY_ATTEMPTS');
      await application.sql.query('DELETE FROM attempt_throttle');
    });
  });

  describe('refreshing', () => {
    it('gives a new pair for a token, once', async () => {
      const account = await addAccount(application, 'REVIEWER');
      const first = (await signIn(account.email)).session;
      const second = (await refresh(first.refreshToken)).session;
      expect(second.refreshToken).not.toBe(first.refreshToken);
      expect((await refresh(second.refreshToken)).userErrors).toEqual([]);
    });

    it('ends the session when a token comes back', async () => {
      const account = await addAccount(application, 'REVIEWER');
      const first = (await signIn(account.email)).session;
      const second = (await refresh(first.refreshToken)).session;
      expect((await refresh(first.refreshToken)).userErrors[0].code).toBe('REFRESH_TOKEN_INVALID');
      expect((await refresh(second.refreshToken)).userErrors[0].code).toBe('REFRESH_TOKEN_INVALID');
      expect(await sessionsOf(account.accountId)).toEqual(['TOKEN_REUSED']);
    });

    it('lets exactly one of many through that bring one token at the same moment, and then nobody', async () => {
      const account = await addAccount(application, 'REVIEWER');
      const { refreshToken } = (await signIn(account.email)).session;
      const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refreshToken)));
      const winners = answers.filter(({ session }) => session !== null);
      expect(winners).toHaveLength(1);
      expect((await refresh(winners[0].session.refreshToken)).session).toBeNull();
      expect(await sessionsOf(account.accountId)).toEqual(['TOKEN_REUSED']);
    });

    it.each([
      ['an expired token', `UPDATE refresh_token SET expires_at = now() - interval '1 second'`],
      [
        'a session past its longest life',
        `UPDATE account_session SET expires_at = now() - interval '1 second'`,
      ],
      ['a disabled account', `UPDATE account SET state = 'DISABLED' WHERE id = $1`],
      ['an ended membership', `UPDATE membership SET ended_at = now() WHERE account_id = $1`],
    ])('refuses %s', async (_, spoil) => {
      const account = await addAccount(application, 'REVIEWER');
      const { refreshToken } = (await signIn(account.email)).session;
      await application.sql.query(spoil, spoil.includes('$1') ? [account.accountId] : []);
      const answer = await refresh(refreshToken);
      expect(answer).toMatchObject({
        session: null,
        userErrors: [{ code: 'REFRESH_TOKEN_INVALID' }],
      });
    });

    it('refuses what was never a token', async () => {
      expect((await refresh('x'.repeat(43))).userErrors[0].code).toBe('REFRESH_TOKEN_INVALID');
    });

    it('works through an HttpOnly cookie', async () => {
      const account = await addAccount(application, 'REVIEWER');
      const input = { email: account.email, password: TEST_PASSWORD, cookie: true };
      const call = (query: string, variables = {}) =>
        request(application.url).post('/graphql').send({ query, variables });
      const signedIn = await call(SIGN_IN, { input });
      expect(signedIn.body.data.signIn.session.refreshToken).toBeNull();
      const [cookie] = signedIn.headers['set-cookie'] as unknown as string[];
      expect(cookie).toMatch(/^caopan_refresh=.+; Path=\/graphql; .*HttpOnly; SameSite=Strict$/);
      const refreshed = await call(
        'mutation { refreshSession { session { accessToken refreshToken } userErrors { code } } }',
      ).set('cookie', cookie!.split(';')[0]!);
      expect(refreshed.body.data.refreshSession).toMatchObject({
        session: { refreshToken: null },
        userErrors: [],
      });
      expect(refreshed.headers['set-cookie']).toBeDefined();
      const out = await call('mutation { signOut }').set(
        'cookie',
        (refreshed.headers['set-cookie'] as unknown as string[])[0]!.split(';')[0]!,
      );
      expect(out.headers['set-cookie']?.[0]).toMatch(
        /^caopan_refresh=; .*Expires=Thu, 01 Jan 1970/,
      );
      expect(await sessionsOf(account.accountId)).toEqual(['SIGNED_OUT']);
    });
  });

  it('signs out of one session, and of all', async () => {
    const account = await addAccount(application, 'REVIEWER');
    const [one, two, three] = [
      (await signIn(account.email)).session,
      (await signIn(account.email)).session,
      (await signIn(account.email)).session,
    ];
    const signOut = 'mutation ($input: RefreshSessionInput!) { signOut(input: $input) }';
    await application.graphql(null, signOut, { input: { refreshToken: one.refreshToken } });
    expect((await refresh(one.refreshToken)).session).toBeNull();
    const { data } = await asBearer(two.accessToken, 'mutation { signOutEverywhere }');
    expect(data.signOutEverywhere).toBe(2);
    expect((await refresh(three.refreshToken)).session).toBeNull();
  });

  describe('changing the password', () => {
    const CHANGE = `mutation ($input: ChangePasswordInput!) {
      changePassword(input: $input) { ${SESSION} userErrors { code path } } }`;

    it('ends every session and answers with a new one', async () => {
      const account = await addAccount(application, 'REVIEWER');
      const elsewhere = (await signIn(account.email)).session;
      const here = (await signIn(account.email)).session;
      const newPassword = 'forty-one brown hens';
      const input = { currentPassword: TEST_PASSWORD, newPassword };
      const changed = (await asBearer(here.accessToken, CHANGE, { input })).data.changePassword;
      expect(changed.userErrors).toEqual([]);
      expect((await refresh(elsewhere.refreshToken)).session).toBeNull();
      expect((await refresh(here.refreshToken)).session).toBeNull();
      expect((await refresh(changed.session.refreshToken)).session).not.toBeNull();
      expect((await signIn(account.email)).userErrors[0].code).toBe('INVALID_CREDENTIALS');
      expect((await signIn(account.email, newPassword)).userErrors).toEqual([]);
    });

    it('asks for the present password, and holds the new one to the rules', async () => {
      const account = await addAccount(application, 'REVIEWER');
      const { accessToken } = (await signIn(account.email)).session;
      const change = async (currentPassword: string, newPassword: string) =>
        (await asBearer(accessToken, CHANGE, { input: { currentPassword, newPassword } })).data
          .changePassword.userErrors[0];
      expect(await change('not it', 'a rather long sentence')).toMatchObject({
        code: 'INVALID_CREDENTIALS',
      });
      expect(await change(TEST_PASSWORD, 'football')).toEqual({
        code: 'PASSWORD_TOO_COMMON',
        path: ['input', 'newPassword'],
      });
      expect(await change(TEST_PASSWORD, 'short')).toMatchObject({ code: 'PASSWORD_TOO_SHORT' });
    });
  });

  it('refuses a token that it did not sign, and one that was tampered with', async () => {
    const account = await addAccount(application, 'REVIEWER');
    const { accessToken } = (await signIn(account.email)).session;
    const [header, payload, signature] = accessToken.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, role: 'ADMINISTRATOR' }));
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    for (const token of [
      `${header}.${forged.toString('base64url')}.${signature}`,
      `${none}.${forged.toString('base64url')}.`,
      'rubbish',
    ]) {
      const { errors } = await asBearer(token, VIEWER);
      expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });
});
