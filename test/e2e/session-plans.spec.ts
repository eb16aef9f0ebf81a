import { EngagementsModule } from '../../src/modules/engagements/index.js';
import { SessionVerificationService } from '../../src/modules/engagements/session-verification.service.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { CLAIM, claimInput, EngagementWorld } from '../support/engagement-world.js';
import { countStatements } from '../support/statement-counter.js';

const PLAN = `mutation ($input: PlanSessionInput!) { planSession(input: $input) {
  operatedSession { id } userErrors { code path } } }`;
const REVIEW = `mutation ($input: ReviewSessionInput!) { reviewSession(input: $input) {
  operatedSession { review { inTime } } userErrors { code path } } }`;
const READ = `query ($id: ID!) { operatedSession(id: $id) {
  targetGmv
  plan { counting { version targets { netGmv exposures gmvPerWatchMinute } productMix { volume } }
         versions { version inTime } }
  review { wentWell nextSteps inTime }
  comparison { plannedNetGmv actualNetGmv difference gap
               factors { factor planned actual contribution share } } } }`;

const HOUR = 3_600_000;

describe('the plan of a session and its review', () => {
  let application: TestApplication;
  let world: EngagementWorld;
  let verification: SessionVerificationService;
  let hours = 0;

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
    verification = application.nest.select(EngagementsModule).get(SessionVerificationService);
  }, 30_000);
  afterAll(() => application.stop());

  type Pair = Awaited<ReturnType<EngagementWorld['pair']>>;
  const merchantOf = ({ merchantId }: Pair) => ({ role: 'MERCHANT_OWNER', merchantId }) as const;
  const providerOf = ({ providerId }: Pair) => ({ role: 'PROVIDER_MEMBER', providerId }) as const;
  const operatorOf = ({ providerId }: Pair, operatorId: string) =>
    ({ role: 'OPERATOR', providerId, operatorId }) as const;

  async function send(caller: TestCaller, query: string, variables: object) {
    const { data, errors } = await application.graphql(caller, query, { ...variables });
    expect(errors).toBeUndefined();
    return Object.values(data)[0];
  }

  /** A claim for tomorrow or later. */
  async function claimed(pair: Pair, targetGmv?: string) {
    const start = new Date(Math.floor(Date.now() / HOUR) * HOUR + 24 * HOUR + (hours += 4) * HOUR);
    const { engagementId, operatorId } = pair;
    const reference = newId();
    const input = claimInput({
      engagementId,
      operatorId,
      reference,
      start,
      sessionCode: `S-${reference}`,
      ...(targetGmv && { targetGmv }),
    });
    const { operatedSession } = await send(providerOf(pair), CLAIM, { input });
    return { id: operatedSession.id as string, code: input.sessionCode!, start, input };
  }

  function planOf(id: string, netGmv: string, factors: object = {}) {
    return {
      operatedSessionId: id,
      targets: { netGmv, ...factors },
      productMix: { gift: '10', traffic: '20', profit: '30', volume: '40' },
      promotionBudget: { before: '300.00', burst: '700.00' },
      warmUpDays: 15,
    };
  }

  /** Moves a claim and its plan into the past, and has the feed tell of it. */
  async function happened(pair: Pair, { code, start }: { code: string; start: Date }, ago: number) {
    const startedAt = new Date(Date.now() - ago * HOUR);
    const shift = `$2::timestamptz - $3::timestamptz`;
    await application.sql.query(
      `UPDATE operated_session SET planned_start = planned_start + (${shift}), planned_end = planned_end + (${shift}),
              claimed_at = claimed_at + (${shift}), planned_at = planned_at + (${shift})
        WHERE session_code = $1`,
      [code, startedAt, start],
    );
    await application.sql.query(
      'ALTER TABLE session_plan DISABLE TRIGGER session_plan_append_only',
    );
    await application.sql.query(
      `UPDATE session_plan SET filed_at = filed_at + (${shift})
        WHERE operated_session_id = (SELECT id FROM operated_session WHERE session_code = $1)`,
      [code, startedAt, start],
    );
    await application.sql.query('ALTER TABLE session_plan ENABLE TRIGGER session_plan_append_only');
    const { merchantId } = pair;
    const loadNumber = await world.feedSession({ merchantId, code, startedAt });
    await verification.afterLoad({ loadNumber, firstDate: null, lastDate: null });
  }

  const words = '开场十分钟留人好，福利款节奏准。';
  const review = (id: string) => ({
    operatedSessionId: id,
    wentWell: words,
    toImprove: words,
    nextSteps: words,
  });

  it('goes through versions until the start, then through the feed to the comparison', async () => {
    const pair = await world.pair();
    const session = await claimed(pair, '80.00');
    const { id, input } = session;
    const first = { ...planOf(id, '100.00'), idempotencyKey: 'plan-0001' };
    const planner = { ...providerOf(pair), accountId: newId() };
    for (const again of [first, first]) {
      const { userErrors } = await send(planner, PLAN, { input: again });
      expect(userErrors).toEqual([]);
    }
    const factors = { exposures: '900', clickThroughRate: '0.1', watchMinutesPerEntry: '4' };
    const second = planOf(id, '120.00', factors);
    const operator = operatorOf(pair, pair.operatorId);
    expect((await send(operator, PLAN, { input: second })).userErrors).toEqual([]);
    // The claim says what it said: sending it again is no other claim.
    const repeated = await send(providerOf(pair), CLAIM, { input });
    expect(repeated).toMatchObject({ operatedSession: { id }, userErrors: [] });

    const planned = await send(merchantOf(pair), READ, { id });
    expect(planned).toMatchObject({
      targetGmv: '80.00',
      plan: {
        counting: { version: 2, targets: { netGmv: '120.00', exposures: '900' } },
        versions: [
          { version: 2, inTime: true },
          { version: 1, inTime: true },
        ],
      },
      review: null,
      comparison: null,
    });
    expect((await send(providerOf(pair), REVIEW, { input: review(id) })).userErrors).toEqual([
      { code: 'NOT_OVER', path: [] },
    ]);

    await happened(pair, session, 4);
    // The same call again is answered as it was; a new one comes too late.
    expect((await send(planner, PLAN, { input: first })).userErrors).toEqual([]);
    expect((await send(providerOf(pair), PLAN, { input: second })).userErrors).toEqual([
      { code: 'STARTED', path: [] },
    ]);
    expect(await send(providerOf(pair), REVIEW, { input: review(id) })).toMatchObject({
      operatedSession: { review: { inTime: true } },
      userErrors: [],
    });
    expect((await send(providerOf(pair), REVIEW, { input: review(id) })).userErrors).toEqual([
      { code: 'REVIEWED', path: [] },
    ]);
    // The feed: 90.00 paid, 5.00 refunded, 1,000 exposures, 100 entries, 500 watch minutes.
    for (const reader of [merchantOf(pair), providerOf(pair), { role: 'REVIEWER' } as const]) {
      const { comparison } = await send(reader, READ, { id });
      expect(comparison).toMatchObject({
        plannedNetGmv: '120.00',
        actualNetGmv: '85.00',
        difference: '-35.00',
        gap: null,
      });
      const [exposures, clicks, minutes, gmv] = comparison.factors;
      expect(exposures).toMatchObject({ planned: '900', actual: '1000', contribution: '10.69' });
      expect(clicks).toMatchObject({ planned: '0.1', actual: '0.1', contribution: '0.00' });
      expect(minutes).toMatchObject({ planned: '4', actual: '5', contribution: '22.65' });
      expect(gmv).toMatchObject({ planned: '0.333333', actual: '0.17', contribution: '-68.34' });
    }
    const { rows } = await application.sql.query(
      `SELECT action, count(*)::int AS times FROM audit_entry
        WHERE object_id = (SELECT id FROM operated_session WHERE session_code = $1)
          AND action IN ('operated_session.planned', 'operated_session.reviewed')
        GROUP BY action ORDER BY action`,
      [session.code],
    );
    expect(rows).toEqual([
      { action: 'operated_session.planned', times: 2 },
      { action: 'operated_session.reviewed', times: 1 },
    ]);
    const told = await application.sql.query(
      `SELECT kind, count(*)::int AS times
         FROM notification
        WHERE kind IN ('operated-sessions.planned', 'operated-sessions.reviewed')
          AND recipient = 'merchant:' || $1 GROUP BY kind ORDER BY kind`,
      [pair.merchantId],
    );
    expect(told.rows).toEqual([
      { kind: 'operated-sessions.planned', times: 2 },
      { kind: 'operated-sessions.reviewed', times: 1 },
    ]);
  });

  it('does not count what was filed after the feed says that the session began', async () => {
    const pair = await world.pair();
    const session = await claimed(pair, '80.00');
    await send(providerOf(pair), PLAN, { input: planOf(session.id, '100.00') });
    await happened(pair, session, 4);
    // It began before the plan was filed.
    await application.sql.query(
      `UPDATE operated_session SET started_at = started_at - interval '2 days' WHERE session_code = $1`,
      [session.code],
    );
    await application.sql.query(
      `UPDATE live_session SET started_at = started_at - interval '2 days' WHERE session_code = $1`,
      [session.code],
    );
    const { plan, comparison } = await send(merchantOf(pair), READ, { id: session.id });
    expect(plan).toEqual({ counting: null, versions: [{ version: 1, inTime: false }] });
    // What the claim said stands, and says nothing of the factors.
    expect(comparison).toMatchObject({ plannedNetGmv: '80.00', gap: 'PLAN_INCOMPLETE' });
  });

  it('keeps a late review and says so', async () => {
    const pair = await world.pair();
    const session = await claimed(pair);
    await happened(pair, session, 75);
    const reviewed = await send(providerOf(pair), REVIEW, { input: review(session.id) });
    expect(reviewed.operatedSession.review).toEqual({ inTime: false });
    const { comparison } = await send(providerOf(pair), READ, { id: session.id });
    expect(comparison).toMatchObject({ plannedNetGmv: null, difference: null, gap: 'NO_TARGET' });
  });

  it('is for the provider of the claim and the operator named, and nobody else', async () => {
    const pair = await world.pair();
    const { id } = await claimed(pair);
    const colleague = await world.operator(pair.providerId);
    const stranger = providerOf(await world.pair());
    for (const caller of [operatorOf(pair, colleague), stranger]) {
      for (const [mutation, input] of [
        [PLAN, planOf(id, '1.00')],
        [REVIEW, review(id)],
      ] as const) {
        const { userErrors } = await send(caller, mutation, { input });
        expect(userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'operatedSessionId'] }]);
      }
    }
    for (const caller of [merchantOf(pair), { role: 'ADMINISTRATOR' } as const]) {
      const { errors } = await application.graphql(caller, PLAN, { input: planOf(id, '1.00') });
      expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    }
  });

  it('numbers what is filed at the same time one after the other', async () => {
    const pair = await world.pair();
    const { id } = await claimed(pair);
    const amounts = ['1.00', '2.00', '3.00', '4.00', '5.00'];
    await Promise.all(
      amounts.map((amount) => send(providerOf(pair), PLAN, { input: planOf(id, amount) })),
    );
    const { plan } = await send(providerOf(pair), READ, { id });
    expect(plan.versions.map(({ version }: { version: number }) => version)).toEqual([
      5, 4, 3, 2, 1,
    ]);
  });

  it('is read in as many statements for many sessions as for one', async () => {
    const pair = await world.pair();
    for (let index = 0; index < 3; index += 1) {
      const session = await claimed(pair);
      await send(providerOf(pair), PLAN, { input: planOf(session.id, '10.00') });
      await happened(pair, session, 4 + 4 * index);
    }
    const read = (first: number) =>
      countStatements(() =>
        send(
          providerOf(pair),
          `query ($first: Int!) { operatedSessions(first: $first) { nodes {
             plan { versions { version } } review { inTime } comparison { gap } } } }`,
          { first },
        ),
      );
    await read(1);
    const one = await read(1);
    const three = await read(3);
    expect(three.result.nodes).toHaveLength(3);
    expect(three.statements).toHaveLength(one.statements.length);
  });

  it('takes evidence for a dispute and its answer, which both sides and staff read', async () => {
    const pair = await world.pair();
    const session = await claimed(pair);
    await happened(pair, session, 4);
    const request = async (caller: TestCaller, path: string, init: RequestInit = {}) => {
      const authorization = `Bearer ${await application.tokenFor(caller)}`;
      const headers = { authorization, 'content-type': 'application/octet-stream' };
      return fetch(`${application.url}${path}`, { ...init, headers });
    };
    const file = async (caller: TestCaller) => {
      const response = await request(caller, '/files?fileName=record.txt', {
        method: 'POST',
        body: '当晚由我们自己的同事操盘',
      });
      expect(response.status).toBe(201);
      return ((await response.json()) as { id: string }).id;
    };
    const input = {
      operatedSessionId: session.id,
      grounds: 'OTHER_OPERATOR',
      statement: '当晚操盘的是我们自己的同事，并非该操盘手。',
    };
    const dispute = `mutation ($input: DisputeOperatedSessionInput!) { disputeOperatedSession(input: $input) {
      dispute { id evidence { id } } userErrors { code path } } }`;
    const foreign = publicId('StoredFile', newId());
    const refused = await send(merchantOf(pair), dispute, {
      input: { ...input, fileIds: [foreign] },
    });
    expect(refused).toEqual({
      dispute: null,
      userErrors: [{ code: 'FILE_UNKNOWN', path: ['input', 'fileIds', '0'] }],
    });
    const shown = await file(merchantOf(pair));
    const raised = await send(merchantOf(pair), dispute, { input: { ...input, fileIds: [shown] } });
    expect(raised).toMatchObject({ dispute: { evidence: [{ id: shown }] }, userErrors: [] });
    const answered = await file(providerOf(pair));
    const answer = await send(
      providerOf(pair),
      `mutation ($input: AnswerSessionDisputeInput!) { answerSessionDispute(input: $input) {
         dispute { evidence { id } providerEvidence { id } } userErrors { code } } }`,
      {
        input: {
          disputeId: raised.dispute.id,
          statement: '当晚由我司操盘手全程操盘，见记录。',
          fileIds: [answered],
        },
      },
    );
    expect(answer).toMatchObject({
      dispute: { evidence: [{ id: shown }], providerEvidence: [{ id: answered }] },
      userErrors: [],
    });
    const status = async (caller: TestCaller) => (await request(caller, `/files/${shown}`)).status;
    expect(await status(providerOf(pair))).toBe(200);
    expect(await status({ role: 'REVIEWER' })).toBe(200);
    expect(await status(providerOf(await world.pair()))).toBe(404);
  });
});
