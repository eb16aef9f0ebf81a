import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { EngagementWorld } from '../support/engagement-world.js';
import { insertRow } from '../support/insert-row.js';

const SEND = `mutation ($input: SendEngagementMessageInput!) { sendEngagementMessage(input: $input) {
  message { id side body } userErrors { code } } }`;
const REDACT = `mutation ($input: RedactEngagementMessageInput!) { redactEngagementMessage(input: $input) {
  message { body redactionReason } userErrors { code } } }`;
const READ = `query ($id: ID!, $reason: String) { engagementMessages(engagementId: $id, first: 50, reason: $reason) {
  nodes { id side body attachments { id } } totalCount } }`;

describe('the conversation and the activity of an engagement', () => {
  let application: TestApplication;
  let world: EngagementWorld;
  const reviewer = { role: 'REVIEWER' } as const;
  const reason = '处理场次异议，需要查看双方沟通。';

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
  }, 30_000);
  afterAll(() => application.stop());

  async function room() {
    const pair = await world.pair();
    const { providerId, merchantId } = pair;
    return {
      ...pair,
      id: publicId('Engagement', pair.engagementId),
      provider: { role: 'PROVIDER_MEMBER', providerId } as const,
      merchant: { role: 'MERCHANT_MEMBER', merchantId } as const,
    };
  }

  async function write(caller: TestCaller, engagementId: string, body: string, more = {}) {
    const input = { engagementId, body, ...more };
    return (await application.graphql(caller, SEND, { input })).data.sendEngagementMessage;
  }

  const read = (caller: TestCaller, id: string, why?: string) =>
    application.graphql(caller, READ, { id, reason: why });

  it('is between the two sides, and never edited', async () => {
    const { id, provider, merchant, merchantId } = await room();
    const first = await write(provider, id, ' 明晚彩排可以提前到七点吗？ ');
    expect(first.message).toMatchObject({ side: 'PROVIDER', body: '明晚彩排可以提前到七点吗？' });
    await write(merchant, id, '可以。');
    for (const body of ['', '   ', 'x'.repeat(4_001)]) {
      expect((await write(merchant, id, body)).userErrors).toEqual([
        { code: 'BODY_OUT_OF_BOUNDS' },
      ]);
    }
    const { data } = await read(merchant, id);
    expect(data.engagementMessages).toMatchObject({
      totalCount: 2,
      nodes: [{ side: 'MERCHANT' }, { side: 'PROVIDER', attachments: [] }],
    });
    const change = application.sql.query(`UPDATE engagement_message SET body = 'other'`);
    await expect(change).rejects.toThrow('not edited');
    const { rows } = await application.sql.query(
      `SELECT kind FROM notification WHERE recipient = $1`,
      [`merchant:${merchantId}`],
    );
    expect(rows).toEqual([{ kind: 'engagement-messages.received' }]);
  });

  it('carries files of the writer, which both sides then see; no file of anybody else', async () => {
    const { id, provider, merchant, providerId } = await room();
    const file = await insertRow(application, 'stored_file', {
      owner: `provider:${providerId}`,
      state: 'KEPT',
      media_type: 'application/pdf',
      size: 8,
      sha256: Buffer.alloc(32),
    });
    const fileIds = [publicId('StoredFile', file)];
    const stolen = await write(merchant, id, '附件', { fileIds });
    expect(stolen.userErrors).toEqual([{ code: 'FILE_UNKNOWN' }]);
    expect((await write(provider, id, '附件', { fileIds })).userErrors).toEqual([]);
    const { data } = await read(merchant, id);
    expect(data.engagementMessages.nodes).toMatchObject([{ attachments: [{ id: fileIds[0] }] }]);
  });

  it('is closed to strangers and operators, and open to staff on a dispute with a reason', async () => {
    const { id, provider, engagementId, providerId, operatorId, merchantId } = await room();
    await write(provider, id, '只有双方可见');
    const stranger = await room();
    for (const caller of [stranger.provider, stranger.merchant]) {
      expect((await read(caller, id)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
      expect((await write(caller, id, '你好')).userErrors).toEqual([{ code: 'NOT_FOUND' }]);
    }
    const operator = { role: 'OPERATOR', providerId, operatorId } as const;
    expect((await read(operator, id)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await read(reviewer, id, reason)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const operated_session_id = await insertRow(application, 'operated_session', {
      engagement_id: engagementId,
      provider_id: providerId,
      merchant_id: merchantId,
      operator_id: operatorId,
      planned_end: '2026-01-01T02:00:00Z',
      state: 'CLAIMED',
    });
    await insertRow(application, 'session_dispute', {
      operated_session_id,
      engagement_id: engagementId,
      provider_id: providerId,
      merchant_id: merchantId,
      operator_id: operatorId,
      state: 'RAISED',
      grounds: 'OTHER',
    });
    expect((await read(reviewer, id)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await read(reviewer, id, reason)).data.engagementMessages.totalCount).toBe(1);
    const { rows } = await application.sql.query(
      `SELECT reason FROM audit_entry WHERE action = 'engagement.conversation_read' AND object_id = $1`,
      [engagementId],
    );
    expect(rows).toEqual([{ reason }]);
  });

  it('loses words by redaction only: once, with a reason, on record', async () => {
    const { id, provider, merchant } = await room();
    const { message } = await write(merchant, id, '请联系 138 开头的号码');
    const input = { messageId: message.id, reason: '含有个人联系方式，按规定遮盖。' };
    const forbidden = await application.graphql(provider, REDACT, { input });
    expect(forbidden.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const both = await Promise.all(
      [1, 2].map(() => application.graphql(reviewer, REDACT, { input })),
    );
    const done = both.map(({ data }) => data.redactEngagementMessage);
    expect(done.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    const { data } = await read(provider, id);
    expect(data.engagementMessages.nodes).toMatchObject([{ body: '' }]);
    const missing = { ...input, messageId: publicId('EngagementMessage', newId()) };
    const gone = (await application.graphql(reviewer, REDACT, { input: missing })).data;
    expect(gone.redactEngagementMessage.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
  });

  it('shows what happened in one list, page by page, to those who may see the engagement', async () => {
    const providerId = await world.provider();
    const operatorId = await world.operator(providerId);
    const merchantId = await world.merchant();
    const provider = { role: 'PROVIDER_OWNER', providerId } as const;
    const merchant = { role: 'MERCHANT_OWNER', merchantId } as const;
    const terms = {
      scopeModules: ['ASSORTMENT'],
      targetGmv: '1.00',
      fee: '1.00',
      startedOn: '2999-01-01',
      endedOn: '2999-02-01',
      operatorIds: [publicId('Operator', operatorId)],
    };
    const proposed = await application.graphql(
      provider,
      `mutation ($input: ProposeEngagementInput!) { proposeEngagement(input: $input) { engagement { id } } }`,
      { input: { ...terms, merchantId: publicId('Merchant', merchantId) } },
    );
    const { id } = proposed.data.proposeEngagement.engagement;
    const input = { engagementId: id, expectedVersion: 1 };
    await application.graphql(
      merchant,
      `mutation ($input: AcceptEngagementInput!) { acceptEngagement(input: $input) { userErrors { code } } }`,
      { input },
    );
    const page = (caller: TestCaller, after?: string) =>
      application.graphql(
        caller,
        `query ($id: ID!, $after: String) { engagementActivity(engagementId: $id, first: 3, after: $after) {
           nodes { kind what side versionNumber } totalCount pageInfo { hasNextPage endCursor } } }`,
        { id, after },
      );
    const first = (await page(merchant)).data.engagementActivity;
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const rest = (await page(merchant, first.pageInfo.endCursor)).data.engagementActivity;
    const all = [...first.nodes, ...rest.nodes].map(({ kind, what }) => `${kind} ${what}`);
    expect(all.sort()).toEqual([
      'STATE ACCEPTED',
      'STATE PROPOSED',
      'VERSION TERMS',
      'VERSION_ANSWER ACCEPTED',
    ]);
    const stranger = await room();
    expect((await page(stranger.merchant)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});
