import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { ScoringComputationService, ScoringRunService } from '../../src/modules/scoring/index.js';
import type { IndicatorResult } from '../../src/modules/scoring/domain/provider-result.js';
import { TestApplication } from '../support/application.js';
import { datesFrom, PlantedMarket, type PlantedSession } from '../support/planted-market.js';

/**
 * One provider, four merchants, every raw figure worked out by hand below. Window: 3 August to 31 October 2026.
 * M1 (a factory) served from 1 September; M2 and M3 since 1 June, with a renewal; M4 until 15 August.
 */
describe('a market worked out by hand', () => {
  let application: TestApplication;
  let indicators: Map<string, IndicatorResult>;
  let detail: { gates: unknown[]; peerGroup: string };
  let runId: string;
  let market: PlantedMarket;
  const merchants: string[] = [];
  const context = systemContext('test', new Date('2026-11-02T04:00:00Z'));
  const quiet = async (): Promise<void> => undefined;

  const start = async (): Promise<string> => {
    const started = await application.nest
      .get(ScoringRunService)
      .start(context, { cutoff: '2026-10-31' });
    if (!started.ok) throw new Error(JSON.stringify(started.errors));
    await application.nest.get(ScoringComputationService).compute(context, started.value.id, quiet);
    return started.value.id;
  };
  const read = async (id: string) => {
    const { rows } = await application.sql.query(
      `SELECT detail FROM provider_score WHERE run_id = $1 AND model_code = 'eleven-module'`,
      [id],
    );
    return rows[0].detail as { indicators: IndicatorResult[]; gates: unknown[]; peerGroup: string };
  };

  beforeAll(async () => {
    application = await TestApplication.start();
    market = await PlantedMarket.prepare(application.sql);
    const providerId = market.provider();
    const operatorId = market.operator();
    for (const kind of ['FACTORY', 'HOST', 'BRAND', 'HOST']) {
      merchants.push(market.merchant(kind));
    }
    const [m1, m2, m3, m4] = merchants as [string, string, string, string];
    const term = (merchantId: string, from: string, to: string, kind?: string) =>
      market.engagement({ providerId, merchantId, operatorId, from, to, ...(kind && { kind }) });
    const engagements = [
      term(m1, '2026-09-01', '2026-11-30'),
      term(m2, '2026-09-01', '2026-11-30'),
      term(m3, '2026-09-01', '2026-11-30'),
    ];
    term(m2, '2026-06-01', '2026-08-20');
    term(m3, '2026-06-01', '2026-08-10');
    const early = term(m4, '2026-06-01', '2026-08-15');
    const contest = term(m4, '2026-10-01', '2026-10-31', 'CONTEST');

    const figures: Record<string, number>[] = [
      {
        entries: 1000,
        exposures: 10000,
        buyers: 50,
        new_buyers: 30,
        paid_gmv: 10000,
        refunded_gmv: 1000,
        watch_minutes: 2500,
        reservations: 20,
        fans_gained: 15,
        ad_spend: 500,
        ad_gmv: 2000,
      },
      {
        entries: 500,
        exposures: 4000,
        buyers: 20,
        new_buyers: 8,
        paid_gmv: 3000,
        refunded_gmv: 600,
        watch_minutes: 1000,
        reservations: 15,
        fans_gained: 20,
        ad_spend: 300,
        ad_gmv: 600,
      },
      {
        entries: 250,
        exposures: 1000,
        buyers: 5,
        new_buyers: 4,
        paid_gmv: 1200.5,
        watch_minutes: 900,
        reservations: 10,
        fans_gained: 2,
      },
    ];
    const planted: PlantedSession[] = [];
    for (const [i, merchantId] of [m1, m2, m3].entries()) {
      for (const day of ['09-08', '09-15', '09-22', '09-29']) {
        planted.push({
          merchantId,
          startedAt: `2026-${day}T${18 + 2 * i}:00:00+08:00`,
          hours: [2, 1.5, 1][i]!,
          figures: figures[i]!,
          claim: {
            providerId,
            engagementId: engagements[i]!,
            operatorId,
            ...(i === 0 && { target: 10000 }),
          },
        });
      }
    }
    // None of these may count: late, unverified, of a contest, before the window, verified by a later load,
    // claimed by nobody.
    const loud = { entries: 1, exposures: 1, buyers: 1, paid_gmv: 999999, ad_spend: 1 };
    const claim = { providerId, engagementId: engagements[0]!, operatorId };
    const decoy = (startedAt: string, more?: PlantedSession['claim']): PlantedSession => ({
      merchantId: m1,
      startedAt,
      figures: loud,
      ...(more && { claim: more }),
    });
    planted.push(
      decoy('2026-10-01T08:00:00+08:00', { ...claim, inTime: false }),
      decoy('2026-10-02T08:00:00+08:00', { ...claim, state: 'CLAIMED' }),
      {
        ...decoy('2026-10-03T08:00:00+08:00'),
        merchantId: m4,
        claim: { ...claim, engagementId: contest },
      },
      {
        ...decoy('2026-08-02T23:30:00+08:00'),
        merchantId: m4,
        claim: { ...claim, engagementId: early },
      },
      decoy('2026-10-05T08:00:00+08:00', { ...claim, load: 7 }),
      decoy('2026-10-06T08:00:00+08:00'),
      // Inside the gap before the service: no part of the baseline (7 May to 4 August).
      decoy('2026-08-05T08:00:00+08:00'),
    );
    // The baseline of M1: two sessions a week, net GMV per hour doubles from week to week.
    for (const [week, monday] of ['07-06', '07-13', '07-20', '07-27'].entries()) {
      for (const hour of ['10', '14']) {
        planted.push({
          merchantId: m1,
          startedAt: `2026-${monday}T${hour}:00:00+08:00`,
          figures: { paid_gmv: 1500 * 2 ** week, refunded_gmv: 500 * 2 ** week },
        });
      }
    }
    market.sessions(planted);

    const fortnight = datesFrom('2026-09-01', '2026-09-14');
    const live = (dates: readonly string[], minutes: number) => (date: string) =>
      dates.includes(date) ? minutes : 0;
    const live1 = live(['2026-09-01', '2026-09-07', '2026-09-09', '2026-09-11'], 120);
    const live2 = live(['2026-09-07', '2026-09-08'], 60);
    market.days(m1, ['2026-05-20'], () => ({ paid_gmv: 600000 }));
    market.days(m1, fortnight, (date) => ({
      paid_gmv: 20000,
      refunded_gmv: 2000,
      orders: 100,
      buyers: 80,
      repeat_buyers: 24,
      fans_gained: 60,
      fans_lost: 10,
      live_minutes: live1(date),
      listed_skus: 50,
      active_skus: 20,
      shipped_total: 90,
      shipped_on_time: 85,
      complaints: 1,
      rating_sum: 45,
      rating_count: 10,
    }));
    market.days(m2, fortnight, (date) => ({
      paid_gmv: 5000,
      refunded_gmv: 500,
      orders: 40,
      buyers: 30,
      repeat_buyers: 6,
      fans_gained: 20,
      fans_lost: 5,
      live_minutes: live2(date),
      listed_skus: 20,
      active_skus: 10,
      shipped_total: 30,
      shipped_on_time: 24,
      rating_sum: 24.5,
      rating_count: 5,
    }));
    const lone = {
      paid_gmv: 1000,
      orders: 10,
      buyers: 10,
      repeat_buyers: 5,
      fans_gained: 4,
      fans_lost: 4,
      live_minutes: 60,
      listed_skus: 10,
      active_skus: 1,
      shipped_total: 10,
      shipped_on_time: 10,
      complaints: 1,
      rating_sum: 9,
      rating_count: 2,
    };
    market.days(m3, ['2026-09-10'], () => lone);
    // Between two engagements, and after the cutoff: no day of service in the window.
    market.days(m3, ['2026-08-31', '2026-11-01'], () => ({ ...lone, complaints: 500 }));
    market.fed(providerId, 'positioning_audit', [
      ['2026-07-01', '2026-07-31', 1, 50],
      ['2026-08-01', '2026-08-31', 3, 2],
      ['2026-09-01', '2026-09-30', 4.5, 4],
    ]);
    await market.write();
    // Of M1's sessions: planned twice before the start and once after, reviewed at the last moment; planned, and
    // reviewed just too late; planned too late; reviewed without a plan.
    await plan('2026-09-08', 1, "- interval '2 days'", 15000);
    await plan('2026-09-08', 2, "- interval '1 millisecond'", 20000);
    await plan('2026-09-08', 3, '', 1);
    await review('2026-09-08', "interval '72 hours'");
    await plan('2026-09-15', 1, "- interval '1 day'", 10000);
    await review('2026-09-15', "interval '72 hours 1 millisecond'");
    await plan('2026-09-22', 1, '', 1);
    await review('2026-09-22', "interval '1 hour'");
    await review('2026-09-29', "interval '1 hour'");
    runId = await start();
    const found = await read(runId);
    detail = found;
    indicators = new Map(found.indicators.map((item) => [item.code, item]));
  }, 60_000);
  afterAll(() => application.stop());

  /** A version of the plan of M1's session on a day, filed so long from its start. */
  async function plan(day: string, version: number, since: string, netGmv: number): Promise<void> {
    await application.sql.query(
      `WITH claim AS (UPDATE operated_session SET planned_at = least(planned_at, started_at ${since})
                       WHERE merchant_id = $1 AND started_at = ($2::date + time '18:00') AT TIME ZONE 'Asia/Shanghai'
                       RETURNING id, started_at)
       INSERT INTO session_plan (operated_session_id, version, net_gmv, gift_share, traffic_share,
              profit_share, volume_share, promotion_before, promotion_burst, warm_up_days, note, filed_by,
              filed_at)
       SELECT id, $3, $4, 10, 20, 30, 40, 0, 0, 0, '', 'system:test', started_at ${since} FROM claim`,
      [merchants[0], day, version, netGmv],
    );
  }

  /** A review of M1's session on a day, filed so long after its end. */
  async function review(day: string, after: string): Promise<void> {
    await application.sql.query(
      `UPDATE operated_session SET reviewed_at = ended_at + ${after}
        WHERE merchant_id = $1 AND started_at = ($2::date + time '18:00') AT TIME ZONE 'Asia/Shanghai'`,
      [merchants[0], day],
    );
  }

  // prettier-ignore
  it.each([
    // Sessions: entries 7,000; exposures 60,000; buyers 300; paid 56,802; watch minutes 17,600.
    ['reservations_per_1000_entries', 'VALUE', 25.714286, 12, 3], // 180 / 7
    ['click_through_rate', 'VALUE', 0.116667, 12, 3], // 7,000 / 60,000
    ['ad_roi', 'TOO_FEW', 3.25, 8, 2], // 10,400 / 3,200; M3 does not advertise
    ['ad_gmv_share', 'VALUE', 0.183092, 12, 3], // 10,400 / 56,802
    ['watch_minutes_per_entry', 'VALUE', 2.514286, 12, 3], // 17,600 / 7,000
    ['conversion', 'VALUE', 0.042857, 12, 3], // 300 / 7,000
    ['gmv_per_watch_minute', 'VALUE', 3.227386, 12, 3], // 56,802 / 17,600
    ['fans_gained_per_entry', 'VALUE', 0.021143, 12, 3], // 148 / 7,000
    ['new_buyer_share', 'TOO_FEW', 0.48, 8, 2], // M2, M3 only: 48 / 100; M1 is mature
    ['plan_target_attainment', 'TOO_FEW', 0.72, 4, 1], // net 36,000 / (20,000 planned + 30,000 claimed)
    ['net_gmv_per_hour_slope', 'TOO_FEW', -0.693147, 4, 1], // 0 now, ln 2 a week before
    // Days: paid 351,000; refunds 35,000; orders 1,970; live 11 h; listed 990.
    ['net_fans_per_live_hour', 'VALUE', 82.727273, 12, 3], // 910 / 11
    ['repeat_buyer_share', 'TOO_FEW', 0.3, 4, 1], // M1 only: 336 / 1,120
    ['live_week_share', 'TOO_FEW', 0.5, 8, 2], // M1 three live days in its whole week, M2 two
    ['active_sku_rate', 'VALUE', 0.425253, 12, 3], // 421 / 990
    ['refund_share', 'VALUE', 0.099715, 12, 3], // 35,000 / 351,000
    ['factory_gmv_share', 'VALUE', 0.797468, 12, 3], // 252,000 / 316,000
    ['on_time_dispatch', 'VALUE', 0.908876, 12, 3], // 1,536 / 1,690
    ['rating', 'VALUE', 4.632075, 12, 3], // 982 / 212
    ['complaints_per_1000_orders', 'VALUE', 7.614213, 12, 3], // 15,000 / 1,970
    ['renewal_rate', 'VALUE', 0.666667, 12, 3], // M2 and M3 renewed, M4 not
    ['positioning_rubric', 'VALUE', 4, 0, 0], // (2 × 3 + 4 × 4.5) / 6
    ['big_session_share', 'SOURCE_NOT_AVAILABLE', null, 0, 0],
    ['planned_and_reviewed_share', 'VALUE', 0.083333, 12, 3], // 1 / 12
    ['exclusive_supply_rubric', 'SOURCE_NOT_AVAILABLE', null, 0, 0],
    ['merchant_reviews', 'SOURCE_NOT_AVAILABLE', null, 0, 0],
  ] as const)('%s: %s %d from %i sessions of %i merchants', (code, status, raw, sessions, of) => {
    const found = indicators.get(code)!;
    expect({ status: found.status, raw: found.raw, ...found.sample }).toMatchObject({
      status,
      raw,
      sessions,
      merchants: of,
    });
  });

  it('knows every indicator, and no other', () => {
    expect(indicators.size).toBe(26);
  });

  it('places a value between the goalposts', () => {
    // (0.116667 − 0.06) / (0.18 − 0.06) and, lower is better, 1 − (0.099715 − 0.05) / (0.5 − 0.05)
    expect(indicators.get('click_through_rate')!.normalised).toBe(47.222222);
    expect(indicators.get('refund_share')!.normalised).toBe(88.9522);
    // ln(0.042857 / 0.008) / ln(0.08 / 0.008)
    expect(indicators.get('conversion')!.normalised).toBe(72.893323);
  });

  it('asks the gates', () => {
    expect(detail.gates).toEqual([
      { code: 'ORGANISATION_CERTIFIED', state: 'SOURCE_NOT_AVAILABLE', value: null },
      { code: 'ORGANISATION_LOAD', state: 'PASSED', value: 3 },
      { code: 'STANDARDISATION', state: 'SOURCE_NOT_AVAILABLE', value: null },
    ]);
  });

  it('keeps a run after later corrections, and a new run sees them', async () => {
    const m1 = merchants[0]!;
    const touched = await market.correct(
      'live_session',
      `merchant_id = '${m1}' AND business_date = '2026-09-08'`,
      'buyers = 400',
      2,
    );
    expect(touched).toBe(1);
    await market.correct(
      'merchant_day',
      `merchant_id = '${m1}' AND date = '2026-09-03'`,
      'refunded_gmv = 20000, complaints = 80',
      2,
    );
    // A claim that is taken back after the run does not change what the run stands on.
    await application.sql.query(
      `UPDATE operated_session SET state = 'MISMATCHED', session_id = NULL, started_at = NULL, ended_at = NULL,
              verified_at = NULL, verified_load = NULL, mismatch_reason = 'planted'
        WHERE id = (SELECT min(id::text)::uuid FROM operated_session
                     WHERE state = 'VERIFIED' AND verified_load = 1 AND in_time)`,
    );
    const computation = application.nest.get(ScoringComputationService);
    expect(await computation.verify(context, runId, quiet)).toMatchObject({
      stands: true,
      providers: 1,
      statisticsDiffer: [],
      resultsDiffer: [],
    });
    const again = new Map((await read(await start())).indicators.map((item) => [item.code, item]));
    expect(again.get('refund_share')!.raw).toBe(0.150997); // 53,000 / 351,000
    expect(again.get('conversion')!.sample.sessions).toBe(11);
  }, 30_000);

  it('never scores what related parties do for each other', async () => {
    const merchantsOf = async (run: string) => {
      const { rows } = await application.sql.query<{ served: string[]; claimed: string[] }>(
        `SELECT ARRAY(SELECT DISTINCT span ->> 'merchantId' FROM jsonb_array_elements(service_spans) span) AS served,
                ARRAY(SELECT DISTINCT merchant_id::text FROM operated_session
                       WHERE id = ANY(operated_session_ids)) AS claimed
           FROM scoring_subject WHERE run_id = $1`,
        [run],
      );
      return { served: rows[0]!.served.sort(), claimed: rows[0]!.claimed.sort() };
    };
    const [m1, m2, m3, m4] = merchants as [string, string, string, string];
    expect(await merchantsOf(runId)).toEqual({ served: [m1, m2, m3, m4].sort(), claimed: [m1, m2, m3, m4].sort() }); // prettier-ignore
    await application.sql.query(
      `INSERT INTO party_mark (id, provider_id, merchant_id, ground, mark, declared_by, declared_at)
       SELECT uuid_v7(), id, NULL::uuid, 'OWNER', bytea 'the same person', 'test', now() FROM provider
       UNION ALL SELECT uuid_v7(), NULL::uuid, $1::uuid, 'LEGAL_REPRESENTATIVE', 'the same person', 'test', now()
       UNION ALL SELECT uuid_v7(), NULL, $2::uuid, 'OWNER', 'somebody else', 'test', now()`,
      [m2, m3],
    );
    const later = await start();
    expect(await merchantsOf(later)).toEqual({ served: [m1, m3, m4].sort(), claimed: [m1, m3, m4].sort() }); // prettier-ignore
    // What was scored before they were known stands as it was made.
    const computation = application.nest.get(ScoringComputationService);
    expect(await computation.verify(context, runId, quiet)).toMatchObject({ stands: true });
  }, 30_000);

  it('notices a row that was changed behind the feed’s back', async () => {
    await application.sql.query(
      `UPDATE merchant_day SET complaints = complaints + 1
        WHERE merchant_id = $1 AND date = '2026-09-04'`,
      [merchants[1]],
    );
    const computation = application.nest.get(ScoringComputationService);
    const report = await computation.verify(context, runId, quiet);
    expect(report.stands).toBe(false);
    expect(report.statisticsDiffer).toHaveLength(1);
    expect(report.resultsDiffer).toHaveLength(2);
  });
});
