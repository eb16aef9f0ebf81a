import { MerchantGrowthService } from '../../src/modules/outcomes/index.js';
import { ProgrammeProgressService } from '../../src/modules/programmes/index.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { insertRow } from '../support/insert-row.js';
import { datesFrom, PlantedMarket } from '../support/planted-market.js';
import { countStatements } from '../support/statement-counter.js';

/**
 * Eleven merchants that leapt to TAIL in February, each served by one of two providers: eight by the first, three
 * by the second, of which one is its related party.
 */
describe('growth and programmes over HTTP', () => {
  let application: TestApplication;
  let first: string;
  let second: string;
  let stranger: string;
  const merchants: string[] = [];
  const engagements: string[] = [];
  const context = systemContext('test', new Date('2026-10-21T04:00:00Z'));
  const manager: TestCaller = { role: 'RANKING_MANAGER', accountId: newId() };
  const approver: TestCaller = { role: 'ADMINISTRATOR', accountId: newId() };
  const owner = (providerId: string): TestCaller => ({ role: 'PROVIDER_OWNER', providerId });
  const merchantOwner = (merchantId: string): TestCaller => ({
    role: 'MERCHANT_OWNER',
    merchantId,
  });
  const refresh = () => application.nest.get(ProgrammeProgressService).refresh(context);

  async function ask(caller: TestCaller | null, query: string, variables = {}) {
    const answer = await application.graphql(caller, query, variables);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  }

  beforeAll(async () => {
    application = await TestApplication.start();
    const market = await PlantedMarket.prepare(application.sql);
    const operatorId = market.operator();
    [first, second, stranger] = [market.provider(), market.provider(), market.provider()];
    for (let i = 0; i < 11; i += 1) {
      const merchantId = market.merchant('HOST', { joinedOn: '2026-01-01' });
      const providerId = i < 8 ? first : second;
      const engagementId = market.engagement({
        providerId,
        merchantId,
        operatorId,
        from: '2026-01-15',
        to: '2026-04-30',
        target: 2_000_000,
      });
      merchants.push(merchantId);
      engagements.push(engagementId);
      market.days(merchantId, datesFrom('2026-01-01', '2026-10-20'), (date) => ({
        paid_gmv: date < '2026-02-01' ? 10_000 : 20_000 + i,
      }));
      market.sessions(
        ['2026-02-03', '2026-02-10'].map((day) => ({
          merchantId,
          startedAt: `${day}T${String(i + 1).padStart(2, '0')}:00:00Z`,
          claim: { providerId, engagementId, operatorId },
        })),
      );
    }
    await market.write();
    for (const party of [{ provider_id: second }, { merchant_id: merchants[10] }]) {
      await insertRow(application, 'party_mark', {
        ...party,
        ground: 'OWNER',
        mark: Buffer.alloc(32, 1),
      });
    }
    await application.nest
      .get(MerchantGrowthService)
      .recompute(context, { merchantIds: 'ALL', asOfDate: '2026-10-20', loadNumber: '1' });
    // At once: what a computation and an approval set off may meet.
    await Promise.all([refresh(), refresh(), refresh()]);
  }, 60_000);
  afterAll(() => application.stop());

  const LEAPS = `query ($filter: LeapFilter) { leaps(first: 20, filter: $filter) { totalCount nodes {
    id fromTier toTier reachedOn state metMonths decidedOn creditSessions asOf policyVersion
    merchant { id } provider { id } months { monthEnd tier trailingNetGmv provisional }
    credits { engagementId sessions total percent activeDays operatedSessionIds provider { id } } } } }`;

  it('opens a leap down to its months and operated sessions', async () => {
    const { leaps } = await ask(manager, LEAPS, {
      filter: { merchantId: publicId('Merchant', merchants[0]!) },
    });
    expect(leaps.totalCount).toBe(1);
    expect(leaps.nodes[0]).toMatchObject({
      fromTier: 'COLD_START',
      toTier: 'TAIL',
      reachedOn: '2026-02-28',
      state: 'CONFIRMED',
      creditSessions: 2,
      asOf: '2026-10-20',
      provider: { id: publicId('Provider', first) },
      credits: [
        {
          engagementId: publicId('Engagement', engagements[0]!),
          sessions: 2,
          total: 2,
          percent: 100,
          activeDays: 45,
        },
      ],
    });
    expect(leaps.nodes[0].months.map(({ monthEnd }: { monthEnd: string }) => monthEnd)).toEqual([
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
    ]);
    const [sessionId] = leaps.nodes[0].credits[0].operatedSessionIds;
    const { operatedSession } = await ask(
      manager,
      'query ($id: ID!) { operatedSession(id: $id) { id } }',
      { id: sessionId },
    );
    expect(operatedSession.id).toBe(sessionId);
  });

  it('fetches any number of leaps with the same number of statements', async () => {
    const list = LEAPS.replace('first: 20', 'first: $n').replace('query (', 'query ($n: Int!, ');
    const statementsFor = async (n: number) =>
      (await countStatements(() => ask(manager, list, { n }))).statements.length;
    // The latest leap has no credit, so two are needed to ask for everything.
    expect(await statementsFor(11)).toBe(await statementsFor(2));
  });

  it('shows each side its own, and a stranger nothing', async () => {
    const countFor = async (caller: TestCaller) => (await ask(caller, LEAPS)).leaps.totalCount;
    expect(await countFor(manager)).toBe(11);
    expect(await countFor(owner(first))).toBe(8);
    expect(await countFor(merchantOwner(merchants[3]!))).toBe(1);
    expect(await countFor(owner(stranger))).toBe(0);
    const months = 'query ($id: ID!) { merchantMonths(first: 20, merchantId: $id) { totalCount } }';
    const id = { id: publicId('Merchant', merchants[0]!) };
    expect((await ask(merchantOwner(merchants[0]!), months, id)).merchantMonths.totalCount).toBe(9);
    // The provider's term covers four month ends.
    expect((await ask(owner(first), months, id)).merchantMonths.totalCount).toBe(4);
    expect((await ask(owner(stranger), months, id)).merchantMonths.totalCount).toBe(0);
    const all =
      '{ merchantColdStarts(first: 20) { totalCount nodes { merchant { id } } } engagementAttainments(first: 20) { totalCount } }';
    expect(await ask(owner(stranger), all)).toEqual({
      merchantColdStarts: { totalCount: 0, nodes: [] },
      engagementAttainments: { totalCount: 0 },
    });
    const anonymous = await application.graphql(null, '{ leaps(first: 1) { totalCount } }');
    expect(anonymous.errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('tells cold start, stages and why', async () => {
    const query = `query ($filter: MerchantColdStartFilter) { merchantColdStarts(first: 5, filter: $filter) { nodes {
      state eventOn durationDays provisional asOf stages { stage from until } } } }`;
    const filter = { merchantId: publicId('Merchant', merchants[0]!) };
    const { merchantColdStarts } = await ask(merchantOwner(merchants[0]!), query, { filter });
    expect(merchantColdStarts.nodes).toEqual([
      {
        state: 'SUCCESS',
        eventOn: '2026-02-25',
        durationDays: 55,
        provisional: false,
        asOf: '2026-10-20',
        stages: [
          { stage: 'COLD_START', from: '2026-01-01', until: '2026-02-25' },
          { stage: 'CLIMBING', from: '2026-02-25', until: '2026-05-01' },
          { stage: 'MATURE', from: '2026-05-01', until: null },
        ],
      },
    ]);
  });

  it('counts nothing for a related party, and says so of nobody else', async () => {
    const { rows } = await application.sql.query(
      'SELECT provider_id, credit_sessions FROM leap WHERE merchant_id = $1',
      [merchants[10]],
    );
    expect(rows).toEqual([{ provider_id: null, credit_sessions: 0 }]);
    const query =
      'query ($id: ID!) { providerAttainment(providerId: $id) { engagements merchants ratio lower upper kept quartiles } }';
    const { providerAttainment } = await ask(owner(second), query, {
      id: publicId('Provider', second),
    });
    expect(providerAttainment).toMatchObject({ engagements: 2, merchants: 2, kept: 0 });
    expect(providerAttainment.ratio).toBeCloseTo(0.975, 2);
    const foreign = await application.graphql(owner(first), query, {
      id: publicId('Provider', second),
    });
    expect(foreign.errors![0]!.extensions.code).toBe('NOT_FOUND');
  });

  it('tells flows between tiers, and of small groups only to those who may see their members', async () => {
    const query = `{ tierFlows(from: "2026-01-31", to: "2026-03-15") { from to flows { from to merchants } }
      tierDistribution(on: "2026-02-28") { monthEnd tiers { tier merchants } } }`;
    const flows = {
      from: '2026-01-31',
      to: '2026-02-28',
      flows: [{ from: 'COLD_START', to: 'TAIL', merchants: 11 }],
    };
    expect((await ask(manager, query)).tierFlows).toEqual(flows);
    expect((await ask(owner(stranger), query)).tierFlows).toEqual(flows);
    const moves = `{ tierMoves(first: 20, from: "2026-01-31", to: "2026-02-28", toTier: TAIL) { totalCount } }`;
    expect((await ask(manager, moves)).tierMoves.totalCount).toBe(11);
    expect((await ask(owner(second), moves)).tierMoves.totalCount).toBe(3);
    expect((await ask(owner(stranger), moves)).tierMoves.totalCount).toBe(0);
  });

  it('tells leap rates of groups that are large enough, and of providers only their own', async () => {
    const rates = (grouping: string) =>
      `{ leapRates(first: 10, grouping: ${grouping}) { nodes { key merchants leapedMerchants rate lower upper } } }`;
    const categories = (await ask(owner(stranger), rates('CATEGORY'))).leapRates.nodes;
    expect(categories).toMatchObject([
      { key: 'apparel.womens', merchants: 10, leapedMerchants: 10 },
    ]);
    expect((await ask(owner(stranger), rates('PROVIDER'))).leapRates.nodes).toEqual([]);
    expect((await ask(owner(second), rates('PROVIDER'))).leapRates.nodes).toMatchObject([
      { merchants: 2 },
    ]);
    expect((await ask(manager, rates('PROVIDER'))).leapRates.nodes).toHaveLength(2);
  });

  it('compares the days around a session', async () => {
    const { rows } = await application.sql.query(
      'SELECT session_id FROM live_session WHERE merchant_id = $1 ORDER BY started_at',
      [merchants[0]],
    );
    await application.sql.query(
      `INSERT INTO live_session_registry (session_code, session_id, merchant_id, business_date)
       SELECT session_code, session_id, merchant_id, business_date FROM live_session`,
    );
    const query = `query ($id: ID!) { salesAroundSession(liveSessionId: $id) { date daysBefore daysAfter meanBefore meanAfter
      ratio lower upper cannotEstimate bigSession overlaps { kind date } } }`;
    const id = publicId('LiveSession', rows[0].session_id);
    const { salesAroundSession } = await ask(merchantOwner(merchants[0]!), query, { id });
    expect(salesAroundSession).toMatchObject({
      date: '2026-02-03',
      daysBefore: 28,
      daysAfter: 28,
      cannotEstimate: null,
    });
    // 26 days of 10,000 and 2 of 20,000 before, 28 of 20,000 after.
    expect(salesAroundSession.ratio).toBeCloseTo(28 / 15, 6);
    expect(salesAroundSession.lower).toBeLessThanOrEqual(28 / 15);
    expect(salesAroundSession.upper).toBeGreaterThanOrEqual(28 / 15);
    const refused = await application.graphql(owner(stranger), query, { id });
    expect(refused.errors![0]!.extensions.code).toBe('NOT_FOUND');
  });

  const DRAFT = `mutation ($input: DraftProgrammeInput!) { draftProgramme(input: $input) {
    version { id version state targets { code } } userErrors { code path message } } }`;
  const DECIDE = (name: string) => `mutation ($id: ID!) { ${name}(input: { versionId: $id }) {
    version { id state } userErrors { code } } }`;
  const input = {
    code: 'test-programme',
    nameZh: '测试计划',
    nameEn: 'Test programme',
    periodStart: '2026-01-01',
    periodEnd: '2026-12-31',
    targets: [
      { code: 'leaps', metric: 'LEAPED_MERCHANTS', threshold: '5', providers: 2 },
      { code: 'gmv', metric: 'PROVIDER_NET_GMV', threshold: '10000000.00', providers: 1 },
    ],
  };

  it('takes two people for a programme, and shows drafts to staff only', async () => {
    const { draftProgramme } = await ask(manager, DRAFT, { input });
    const { id } = draftProgramme.version;
    expect(draftProgramme.version).toMatchObject({ version: 1, state: 'DRAFT' });
    const again = await ask(manager, DRAFT, { input });
    expect(again.draftProgramme.userErrors[0].code).toBe('DRAFT_EXISTS');
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    expect((await ask(owner(first), node, { id })).node).toBeNull();
    const self = await ask(manager, DECIDE('approveProgrammeVersion'), { id });
    expect(self.approveProgrammeVersion.userErrors[0].code).toBe('OWN_DRAFT');
    const approved = await ask(approver, DECIDE('approveProgrammeVersion'), { id });
    expect(approved.approveProgrammeVersion.version.state).toBe('APPROVED');
    const late = await ask(approver, DECIDE('withdrawProgrammeVersion'), { id });
    expect(late.withdrawProgrammeVersion.userErrors[0].code).toBe('NOT_A_DRAFT');
    await expect(
      application.sql.query(`UPDATE programme_version SET note = 'x' WHERE state = 'APPROVED'`),
    ).rejects.toThrow('append-only');
  });

  it('lets one of two approvals at the same time through', async () => {
    const { draftProgramme } = await ask(manager, DRAFT, { input: { ...input, code: 'race' } });
    const { id } = draftProgramme.version;
    const both = await Promise.all(
      ['approveProgrammeVersion', 'withdrawProgrammeVersion'].map((name) =>
        ask(approver, DECIDE(name), { id }),
      ),
    );
    const done = both.flatMap((data) => Object.values(data)).filter(({ version }) => version);
    expect(done).toHaveLength(1);
    // Out of the way of what follows.
    await application.sql.query(`ALTER TABLE programme_version DISABLE TRIGGER USER`);
    await application.sql.query(
      `UPDATE programme_version SET state = 'WITHDRAWN' WHERE id = (SELECT v.id FROM programme_version v JOIN programme p ON p.id = v.programme_id WHERE p.code = 'race')`,
    );
    await application.sql.query(`ALTER TABLE programme_version ENABLE TRIGGER USER`);
  });

  it('says everything that is wrong with a draft', async () => {
    const wrong = {
      ...input,
      code: 'Nein!',
      periodEnd: '2025-12-31',
      targets: [
        { code: 'a', metric: 'LEAPED_MERCHANTS', threshold: '2.50', providers: 0 },
        { code: 'a', metric: 'PROVIDER_NET_GMV', threshold: '0.00', providers: 1 },
      ],
    };
    const { draftProgramme } = await ask(manager, DRAFT, { input: wrong });
    const codes = draftProgramme.userErrors.map(({ code }: { code: string }) => code);
    expect(codes).toEqual([
      'CODE_MALFORMED',
      'PERIOD',
      'TARGET_COUNT',
      'THRESHOLD',
      'PROVIDER_COUNT',
      'THRESHOLD',
    ]);
  });

  it('shows progress, projection, history and each provider its own standing', async () => {
    await refresh();
    const { programmes } = await ask(
      manager,
      `{ programmes(first: 10) { nodes { code versions { id targets { code threshold
      progress { asOf reached providers policyVersion noProjection projection { median lower upper probability } } } } } } }`,
    );
    const [version] = programmes.nodes.find(
      ({ code }: { code: string }) => code === 'test-programme',
    ).versions;
    const [leaps, gmv] = version.targets;
    expect(leaps.progress).toMatchObject({
      asOf: '2026-10-20',
      reached: 1,
      providers: 2,
      projection: { median: 1, lower: 1 },
    });
    // 8 merchants from 15 January to 30 April: 8 × (17 × 10,000 + 89 × 20,000) and a little.
    expect(gmv.progress).toMatchObject({ reached: 1, providers: 2 });

    const standings = `query ($v: ID!, $t: String!, $near: Boolean!) { programmeStandings(first: 10, versionId: $v, targetCode: $t, near: $near) {
      totalCount nodes { place value pending reachedOn probability provider { id } } } }`;
    const standingsFor = async (caller: TestCaller, near = false) =>
      (await ask(caller, standings, { v: version.id, t: 'leaps', near })).programmeStandings;
    expect((await standingsFor(manager)).nodes).toMatchObject([
      {
        place: 1,
        value: '8.00',
        reachedOn: '2026-05-16',
        probability: '1.0000',
        provider: { id: publicId('Provider', first) },
      },
      { place: 2, value: '2.00', reachedOn: null },
    ]);
    expect((await standingsFor(manager, true)).nodes).toMatchObject([{ place: 2 }]);
    expect((await standingsFor(owner(second))).nodes).toMatchObject([
      { place: 2, provider: { id: publicId('Provider', second) } },
    ]);
    expect((await standingsFor(owner(stranger))).totalCount).toBe(0);

    const open = `query ($v: ID!) { programmeHistory(versionId: $v, targetCode: "leaps") { date reached }
      programmeDistribution(versionId: $v, targetCode: "leaps") { from to providers } }`;
    const seen = await ask(owner(stranger), open, { v: version.id });
    expect(seen.programmeHistory).toEqual([{ date: '2026-05-16', reached: 1 }]);
    // Two providers are too few to be told of.
    expect(seen.programmeDistribution).toEqual([]);
    expect((await ask(manager, open, { v: version.id })).programmeDistribution).toHaveLength(2);

    const response = await fetch(`${application.url}/programmes/${version.id}/standings.csv`, {
      headers: { authorization: `Bearer ${await application.tokenFor(manager)}` },
    });
    const lines = (await response.text()).trim().split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(
      'target_code,place,provider_code,name,value,pending,reached_on,probability',
    );
    const refused = await fetch(`${application.url}/programmes/${version.id}/standings.csv`, {
      headers: { authorization: `Bearer ${await application.tokenFor(owner(first))}` },
    });
    expect(refused.status).toBe(403);
  });

  it('projects the same again from the same figures', async () => {
    const read = async () =>
      (
        await application.sql.query(
          'SELECT version_id, target_code, projection FROM programme_progress ORDER BY 1, 2',
        )
      ).rows;
    const once = await read();
    await refresh();
    expect(await read()).toEqual(once);
  });
});
