import { systemContext } from '../../src/modules/platform/context/request-context.js';
import {
  ProviderScoreService,
  ScoringComputationService,
  ScoringRunService,
} from '../../src/modules/scoring/index.js';
import {
  indicatorsOf,
  problemsOfModel,
} from '../../src/modules/scoring/domain/capability-model.js';
import { TestApplication } from '../support/application.js';
import { PlantedMarket } from '../support/planted-market.js';
import { plantLeague, type PlantedLeague } from '../support/planted-league.js';

describe('scoring runs', () => {
  let application: TestApplication;
  let league: PlantedLeague;
  let first: string;
  const context = systemContext('test', new Date('2026-11-02T04:00:00Z'));
  const quiet = async (): Promise<void> => undefined;
  const runs = () => application.nest.get(ScoringRunService);
  const computation = () => application.nest.get(ScoringComputationService);

  const start = async (cutoff = '2026-10-31') => {
    const started = await runs().start(context, { cutoff });
    return started.ok ? started.value.id : started.errors[0]!.code;
  };
  const hashOf = async (id: string) => (await runs().byIds([id])).get(id)!.resultSha256;

  beforeAll(async () => {
    application = await TestApplication.start();
    const market = await PlantedMarket.prepare(application.sql);
    league = await plantLeague(market, 26);
    first = await start();
    await computation().compute(context, first, quiet);
  }, 60_000);
  afterAll(() => application.stop());

  it('scores those admitted at the cutoff, by both models', async () => {
    const { rows } = await application.sql.query(
      `SELECT model_code, count(*)::int AS providers, count(score)::int AS scored, max(rank) AS last
         FROM provider_score WHERE run_id = $1 GROUP BY 1 ORDER BY 1`,
      [first],
    );
    expect(rows).toEqual([
      { model_code: 'eleven-module', providers: 27, scored: 26, last: 26 },
      { model_code: 'five-force', providers: 27, scored: 26, last: 26 },
    ]);
    const absent = await application.sql.query(
      'SELECT FROM provider_score WHERE provider_id = $1',
      [league.suspendedId],
    );
    expect(absent.rowCount).toBe(0);
  });

  it('takes the finest peer group that is large enough', async () => {
    const { rows } = await application.sql.query(
      `SELECT focus, detail ->> 'peerGroup' AS "group", count(*)::int AS members
         FROM provider_score WHERE run_id = $1 AND model_code = 'five-force' GROUP BY 1, 2 ORDER BY 1, 2`,
      [first],
    );
    // 21 MCN: 11 and 10 by category, so that tier and category are dropped. 5 BRAND are too few for anything.
    expect(rows).toEqual([
      { focus: 'BRAND', group: 'BRAND', members: 5 },
      { focus: 'MCN', group: 'MCN', members: 22 },
    ]);
  });

  it('adds contributions up to score minus reference, weights to 100, at every level', async () => {
    const { rows } = await application.sql.query(
      'SELECT score, detail FROM provider_score WHERE run_id = $1 AND score IS NOT NULL',
      [first],
    );
    expect(rows).toHaveLength(52);
    const millionths = (value: number) => Math.round(value * 1e6);
    for (const { score, detail } of rows) {
      const points = detail.indicators.map((item: { contribution: number | null }) =>
        millionths(item.contribution ?? 0),
      );
      const sum = points.reduce((a: number, b: number) => a + b, 0);
      expect(sum).toBe(millionths(Number(score)) - millionths(detail.reference));
      expect(sum).toBe(millionths(detail.nodes[0].contribution));
      const weights = detail.indicators.map((item: { weight: number }) =>
        Math.round(item.weight * 100),
      );
      expect(weights.reduce((a: number, b: number) => a + b, 0)).toBe(10_000);
    }
  });

  it('gives the same digits whatever the batch size and the order of the rows', async () => {
    await application.sql.query(`
      CREATE TEMP TABLE shuffled AS SELECT * FROM live_session ORDER BY random();
      DELETE FROM live_session; INSERT INTO live_session SELECT * FROM shuffled; DROP TABLE shuffled;
      CREATE TEMP TABLE shuffled AS SELECT * FROM merchant_day ORDER BY random();
      DELETE FROM merchant_day; INSERT INTO merchant_day SELECT * FROM shuffled; DROP TABLE shuffled;`);
    for (const batchSize of [4, 1000]) {
      const report = await computation().verify(context, first, quiet, batchSize);
      expect(report).toMatchObject({ stands: true, providers: 27 });
    }
  }, 30_000);

  it('makes the same result twice, and begins anew after breaking off', async () => {
    const second = await start();
    let batches = 0;
    const breaking = async (): Promise<void> => {
      batches += 1;
      if (batches === 4) throw new Error('the worker died');
    };
    await expect(computation().compute(context, second, breaking, 5)).rejects.toThrow('died');
    await computation().compute(context, second, quiet, 5);
    expect(await hashOf(second)).toBe(await hashOf(first));
    const { rows } = await application.sql.query(
      'SELECT count(*)::int AS count FROM provider_score WHERE run_id = $1',
      [second],
    );
    expect(rows[0].count).toBe(54);
  });

  it('leaves a run that is ready as it is', async () => {
    const before = await hashOf(first);
    expect(await computation().compute(context, first, quiet)).toEqual({
      providers: 27,
      resultSha256: before,
    });
  });

  it('refuses a second run of one cutoff while the first is computed, also at the same moment', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => start('2026-10-30')));
    expect(answers.filter((answer) => answer === 'ALREADY_RUNNING')).toHaveLength(3);
    const id = answers.find((answer) => answer !== 'ALREADY_RUNNING')!;
    await computation().compute(context, id, quiet);
    expect((await runs().byIds([id])).get(id)!.state).toBe('DRAFT');
  });

  it('gives a run up whose job has failed, so that its cutoff is free again', async () => {
    const id = await start('2026-10-29');
    await application.sql.query(
      `UPDATE background_job SET state = 'FAILED'
        WHERE id = (SELECT job_id FROM scoring_run WHERE id = $1)`,
      [id],
    );
    const next = await start('2026-10-29');
    expect(next).toMatch(/^[0-9a-f-]{36}$/);
    expect((await runs().byIds([id])).get(id)!.state).toBe('FAILED');
    await computation().compute(context, next, quiet);
  });

  it('refuses a cutoff that is not over, and one before any model', async () => {
    expect(await start('2026-11-02')).toBe('CUTOFF_NOT_OVER');
    expect(await start('2019-12-31')).toBe('NO_MODEL');
  });

  it('applies one of two at once: the other is told that the head has moved', async () => {
    const draft = await start();
    await computation().compute(context, draft, quiet);
    const answers = await Promise.all(
      [first, draft].map((runId) => runs().apply(context, { runId, expectedAppliedRunId: null })),
    );
    const codes = answers.map((answer) => (answer.ok ? 'APPLIED' : answer.errors[0]!.code)).sort();
    expect(codes).toEqual(['APPLIED', 'CHANGED_MEANWHILE']);
  });

  it('applies the same run once, and undoes by applying an earlier one', async () => {
    const latest = await start();
    await computation().compute(context, latest, quiet);
    const both = await Promise.all([1, 2].map(() => runs().apply(context, { runId: latest })));
    const codes = both.map((answer) => (answer.ok ? 'APPLIED' : answer.errors[0]!.code)).sort();
    expect(codes).toEqual(['ALREADY_APPLIED', 'APPLIED']);
    expect((await runs().applied())!.id).toBe(latest);

    expect((await runs().apply(context, { runId: first })).ok).toBe(true);
    expect((await runs().applied())!.id).toBe(first);
    const { rows } = await application.sql.query(
      'SELECT run_id, previous_run_id FROM scoring_application ORDER BY applied_at, id',
    );
    expect(rows.slice(1)).toEqual([
      { run_id: latest, previous_run_id: rows[0].run_id },
      { run_id: first, previous_run_id: latest },
    ]);
  });

  it('derives the goalposts of a new version from the peers of a run', async () => {
    const derived = await application.nest
      .get(ProviderScoreService)
      .withGoalpostsOf(context, first, 'five-force');
    expect(problemsOfModel(derived)).toEqual([]);
    const conversion = indicatorsOf(derived).find(({ code }) => code === 'conversion')!;
    const { rows } = await application.sql.query(
      `SELECT percentile_cont(ARRAY[0.05, 0.95]) WITHIN GROUP (ORDER BY (i ->> 'raw')::float8) AS ends
         FROM provider_score, jsonb_array_elements(detail -> 'indicators') i
        WHERE run_id = $1 AND model_code = 'five-force' AND focus = 'MCN' AND i ->> 'code' = 'conversion'`,
      [first],
    );
    const { low, high } = conversion.normalisation.byPeerGroup.MCN!;
    expect(low).toBeCloseTo(rows[0].ends[0], 6);
    expect(high).toBeCloseTo(rows[0].ends[1], 6);
    expect(Object.keys(conversion.normalisation.byPeerGroup)).toEqual(['BRAND', 'MCN']);
  });

  it('keeps a published model as it is', async () => {
    await expect(
      application.sql.query(
        `UPDATE capability_model SET note = 'changed' WHERE code = 'five-force'`,
      ),
    ).rejects.toThrow('append-only');
  });
});
