import { accountsCommand } from '../../src/cli/accounts.command.js';
import { TestApplication } from '../support/application.js';

describe('accounts invite-administrator', () => {
  let application: TestApplication;
  const environment = { ...process.env };
  const printed: string[] = [];
  const original = { ...console };

  beforeAll(async () => {
    application = await TestApplication.start();
    Object.assign(process.env, {
      NODE_ENV: 'test',
      DATABASE_URL: application.database.appUrl,
      ACCESS_TOKEN_SECRET: 'a secret that only the tests use, 32 bytes',
      DATA_ENCRYPTION_SECRET: 'another one that only the tests use, 32',
      LOG_LEVEL: 'silent',
    });
    const print = (text: string) => void printed.push(text);
    Object.assign(console, { log: print, error: print });
  });
  afterAll(async () => {
    Object.assign(console, original);
    process.env = environment;
    await application.stop();
  });

  it('lets the first administrator into an empty installation', async () => {
    expect(await accountsCommand.run(['invite-administrator', 'first@example.test'])).toBe(0);
    const token = new URL(printed.at(-1)!).hash.replace('#token=', '');
    const { data } = await application.graphql(
      null,
      `mutation ($input: AcceptInvitationInput!) {
         acceptInvitation(input: $input) { session { membership { role } } userErrors { code } } }`,
      { input: { token, name: '江予安', password: 'eleven quiet owls' } },
    );
    expect(data.acceptInvitation).toEqual({
      session: { membership: { role: 'ADMINISTRATOR' } },
      userErrors: [],
    });
    const { rows } = await application.sql.query(
      `SELECT actor FROM audit_entry WHERE action = 'invitation.sent'`,
    );
    expect(rows).toEqual([{ actor: 'system:cli' }]);
  });

  it('says what is wrong', async () => {
    expect(await accountsCommand.run(['invite-administrator', 'nobody'])).toBe(1);
    expect(printed.at(-1)).toContain('not an e-mail address');
    expect(await accountsCommand.run([])).toBe(2);
    expect(printed.at(-1)).toContain('Usage');
  });
});
