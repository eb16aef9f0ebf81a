import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { addAccount, TEST_PASSWORD, type TestAccount } from '../support/accounts.js';
import { TestApplication } from '../support/application.js';
import { addMerchant, addOperator, addProvider } from '../support/registry.js';

const INVITE = `mutation ($input: InviteMemberInput!) {
  inviteMember(input: $input) { sent { link invitation { id state role } } userErrors { code path message } } }`;
const ACCEPT = `mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { session { accessToken membership { role providerId operatorId organisation } }
                                    userErrors { code path } } }`;
const REVOKE = `mutation ($input: RevokeInvitationInput!) {
  revokeInvitation(input: $input) { invitation { state } userErrors { code } } }`;
const END = `mutation ($input: EndMembershipInput!) {
  endMembership(input: $input) { membership { endedAt } userErrors { code } } }`;
const DISABLE = `mutation ($input: ChangeAccountStateInput!) {
  changeAccountState(input: $input) { account { state } userErrors { code } } }`;

describe('members', () => {
  let application: TestApplication;
  let providerId: string;
  let foreignProviderId: string;
  let merchantId: string;
  let administrator: TestAccount;
  let owner: TestAccount;

  beforeAll(async () => {
    application = await TestApplication.start();
    providerId = await addProvider(application, '杭州云帆电商服务');
    foreignProviderId = await addProvider(application, '广州南风传媒');
    merchantId = await addMerchant(application, '阿珍女装');
    administrator = await addAccount(application, 'ADMINISTRATOR');
    owner = await addAccount(application, 'PROVIDER_OWNER', { providerId });
  });
  afterAll(() => application.stop());

  const asAdministrator = () => ({ role: 'ADMINISTRATOR', ...administrator }) as const;
  const asOwner = () => ({ role: 'PROVIDER_OWNER', ...owner, providerId }) as const;
  const invite = async (caller: Parameters<TestApplication['graphql']>[0], input: object) =>
    (await application.graphql(caller, INVITE, { input })).data.inviteMember;
  const tokenOf = (link: string) => new URL(link).hash.replace('#token=', '');
  const accept = async (token: string, more: object = {}) =>
    (
      await application.graphql(null, ACCEPT, {
        input: { token, password: 'eleven quiet owls', name: '李雷', ...more },
      })
    ).data.acceptInvitation;

  it('gives a repeated invitation with its idempotency key the same link, and sends one', async () => {
    const input = {
      email: 'twice@yunfan.example',
      role: 'PROVIDER_MEMBER',
      idempotencyKey: 'invite-once-and-only-once',
    };
    const first = await invite(asOwner(), input);
    expect(await invite(asOwner(), input)).toEqual(first);
    const { rows } = await application.sql.query(
      'SELECT count(*)::int AS sent, count(revoked_at)::int AS revoked FROM invitation WHERE email = $1',
      [input.email],
    );
    expect(rows).toEqual([{ sent: 1, revoked: 0 }]);
  });

  it('lets an owner invite a colleague, who makes an account and is signed in', async () => {
    const { sent, userErrors } = await invite(asOwner(), {
      email: 'Li.Lei@Yunfan.example',
      role: 'PROVIDER_MEMBER',
    });
    expect(userErrors).toEqual([]);
    expect(sent.invitation).toMatchObject({ state: 'PENDING', role: 'PROVIDER_MEMBER' });
    const token = tokenOf(sent.link);
    const { session } = await accept(token);
    expect(session.membership).toEqual({
      role: 'PROVIDER_MEMBER',
      providerId: publicId('Provider', providerId),
      operatorId: null,
      organisation: '杭州云帆电商服务',
    });
    expect((await accept(token)).userErrors[0].code).toBe('INVITATION_CLOSED');
    const { rows } = await application.sql.query(
      'SELECT email, name, locale FROM account WHERE name = $1',
      ['李雷'],
    );
    expect(rows).toEqual([{ email: 'li.lei@yunfan.example', name: '李雷', locale: 'en' }]);
  });

  it('adds the role to the account that has the e-mail already, for its password', async () => {
    const account = await addAccount(application, 'JUROR');
    const { sent } = await invite(asAdministrator(), { email: account.email, role: 'REVIEWER' });
    const token = tokenOf(sent.link);
    expect((await accept(token, { password: 'somebody else’s guess' })).userErrors[0].code).toBe(
      'INVALID_CREDENTIALS',
    );
    const { session } = await accept(token, { password: TEST_PASSWORD });
    expect(session.membership.role).toBe('REVIEWER');
  });

  it('gives the role once when two answer one invitation at the same moment', async () => {
    const { sent } = await invite(asOwner(), {
      email: 'twice@example.test',
      role: 'PROVIDER_MEMBER',
    });
    const token = tokenOf(sent.link);
    const answers = await Promise.all([accept(token), accept(token), accept(token)]);
    expect(answers.filter(({ session }) => session !== null)).toHaveLength(1);
    const { rows } = await application.sql.query(
      `SELECT count(*)::int AS count FROM membership m JOIN account a ON a.id = m.account_id WHERE a.email = $1`,
      ['twice@example.test'],
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('refuses an invitation that is expired, taken back, replaced or made up', async () => {
    const send = async (email: string) =>
      (await invite(asOwner(), { email, role: 'PROVIDER_MEMBER' })).sent;
    const expired = await send('late@example.test');
    await application.sql.query(
      `UPDATE invitation SET expires_at = now() WHERE email = 'late@example.test'`,
    );
    const revoked = await send('revoked@example.test');
    const { data } = await application.graphql(asOwner(), REVOKE, {
      input: { invitationId: revoked.invitation.id },
    });
    expect(data.revokeInvitation.invitation.state).toBe('REVOKED');
    const replaced = await send('again@example.test');
    const newest = await send('again@example.test');
    const codes = [];
    for (const token of [
      tokenOf(expired.link),
      tokenOf(revoked.link),
      tokenOf(replaced.link),
      'x'.repeat(43),
    ])
      codes.push((await accept(token)).userErrors[0].code);
    expect(codes).toEqual([
      'INVITATION_EXPIRED',
      'INVITATION_CLOSED',
      'INVITATION_CLOSED',
      'INVITATION_UNKNOWN',
    ]);
    expect((await accept(tokenOf(newest.link))).userErrors).toEqual([]);
  });

  it('holds a new account to the rules, all at once, and leaves the invitation open', async () => {
    const { sent } = await invite(asOwner(), {
      email: 'rules@example.test',
      role: 'PROVIDER_MEMBER',
    });
    const answer = await accept(tokenOf(sent.link), { name: ' ', password: 'football' });
    expect(answer.userErrors).toEqual([
      { code: 'NAME_INVALID', path: ['input', 'name'] },
      { code: 'PASSWORD_TOO_COMMON', path: ['input', 'password'] },
    ]);
    expect((await accept(tokenOf(sent.link))).userErrors).toEqual([]);
  });

  it('invites an operator whom the company employs, and one account for each', async () => {
    const employed = await addOperator(application, '周小川', providerId);
    const elsewhere = await addOperator(application, '吴桐', foreignProviderId);
    const input = (operatorId: string) => ({
      email: `${operatorId}@example.test`,
      role: 'OPERATOR',
      operatorId: publicId('Operator', operatorId),
    });
    expect((await invite(asOwner(), input(elsewhere))).userErrors[0].code).toBe(
      'OPERATOR_NOT_EMPLOYED',
    );
    const { sent } = await invite(asOwner(), input(employed));
    const { session } = await accept(tokenOf(sent.link));
    expect(session.membership.operatorId).toBe(publicId('Operator', employed));

    const second = await invite(asOwner(), { ...input(employed), email: 'double@example.test' });
    expect((await accept(tokenOf(second.sent.link))).userErrors[0].code).toBe('ALREADY_MEMBER');
    const { rows } = await application.sql.query(
      `SELECT FROM account WHERE email = 'double@example.test'`,
    );
    expect(rows).toEqual([]);
  });

  it.each<[string, () => Parameters<TestApplication['graphql']>[0], () => object, string]>([
    ['staff by an owner', asOwner, () => ({ role: 'ADMINISTRATOR' }), 'ROLE_NOT_YOURS'],
    [
      'to another company',
      asOwner,
      () => ({ role: 'PROVIDER_MEMBER', providerId: publicId('Provider', foreignProviderId) }),
      'ORGANISATION_NOT_FOUND',
    ],
    ['to no company', asAdministrator, () => ({ role: 'PROVIDER_OWNER' }), 'SCOPE_MISMATCH'],
    [
      'to a company that is none',
      asAdministrator,
      () => ({ role: 'PROVIDER_OWNER', providerId: publicId('Provider', newId()) }),
      'ORGANISATION_NOT_FOUND',
    ],
    [
      'with ids too many',
      asAdministrator,
      () => ({ role: 'REVIEWER', merchantId: publicId('Merchant', merchantId) }),
      'SCOPE_MISMATCH',
    ],
    [
      'nobody',
      asOwner,
      () => ({ role: 'PROVIDER_MEMBER', email: 'not an address' }),
      'EMAIL_INVALID',
    ],
  ])('refuses to invite %s', async (_, caller, input, code) => {
    const answer = await invite(caller(), { email: 'who@example.test', ...input() });
    expect(answer).toMatchObject({ sent: null, userErrors: [{ code }] });
  });

  it('shows owners their own company, administrators everybody', async () => {
    await addAccount(application, 'PROVIDER_OWNER', { providerId: foreignProviderId });
    await addAccount(application, 'MERCHANT_OWNER', { merchantId });
    const list = async (caller: Parameters<TestApplication['graphql']>[0], filter = {}) =>
      (
        await application.graphql(
          caller,
          'query ($filter: MemberFilter) { members(first: 100, filter: $filter) { totalCount nodes { role organisation } } }',
          { filter },
        )
      ).data.members;
    const own = await list(asOwner());
    expect(new Set(own.nodes.map((node: { organisation: string }) => node.organisation))).toEqual(
      new Set(['杭州云帆电商服务']),
    );
    expect(own.totalCount).toBe(own.nodes.length);
    const foreign = { providerId: publicId('Provider', foreignProviderId) };
    expect((await list(asOwner(), foreign)).nodes).toEqual([]);
    expect((await list(asAdministrator(), foreign)).nodes).toEqual([
      { role: 'PROVIDER_OWNER', organisation: '广州南风传媒' },
    ]);
    const { data } = await application.graphql(
      asOwner(),
      '{ invitations(first: 100, pendingOnly: false) { nodes { state } } }',
    );
    expect(new Set(data.invitations.nodes.map((node: { state: string }) => node.state))).toEqual(
      new Set(['PENDING', 'ACCEPTED', 'REVOKED', 'EXPIRED']),
    );
  });

  describe('leaving', () => {
    const end = async (caller: Parameters<TestApplication['graphql']>[0], id: string) =>
      (
        await application.graphql(caller, END, {
          input: { membershipId: publicId('Membership', id) },
        })
      ).data.endMembership;

    it('ends a membership and its sessions; not that of another company', async () => {
      const member = await addAccount(application, 'PROVIDER_MEMBER', { providerId });
      const stranger = await addAccount(application, 'PROVIDER_MEMBER', {
        providerId: foreignProviderId,
      });
      const signedIn = await application.graphql(
        null,
        'mutation ($input: SignInInput!) { signIn(input: $input) { session { refreshToken } } }',
        { input: { email: member.email, password: TEST_PASSWORD } },
      );
      expect((await end(asOwner(), stranger.membershipId)).userErrors[0].code).toBe('NOT_FOUND');
      expect((await end(asOwner(), member.membershipId)).userErrors).toEqual([]);
      expect((await end(asOwner(), member.membershipId)).userErrors[0].code).toBe('ALREADY_ENDED');
      const refreshed = await application.graphql(
        null,
        'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { userErrors { code } } }',
        { input: { refreshToken: signedIn.data.signIn.session.refreshToken } },
      );
      expect(refreshed.data.refreshSession.userErrors[0].code).toBe('REFRESH_TOKEN_INVALID');
    });

    it('leaves a company its last owner, also when two end each other at the same moment', async () => {
      const company = await addProvider(application, '成都蜀锦直播');
      const owners = [
        await addAccount(application, 'PROVIDER_OWNER', { providerId: company }),
        await addAccount(application, 'PROVIDER_OWNER', { providerId: company }),
      ] as const;
      const caller = (account: TestAccount) =>
        ({ role: 'PROVIDER_OWNER', ...account, providerId: company }) as const;
      const answers = await Promise.all([
        end(caller(owners[0]), owners[1].membershipId),
        end(caller(owners[1]), owners[0].membershipId),
      ]);
      const codes = answers
        .map(({ userErrors }) => (userErrors[0]?.code as string) ?? 'ENDED')
        .sort();
      expect(codes).toEqual(['ENDED', 'LAST_OF_ITS_KIND']);
    });
  });

  describe('disabling', () => {
    const change = async (caller: TestAccount, accountId: string, to = 'DISABLED') =>
      (
        await application.graphql({ role: 'ADMINISTRATOR', ...caller }, DISABLE, {
          input: {
            accountId: publicId('Account', accountId),
            to,
            reason: '员工已离职，停用其账号。',
          },
        })
      ).data.changeAccountState;

    it('shuts an account out and lets it back in', async () => {
      const account = await addAccount(application, 'REVIEWER');
      expect((await change(administrator, account.accountId)).account.state).toBe('DISABLED');
      expect((await change(administrator, account.accountId)).userErrors[0].code).toBe(
        'ALREADY_SO',
      );
      expect((await change(administrator, account.accountId, 'ACTIVE')).account.state).toBe(
        'ACTIVE',
      );
    });

    it('refuses one’s own account and one that does not exist', async () => {
      expect((await change(administrator, administrator.accountId)).userErrors[0].code).toBe(
        'OWN_ACCOUNT',
      );
      expect((await change(administrator, newId())).userErrors[0].code).toBe('NOT_FOUND');
    });

    it('leaves an administrator when two disable each other at the same moment', async () => {
      await application.sql.query(
        `UPDATE membership SET ended_at = now() WHERE role = 'ADMINISTRATOR' AND ended_at IS NULL`,
      );
      const pair = [
        await addAccount(application, 'ADMINISTRATOR'),
        await addAccount(application, 'ADMINISTRATOR'),
      ] as const;
      const answers = await Promise.all([
        change(pair[0], pair[1].accountId),
        change(pair[1], pair[0].accountId),
      ]);
      const codes = answers
        .map(({ userErrors }) => (userErrors[0]?.code as string) ?? 'DISABLED')
        .sort();
      expect(codes).toEqual(['DISABLED', 'LAST_ADMINISTRATOR']);
    });
  });
});
