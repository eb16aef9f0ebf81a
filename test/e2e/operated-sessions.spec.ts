import { publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { CLAIM, CLAIMS, claimInput, EngagementWorld } from '../support/engagement-world.js';
import { countStatements } from '../support/statement-counter.js';

const HOUR = 3_600_000;
const WITHDRAW = `mutation ($input: WithdrawOperatedSessionInput!) { withdrawOperatedSession(input: $input) {
  operatedSession { state withdrawnAt } userErrors { code message } } }`;

interface LineResult {
  index: number;
  operatedSession: { state: string } | null;
  userErrors: { code: string; path: string[] }[];
}

describe('claims of operated sessions', () => {
  let application: TestApplication;
  let world: EngagementWorld;
  const reviewer = { role: 'REVIEWER' } as const;
  const soon = (hours: number) => new Date(Math.ceil(Date.now() / HOUR) * HOUR + hours * HOUR);

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
  }, 30_000);
  afterAll(() => application.stop());

  async function claim(caller: TestCaller, input: object, headers = {}) {
    const { data } = await application.graphql(caller, CLAIM, { input }, headers);
    return data.claimOperatedSession;
  }

  async function company() {
    const pair = await world.pair();
    const caller: TestCaller = { role: 'PROVIDER_MEMBER', providerId: pair.providerId };
    return { ...pair, caller };
  }

  it('answers a repeated call with the first answer, and other content under its name with an error', async () => {
    const { caller, ...pair } = await company();
    const input = claimInput({ ...pair, reference: 'r-1', start: soon(5), targetGmv: '8000.50' });
    const first = await claim(caller, input);
    expect(first).toMatchObject({
      operatedSession: { state: 'CLAIMED', inTime: true, liveSessionId: null },
      userErrors: [],
    });
    expect(await claim(caller, input)).toEqual(first);
    const other = await claim(caller, { ...input, targetGmv: '8000.51' });
    expect(other.userErrors).toMatchObject([
      { code: 'REFERENCE_REUSED', path: ['input', 'clientReference'] },
    ]);
    const { rows } = await application.sql.query(
      'SELECT count(*)::int FROM operated_session WHERE provider_id = $1',
      [pair.providerId],
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('takes the same reference twice at once as one claim', async () => {
    const { caller, ...pair } = await company();
    const input = claimInput({ ...pair, reference: 'twice', start: soon(5) });
    const answers = await Promise.all([1, 2, 3, 4].map(() => claim(caller, input)));
    const ids = new Set(answers.map(({ operatedSession }) => operatedSession.id));
    expect(ids.size).toBe(1);
  });

  it('gives a session to exactly one of two providers that claim it at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await company();
      const providerId = await world.provider();
      const operatorId = await world.operator(providerId);
      const engagementId = await world.engagement({
        providerId,
        merchantId: one.merchantId,
        operatorIds: [operatorId],
      });
      const sessionCode = `S-race-${round}`;
      const answers = await Promise.all([
        claim(one.caller, claimInput({ ...one, reference: 'a', start: soon(5), sessionCode })),
        claim(
          { role: 'PROVIDER_OWNER', providerId },
          claimInput({ engagementId, operatorId, reference: 'b', start: soon(5), sessionCode }),
        ),
      ]);
      expect(answers.filter(({ operatedSession }) => operatedSession)).toHaveLength(1);
      const [lost] = answers.filter(({ operatedSession }) => !operatedSession);
      expect(lost.userErrors).toMatchObject([
        { code: 'SESSION_HELD', path: ['input', 'sessionCode'] },
      ]);
    }
  });

  it('lets an operator run one room at a time, also when two are claimed at once', async () => {
    const { caller, ...pair } = await company();
    const merchantId = await world.merchant();
    const second = await world.engagement({ ...pair, merchantId, operatorIds: [pair.operatorId] });
    const answers = await Promise.all([
      claim(caller, claimInput({ ...pair, reference: 'a', start: soon(5) })),
      claim(caller, claimInput({ ...pair, engagementId: second, reference: 'b', start: soon(6) })),
    ]);
    expect(answers.filter(({ operatedSession }) => operatedSession)).toHaveLength(1);
    const [lost] = answers.filter(({ operatedSession }) => !operatedSession);
    expect(lost.userErrors).toMatchObject([{ code: 'OPERATOR_BUSY' }]);
    const after = claimInput({ ...pair, engagementId: second, reference: 'c', start: soon(8) });
    expect((await claim(caller, after)).userErrors).toEqual([]);
  });

  it('keeps a late claim but says that it will not score', async () => {
    const { caller, ...pair } = await company();
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const inGrace = claimInput({ ...pair, reference: 'a', start: minutesAgo(14), minutes: 30 });
    expect((await claim(caller, inGrace)).operatedSession).toMatchObject({ inTime: true });
    const late = claimInput({ ...pair, reference: 'b', start: minutesAgo(200), minutes: 30 });
    expect((await claim(caller, late)).operatedSession).toMatchObject({
      state: 'CLAIMED',
      inTime: false,
    });
  });

  it('verifies at once what the feed holds already, by code alone too', async () => {
    const { caller, ...pair } = await company();
    const startedAt = new Date(Date.now() - 30 * HOUR);
    await world.feedSession({ merchantId: pair.merchantId, code: 'S-there', startedAt });
    const {
      plannedStart: _,
      plannedEnd: __,
      ...input
    } = claimInput({
      ...pair,
      reference: 'a',
      start: startedAt,
      sessionCode: 'S-there',
    });
    const answer = await claim(caller, input);
    expect(answer.operatedSession).toMatchObject({
      state: 'VERIFIED',
      inTime: false,
      sessionCode: 'S-there',
      startedAt: startedAt.toISOString(),
    });
    expect(answer.operatedSession.liveSessionId).toMatch(/^sess_/);
    const again = await claim(caller, { ...input, clientReference: 'b' });
    expect(again.userErrors).toMatchObject([{ code: 'SESSION_HELD' }]);
    const unknown = await claim(caller, {
      ...input,
      clientReference: 'c',
      sessionCode: 'S-unknown',
    });
    expect(unknown.userErrors).toMatchObject([{ code: 'TIMES_NEEDED' }]);
  });

  it('refuses with a way out: term, operator, employment, merchant, times', async () => {
    const { caller, ...pair } = await company();
    const { providerId } = pair;
    const stranger = await world.operator(await world.provider());
    const left = await world.operator(providerId, '2020-01-01', '2026-01-31');
    await application.sql.query('INSERT INTO engagement_operator VALUES ($1, $2)', [
      pair.engagementId,
      left,
    ]);
    const other = await company();
    await world.feedSession({
      merchantId: other.merchantId,
      code: 'S-other',
      startedAt: soon(-30),
    });
    const good = { ...pair, reference: 'x', start: soon(5) };
    const attempts: [object, string, string][] = [
      [
        claimInput({ ...good, start: new Date('2028-02-01T12:00:00Z') }),
        'OUTSIDE_TERM',
        'plannedStart',
      ],
      [claimInput({ ...good, operatorId: stranger }), 'OPERATOR_NOT_NAMED', 'operatorId'],
      [claimInput({ ...good, operatorId: left }), 'OPERATOR_NOT_EMPLOYED', 'operatorId'],
      [claimInput({ ...good, engagementId: other.engagementId }), 'NOT_FOUND', 'engagementId'],
      [claimInput({ ...good, sessionCode: 'S-other' }), 'OTHER_MERCHANT', 'sessionCode'],
      [claimInput({ ...good, minutes: 0 }), 'TIMES_WRONG', 'plannedEnd'],
      [claimInput({ ...good, minutes: 24 * 60 + 1 }), 'TIMES_WRONG', 'plannedEnd'],
      [{ ...claimInput(good), plannedEnd: null }, 'TIMES_NEEDED', 'plannedEnd'],
      [claimInput({ ...good, reference: '' }), 'REFERENCE_INVALID', 'clientReference'],
      [claimInput({ ...good, reference: 'import:1' }), 'REFERENCE_INVALID', 'clientReference'],
      [claimInput({ ...good, targetGmv: '-0.01' }), 'NEGATIVE_TARGET', 'targetGmv'],
    ];
    for (const [input, code, field] of attempts) {
      const { operatedSession, userErrors } = await claim(caller, input);
      expect({ operatedSession, userErrors }).toMatchObject({
        operatedSession: null,
        userErrors: [{ code, path: ['input', field] }],
      });
    }
    const zh = await claim(caller, attempts[0]![0], { 'accept-language': 'zh-CN' });
    expect(zh.userErrors[0].message).toContain('2026-01-01 至 2027-12-31');
    const { errors } = await application.graphql(caller, CLAIM, {
      input: claimInput({ ...good, reference: 'a\0b' }),
    });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('can be withdrawn until its session may have begun, and then stands', async () => {
    const { caller, ...pair } = await company();
    const later = await claim(caller, claimInput({ ...pair, reference: 'a', start: soon(5) }));
    const next = new Date(Date.now() + 50 * 60_000);
    const due = await claim(caller, claimInput({ ...pair, reference: 'b', start: next }));
    const withdraw = async (who: TestCaller, operatedSessionId: string) => {
      const { data } = await application.graphql(who, WITHDRAW, { input: { operatedSessionId } });
      return data.withdrawOperatedSession;
    };
    expect((await withdraw(caller, due.operatedSession.id)).userErrors).toMatchObject([
      { code: 'TOO_LATE' },
    ]);
    const other = await company();
    expect((await withdraw(other.caller, later.operatedSession.id)).userErrors).toMatchObject([
      { code: 'NOT_FOUND' },
    ]);
    expect(await withdraw(caller, later.operatedSession.id)).toMatchObject({
      operatedSession: { state: 'WITHDRAWN' },
      userErrors: [],
    });
    expect((await withdraw(caller, later.operatedSession.id)).userErrors).toMatchObject([
      { code: 'NOT_CLAIMED' },
    ]);
    // Its room and time are free again.
    const anew = await claim(caller, claimInput({ ...pair, reference: 'c', start: soon(5) }));
    expect(anew.userErrors).toEqual([]);
  });

  it('takes a hundred lines in as many statements as one; each stands or falls by itself', async () => {
    const { caller, ...pair } = await company();
    const line = (number: number, hours: number) =>
      claimInput({ ...pair, reference: `line-${number}`, start: soon(hours) });
    const cost = async (inputs: object[]) => {
      const { statements, result } = await countStatements(() =>
        application.graphql(caller, CLAIMS, { inputs }),
      );
      return { statements: statements.length, results: result.data.claimOperatedSessions.results };
    };
    const single = await cost([line(0, 3)]);
    const many = Array.from({ length: 100 }, (_, index) => line(index + 1, 6 + 3 * index));
    const bulk = await cost(many);
    expect(bulk.statements).toBe(single.statements);
    expect(
      bulk.results.every((result: LineResult) => result.operatedSession?.state === 'CLAIMED'),
    ).toBe(true);

    const mixed = await cost([
      line(1, 6), // said before
      line(1, 9), // other content
      line(201, 3), // its operator is busy
      line(202, 400),
      line(203, 400), // busy with the line before
      line(202, 400), // the same line again
      { ...line(204, 500), engagementId: publicId('Engagement', (await company()).engagementId) },
    ]);
    const codes = mixed.results.map(({ index, operatedSession, userErrors }: LineResult) =>
      operatedSession
        ? 'kept'
        : `${userErrors[0]!.code} ${userErrors[0]!.path[1] === String(index)}`,
    );
    expect(codes).toEqual([
      'kept',
      'REFERENCE_REUSED true',
      'OPERATOR_BUSY true',
      'kept',
      'OPERATOR_BUSY true',
      'kept',
      'NOT_FOUND true',
    ]);
    const tooMany = await application.graphql(caller, CLAIMS, {
      inputs: [...many, line(999, 1000)],
    });
    expect(tooMany.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('is made by providers, by operators for themselves only; and seen by its owners and staff', async () => {
    const { caller, ...pair } = await company();
    const { providerId, merchantId, operatorId } = pair;
    const colleague = await world.operator(providerId);
    await application.sql.query('INSERT INTO engagement_operator VALUES ($1, $2)', [
      pair.engagementId,
      colleague,
    ]);
    const self: TestCaller = { role: 'OPERATOR', providerId, operatorId };
    const own = await claim(self, claimInput({ ...pair, reference: 'own', start: soon(5) }));
    expect(own.userErrors).toEqual([]);
    const input = claimInput({ ...pair, operatorId: colleague, reference: 'c', start: soon(5) });
    expect((await claim(self, input)).userErrors).toMatchObject([{ code: 'NOT_YOURSELF' }]);
    for (const role of ['MERCHANT_OWNER', 'REVIEWER', 'ADMINISTRATOR', 'JUROR'] as const) {
      const { errors } = await application.graphql({ role, merchantId }, CLAIM, { input });
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    const other = await company();
    const sees = async (who: TestCaller) => {
      const { data } = await application.graphql(
        who,
        `query ($id: ID!, $of: ID!) { operatedSession(id: $id) { id }
           operatedSessions(first: 100, filter: { providerId: $of }) { nodes { id } } }`,
        { id: own.operatedSession.id, of: publicId('Provider', providerId) },
      );
      const listed = data.operatedSessions.nodes.some(
        ({ id }: { id: string }) => id === own.operatedSession.id,
      );
      expect(listed).toBe(data.operatedSession !== null);
      return listed;
    };
    expect(await sees(caller)).toBe(true);
    expect(await sees(self)).toBe(true);
    expect(await sees({ role: 'OPERATOR', providerId, operatorId: colleague })).toBe(false);
    expect(await sees({ role: 'MERCHANT_MEMBER', merchantId })).toBe(true);
    expect(await sees({ role: 'MERCHANT_OWNER', merchantId: other.merchantId })).toBe(false);
    expect(await sees(other.caller)).toBe(false);
    expect(await sees(reviewer)).toBe(true);
  });

  it('filters, and shows its parties at a constant number of statements', async () => {
    const { caller, ...pair } = await company();
    const inputs = Array.from({ length: 50 }, (_, index) =>
      claimInput({ ...pair, reference: `f-${index}`, start: soon(24 * (index + 1)) }),
    );
    await application.graphql(caller, CLAIMS, { inputs });
    const query = `query ($first: Int!, $filter: OperatedSessionFilter) {
      operatedSessions(first: $first, filter: $filter) { totalCount nodes { plannedStart
        provider { name } merchant { name } operator { name } engagement { engagementCode } } } }`;
    const list = async (first: number, filter: object) =>
      countStatements(() => application.graphql(caller, query, { first, filter }));
    const fifty = await list(50, {});
    expect(fifty.result.data.operatedSessions.nodes).toHaveLength(50);
    expect(fifty.statements.length).toBe((await list(1, {})).statements.length);
    const total = async (filter: object) =>
      (await list(1, filter)).result.data.operatedSessions.totalCount;
    const day = new Date(+soon(24 * 10) + 8 * HOUR).toISOString().slice(0, 10);
    expect(await total({ from: day, to: day })).toBe(1);
    expect(await total({ to: day })).toBe(10);
    expect(await total({ states: ['VERIFIED'] })).toBe(0);
    expect(await total({ inTime: true, states: ['CLAIMED'] })).toBe(50);
    expect(await total({ operatorId: publicId('Operator', pair.operatorId) })).toBe(50);
    expect(
      await total({ engagementId: publicId('Engagement', (await company()).engagementId) }),
    ).toBe(0);
  });
});
