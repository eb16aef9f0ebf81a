import { systemContext } from '../../src/modules/platform/context/request-context.js';
import {
  ProviderScoreService,
  ScoringComputationService,
  ScoringRunService,
} from '../../src/modules/scoring/index.js';
import { TestApplication } from '../support/application.js';

const PROVIDERS = Number(process.env.SCALE_PROVIDERS ?? 10_000);
const MERCHANTS_EACH = 4;

/** A whole market made by SQL: each provider with four merchants, 48 claimed sessions and 61 days of each. */
const PLANT = [
  `SELECT ensure_month_partitions(t, '2026-03-01', '2026-12-31') FROM unnest('{merchant_day,live_session}'::text[]) t`,
  `INSERT INTO feed_load (id, dataset, state, columns, load_number, requested_by, received_at, merged_at)
   VALUES (uuid_v7(), 'sessions', 'MERGED', '{}', 1, 'system:test', now(), now())`,
  `INSERT INTO provider (id, provider_code, name, credit_code, focus, main_category_code, region_code, state, admitted_on)
   SELECT md5('p' || i)::uuid, 'P' || i, 'P' || i, 'C' || i, (ARRAY['MCN', 'BRAND', 'INDUSTRIAL_BELT'])[1 + i % 3],
          (SELECT array_agg(code ORDER BY code) FROM category)[1 + i % 20], (SELECT min(code) FROM region),
          'ADMITTED', '2025-01-01' FROM generate_series(1, $providers) i`,
  `INSERT INTO provider_transition (id, provider_id, from_state, to_state, reason, effective_on, decided_by, decided_at)
   SELECT uuid_v7(), id, 'APPLIED', 'ADMITTED', 'planted', '2025-01-01', 'system:test', '2025-01-01' FROM provider`,
  `INSERT INTO operator (id, operator_code, name)
   SELECT md5('o' || i)::uuid, 'O' || i, 'O' || i FROM generate_series(1, $providers * $merchants) i`,
  `INSERT INTO merchant (id, merchant_code, name, kind, category_code, region_code, joined_on, load_number)
   SELECT md5('m' || i)::uuid, 'M' || i, 'M' || i, 'HOST', (SELECT min(code) FROM category),
          (SELECT min(code) FROM region), '2025-01-01', 1 FROM generate_series(1, $providers * $merchants) i`,
  `INSERT INTO engagement (id, engagement_code, provider_id, merchant_id, state, proposed_by, scope_modules,
                           target_gmv, fee, started_on, ended_on)
   SELECT md5('e' || i)::uuid, 'E' || i, md5('p' || 1 + (i - 1) / $merchants)::uuid, md5('m' || i)::uuid, 'ACCEPTED',
          'PROVIDER', '{}', 0, 0, '2026-07-01', '2026-12-31' FROM generate_series(1, $providers * $merchants) i`,
  `INSERT INTO live_session (merchant_id, session_id, business_date, session_code, started_at, ended_at, target_gmv,
     paid_gmv, refunded_gmv, orders, buyers, new_buyers, exposures, entries, watch_minutes, peak_viewers,
     average_viewers, reservations, fans_gained, ad_spend, ad_gmv, top_buyer_gmv, load_number)
   SELECT md5('m' || i)::uuid, md5('s' || i || '-' || d)::uuid, day::date, 'S' || i || '-' || d, day + interval '12 hours',
          day + interval '14 hours', 0, 4000 + i % 997, i % 800, 90, 40 + i % 50, 20 + i % 20, 9000 + i % 3000,
          1000 + i % 300, 2500 + i % 700, 0, 0, 30 + i % 9, 12 + i % 7, 300, 900 + i % 400, 0, 1
     FROM generate_series(1, $providers * $merchants) i
     CROSS JOIN generate_series(1, 20) d
     CROSS JOIN LATERAL (SELECT (CASE WHEN d <= 12 THEN '2026-08-03' ELSE '2026-03-10' END)::timestamp
                                + ((d % 12) * 7) * interval '1 day' AS day) x`,
  `INSERT INTO operated_session (id, provider_id, merchant_id, engagement_id, operator_id, client_reference,
     session_code, planned_start, planned_end, state, claimed_at, session_id, started_at, ended_at, verified_at,
     verified_load, in_time, policy_version)
   SELECT uuid_v7(), md5('p' || 1 + (i - 1) / $merchants)::uuid, s.merchant_id, md5('e' || i)::uuid, md5('o' || i)::uuid,
          s.session_code, s.session_code, s.started_at, s.ended_at, 'VERIFIED', s.started_at, s.session_id,
          s.started_at, s.ended_at, s.ended_at, 1, true, 1
     FROM generate_series(1, $providers * $merchants) i
     JOIN live_session s ON s.merchant_id = md5('m' || i)::uuid AND s.business_date >= '2026-08-01'`,
  `INSERT INTO merchant_day (merchant_id, date, paid_gmv, refunded_gmv, orders, buyers, new_buyers, repeat_buyers,
     exposures, entries, watch_minutes, live_minutes, videos_published, fans_gained, fans_lost, ad_spend, ad_gmv,
     listed_skus, active_skus, shipped_total, shipped_on_time, complaints, rating_sum, rating_count, load_number)
   SELECT md5('m' || i)::uuid, '2026-09-01'::date + d, 20000 + i % 9973, i % 3000, 100, 80, 40, 20 + i % 11, 0, 0, 0, 60,
          0, 40 + i % 13, 5, 0, 0, 50, 20 + i % 17, 90, 80 + i % 10, i % 2, 45 + i % 4, 10, 1
     FROM generate_series(1, $providers * $merchants) i CROSS JOIN generate_series(0, 60) d`,
  'ANALYZE',
];

describe(`a market of ${PROVIDERS} providers`, () => {
  let application: TestApplication;
  const context = systemContext('test', new Date('2026-11-02T04:00:00Z'));

  beforeAll(async () => {
    application = await TestApplication.start();
    for (const statement of PLANT) {
      await application.sql.query(
        statement
          .replaceAll('$providers', String(PROVIDERS))
          .replaceAll('$merchants', String(MERCHANTS_EACH)),
      );
    }
  }, 900_000);
  afterAll(() => application.stop());

  it('is scored in minutes, in flat memory, and explained in milliseconds', async () => {
    const started = await application.nest.get(ScoringRunService).start(context, {
      cutoff: '2026-10-31',
    });
    if (!started.ok) throw new Error(JSON.stringify(started.errors));
    const { id } = started.value;
    let peak = 0;
    const begun = performance.now();
    await application.nest.get(ScoringComputationService).compute(context, id, async () => {
      peak = Math.max(peak, process.memoryUsage().rss);
    });
    const seconds = (performance.now() - begun) / 1_000;

    await application.nest.get(ScoringRunService).apply(context, { runId: id });
    const { rows } = await application.sql.query<{ provider_id: string }>(
      'SELECT provider_id FROM provider_score WHERE run_id = $1 ORDER BY id LIMIT 50',
      [id],
    );
    const scores = application.nest.get(ProviderScoreService);
    const times: number[] = [];
    for (const { provider_id } of rows) {
      const from = performance.now();
      await scores.explanation(context, provider_id, 'eleven-module', null);
      times.push(performance.now() - from);
    }
    times.sort((a, b) => a - b);
    const boardFrom = performance.now();
    await scores.board(context, { modelCode: 'eleven-module' }, { first: 50 }, false);
    const board = performance.now() - boardFrom;
    process.stdout.write(
      `${PROVIDERS} providers: ${seconds.toFixed(1)} s, ${Math.round(peak / 2 ** 20)} MB at most, ` +
        `explanation ${times[25]!.toFixed(1)} ms (median), board ${board.toFixed(1)} ms\n`,
    );
    expect(seconds).toBeLessThan(PROVIDERS * 0.06);
    expect(times[25]!).toBeLessThan(100);
  }, 1_800_000);
});
