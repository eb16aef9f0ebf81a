import { factsAsOf } from '../../src/modules/feed/index.js';
import { TestApplication } from '../support/application.js';
import {
  merchantDaysCsv,
  merchantsCsv,
  minutesCsv,
  sessionsCsv,
  TestFeed,
} from '../support/feed.js';

describe('corrections of facts', () => {
  let application: TestApplication;
  let feed: TestFeed;

  beforeAll(async () => {
    application = await TestApplication.start();
    feed = new TestFeed(application);
    await feed.load(
      'merchants',
      merchantsCsv({}, { merchant_code: 'M2', name: '"云岭, ""二店"""', kind: 'BRAND' }),
    );
  });
  afterAll(() => application.stop());

  const paidAsOf = async (load: string | null, date: string) => {
    const { rows } = await application.sql.query(
      `SELECT d.paid_gmv FROM ${factsAsOf('merchant_day', '$1')} d JOIN merchant m ON m.id = d.merchant_id
        WHERE m.merchant_code = 'M1' AND d.date = $2`,
      [load, date],
    );
    return rows.map(({ paid_gmv: paid }) => paid as string);
  };

  it('lands what is new, keeps what a later file replaces, and can be read as of each load', async () => {
    const first = await feed.load(
      'merchant-days',
      merchantDaysCsv({ date: '2026-10-01' }, { date: '2026-10-02' }),
    );
    expect(first).toMatchObject({ state: 'MERGED', inserted: 2, superseded: 0, rejected: 0 });
    const second = await feed.load(
      'merchant-days',
      merchantDaysCsv(
        { date: '2026-10-01', paid_gmv: '1100.00' },
        { date: '2026-10-02' },
        { date: '2026-10-03' },
      ),
    );
    expect(second).toMatchObject({ inserted: 1, superseded: 1, unchanged: 1, rejected: 0 });
    expect(Number(second.loadNumber)).toBe(Number(first.loadNumber) + 1);
    const third = await feed.load(
      'merchant-days',
      merchantDaysCsv({ date: '2026-10-01', paid_gmv: '1200.00' }),
    );
    expect(third).toMatchObject({ superseded: 1 });

    expect(await paidAsOf(first.loadNumber, '2026-10-01')).toEqual(['1000.00']);
    expect(await paidAsOf(second.loadNumber, '2026-10-01')).toEqual(['1100.00']);
    expect(await paidAsOf(third.loadNumber, '2026-10-01')).toEqual(['1200.00']);
    expect(await paidAsOf(first.loadNumber, '2026-10-03')).toEqual([]);
    expect(await paidAsOf(third.loadNumber, '2026-10-03')).toEqual(['1000.00']);
  });

  it('changes nothing when the same bytes come again, also after a correction', async () => {
    const file = merchantDaysCsv({ date: '2026-09-01', paid_gmv: '900.00' });
    const first = await feed.load('merchant-days', file);
    await feed.load('merchant-days', merchantDaysCsv({ date: '2026-09-01', paid_gmv: '950.00' }));
    const again = await feed.load('merchant-days', file);
    expect(again).toMatchObject({ state: 'REPEATED', loadNumber: null, unchanged: 1 });
    expect(await paidAsOf('999999', '2026-09-01')).toEqual(['950.00']);
    expect(first.state).toBe('MERGED');
  });

  it('looks again only at the refused lines when the same bytes come again', async () => {
    const file = merchantDaysCsv(
      { date: '2026-08-01' },
      { merchant_code: 'M-later', date: '2026-08-01' },
      { merchant_code: 'M-never', date: '2026-08-01' },
    );
    const first = await feed.load('merchant-days', file);
    expect(first).toMatchObject({ inserted: 1, rejected: 2 });
    await feed.load('merchants', merchantsCsv({ merchant_code: 'M-later' }));
    const again = await feed.load('merchant-days', file);
    expect(again).toMatchObject({ state: 'MERGED', inserted: 1, unchanged: 1, rejected: 1 });
    expect(await feed.rejects(again.id)).toEqual([
      expect.objectContaining({ line: 4, column: 'merchant_code', code: 'UNKNOWN_MERCHANT' }),
    ]);
    expect(await feed.load('merchant-days', file)).toMatchObject({ state: 'REPEATED' });
  });

  it('dates the attributes of merchants', async () => {
    const before = await feed.load('merchants', merchantsCsv({ merchant_code: 'M9' }));
    const after = await feed.load(
      'merchants',
      merchantsCsv({ merchant_code: 'M9', name: '新名字', exited_on: '2026-12-31' }),
    );
    expect(after).toMatchObject({ superseded: 1 });
    const nameAsOf = async (load: string | null) => {
      const { rows } = await application.sql.query(
        `SELECT h.name FROM ${factsAsOf('merchant', '$1')} h JOIN merchant m USING (id)
          WHERE m.merchant_code = 'M9'`,
        [load],
      );
      return rows;
    };
    expect(await nameAsOf(before.loadNumber)).toEqual([{ name: '云岭茶铺' }]);
    expect(await nameAsOf(after.loadNumber)).toEqual([{ name: '新名字' }]);
    const { rows } = await application.sql.query(
      `SELECT name FROM merchant WHERE merchant_code = 'M2'`,
    );
    expect(rows).toEqual([{ name: '云岭, "二店"' }]);
  });

  it('moves a session and its minutes to another day, and never to another merchant', async () => {
    const first = await feed.load('sessions', sessionsCsv({}));
    expect(first).toMatchObject({ inserted: 1, rejected: 0 });
    await feed.load('session-minutes', minutesCsv({}, { minute: '119' }, { minute: '120' }));

    const stolen = await feed.load('sessions', sessionsCsv({ merchant_code: 'M2' }));
    expect(stolen).toMatchObject({ superseded: 0, rejected: 1 });
    expect(await feed.rejects(stolen.id)).toEqual([
      expect.objectContaining({ code: 'SESSION_OF_ANOTHER_MERCHANT', column: 'merchant_code' }),
    ]);

    // Half past midnight in Shanghai is still the day before in UTC.
    const moved = await feed.load(
      'sessions',
      sessionsCsv({
        started_at: '2026-11-01T00:30:00+08:00',
        ended_at: '2026-11-01T02:30:00+08:00',
      }),
    );
    expect(moved).toMatchObject({ superseded: 1, rejected: 0 });
    const { rows } = await application.sql.query(
      `SELECT l.business_date, r.business_date AS registered,
              (SELECT array_agg(DISTINCT business_date) FROM session_minute m WHERE m.session_id = l.session_id) AS minutes
         FROM live_session l JOIN live_session_registry r USING (session_id) WHERE l.session_code = 'S1'`,
    );
    expect(rows).toEqual([
      { business_date: '2026-11-01', registered: '2026-11-01', minutes: expect.anything() },
    ]);
    const before = await application.sql.query(
      `SELECT business_date FROM ${factsAsOf('live_session', '$1')} s WHERE session_code = 'S1'`,
      [first.loadNumber],
    );
    expect(before.rows).toEqual([{ business_date: '2026-10-01' }]);
    const minutes = await application.sql.query(
      `SELECT minute, business_date FROM session_minute ORDER BY minute`,
    );
    expect(minutes.rows).toEqual([
      { minute: 0, business_date: '2026-11-01' },
      { minute: 119, business_date: '2026-11-01' },
    ]);
  });
});
