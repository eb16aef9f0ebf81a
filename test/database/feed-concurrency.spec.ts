import pg from 'pg';
import { FeedService } from '../../src/modules/feed/index.js';
import { FeedHousekeeping } from '../../src/modules/feed/jobs/feed-housekeeping.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';
import { TestApplication } from '../support/application.js';
import { eventually } from '../support/eventually.js';
import {
  merchantDaysCsv,
  merchantsCsv,
  minutesCsv,
  sessionsCsv,
  TestFeed,
} from '../support/feed.js';

describe('loads at once, and crashes', () => {
  let application: TestApplication;
  let feed: TestFeed;

  beforeAll(async () => {
    application = await TestApplication.start();
    feed = new TestFeed(application);
    await feed.load('merchants', merchantsCsv({}));
  });
  afterAll(() => application.stop());

  it('merges two loads one after the other, however they race', async () => {
    const days = Array.from({ length: 28 }, (_, i) => `2026-06-${String(i + 1).padStart(2, '0')}`);
    const file = (paid: string) =>
      merchantDaysCsv(...days.map((date) => ({ date, paid_gmv: paid })));
    const ids = await Promise.all(
      ['1001.00', '1002.00', '1003.00', '1004.00'].map((paid) =>
        feed.stage('merchant-days', file(paid)),
      ),
    );
    const loads = await Promise.all(ids.map((id) => feed.merge(id)));
    const numbers = loads.map(({ loadNumber }) => Number(loadNumber)).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
    const byNumber = [...loads].sort((a, b) => Number(a.loadNumber) - Number(b.loadNumber));
    expect(byNumber.map(({ inserted, superseded }) => [inserted, superseded])).toEqual([
      [28, 0],
      [0, 28],
      [0, 28],
      [0, 28],
    ]);
    const { rows } = await application.sql.query(
      `SELECT DISTINCT load_number::int AS load FROM merchant_day WHERE date BETWEEN '2026-06-01' AND '2026-06-30'`,
    );
    expect(rows).toEqual([{ load: numbers[3] }]);
    expect(await application.nest.get(FeedService).currentLoadNumber()).toBe(String(numbers[3]));
  });

  it('merges one load once, also when two workers take it', async () => {
    const id = await feed.stage('merchant-days', merchantDaysCsv({ date: '2026-05-01' }));
    const [one, two] = await Promise.all([feed.merge(id), feed.merge(id)]);
    expect(two).toEqual(one);
    expect(one).toMatchObject({ state: 'MERGED', inserted: 1 });
  });

  it('leaves the old state when the merge is killed half-way, and finishes it at the next try', async () => {
    const before = await feed.load(
      'merchant-days',
      merchantDaysCsv({ date: '2026-07-01' }, { date: '2026-07-02' }),
    );
    const id = await feed.stage(
      'merchant-days',
      merchantDaysCsv(
        { date: '2026-07-01', paid_gmv: '1234.00' },
        { date: '2026-07-02' },
        { date: '2026-07-03' },
        { date: '2026-07-04', refunded_gmv: '9999.00' },
      ),
    );
    const state = async () => {
      const { rows } = await application.sql.query(
        `SELECT date, paid_gmv, load_number FROM merchant_day
          WHERE date BETWEEN '2026-07-01' AND '2026-07-31' ORDER BY date`,
      );
      return rows.map(({ date, paid_gmv: paid }) => `${date} ${paid}`);
    };

    // Stops the merge between its insert and its move to the history.
    const blocker = await application.sql.connect();
    await blocker.query('BEGIN; LOCK TABLE merchant_day_history IN EXCLUSIVE MODE');
    await application.nest.get(JobWorker).start();
    // Only a superuser sees and ends what other roles do.
    const server = new pg.Client({ connectionString: application.database.administratorUrl });
    await server.connect();
    const pid = await eventually(async () => {
      const { rows } = await server.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO merchant_day_history%'`,
      );
      return rows[0]?.pid;
    });
    expect(await state()).toEqual(['2026-07-01 1000.00', '2026-07-02 1000.00']);
    await server.query('SELECT pg_terminate_backend($1)', [pid]);
    await eventually(async () => {
      const { rows } = await server.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]);
      return rows.length === 0 ? true : undefined;
    });
    expect(await state()).toEqual(['2026-07-01 1000.00', '2026-07-02 1000.00']);
    expect(await feed.rejects(id)).toEqual([]);
    await blocker.query('ROLLBACK');
    blocker.release();
    await server.end();

    const load = await eventually(async () => {
      const found = await application.nest
        .get(FeedService)
        .byIds(systemContext('test', new Date()), [id]);
      return found.get(id)!.state === 'STAGED' ? undefined : found.get(id);
    });
    expect(load).toMatchObject({
      state: 'MERGED',
      insertedCount: '1',
      supersededCount: '1',
      rejectedCount: '1',
      loadNumber: String(Number(before.loadNumber) + 1),
    });
    expect(await state()).toEqual([
      '2026-07-01 1234.00',
      '2026-07-02 1000.00',
      '2026-07-03 1000.00',
    ]);
    const { rows } = await application.sql.query(
      `SELECT payload FROM outbox_event WHERE payload->>'loadId' = $1`,
      [id],
    );
    expect(rows).toEqual([
      {
        payload: {
          loadId: id,
          dataset: 'merchant-days',
          loadNumber: load.loadNumber,
          firstDate: '2026-07-01',
          lastDate: '2026-07-03',
          inserted: 1,
          superseded: 1,
          rejected: 1,
        },
      },
    ]);
  }, 40_000);

  it('lets minutes go when their time is over, and gives up loads that nobody can merge', async () => {
    await feed.load('sessions', sessionsCsv({}));
    await feed.load('session-minutes', minutesCsv({}, { minute: '1' }));
    const stuck = await feed.stage('merchant-days', merchantDaysCsv({ date: '2026-04-01' }));
    await application.sql.query(
      `UPDATE background_job SET state = 'FAILED', finished_at = now() FROM feed_load l
        WHERE background_job.id = l.job_id AND l.id = $1`,
      [stuck],
    );
    const housekeeping = application.nest.get(FeedHousekeeping);
    const left = async () => {
      const { rows } = await application.sql.query(
        `SELECT (SELECT count(*)::int FROM session_minute) AS minutes, to_regclass($1) IS NOT NULL AS staged`,
        [`staging.load_${stuck.replaceAll('-', '')}`],
      );
      return rows[0];
    };
    await housekeeping.run(systemContext('test', new Date()));
    expect(await left()).toEqual({ minutes: 2, staged: true });
    const inAMonth = new Date(Date.now() + 31 * 86_400_000);
    await housekeeping.run(systemContext('test', inAMonth));
    expect(await left()).toEqual({ minutes: 0, staged: false });
  });
});
