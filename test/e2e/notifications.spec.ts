import {
  defineNotices,
  NotificationService,
  type Notice,
} from '../../src/modules/notifications/index.js';
import { NotificationHousekeeping } from '../../src/modules/notifications/jobs/notification-housekeeping.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { UnitOfWork } from '../../src/modules/platform/database/unit-of-work.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { addAccount } from '../support/accounts.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { addProvider } from '../support/registry.js';
import { connect, follow } from '../support/subscriber.js';
import { countStatements } from '../support/statement-counter.js';

const notices = defineNotices('notifications-spec', {
  proposed: { en: '{party} proposes an engagement.', zh: '{party}向您发起合作。' },
  told: { en: 'Something happened.', zh: '有新动态。' },
});

const DAY = 86_400_000;

describe('notifications', () => {
  let application: TestApplication;
  const owner: TestCaller = { role: 'PROVIDER_OWNER', accountId: newId(), providerId: newId() };
  const colleague: TestCaller = { ...owner, role: 'PROVIDER_MEMBER', accountId: newId() };

  beforeAll(async () => {
    application = await TestApplication.start();
  });
  afterAll(() => application.stop());

  const notice = (to: Notice['to'], more: Partial<Notice> = {}): Notice => ({
    kind: notices.told,
    to,
    subject: { type: 'Engagement', id: newId() },
    parameters: {},
    actBy: null,
    ...more,
  });

  function notify(list: readonly Notice[], now = new Date()): Promise<number> {
    const context = systemContext('test', now);
    return application.nest
      .get(UnitOfWork)
      .run(context, (transaction) =>
        application.nest.get(NotificationService).notify(context, transaction, list),
      );
  }

  const LIST = `query ($filter: NotificationFilter, $after: String, $first: Int = 50) {
    notifications(filter: $filter, after: $after, first: $first) {
      totalCount pageInfo { endCursor hasNextPage } nodes { id kind text subjectId actBy doneAt readAt } } }`;
  async function list(caller: TestCaller, filter = {}, headers = {}) {
    const answer = await application.graphql(caller, LIST, { filter }, headers);
    return answer.data.notifications as { totalCount: number; nodes: Record<string, string>[] };
  }
  const unread = async (caller: TestCaller) =>
    (await application.graphql(caller, '{ unreadNotificationCount }')).data.unreadNotificationCount;
  async function markRead(caller: TestCaller, input: Record<string, unknown>) {
    const mutation = `mutation ($input: MarkNotificationsReadInput!) {
      markNotificationsRead(input: $input) { unreadCount userErrors { code path } } }`;
    return (await application.graphql(caller, mutation, { input })).data.markNotificationsRead;
  }

  it('are told in the language of their reader', async () => {
    const subject = { type: 'Engagement', id: newId() } as const;
    const parameters = { party: '青禾电商' };
    await notify([
      notice({ providerId: owner.providerId! }, { kind: notices.proposed, subject, parameters }),
    ]);
    const [english] = (await list(owner)).nodes;
    expect(english).toMatchObject({
      kind: 'notifications-spec.proposed',
      text: '青禾电商 proposes an engagement.',
      subjectId: publicId('Engagement', subject.id),
    });
    const [chinese] = (await list(owner, {}, { 'accept-language': 'zh-CN' })).nodes;
    expect(chinese!.text).toBe('青禾电商向您发起合作。');
  });

  it('reach those they are meant for, and nobody else', async () => {
    const ids = {
      providerId: newId(),
      merchantId: newId(),
      operatorId: newId(),
      accountId: newId(),
    };
    const { providerId, merchantId, operatorId, accountId } = ids;
    const key = newId();
    const about = (kind: string) => ({ subject: { type: 'Provider', id: newId() }, key: `${key}${kind}` }) as const; // prettier-ignore
    await notify([
      notice({ providerId }, about('p')),
      notice({ merchantId }, about('m')),
      notice({ operatorId }, about('o')),
      notice({ accountId }, about('a')),
      notice({ staff: ['REVIEWER', 'JUROR'] }, about('s')),
    ]);
    const { rows } = await application.sql.query<{ id: string; recipient: string }>(
      'SELECT id, recipient FROM notification WHERE key LIKE $1',
      [`${key}%`],
    );
    const reached = async (caller: TestCaller) => {
      const { nodes, totalCount } = await list(caller);
      const mine = rows.filter(({ id }) =>
        nodes.some((n) => n.id === publicId('Notification', id)),
      );
      const byNode = await Promise.all(
        rows.map(async ({ id }) => {
          const query = `{ node(id: "${publicId('Notification', id)}") { id } }`;
          return (await application.graphql(caller, query)).data.node !== null;
        }),
      );
      expect(byNode.filter(Boolean).length).toBe(mine.length);
      expect(totalCount).toBe(nodes.length);
      return mine.map(({ recipient }) => recipient.split(':')[0]).sort();
    };
    expect(await reached({ role: 'PROVIDER_OWNER', providerId })).toEqual(['provider']);
    expect(await reached({ role: 'PROVIDER_MEMBER', providerId, accountId })).toEqual(['account', 'provider']); // prettier-ignore
    expect(await reached({ role: 'OPERATOR', providerId, operatorId })).toEqual(['operator']);
    expect(await reached({ role: 'MERCHANT_MEMBER', merchantId })).toEqual(['merchant']);
    expect(await reached({ role: 'REVIEWER' })).toEqual(['staff']);
    expect(await reached({ role: 'JUROR' })).toEqual(['staff']);
    expect(await reached({ role: 'ADMINISTRATOR' })).toEqual([]);
    expect(await reached({ role: 'MERCHANT_OWNER', merchantId: newId() })).toEqual([]);
  });

  it('are read by each for himself, by id and until an instant', async () => {
    const providerId = newId();
    const one: TestCaller = { ...owner, providerId, accountId: newId() };
    const two: TestCaller = { ...colleague, providerId, accountId: newId() };
    const start = Date.now();
    for (const minutes of [0, 1, 2, 3]) await notify([notice({ providerId })], new Date(start + minutes * 60_000)); // prettier-ignore
    const [newest] = (await list(one)).nodes;
    expect(await markRead(one, { ids: [newest!.id] })).toEqual({ unreadCount: 3, userErrors: [] });
    expect(await markRead(one, { ids: [newest!.id] })).toEqual({ unreadCount: 3, userErrors: [] });
    const before = new Date(start + 60_000).toISOString();
    expect(await markRead(one, { before })).toEqual({ unreadCount: 1, userErrors: [] });
    expect((await list(one, { unread: true })).totalCount).toBe(1);
    expect((await list(one, { unread: false })).totalCount).toBe(3);
    expect(await unread(two)).toBe(4);
  });

  it('are not marked where they are another’s, and the whole call is refused', async () => {
    const providerId = newId();
    await notify([notice({ providerId })]);
    const reader: TestCaller = { role: 'PROVIDER_OWNER', providerId };
    const [node] = (await list(reader)).nodes;
    const stranger: TestCaller = { role: 'MERCHANT_OWNER', merchantId: newId() };
    const refused = { unreadCount: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'ids', '0'] }] }; // prettier-ignore
    expect(await markRead(stranger, { ids: [node!.id] })).toEqual(refused);
    expect(await markRead(reader, {})).toMatchObject({ userErrors: [{ code: 'IDS_OR_BEFORE' }] });
    const all = { ids: [node!.id], before: new Date().toISOString() };
    expect(await markRead(reader, all)).toMatchObject({ userErrors: [{ code: 'IDS_OR_BEFORE' }] });
  });

  it('say what is still to be done, until it is', async () => {
    const providerId = newId();
    const caller: TestCaller = { role: 'PROVIDER_OWNER', providerId };
    const subject = { type: 'Engagement', id: newId() } as const;
    const actBy = new Date('2027-01-01T00:00:00Z');
    await notify([notice({ providerId }, { subject, actBy }), notice({ providerId })]);
    const due = async () => (await list(caller, { actDue: true })).nodes;
    expect(await due()).toMatchObject([{ actBy: actBy.toISOString(), doneAt: null }]);
    const context = systemContext('test', new Date());
    const settle = () =>
      application.nest
        .get(UnitOfWork)
        .run(context, (transaction) =>
          application.nest.get(NotificationService).settle(context, transaction, [subject.id]),
        );
    expect([await settle(), await settle()]).toEqual([1, 0]);
    expect(await due()).toEqual([]);
    expect((await list(caller)).totalCount).toBe(2);
  });

  it('with a key come once, whoever tells them at the same time', async () => {
    const providerId = newId();
    const same = () => notify([notice({ providerId }, { key: 'confirm 2026-11-21' })]);
    const added = await Promise.all([same(), same(), same(), same()]);
    expect(added.sort()).toEqual([0, 0, 0, 1]);
    expect(await notify([notice({ providerId }, { key: 'confirm 2026-11-22' })])).toBe(1);
    expect((await list({ role: 'PROVIDER_OWNER', providerId })).totalCount).toBe(2);
  });

  it('are not there when what happened was undone', async () => {
    const providerId = newId();
    const context = systemContext('test', new Date());
    const undone = application.nest.get(UnitOfWork).run(context, async (transaction) => {
      await application.nest.get(NotificationService).notify(context, transaction, [notice({ providerId })]); // prettier-ignore
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect((await list({ role: 'PROVIDER_OWNER', providerId })).totalCount).toBe(0);
  });

  it('are told to a thousand in one statement', async () => {
    const many = Array.from({ length: 1_000 }, () => notice({ merchantId: newId() }));
    const { statements, result } = await countStatements(() => notify(many));
    expect([statements.length, result]).toEqual([1, 1_000]);
  });

  it('arrive while one listens, each once, and only one’s own', async () => {
    const providerId = newId();
    const authorization = `Bearer ${await application.tokenFor({ role: 'PROVIDER_OWNER', providerId })}`;
    const client = connect(application.url, { authorization, 'accept-language': 'en' });
    const answers = follow(client, 'subscription { notificationAdded { text } }');
    const first = answers.next();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await notify([
      notice({ providerId: newId() }),
      notice({ providerId }, { kind: notices.proposed, parameters: { party: 'A' } }),
      notice({ providerId }, { kind: notices.proposed, parameters: { party: 'B' } }),
    ]);
    const texts = [await first, await answers.next()].map(({ value }) => value.data.notificationAdded.text); // prettier-ignore
    expect(texts.sort()).toEqual(['A proposes an engagement.', 'B proposes an engagement.']);
    await client.dispose();
  });

  it('are gathered once a day for each account: what is unread and what is due', async () => {
    const providerId = await addProvider(application, '青禾代运营');
    const account = await addAccount(application, 'PROVIDER_OWNER', { providerId });
    const caller: TestCaller = { role: 'PROVIDER_OWNER', providerId, ...account };
    const morning = new Date('2026-12-01T01:00:00Z');
    const in2Days = new Date(morning.getTime() + 2 * DAY);
    await notify([notice({ providerId }, { actBy: in2Days }), notice({ providerId })], morning);
    const [, seen] = (await list(caller)).nodes;
    await markRead(caller, { ids: [seen!.id] });

    const housekeeping = application.nest.get(NotificationHousekeeping);
    const write = (at: Date) => housekeeping.writeDigests(systemContext('test', at));
    expect(await write(new Date('2026-11-30T20:00:00Z'))).toBe(0);
    const runs = await Promise.all([write(morning), write(morning)]);
    expect(runs).toContain(0);
    expect(await write(new Date(morning.getTime() + 3_600_000))).toBe(0);
    const { rows } = await application.sql.query(
      `SELECT unread_count AS unread, due_count AS due, due_ids AS ids FROM notification_digest
        WHERE account_id = $1`,
      [account.accountId],
    );
    expect(rows).toEqual([{ unread: 1, due: 1, ids: [expect.any(String)] }]);
    const events = await application.sql.query(
      `SELECT payload FROM outbox_event WHERE kind = 'notifications.digests_written'`,
    );
    expect(events.rows).toEqual([{ payload: { digestOn: '2026-12-01', accounts: expect.any(Number) } }]); // prettier-ignore
  });

  it('are forgotten when they were kept long enough and nothing more is to be done', async () => {
    const providerId = newId();
    const then = new Date('2025-01-01T00:00:00Z');
    const later = new Date('2026-12-31T00:00:00Z');
    await notify([notice({ providerId }), notice({ providerId }, { actBy: later })], then);
    const context = systemContext('test', new Date('2026-01-01T00:00:00Z'));
    expect(await application.nest.get(NotificationHousekeeping).forget(context)).toBe(1);
    expect((await list({ role: 'PROVIDER_OWNER', providerId })).nodes).toMatchObject([{ actBy: later.toISOString() }]); // prettier-ignore
  });
});
