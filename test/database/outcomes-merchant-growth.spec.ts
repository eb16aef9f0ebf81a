import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { MerchantGrowthService } from '../../src/modules/outcomes/index.js';
import { TestApplication } from '../support/application.js';
import { datesFrom, PlantedMarket } from '../support/planted-market.js';

/** Everything that a computation makes, with ids that do not change when it is made again. */
const EVERYTHING = {
  months: `SELECT merchant_id, month_end, net_gmv, days_observed, paid_gmv, month_net_gmv, tier, provisional
             FROM merchant_month`,
  coldStarts: `SELECT merchant_id, observed_from, state, event_on, duration_days, void_months, provisional
                 FROM merchant_cold_start`,
  leaps: `SELECT id, merchant_id, to_tier, reached_on, state, met_months, decided_on, credit_sessions, provider_id
            FROM leap`,
  credits: 'SELECT * FROM leap_credit',
  attainments: `SELECT engagement_id, last_day, complete, target_to_date, net_gmv, attainment, provisional
                  FROM engagement_attainment`,
  providers: 'SELECT * FROM provider_day_gmv',
  rates: 'SELECT grouping, key, merchants, leaped_merchants, rate FROM leap_rate',
} as const;

describe('merchants’ growth on planted facts', () => {
  let application: TestApplication;
  let market: PlantedMarket;
  const providers: string[] = [];
  const engagements: string[] = [];
  let climber: string;
  let refunded: string;
  let leaver: string;
  let old: string;
  const context = systemContext('test', new Date('2026-10-21T04:00:00Z'));

  const recompute = (
    loadNumber: string,
    asOfDate = '2026-10-20',
    merchantIds: readonly string[] | 'ALL' = 'ALL',
  ) =>
    application.nest.get(MerchantGrowthService).recompute(context, {
      merchantIds,
      asOfDate,
      loadNumber,
    });
  const rowsOf = async (sql: string) => (await application.sql.query(sql)).rows;
  const everything = async () => {
    const made: Record<string, unknown[]> = {};
    for (const [name, sql] of Object.entries(EVERYTHING))
      made[name] = await rowsOf(`${sql} ORDER BY 1, 2, 3`);
    return made;
  };
  const coldStartOf = async (merchantId: string) =>
    (
      await rowsOf(
        `SELECT state, event_on::text AS "eventOn", duration_days AS "durationDays", void_months::text[] AS "voidMonths",
                provisional FROM merchant_cold_start WHERE merchant_id = '${merchantId}'`,
      )
    )[0];

  beforeAll(async () => {
    application = await TestApplication.start();
    market = await PlantedMarket.prepare(application.sql);
    const operatorId = market.operator();
    for (let i = 0; i < 4; i += 1) providers.push(market.provider());
    climber = market.merchant('HOST', { joinedOn: '2026-01-01' });
    refunded = market.merchant('HOST', { joinedOn: '2026-06-01' });
    leaver = market.merchant('HOST', { joinedOn: '2026-03-01', exitedOn: '2026-05-10' });
    old = market.merchant('BRAND', { joinedOn: '2024-05-01' });

    const term = (provider: number, from: string, to: string, target = 0): string => {
      const given = { providerId: providers[provider]!, merchantId: climber, operatorId, from, to };
      const id = market.engagement({ ...given, target });
      engagements.push(id);
      return id;
    };
    // Active 45, 19, 20 and 5 days before the end of February.
    term(0, '2026-01-15', '2026-03-31', 760_000);
    term(1, '2026-02-10', '2026-03-15');
    term(2, '2026-02-09', '2026-02-28');
    term(3, '2026-02-24', '2026-06-30');
    const session = (day: string, provider: number, inTime = true) => ({
      merchantId: climber,
      startedAt: `${day}T12:00:00Z`,
      claim: {
        providerId: providers[provider]!,
        engagementId: engagements[provider]!,
        operatorId,
        inTime,
      },
    });
    market.sessions([
      session('2026-02-11', 0),
      session('2026-02-13', 0),
      session('2026-02-15', 0),
      session('2026-02-17', 1),
      session('2026-02-19', 2, false),
      session('2026-02-25', 3),
    ]);
    const paying = (amount: number) => () => ({ paid_gmv: amount });
    market.days(climber, datesFrom('2026-01-01', '2026-01-31'), paying(10_000));
    market.days(climber, datesFrom('2026-02-01', '2026-06-30'), paying(20_000.01));
    market.days(refunded, datesFrom('2026-06-01', '2026-10-20'), (date) => ({
      paid_gmv: date < '2026-07-01' ? 1_000 : date < '2026-08-01' ? 20_000 : 2_000,
    }));
    market.days(leaver, datesFrom('2026-03-01', '2026-05-10'), paying(3_000));
    market.days(old, datesFrom('2026-01-10', '2026-10-20'), paying(100_000));
    await market.write();
    await market.correct(
      'merchant_day',
      `merchant_id = '${refunded}' AND date = '2026-07-30'`,
      'refunded_gmv = 130000',
      2,
    );
    await recompute('2');
  }, 60_000);
  afterAll(() => application.stop());

  it('reads tiers on the trailing thirty days', async () => {
    const rows = await rowsOf(
      `SELECT month_end::text AS month, net_gmv, paid_gmv, days_observed, tier FROM merchant_month
        WHERE merchant_id = '${climber}' ORDER BY month_end LIMIT 3`,
    );
    expect(rows).toEqual([
      {
        month: '2026-01-31',
        net_gmv: '300000.00',
        paid_gmv: '310000.00',
        days_observed: 30,
        tier: 'COLD_START',
      },
      {
        month: '2026-02-28',
        net_gmv: '580000.28',
        paid_gmv: '560000.28',
        days_observed: 30,
        tier: 'TAIL',
      },
      {
        month: '2026-03-31',
        net_gmv: '600000.30',
        paid_gmv: '620000.31',
        days_observed: 30,
        tier: 'TAIL',
      },
    ]);
  });

  it('counts days to success, knows leavers and those who had it before', async () => {
    expect(await coldStartOf(climber)).toEqual({
      state: 'SUCCESS',
      eventOn: '2026-02-25',
      durationDays: 55,
      voidMonths: [],
      provisional: false,
    });
    expect(await coldStartOf(leaver)).toMatchObject({
      state: 'EXITED',
      eventOn: '2026-05-10',
      durationDays: 70,
    });
    expect(await coldStartOf(old)).toMatchObject({
      state: 'BEFORE_RECORDS',
      eventOn: '2026-01-14',
    });
  });

  it('takes a success back when late refunds undo it, and can say what it was before', async () => {
    expect(await coldStartOf(refunded)).toMatchObject({
      state: 'OPEN',
      voidMonths: ['2026-07-31'],
    });
    await recompute('1');
    expect(await coldStartOf(refunded)).toMatchObject({ state: 'SUCCESS', eventOn: '2026-07-25' });
    await recompute('2');
  });

  it('shares a leap by sessions claimed in time, of engagements active long enough', async () => {
    const [leap] = await rowsOf(
      `SELECT id, reached_on::text AS "reachedOn", state, decided_on::text AS "decidedOn", credit_sessions AS sessions,
              provider_id AS "providerId" FROM leap WHERE merchant_id = '${climber}'`,
    );
    expect(leap).toMatchObject({
      reachedOn: '2026-02-28',
      state: 'CONFIRMED',
      decidedOn: '2026-05-16',
      sessions: 4,
      providerId: providers[0],
    });
    const credits = await rowsOf(
      `SELECT engagement_id, sessions, active_days FROM leap_credit WHERE leap_id = '${leap!.id}' ORDER BY sessions DESC`,
    );
    expect(credits).toEqual([
      { engagement_id: engagements[0], sessions: 3, active_days: 45 },
      { engagement_id: engagements[1], sessions: 1, active_days: 19 },
    ]);
  });

  it('calls no leap what the records began with', async () => {
    expect(await rowsOf(`SELECT FROM leap WHERE merchant_id = '${old}'`)).toEqual([]);
  });

  it('shares the days of several providers to the cent', async () => {
    const days = await rowsOf(
      `SELECT date::text AS date, sum(net_gmv)::text AS net, jsonb_object_agg(provider_id, net_gmv) AS shares
         FROM provider_day_gmv WHERE date IN ('2026-02-05', '2026-02-20', '2026-02-25', '2026-03-20')
        GROUP BY date ORDER BY date`,
    );
    const [p0, p1, p2, p3] = providers as [string, string, string, string];
    expect(days).toEqual([
      { date: '2026-02-05', net: '20000.01', shares: { [p0]: 20_000.01 } },
      { date: '2026-02-20', net: '20000.01', shares: { [p0]: 15_000.01, [p1]: 5_000, [p2]: 0 } },
      {
        date: '2026-02-25',
        net: '20000.01',
        shares: { [p0]: 12_000.01, [p1]: 4_000, [p2]: 0, [p3]: 4_000 },
      },
      // Nobody operated a session in March: equal parts, the odd cent to the first.
      { date: '2026-03-20', net: '20000.01', shares: { [p0]: 10_000.01, [p3]: 10_000 } },
    ]);
  });

  it('holds what was sold against what was promised', async () => {
    const rows = await rowsOf(
      `SELECT target_to_date, net_gmv, days_observed, attainment, complete, provisional FROM engagement_attainment
        WHERE engagement_id = '${engagements[0]}'`,
    );
    // 17 days of 10,000 and 59 of 20,000.01.
    expect(rows).toEqual([
      {
        target_to_date: '760000.00',
        net_gmv: '1350000.59',
        days_observed: 76,
        attainment: '1.776317',
        complete: true,
        provisional: false,
      },
    ]);
    const [open] = await rowsOf(
      `SELECT attainment FROM engagement_attainment WHERE engagement_id = '${engagements[1]}'`,
    );
    expect(open).toEqual({ attainment: null });
  });

  it('prorates the promise of a term that goes on', async () => {
    await recompute('2', '2026-02-21');
    const [row] = await rowsOf(
      `SELECT target_to_date, complete, provisional FROM engagement_attainment WHERE engagement_id = '${engagements[0]}'`,
    );
    expect(row).toEqual({ target_to_date: '380000.00', complete: false, provisional: true });
    expect(await coldStartOf(climber)).toMatchObject({ state: 'OPEN', durationDays: 51 });
    await recompute('2');
  });

  it('makes the same rows again: at once, after going back, day by day, merchant by merchant', async () => {
    const once = await everything();
    await recompute('2');
    expect(await everything()).toEqual(once);
    for (const day of ['2026-05-15', '2026-06-30', '2026-07-01', '2026-09-10', '2026-10-20']) {
      await recompute('2', day);
    }
    expect(await everything()).toMatchObject({
      ...once,
      leaps: expect.anything(),
      credits: expect.anything(),
    });
    await application.sql.query('TRUNCATE merchant_month, engagement_month, provider_day_gmv');
    for (const merchantId of [climber, refunded, leaver, old]) {
      await recompute('2', '2026-10-20', [merchantId]);
    }
    expect(await everything()).toEqual({
      ...once,
      leaps: expect.anything(),
      credits: expect.anything(),
    });
  });

  it('makes only the careers that a day’s feed changed, and the same ones as if all were made', async () => {
    const growth = application.nest.get(MerchantGrowthService);
    const request = { merchantIds: 'ALL', loadNumber: '3', asOfDate: '2026-10-25' } as const;
    await recompute('2');
    const versions = async () =>
      new Map(
        (
          await rowsOf('SELECT merchant_id AS id, xmin::text AS version FROM merchant_cold_start')
        ).map(({ id, version }) => [id as string, version as string]),
      );
    const before = await versions();
    // One merchant reaches the amount in the month that is running, another one's settled August is corrected.
    await market.correct('merchant_day', `merchant_id = '${refunded}' AND date = '2026-10-02'`, 'paid_gmv = 600000', 3); // prettier-ignore
    await market.correct('merchant_day', `merchant_id = '${old}' AND date = '2026-08-02'`, 'paid_gmv = 90000', 3); // prettier-ignore
    const { careers } = await growth.recompute(context, request);
    const after = await versions();
    expect(careers!.rows).toBe(2);
    const touched = [...after].filter(([id, version]) => before.get(id) !== version);
    expect(touched.map(([id]) => id).sort()).toEqual([refunded, old].sort());
    expect(await coldStartOf(refunded)).toMatchObject({ state: 'SUCCESS', eventOn: '2026-10-02' });

    const incremental = await everything();
    expect((await growth.recompute(context, { ...request, full: true })).careers!.rows).toBe(4);
    expect(await everything()).toEqual(incremental);
  });

  it('lets the days of those go on who have not got there yet, without deciding anything anew', async () => {
    const growth = application.nest.get(MerchantGrowthService);
    await recompute('2', '2026-09-20');
    const days = async () => (await coldStartOf(refunded))!.durationDays as number;
    const before = await days();
    const request = { merchantIds: 'ALL', loadNumber: '2', asOfDate: '2026-09-25' } as const;
    expect((await growth.recompute(context, request)).careers!.rows).toBe(0);
    expect(await days()).toBe(before + 5);
    const incremental = await everything();
    await growth.recompute(context, { ...request, full: true });
    expect(await everything()).toEqual(incremental);
    await recompute('2');
  });

  it('counts leaped merchants among those served, by provider, category and region', async () => {
    const rows = await rowsOf(
      `SELECT grouping, merchants, leaped_merchants AS leaped FROM leap_rate
        WHERE key IN ('${providers[0]}', '${providers[1]}', 'apparel.womens') ORDER BY grouping, leaped DESC`,
    );
    expect(rows).toEqual([
      { grouping: 'CATEGORY', merchants: 1, leaped: 1 },
      { grouping: 'PROVIDER', merchants: 1, leaped: 1 },
      { grouping: 'PROVIDER', merchants: 1, leaped: 0 },
    ]);
  });
});
