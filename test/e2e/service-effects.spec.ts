import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { ServiceEffectComputationService } from '../../src/modules/outcomes/service-effect-computation.service.js';
import { OutcomesModule } from '../../src/modules/outcomes/index.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { plantEffects, type PlantedEffects } from '../support/planted-effects.js';
import { PlantedMarket } from '../support/planted-market.js';
import { countStatements } from '../support/statement-counter.js';

const FIGURE = 'value lower upper reason message detail';
const GROUP = `merchants successes provisional exits median { ${FIGURE} } meanDays { ${FIGURE} }
  curve { day atRisk success lower upper left }`;
const CURVES = `fromDay toDay clusters served { ${GROUP} } unserved { ${GROUP} } shorterBy { ${FIGURE} }
  hazardRatio { ${FIGURE} } logRankP { ${FIGURE} } proportionalHazardsP { ${FIGURE} }
  basis { asOf loadNumber policyVersion }`;
const EFFECTS = `query ($grouping: ServiceEffectGrouping, $first: Int!, $after: String) {
  serviceEffects(grouping: $grouping, first: $first, after: $after) { totalCount
    nodes { grouping key merchants providers controls growth { ${FIGURE} } placebo { ${FIGURE} } placeboExcludesZero
      preTrendP byMonth { month merchants growth { ${FIGURE} } } unmatched
      balance { covariate differenceBefore differenceAfter servedMean comparableMean } basis { asOf } }
    pageInfo { hasNextPage endCursor } } }`;
const MERCHANTS = `query ($grouping: ServiceEffectGrouping!, $key: String!, $first: Int!) {
  serviceEffectMerchants(grouping: $grouping, key: $key, first: $first) { totalCount
    nodes { merchantId providerId cohort tier months growth merchant { name } provider { name } } } }`;
const CLAIMS = `{ restatedClaims { code text measure published verdict flagged merchants sessions
  ours { ${FIGURE} } basis { policyVersion } } }`;

const REVIEWER: TestCaller = { role: 'REVIEWER' };

describe('served against unserved, over GraphQL', () => {
  let application: TestApplication;
  let planted: PlantedEffects;
  const owner = (providerId: string): TestCaller => ({ role: 'PROVIDER_OWNER', providerId });
  const ask = async (
    caller: TestCaller,
    query: string,
    variables: Record<string, unknown> = {},
  ) => {
    const answer = await application.graphql(caller, query, variables);
    expect(answer.errors).toBeUndefined();
    return answer.data;
  };
  const compute = () =>
    application.nest
      .select(OutcomesModule)
      .get(ServiceEffectComputationService)
      .compute(systemContext('test', new Date()));

  beforeAll(async () => {
    application = await TestApplication.start();
    planted = await plantEffects(application.sql, await PlantedMarket.prepare(application.sql));
  }, 60_000);
  afterAll(() => application.stop());

  it('shows nothing before it was computed', async () => {
    const data = await ask(REVIEWER, `{ coldStartCurves { fromDay } restatedClaims { code } }`);
    expect(data).toEqual({ coldStartCurves: null, restatedClaims: [] });
    expect((await ask(REVIEWER, EFFECTS, { first: 5 })).serviceEffects.totalCount).toBe(0);
  });

  it('is computed once for one state of the months', async () => {
    expect(await compute()).toMatchObject({ merchants: 600, slices: expect.any(Number) });
    expect(await compute()).toEqual({ merchants: 0, served: 0, slices: 0 });
    const { rows } = await application.sql.query(
      'SELECT count(*)::int AS count FROM service_effect_computation',
    );
    expect(rows).toEqual([{ count: 1 }]);
  }, 60_000);

  it('gives the curves of time to success, with service as it came', async () => {
    const { coldStartCurves: curves } = await ask(REVIEWER, `{ coldStartCurves { ${CURVES} } }`);
    expect(curves.basis).toEqual({ asOf: '2026-10-31', loadNumber: '1', policyVersion: 1 });
    expect(curves.hazardRatio.lower).toBeLessThan(2);
    expect(curves.hazardRatio.upper).toBeGreaterThan(2);
    expect(curves.hazardRatio.lower).toBeGreaterThan(1);
    expect(curves.shorterBy.lower).toBeGreaterThan(0);
    expect(curves.shorterBy.value).toBeCloseTo(
      1 - curves.served.meanDays.value / curves.unserved.meanDays.value,
      10,
    );
    // Who hired waited unserved before.
    expect(curves.unserved.merchants).toBe(300);
    expect(curves.served.merchants).toBeLessThan(180);
    expect(curves.served.curve[0].day).toBeGreaterThan(curves.fromDay);
    expect(curves.logRankP.value).toBeLessThan(0.01);
  });

  it.each([
    ['CATEGORY', 'apparel', true],
    ['COHORT', '2026Q1', true],
    ['CATEGORY', 'none-such', false],
  ])('gives them by %s %s', async (grouping, key, there) => {
    const { coldStartCurves } = await ask(
      REVIEWER,
      `query ($grouping: ColdStartGrouping!, $key: String!) {
         coldStartCurves(grouping: $grouping, key: $key) { served { merchants } } }`,
      { grouping, key },
    );
    expect(coldStartCurves !== null).toBe(there);
  });

  it('gives the growth over comparable merchants with balance, placebo and months', async () => {
    const data = await ask(REVIEWER, EFFECTS, { grouping: 'ALL', first: 1 });
    const [all] = data.serviceEffects.nodes;
    expect(all.growth.lower).toBeLessThan(Math.expm1(0.4));
    expect(all.growth.upper).toBeGreaterThan(Math.expm1(0.4));
    expect(all).toMatchObject({ providers: 12, placeboExcludesZero: false });
    expect(all.byMonth.map(({ month }: { month: number }) => month)).toEqual(
      expect.arrayContaining([-2, -1, 0, 1]),
    );
    const gmv = all.balance.find(
      ({ covariate }: { covariate: string }) => covariate === 'logBaseGmv',
    );
    expect(Math.abs(gmv.differenceAfter)).toBeLessThan(0.15);
    expect(all.merchants + all.unmatched).toBeLessThanOrEqual(120);
  });

  it('pages through slices, and opens one down to its merchants', async () => {
    const first = (await ask(REVIEWER, EFFECTS, { first: 3 })).serviceEffects;
    const after = first.pageInfo.endCursor;
    const second = (await ask(REVIEWER, EFFECTS, { first: 100, after })).serviceEffects;
    expect(first.nodes).toHaveLength(3);
    expect(first.totalCount).toBe(3 + second.nodes.length);
    const provider = second.nodes.find(
      ({ grouping }: { grouping: string }) => grouping === 'PROVIDER',
    );
    const variables = { grouping: 'PROVIDER', key: provider.key, first: 100 };
    const { serviceEffectMerchants: rows } = await ask(REVIEWER, MERCHANTS, variables);
    expect(rows.totalCount).toBe(provider.merchants);
    expect(rows.nodes[0].merchant.name).toBe('测试商家');
    const logs = rows.nodes.map(
      ({ growth, months }: { growth: number; months: number }) => months * Math.log1p(growth),
    );
    const months = rows.nodes.reduce((sum: number, row: { months: number }) => sum + row.months, 0);
    const mean = logs.reduce((a: number, b: number) => a + b) / months;
    expect(Math.log1p(provider.growth.value)).toBeCloseTo(mean, 8);
  });

  it('takes as many statements for many merchants as for one', async () => {
    const statements = async (first: number) => {
      const work = () => ask(REVIEWER, MERCHANTS, { grouping: 'ALL', key: '', first });
      return (await countStatements(work)).statements.length;
    };
    expect(await statements(50)).toBe(await statements(1));
  });

  it('restates what is claimed in public', async () => {
    const { restatedClaims: claims } = await ask(REVIEWER, CLAIMS);
    expect(claims.map(({ code }: { code: string }) => code)).toEqual([
      'cold-start-shorter',
      'cold-start-merchants-growth',
      'half-year-growth',
      'mean-session-uplift',
    ]);
    expect(claims[1]).toMatchObject({ published: 0.35, flagged: false });
    expect(claims[1].ours.value).toBeGreaterThan(0.3);
    // No half-year has one before it, and nobody operated a session.
    expect(claims[2]).toMatchObject({ verdict: 'NOT_ESTIMABLE', ours: { reason: 'NO_DATA' } });
    expect(claims[3]).toMatchObject({ verdict: 'NOT_ESTIMABLE', sessions: 0 });
    const chinese = await application.graphql(REVIEWER, CLAIMS, {}, { 'accept-language': 'zh-CN' });
    expect(chinese.data.restatedClaims[0].text).toContain('冷启动');
    expect(chinese.data.restatedClaims[2].ours.message).toBe('没有可用数据。');
  });

  describe('for a provider', () => {
    const own = () => planted.providerIds[0]!;
    const CURVE = `query ($id: ID!) { providerColdStartCurves(providerId: $id) { clusters
      served { merchants curve { atRisk } } unserved { curve { atRisk } } shorterBy { ${FIGURE} } } }`;

    it('tells its own curve beside the unserved as a distribution', async () => {
      const variables = { id: publicId('Provider', own()) };
      const { providerColdStartCurves: mine } = await ask(owner(own()), CURVE, variables);
      expect(mine.served.merchants).toBeGreaterThan(0);
      for (const { atRisk } of mine.unserved.curve) expect(atRisk).toBeGreaterThanOrEqual(5);
      const again = await ask(REVIEWER, CURVE, variables);
      expect(again.providerColdStartCurves.served.merchants).toBe(mine.served.merchants);
    });

    it('keeps others’ to itself', async () => {
      const other = publicId('Provider', planted.providerIds[1]!);
      const refused = await application.graphql(owner(own()), CURVE, { id: other });
      expect(refused.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
      const { serviceEffects } = await ask(owner(own()), EFFECTS, {
        grouping: 'PROVIDER',
        first: 50,
      });
      expect(serviceEffects.nodes.map(({ key }: { key: string }) => key)).toEqual([
        publicId('Provider', own()),
      ]);
      const all = await ask(owner(own()), MERCHANTS, { grouping: 'ALL', key: '', first: 100 });
      const everybody = await ask(REVIEWER, MERCHANTS, { grouping: 'ALL', key: '', first: 100 });
      expect(all.serviceEffectMerchants.totalCount).toBeLessThan(
        everybody.serviceEffectMerchants.totalCount,
      );
      for (const { providerId } of all.serviceEffectMerchants.nodes) {
        expect(providerId).toBe(publicId('Provider', own()));
      }
      const wrong = { grouping: 'PROVIDER', key: other, first: 10 };
      expect((await ask(owner(own()), MERCHANTS, wrong)).serviceEffectMerchants.totalCount).toBe(0);
    });

    it('leaves out slices of fewer than five', async () => {
      await application.sql.query(
        `UPDATE service_effect SET providers = 4 WHERE grouping = 'TIER' AND key = 'COLD_START'`,
      );
      const tiers = async (caller: TestCaller) =>
        (await ask(caller, EFFECTS, { grouping: 'TIER', first: 50 })).serviceEffects.nodes.map(
          ({ key }: { key: string }) => key,
        );
      expect(await tiers(REVIEWER)).toContain('COLD_START');
      expect(await tiers(owner(own()))).not.toContain('COLD_START');
    });
  });

  it.each(['MERCHANT_OWNER', 'OPERATOR', 'JUROR'] as const)('is nothing for a %s', async (role) => {
    const caller = { role, merchantId: newId(), providerId: planted.providerIds[0]! };
    const queries = [
      '{ coldStartCurves { fromDay } }',
      '{ serviceEffects(first: 1) { totalCount } }',
      '{ serviceEffectMerchants(first: 1) { totalCount } }',
      '{ restatedClaims { code } }',
    ];
    for (const query of queries) {
      const { errors } = await application.graphql(caller, query);
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });
});
