import { jest } from '@jest/globals';
import { Clock } from '../../src/modules/platform/clock/clock.js';
import { addDays, businessDateOf } from '../../src/modules/platform/kernel/business-date.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { claimInput, CLAIM, EngagementWorld } from '../support/engagement-world.js';
import { countStatements } from '../support/statement-counter.js';

const FIELDS = 'id status version engagementCode operatorIds terminatedOn';
const PROPOSE = `mutation ($input: ProposeEngagementInput!) { proposeEngagement(input: $input) {
  engagement { ${FIELDS} } userErrors { code message path } } }`;

/** `accept` gives the mutation acceptEngagement. */
function mutation(verb: string): string {
  const Verb = verb[0]!.toUpperCase() + verb.slice(1);
  return `mutation ($input: ${Verb}EngagementInput!) { result: ${verb}Engagement(input: $input) {
    engagement { ${FIELDS} } userErrors { code message path } } }`;
}

describe('engagements', () => {
  let application: TestApplication;
  let world: EngagementWorld;
  let providerId: string;
  let operatorId: string;
  let owner: TestCaller;
  const today = businessDateOf(new Date());
  const reviewer = { role: 'REVIEWER' } as const;

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
    providerId = await world.provider();
    operatorId = await world.operator(providerId);
    owner = { role: 'PROVIDER_OWNER', providerId };
  }, 30_000);
  afterAll(() => application.stop());

  function proposal(counterpartyId: string, more: Record<string, unknown> = {}) {
    return {
      counterpartyId,
      scopeModules: ['ASSORTMENT', 'PAID_TRAFFIC'],
      targetGmv: '300000.00',
      fee: '20000.00',
      startedOn: today,
      endedOn: addDays(today, 89),
      operatorIds: [publicId('Operator', operatorId)],
      ...more,
    };
  }

  async function propose(caller: TestCaller, input: object) {
    const { data } = await application.graphql(caller, PROPOSE, { input });
    return data.proposeEngagement;
  }

  async function send(verb: string, caller: TestCaller, input: object, headers = {}) {
    const { data } = await application.graphql(caller, mutation(verb), { input }, headers);
    return data.result;
  }

  async function proposedTo(merchantId: string) {
    const { engagement, userErrors } = await propose(
      owner,
      proposal(publicId('Merchant', merchantId)),
    );
    expect(userErrors).toEqual([]);
    return engagement;
  }

  it('comes about by the consent of both sides', async () => {
    const merchantId = await world.merchant();
    const merchant = { role: 'MERCHANT_OWNER', merchantId } as const;
    const engagement = await proposedTo(merchantId);
    expect(engagement).toMatchObject({ status: 'PROPOSED', version: 1 });

    const answer = { engagementId: engagement.id, expectedVersion: 1 };
    const own = await send('accept', owner, answer);
    expect(own.userErrors).toMatchObject([{ code: 'NOT_YOURS_TO_ANSWER' }]);
    const accepted = await send('accept', merchant, answer);
    expect(accepted).toMatchObject({
      engagement: { status: 'ACTIVE', version: 2 },
      userErrors: [],
    });
    const stale = await send('accept', merchant, answer);
    expect(stale.userErrors).toMatchObject([{ code: 'CHANGED_MEANWHILE' }]);

    const { data } = await application.graphql(
      owner,
      `query ($id: ID!) { engagement(id: $id) { fee provider { name } merchant { name } operators { id }
         transitions { from to side } }
         auditEntries(first: 5, objectId: $id) { nodes { action actorRole } } }`,
      { id: engagement.id },
    );
    expect(data.engagement).toMatchObject({
      fee: '20000.00',
      operators: [{ id: publicId('Operator', operatorId) }],
      transitions: [
        { from: null, to: 'PROPOSED', side: 'PROVIDER' },
        { from: 'PROPOSED', to: 'ACCEPTED', side: 'MERCHANT' },
      ],
    });
    expect(data.auditEntries.nodes).toEqual([
      { action: 'engagement.accepted', actorRole: 'MERCHANT_OWNER' },
      { action: 'engagement.proposed', actorRole: 'PROVIDER_OWNER' },
    ]);
    const events = await application.sql.query(
      `SELECT kind FROM outbox_event WHERE payload->>'merchantId' = $1 ORDER BY occurred_at`,
      [merchantId],
    );
    expect(events.rows).toEqual([{ kind: 'engagement.proposed' }, { kind: 'engagement.accepted' }]);
  });

  it('lets a merchant ask and the provider name the operators when it accepts', async () => {
    const merchantId = await world.merchant();
    const merchant = { role: 'MERCHANT_MEMBER', merchantId } as const;
    const { engagement } = await propose(
      merchant,
      proposal(publicId('Provider', providerId), { operatorIds: [] }),
    );
    const input = { engagementId: engagement.id, expectedVersion: 1 };
    const unnamed = await send('accept', owner, input);
    expect(unnamed.userErrors).toMatchObject([
      { code: 'OPERATORS_OUT_OF_BOUNDS', path: ['input', 'operatorIds'] },
    ]);
    const stranger = await world.operator(await world.provider());
    const wrong = await send('accept', owner, {
      ...input,
      operatorIds: [publicId('Operator', stranger)],
    });
    expect(wrong.userErrors).toMatchObject([{ code: 'OPERATOR_NOT_EMPLOYED' }]);
    const named = await send('accept', owner, {
      ...input,
      operatorIds: [publicId('Operator', operatorId)],
    });
    expect(named.engagement).toMatchObject({
      status: 'ACTIVE',
      operatorIds: [publicId('Operator', operatorId)],
    });
  });

  it('says all that is wrong with a proposal, in the language asked for', async () => {
    const input = proposal(publicId('Merchant', newId()), {
      startedOn: addDays(today, 5),
      endedOn: addDays(today, 4),
      scopeModules: [],
      fee: '-1.00',
      operatorIds: [],
    });
    const { data } = await application.graphql(
      owner,
      PROPOSE,
      { input },
      { 'accept-language': 'zh-CN' },
    );
    const { userErrors } = data.proposeEngagement;
    expect(userErrors.map(({ code }: { code: string }) => code)).toEqual([
      'MERCHANT_NOT_FOUND',
      'TERM_BACKWARDS',
      'SCOPE_EMPTY',
      'NEGATIVE_AMOUNT',
      'OPERATORS_OUT_OF_BOUNDS',
    ]);
    expect(userErrors[1].message).toContain('请更正日期');
  });

  it('is for admitted providers only, also when the other side proposes or much later accepts', async () => {
    const applicant = await world.provider('APPLIED');
    const merchantId = await world.merchant();
    const merchant = { role: 'MERCHANT_OWNER', merchantId } as const;
    const asked = await propose(
      merchant,
      proposal(publicId('Provider', applicant), { operatorIds: [] }),
    );
    expect(asked.userErrors).toMatchObject([
      { code: 'PROVIDER_NOT_ADMITTED', path: ['input', 'counterpartyId'] },
    ]);
    const engagement = await proposedTo(merchantId);
    await application.sql.query(`UPDATE provider SET state = 'SUSPENDED' WHERE id = $1`, [
      providerId,
    ]);
    const late = await send('accept', merchant, {
      engagementId: engagement.id,
      expectedVersion: 1,
    });
    await application.sql.query(`UPDATE provider SET state = 'ADMITTED' WHERE id = $1`, [
      providerId,
    ]);
    expect(late.userErrors).toMatchObject([{ code: 'PROVIDER_NOT_ADMITTED' }]);
  });

  it('refuses a second one of the same pair on a day, and names the first', async () => {
    const merchantId = await world.merchant();
    const first = await proposedTo(merchantId);
    const second = await propose(
      owner,
      proposal(publicId('Merchant', merchantId), {
        startedOn: addDays(today, 89),
        endedOn: addDays(today, 100),
      }),
    );
    expect(second.userErrors).toMatchObject([{ code: 'ALREADY_ENGAGED' }]);
    expect(second.userErrors[0].message).toContain(first.engagementCode);
    const after = await propose(
      owner,
      proposal(publicId('Merchant', merchantId), {
        startedOn: addDays(today, 90),
        endedOn: addDays(today, 100),
      }),
    );
    expect(after.engagement).toMatchObject({ status: 'PROPOSED' });
  });

  it('can be declined with a reason, or withdrawn by its maker, while it is open', async () => {
    const merchantId = await world.merchant();
    const merchant = { role: 'MERCHANT_OWNER', merchantId } as const;
    const first = await proposedTo(merchantId);
    const input = { engagementId: first.id, expectedVersion: 1 };
    const short = await send('decline', merchant, { ...input, reason: '  no  ' });
    expect(short.userErrors).toMatchObject([{ code: 'REASON_MISSING' }]);
    const reason = '预算未批，下季度再议，谢谢。';
    const declined = await send('decline', merchant, { ...input, reason });
    expect(declined.engagement).toMatchObject({ status: 'DECLINED' });

    const second = await proposedTo(merchantId);
    const again = { engagementId: second.id, expectedVersion: 1 };
    const foreign = await send('withdraw', merchant, again);
    expect(foreign.userErrors).toMatchObject([{ code: 'NOT_YOURS_TO_WITHDRAW' }]);
    const withdrawn = await send('withdraw', owner, again);
    expect(withdrawn.engagement).toMatchObject({ status: 'WITHDRAWN' });
    const dead = await send('accept', merchant, { ...again, expectedVersion: 2 });
    expect(dead.userErrors).toMatchObject([{ code: 'NOT_OPEN' }]);
  });

  it('ends early with today as its last day; later claims fall with it', async () => {
    const { engagementId, ...pair } = await world.pair();
    const company = { role: 'PROVIDER_MEMBER', providerId: pair.providerId } as const;
    const tomorrow = new Date(Date.now() + 2 * 86_400_000);
    const { data } = await application.graphql(company, CLAIM, {
      input: claimInput({
        engagementId,
        operatorId: pair.operatorId,
        reference: 'r',
        start: tomorrow,
      }),
    });
    const claim = data.claimOperatedSession.operatedSession;
    expect(claim).toMatchObject({ state: 'CLAIMED', inTime: true });

    const input = {
      engagementId: publicId('Engagement', engagementId),
      expectedVersion: 1,
      reason: '双方协商一致，提前终止合作。',
    };
    const terminated = await send('terminate', reviewer, input);
    expect(terminated.engagement).toMatchObject({ status: 'TERMINATED', terminatedOn: today });
    const fallen = await application.graphql(
      company,
      'query ($id: ID!) { operatedSession(id: $id) { state } }',
      { id: claim.id },
    );
    expect(fallen.data.operatedSession).toEqual({ state: 'WITHDRAWN' });
    const again = await send('terminate', reviewer, { ...input, expectedVersion: 2 });
    expect(again.userErrors).toMatchObject([{ code: 'NOT_IN_FORCE' }]);
  });

  it('has one winner when the maker withdraws while the other side accepts', async () => {
    for (let round = 0; round < 5; round += 1) {
      const merchantId = await world.merchant();
      const engagement = await proposedTo(merchantId);
      const input = { engagementId: engagement.id, expectedVersion: 1 };
      const answers = await Promise.all([
        send('accept', { role: 'MERCHANT_OWNER', merchantId }, input),
        send('withdraw', owner, input),
      ]);
      const won = answers.filter(({ userErrors }) => userErrors.length === 0);
      const lost = answers.filter(({ userErrors }) => userErrors.length > 0);
      expect(won).toHaveLength(1);
      expect(lost[0].userErrors).toMatchObject([{ code: 'CHANGED_MEANWHILE' }]);
      const { rows } = await application.sql.query(
        'SELECT to_state FROM engagement_transition t JOIN engagement e ON e.id = engagement_id WHERE e.merchant_id = $1 AND from_state IS NOT NULL',
        [merchantId],
      );
      expect(rows).toHaveLength(1);
    }
  });

  it('is seen by its two sides, the operators it names, and staff; by nobody else', async () => {
    const pair = await world.pair();
    const colleague = await world.operator(pair.providerId);
    const other = await world.pair();
    const id = publicId('Engagement', pair.engagementId);
    const sees = async (caller: TestCaller) => {
      const one = 'query ($id: ID!) { engagement(id: $id) { id fee } }';
      const all = '{ engagements(first: 100) { nodes { id } } }';
      const single = (await application.graphql(caller, one, { id })).data.engagement;
      const list = (await application.graphql(caller, all)).data.engagements.nodes;
      const listed = list.some((node: { id: string }) => node.id === id);
      expect(listed).toBe(single !== null);
      return single && (single.fee === null ? 'without fee' : 'yes');
    };
    const { providerId, merchantId } = pair;
    const seen: [TestCaller, string | null][] = [
      [{ role: 'PROVIDER_OWNER', providerId }, 'yes'],
      [{ role: 'PROVIDER_MEMBER', providerId }, 'yes'],
      [{ role: 'OPERATOR', providerId, operatorId: pair.operatorId }, 'without fee'],
      [{ role: 'OPERATOR', providerId, operatorId: colleague }, null],
      [{ role: 'MERCHANT_OWNER', merchantId }, 'yes'],
      [{ role: 'MERCHANT_MEMBER', merchantId }, 'yes'],
      [{ role: 'PROVIDER_OWNER', providerId: other.providerId }, null],
      [{ role: 'MERCHANT_OWNER', merchantId: other.merchantId }, null],
      [{ role: 'REVIEWER' }, 'yes'],
      [{ role: 'RANKING_MANAGER' }, 'yes'],
      [{ role: 'CONTEST_MANAGER' }, 'yes'],
      [{ role: 'CERTIFICATION_OFFICER' }, 'yes'],
      [{ role: 'ADMINISTRATOR' }, 'yes'],
    ];
    for (const [caller, expected] of seen)
      expect([caller, await sees(caller)]).toEqual([caller, expected]);
    for (const caller of [null, { role: 'JUROR' }, { role: 'ASSESSOR' }] as (TestCaller | null)[]) {
      const answer = await application.graphql(caller, '{ engagements(first: 1) { totalCount } }');
      expect(['UNAUTHENTICATED', 'FORBIDDEN']).toContain(answer.errors?.[0]?.extensions.code);
    }
    const guess = await send(
      'terminate',
      { role: 'MERCHANT_OWNER', merchantId: other.merchantId },
      { engagementId: id, expectedVersion: 1, reason: 'a long enough reason' },
    );
    expect(guess.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const asOperator = await application.graphql(
      { role: 'OPERATOR', providerId, operatorId: pair.operatorId },
      mutation('terminate'),
      { input: { engagementId: id, expectedVersion: 1, reason: 'a long enough reason' } },
    );
    expect(asOperator.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('filters, orders and pages; the status follows from the term', async () => {
    const provider = await world.provider();
    const named = await world.operator(provider);
    const terms: [string, string][] = [
      [addDays(today, -60), addDays(today, -31)],
      [addDays(today, -30), addDays(today, -1)],
      [addDays(today, -1), today],
      [addDays(today, 1), addDays(today, 9)],
    ];
    for (const [startedOn, endedOn] of terms) {
      const merchantId = await world.merchant();
      await world.engagement({
        providerId: provider,
        merchantId,
        operatorIds: [named],
        startedOn,
        endedOn,
      });
    }
    const query = `query ($filter: EngagementFilter, $after: String, $order: EngagementOrder!) {
      engagements(first: 2, after: $after, filter: $filter, orderBy: $order) {
        totalCount nodes { status startedOn } pageInfo { hasNextPage endCursor } } }`;
    const list = async (filter: object, order: string, after?: string) => {
      const variables = {
        filter: { providerId: publicId('Provider', provider), ...filter },
        order,
        after,
      };
      return (await application.graphql(reviewer, query, variables)).data.engagements;
    };
    for (const order of ['NEWEST', 'START', 'TARGET']) {
      const first = await list({}, order);
      const second = await list({}, order, first.pageInfo.endCursor);
      expect(first.totalCount).toBe(4);
      const starts = [...first.nodes, ...second.nodes].map(({ startedOn }) => startedOn);
      expect(new Set(starts).size).toBe(4);
      if (order === 'START') expect(starts).toEqual(terms.map(([from]) => from).reverse());
    }
    expect((await list({ statuses: ['ACTIVE'] }, 'START')).nodes).toEqual([
      { status: 'ACTIVE', startedOn: terms[2]![0] },
    ]);
    expect((await list({ statuses: ['COMPLETED'] }, 'START')).totalCount).toBe(2);
    expect((await list({ statuses: ['ACCEPTED'] }, 'START')).totalCount).toBe(1);
    const overlapping = { runsFrom: terms[1]![1], runsTo: addDays(today, -1) };
    expect((await list(overlapping, 'START')).totalCount).toBe(2);
    const byOperator = { operatorId: publicId('Operator', named), kind: 'SERVICE' };
    expect((await list(byOperator, 'START')).totalCount).toBe(4);
  });

  it('costs as many statements for 50 engagements as for 1', async () => {
    const pairs = [];
    for (let count = 0; count < 50; count += 1) pairs.push(await world.pair());
    const query = `query ($first: Int!) { engagements(first: $first) { nodes { operatorIds provider { name }
      merchant { name } operators { name } transitions { to } } } }`;
    const cost = async (first: number) => {
      const { statements, result } = await countStatements(() =>
        application.graphql(reviewer, query, { first }),
      );
      expect(result.data.engagements.nodes).toHaveLength(first);
      return statements.length;
    };
    expect(await cost(50)).toBe(await cost(1));
  });

  it('cannot be accepted once its first day has passed', async () => {
    const merchantId = await world.merchant();
    const engagement = await proposedTo(merchantId);
    const clock = application.nest.get(Clock);
    const now = jest.spyOn(clock, 'now').mockReturnValue(new Date(Date.now() + 86_400_000));
    const token = { role: 'MERCHANT_OWNER', merchantId } as const;
    const late = await send('accept', token, { engagementId: engagement.id, expectedVersion: 1 });
    now.mockRestore();
    expect(late.userErrors).toMatchObject([{ code: 'START_PASSED' }]);
  });
});
