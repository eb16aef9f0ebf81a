import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type GraphqlAnswer, type TestCaller } from '../support/application.js';
import { eventually } from '../support/eventually.js';
import { PlantedMarket } from '../support/planted-market.js';
import { plantLeague, type PlantedLeague } from '../support/planted-league.js';
import { countStatements } from '../support/statement-counter.js';

const BOARD = `query ($model: String!, $first: Int!, $after: String, $category: String, $focus: ProviderFocus) {
  board(modelCode: $model, first: $first, after: $after, categoryCode: $category, focus: $focus) {
    totalCount
    edges { cursor node { rank score coverage newcomer forces { force score coverage }
      provider { id name operators(first: 3) { id name } } } }
    pageInfo { hasNextPage endCursor } } }`;

const PARTS = 'code label weight contribution';
const INDICATORS = `indicators { ${PARTS} unit status kind direction raw sessions merchants observations treated
  shrunken reliability low high normalised reference percentile peers { n mean p5 p25 median p75 p95 } }`;
const SCORE = `query ($provider: ID!, $model: String!, $run: ID) {
  providerScore(providerId: $provider, modelCode: $model, runId: $run) {
    runId modelVersion firstDay cutoff loadNumber score rank coverage newcomer peerGroup reference
    provider { name }
    forces { ${PARTS} force score coverage ${INDICATORS} modules { ${PARTS} score coverage ${INDICATORS} } }
    reasons { code message } gates { code label state value }
    movement { previousCutoff previousScore previousRank change methodChanged evidencePoints
      indicators { code points } } } }`;
const SESSIONS = `query ($provider: ID!, $indicator: String!, $first: Int, $after: String) {
  providerScore(providerId: $provider, modelCode: "eleven-module") {
    sessions(indicatorCode: $indicator, first: $first, after: $after) {
      totalCount nodes { sessionCode merchantId startedAt entries buyers paidGmv } pageInfo { hasNextPage endCursor } } } }`;

const MANAGER: TestCaller = { role: 'RANKING_MANAGER' };
const REVIEWER: TestCaller = { role: 'REVIEWER' };

describe('scoring over GraphQL', () => {
  let application: TestApplication;
  let market: PlantedMarket;
  let league: PlantedLeague;
  let applied: string;

  const ask = (
    caller: TestCaller | null,
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<GraphqlAnswer> => application.graphql(caller, query, variables, headers);

  const run = async (cutoff: string): Promise<string> => {
    const { data } = await ask(
      MANAGER,
      `mutation ($cutoff: Date!) { startScoringRun(input: { cutoff: $cutoff }) {
         run { id state } userErrors { code message } } }`,
      { cutoff },
    );
    expect(data.startScoringRun.userErrors).toEqual([]);
    const { id } = data.startScoringRun.run;
    return eventually(async () => {
      const answer = await ask(REVIEWER, 'query ($id: ID!) { scoringRun(id: $id) { state } }', {
        id,
      });
      return answer.data.scoringRun.state === 'DRAFT' ? (id as string) : undefined;
    });
  };
  const apply = (input: Record<string, unknown>, caller: TestCaller = MANAGER) =>
    ask(
      caller,
      `mutation ($input: ApplyScoringRunInput!) { applyScoringRun(input: $input) {
         run { id applied } userErrors { code message path } } }`,
      { input },
      { 'accept-language': 'zh-CN' },
    );
  const ownerOf = (providerId: string): TestCaller => ({ role: 'PROVIDER_OWNER', providerId });

  beforeAll(async () => {
    application = await TestApplication.start();
    market = await PlantedMarket.prepare(application.sql);
    league = await plantLeague(market, 26);
    await application.nest.get(JobWorker).start();
    applied = await run('2026-10-31');
  }, 60_000);
  afterAll(() => application.stop());

  it('shows nothing before a run is applied', async () => {
    const { data } = await ask(REVIEWER, BOARD, { model: 'five-force', first: 5 });
    expect(data.board).toMatchObject({ totalCount: 0, edges: [] });
  });

  it.each(['REVIEWER', 'CONTEST_MANAGER', 'JUROR', 'PROVIDER_OWNER', 'MERCHANT_OWNER'] as const)(
    'lets no %s start or apply a run',
    async (role) => {
      const caller: TestCaller = { role, providerId: league.providerIds[0]!, merchantId: newId() };
      const start = await ask(
        caller,
        'mutation { startScoringRun(input: { cutoff: "2026-10-30" }) { run { id } } }',
      );
      const switched = await apply({ runId: applied }, caller);
      expect([start, switched].map(({ errors }) => errors?.[0]?.extensions.code)).toEqual([
        'FORBIDDEN',
        'FORBIDDEN',
      ]);
      const { rows } = await application.sql.query(
        `SELECT (SELECT count(*)::int FROM scoring_run) AS runs, (SELECT run_id FROM scoring_head) AS head`,
      );
      expect(rows[0]).toEqual({ runs: 1, head: null });
    },
  );

  it('says whom a draft would move, and applies it', async () => {
    const { data } = await ask(
      REVIEWER,
      `query ($run: ID!) { scoringRunChanges(runId: $run, modelCode: "five-force", first: 30) {
         totalCount nodes { scoreBefore scoreAfter rankBefore rankAfter provider { name } } } }`,
      { run: applied },
    );
    expect(data.scoringRunChanges.nodes).toHaveLength(26);
    expect(data.scoringRunChanges.totalCount).toBe(26);
    expect(data.scoringRunChanges.nodes[0]).toMatchObject({ scoreBefore: null, rankBefore: null });

    const answer = await apply({ runId: applied, expectedAppliedRunId: null });
    expect(answer.data.applyScoringRun).toEqual({
      run: { id: applied, applied: true },
      userErrors: [],
    });
    const again = await apply({ runId: applied });
    expect(again.data.applyScoringRun).toEqual({
      run: null,
      userErrors: [
        {
          code: 'ALREADY_APPLIED',
          message: expect.stringContaining('已经是当前生效的批次'),
          path: ['input', 'runId'],
        },
      ],
    });
  });

  it.each(['five-force', 'eleven-module'])('pages through the board of %s', async (model) => {
    const owner = ownerOf(league.providerIds[0]!);
    const places: { rank: number; score: number; id: string }[] = [];
    let after: string | null = null;
    for (;;) {
      const { data } = await ask(owner, BOARD, { model, first: 7, after });
      const { edges, pageInfo, totalCount } = data.board;
      expect(totalCount).toBe(26);
      for (const { node } of edges) {
        places.push({ rank: node.rank, score: Number(node.score), id: node.provider.id });
        expect(node.forces.map((force: { force: string }) => force.force)).toEqual([
          'TRAFFIC',
          'LIVE_OPERATION',
          'HOST_INCUBATION',
          'SUPPLY_CHAIN',
          'FULFILMENT',
        ]);
      }
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(new Set(places.map(({ id }) => id)).size).toBe(26);
    for (const { rank, score } of places) {
      expect(rank).toBe(1 + places.filter((other) => other.score > score).length);
    }
  });

  it('gives equal scores one rank, and the next the place after them', async () => {
    await application.sql.query(
      `UPDATE provider_score SET score = 99 WHERE model_code = 'five-force' AND provider_id = ANY($1)`,
      [league.providerIds.slice(0, 2)],
    );
    const { data } = await ask(REVIEWER, BOARD, { model: 'five-force', first: 4 });
    expect(data.board.edges.map(({ node }: { node: { rank: number } }) => node.rank)).toEqual([
      1, 1, 3, 4,
    ]);
    const second = await ask(REVIEWER, BOARD, {
      model: 'five-force',
      first: 2,
      after: data.board.edges[0].cursor,
    });
    expect(
      second.data.board.edges.map(({ node }: { node: { rank: number } }) => node.rank),
    ).toEqual([1, 3]);
  });

  it('ranks among those that a filter leaves', async () => {
    const { data } = await ask(REVIEWER, BOARD, {
      model: 'eleven-module',
      first: 50,
      category: 'beauty',
      focus: 'MCN',
    });
    expect(data.board.totalCount).toBe(11);
    expect(data.board.edges[0].node.rank).toBe(1);
    expect(data.board.edges[10].node.rank).toBe(11);
  });

  it('reads a board of 25 with the statements of a board of 1', async () => {
    const counts = [];
    for (const first of [1, 25]) {
      const { statements, result } = await countStatements(() =>
        ask(REVIEWER, BOARD, { model: 'eleven-module', first }),
      );
      expect(result.data.board.edges).toHaveLength(first);
      expect(result.data.board.edges[0].node.provider.operators).toBeDefined();
      counts.push(statements.length);
    }
    expect(counts[1]).toBe(counts[0]);
    // The board with its providers and their operators, and its total.
    expect(counts[0]).toBe(2);
  });

  it('tells the same of providers whether they came with the board or after it', async () => {
    await application.sql.query(
      `WITH hired AS (INSERT INTO operator (id, operator_code, name)
         SELECT gen_random_uuid(), 'O88' || n, '操盘手 ' || 9 - n FROM generate_series(1, 4) n RETURNING id)
       INSERT INTO employment (id, operator_id, provider_id, employed_from)
       SELECT gen_random_uuid(), hired.id, (SELECT min(provider_id::text)::uuid FROM provider_score WHERE rank = 1), '2026-01-01'
         FROM hired`,
    );
    const all = await ask(
      REVIEWER,
      `{ board(modelCode: "eleven-module", first: 25) { nodes { rank forces { force score }
           provider { ...P } ... on BoardEntry { again: provider { again: name } } } } }
       fragment P on Provider { __typename id providerCode name focus mainCategoryCode regionCode introduction
         state admittedOn version packages { id } ... on Node { node: id }
         one: operators(first: 1) { __typename name }
         operators { id operatorCode name providerId employedFrom provider { name } } }`,
    );
    const nodes = all.data.board.nodes as Record<string, any>[]; // eslint-disable-line @typescript-eslint/no-explicit-any
    expect(nodes).toHaveLength(25);
    expect(nodes.some(({ provider }) => provider.operators.length === 3)).toBe(true);
    for (const { provider, again } of nodes) {
      const { data } = await ask(
        REVIEWER,
        `query ($id: ID!) { provider(id: $id) { __typename id providerCode name focus mainCategoryCode regionCode
           introduction state admittedOn version packages { id } node: id
           one: operators(first: 1) { __typename name }
           operators { id operatorCode name providerId employedFrom provider { name } } } }`,
        { id: provider.id },
      );
      expect(provider).toEqual(data.provider);
      expect(again).toEqual({ again: provider.name });
    }
    const mixed = await ask(
      REVIEWER,
      `{ board(modelCode: "eleven-module", first: 25) {
           nodes { provider { id createdAt operators { name } } } edges { node { rank provider { name } } } } }`,
    );
    expect(mixed.errors).toBeUndefined();
    expect(mixed.data.board.nodes[0].provider.id).toBe(nodes[0]!.provider.id);
    expect(mixed.data.board.edges[0].node.provider.name).toBe(nodes[0]!.provider.name);
    const refused = await ask(
      REVIEWER,
      '{ board(modelCode: "eleven-module", first: 1) { nodes { provider { operators(first: 21) { id } } } } }',
    );
    expect(refused.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('lists the newcomer apart, and says what is missing in the caller’s language', async () => {
    const query = `{ unscoredProviders(modelCode: "eleven-module", first: 5) { totalCount
      nodes { newcomer coverage provider { id } reasons { code message } } } }`;
    const { data } = await ask(
      ownerOf(league.newcomerId),
      query,
      {},
      { 'accept-language': 'zh-CN' },
    );
    expect(data.unscoredProviders.totalCount).toBe(1);
    const [node] = data.unscoredProviders.nodes;
    expect(node).toMatchObject({
      newcomer: true,
      coverage: 0,
      provider: { id: publicId('Provider', league.newcomerId) },
    });
    expect(node.reasons[0]).toEqual({
      code: 'TOO_FEW_SESSIONS',
      message: '窗口内及时登记并核验的场次为 0 场，至少需要 10 场。请在开播前登记操盘场次。',
    });
    expect(node.reasons.map(({ code }: { code: string }) => code)).toEqual([
      'TOO_FEW_SESSIONS',
      'TOO_FEW_MERCHANTS',
      'COVERAGE',
      ...Array<string>(5).fill('FORCE_COVERAGE'),
    ]);
  });

  it.each(['five-force', 'eleven-module'])(
    'opens a score of %s: parts add up to the whole',
    async (model) => {
      const providerId = league.providerIds[3]!;
      const provider = publicId('Provider', providerId);
      const { data, errors } = await ask(ownerOf(providerId), SCORE, { provider, model });
      expect(errors).toBeUndefined();
      const score = data.providerScore;
      expect(score).toMatchObject({
        runId: applied,
        modelVersion: 1,
        firstDay: '2026-08-03',
        cutoff: '2026-10-31',
        loadNumber: '1',
        newcomer: false,
        movement: null,
      });
      const millionths = (value: number | null) => Math.round((value ?? 0) * 1e6);
      const sum = (parts: { contribution: number | null }[]) =>
        parts.reduce((total, { contribution }) => total + millionths(contribution), 0);
      expect(sum(score.forces)).toBe(millionths(Number(score.score)) - millionths(score.reference));
      for (const force of score.forces) {
        const below = [...force.modules, ...force.indicators];
        expect(sum(below)).toBe(millionths(force.contribution));
        for (const module of force.modules) {
          expect(sum(module.indicators)).toBe(millionths(module.contribution));
        }
        expect(force.modules.length > 0).toBe(model === 'eleven-module');
      }
      const leaves = score.forces.flatMap(
        (force: { indicators: []; modules: { indicators: [] }[] }) => [
          ...force.indicators,
          ...force.modules.flatMap((module) => module.indicators),
        ],
      );
      expect(leaves).toHaveLength(26);
      const conversion = leaves.find((leaf: { code: string }) => leaf.code === 'conversion');
      expect(conversion).toMatchObject({
        label: 'Conversion (buyers per entry)',
        status: 'VALUE',
        sessions: 12,
        merchants: 3,
        observations: 12,
        reliability: 0.545455,
        peers: { n: 21 },
      });
      const { raw, shrunken, peers } = conversion;
      expect(shrunken).toBeCloseTo(peers.mean + (12 / 22) * (raw - peers.mean), 5);
    },
  );

  it('opens a score to its provider and to staff only', async () => {
    const provider = publicId('Provider', league.providerIds[0]!);
    const variables = { provider, model: 'eleven-module' };
    const outcome = async (caller: TestCaller | null, more = {}): Promise<string> => {
      const { data, errors } = await ask(caller, SCORE, { ...variables, ...more });
      return errors?.[0]?.extensions.code ?? (data.providerScore ? 'SEEN' : 'NULL');
    };
    const own = league.providerIds[0]!;
    expect(await outcome({ role: 'PROVIDER_OWNER', providerId: own })).toBe('SEEN');
    expect(await outcome({ role: 'PROVIDER_MEMBER', providerId: own })).toBe('SEEN');
    expect(await outcome(REVIEWER)).toBe('SEEN');
    expect(await outcome(ownerOf(league.providerIds[1]!))).toBe('NOT_FOUND');
    expect(await outcome({ role: 'OPERATOR', providerId: own, operatorId: newId() })).toBe(
      'FORBIDDEN',
    );
    expect(await outcome({ role: 'MERCHANT_OWNER', merchantId: newId() })).toBe('FORBIDDEN');
    expect(await outcome({ role: 'JUROR' })).toBe('FORBIDDEN');
    expect(await outcome(null)).toBe('UNAUTHENTICATED');
    // Another run than the applied one may be a draft: not for providers.
    expect(await outcome(ownerOf(own), { run: applied })).toBe('NOT_FOUND');
    expect(await outcome(MANAGER, { run: applied })).toBe('SEEN');
  });

  it('opens an indicator down to its sessions, a page at a time', async () => {
    const providerId = league.providerIds[2]!;
    const provider = publicId('Provider', providerId);
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { data } = await ask(ownerOf(providerId), SESSIONS, {
        provider,
        indicator: 'conversion',
        first: 5,
        after,
      });
      const { nodes, pageInfo, totalCount } = data.providerScore.sessions;
      expect(totalCount).toBe(12);
      seen.push(...nodes.map(({ sessionCode }: { sessionCode: string }) => sessionCode));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen).toHaveLength(12);
    expect(new Set(seen).size).toBe(12);
    const mature = await ask(REVIEWER, SESSIONS, {
      provider,
      indicator: 'repeat_buyer_share',
      first: 5,
    });
    expect(mature.data.providerScore.sessions.nodes).toEqual([]);
    const unknown = await ask(REVIEWER, SESSIONS, { provider, indicator: 'charm', first: 5 });
    expect(unknown.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('tells what moved since the run before, to the last digit', async () => {
    const providerId = league.providerIds[5]!;
    await market.correct(
      'live_session',
      `merchant_id IN (SELECT merchant_id FROM operated_session WHERE provider_id = '${providerId}')
         AND business_date >= '2026-09-01'`,
      'buyers = buyers * 2',
      2,
    );
    const next = await run('2026-10-31');
    await apply({ runId: next });
    const variables = { provider: publicId('Provider', providerId), model: 'eleven-module' };
    const { data } = await ask(ownerOf(providerId), SCORE, variables);
    const { movement, score, loadNumber } = data.providerScore;
    expect(loadNumber).toBe('2');
    expect(movement).toMatchObject({ previousCutoff: '2026-10-31', methodChanged: false });
    expect(movement.change).toBeCloseTo(Number(score) - movement.previousScore, 9);
    const points = movement.indicators.map((part: { points: number }) => part.points);
    const total = [...points, movement.evidencePoints].reduce(
      (sum, value) => sum + Math.round(value * 1e6),
      0,
    );
    expect(total).toBe(Math.round(movement.change * 1e6));
    // More buyers of the same entries, and fewer of them new: nothing else moved.
    const moved = movement.indicators.filter((part: { points: number }) => part.points !== 0);
    expect(moved.map(({ code }: { code: string }) => code).sort()).toEqual(['new_buyer_share']);
    expect(movement.change).toBeLessThan(0);
  }, 30_000);

  it('lists runs, newest first, and finds one by its id', async () => {
    const { data } = await ask(
      MANAGER,
      `query ($id: ID!) {
        scoringRuns(first: 1, filter: { states: [DRAFT] }) { totalCount
          nodes { applied cutoff firstDay loadNumber providers resultSha256 models { code version } } }
        node(id: $id) { id ... on ScoringRun { applied } } }`,
      { id: applied },
    );
    expect(data.scoringRuns).toMatchObject({
      totalCount: 2,
      nodes: [
        {
          applied: true,
          firstDay: '2026-08-03',
          loadNumber: '2',
          providers: 27,
          resultSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          models: [
            { code: 'eleven-module', version: 1 },
            { code: 'five-force', version: 1 },
          ],
        },
      ],
    });
    expect(data.node).toEqual({ id: applied, applied: false });
  });

  it('publishes the models: the same indicators, equal shares at each level', async () => {
    const { data } = await ask(
      { role: 'MERCHANT_OWNER', merchantId: newId() },
      '{ capabilityModels { code version name indicators { code force module weight } } }',
    );
    const [eleven, five] = data.capabilityModels;
    expect([eleven.code, five.code]).toEqual(['eleven-module', 'five-force']);
    const codes = ({ indicators }: { indicators: { code: string }[] }) =>
      indicators.map(({ code }) => code).sort();
    expect(codes(eleven)).toEqual(codes(five));
    expect(new Set(eleven.indicators.map((item: { module: string }) => item.module)).size).toBe(11);
  });
});
