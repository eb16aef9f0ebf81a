import request from 'supertest';
import { FeedMergeService } from '../../src/modules/feed/index.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';
import { parsePublicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication } from '../support/application.js';
import { EngagementWorld } from '../support/engagement-world.js';
import { eventually } from '../support/eventually.js';

const SESSIONS = `session_code,merchant_code,started_at,ended_at,target_gmv,paid_gmv,refunded_gmv,orders,buyers,new_buyers,exposures,entries,watch_minutes,peak_viewers,average_viewers,reservations,fans_gained,ad_spend,ad_gmv,top_buyer_gmv`;
const ENGAGEMENTS = `engagement_code,provider_code,merchant_code,operator_codes,started_on,ended_on,target_gmv,fee`;
const CLAIMS = `session_code,engagement_code,operator_code,claimed_at`;

describe('the past of an adopted platform: engagements and claims', () => {
  let application: TestApplication;
  let world: EngagementWorld;
  const codes: Record<string, string> = {};

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
    const [p, q] = [await world.provider(), await world.provider()];
    const ids = {
      p,
      q,
      m: await world.merchant(),
      n: await world.merchant(),
      a: await world.operator(p),
      b: await world.operator(p),
      left: await world.operator(p, '2020-01-01', '2024-12-31'),
      c: await world.operator(q),
    };
    for (const [name, id] of Object.entries(ids)) {
      const { rows } = await application.sql.query(
        `SELECT provider_code AS code FROM provider WHERE id = $1
         UNION SELECT merchant_code FROM merchant WHERE id = $1
         UNION SELECT operator_code FROM operator WHERE id = $1`,
        [id],
      );
      codes[name] = rows[0].code;
    }
  }, 30_000);
  afterAll(() => application.stop());

  async function upload(dataset: string, header: string, rows: readonly string[]) {
    const token = await application.tokenFor({ role: 'ADMINISTRATOR' });
    const answer = await request(application.url)
      .post(`/feed/${dataset}`)
      .set('authorization', `Bearer ${token}`)
      .set('content-type', 'text/csv')
      .send([header, ...rows, ''].join('\n'));
    expect(answer.body).toMatchObject({ dataset });
    const loadId = parsePublicId(answer.body.loadId);
    if (!loadId.ok) throw new Error(loadId.problem);
    return loadId.uuid;
  }

  /** Uploads and merges; says how many rows came in and what was refused as `line code`. */
  async function load(dataset: string, header: string, rows: readonly string[]) {
    const id = await upload(dataset, header, rows);
    const context = systemContext('test', new Date());
    const merges = application.nest.get(FeedMergeService, { strict: false });
    const merged = await merges.merge(context, id, () => Promise.resolve());
    const { rows: rejects } = await application.sql.query(
      `SELECT line || ' ' || code AS reject FROM feed_reject WHERE load_id = $1 ORDER BY line, ordinal`,
      [id],
    );
    return {
      inserted: Number(merged.insertedCount),
      superseded: Number(merged.supersededCount),
      rejects: rejects.map(({ reject }) => reject as string),
      loadNumber: merged.loadNumber!,
    };
  }

  const session = (code: string, merchant: string, start: string, end: string) =>
    `${code},${merchant},2025-03-${start}:00+08:00,2025-03-${end}:00+08:00,1000.00,900.00,50.00,10,9,3,1000,100,500,60,40,5,6,1.00,2.00,20.00`;

  it('brings engagements, and says of each bad row why', async () => {
    const { p, q, m, n, a, b, left, c } = codes;
    const result = await load('engagements', ENGAGEMENTS, [
      `E000007,${p},${m},${a};${b},2025-01-01,2025-06-30,500000.00,20000.00`,
      `E-past,${p},${m},${a},2025-07-01,2025-12-31,500000.00,0`,
      `E-overlap,${p},${m},${a},2025-06-30,2025-06-30,0,0`,
      `E-other,${q},${m},${c},2025-01-01,2025-12-31,1.00,0`,
      `E-unknown,P-none,M-none,O-none,2025-01-01,2025-12-31,1.00,0`,
      `E-foreign,${q},${n},${a},2025-01-01,2025-12-31,1.00,0`,
      `E-left,${p},${n},${left},2025-01-01,2025-12-31,1.00,0`,
      `E-twice,${p},${n},${a};${a},2025-01-01,2025-12-31,1.00,0`,
      `E-back,${p},${n},${a},2025-12-31,2025-01-01,1.00,0`,
      `E-minus,${p},${n},${a},2025-01-01,2025-12-31,-1.00,0`,
    ]);
    expect(result).toMatchObject({ inserted: 3, superseded: 0 });
    expect(result.rejects).toEqual([
      '4 TERMS_OVERLAP',
      '6 UNKNOWN_PROVIDER',
      '6 UNKNOWN_MERCHANT',
      '6 UNKNOWN_OPERATOR',
      '7 OPERATOR_NOT_EMPLOYED',
      '8 OPERATOR_NOT_EMPLOYED',
      '9 OPERATOR_TWICE',
      '10 ENDS_BEFORE_START',
      expect.stringMatching(/^11 /),
    ]);
    const { data } = await application.graphql(
      { role: 'REVIEWER' },
      `{ engagements(first: 10, orderBy: START) { nodes { engagementCode status imported fee operators { operatorCode }
         transitions { from to reason side } } } }`,
    );
    expect(data.engagements.nodes).toHaveLength(3);
    const seventh = data.engagements.nodes.find(
      ({ engagementCode }: { engagementCode: string }) => engagementCode === 'E000007',
    );
    expect(seventh).toMatchObject({
      status: 'COMPLETED',
      imported: true,
      fee: '20000.00',
      transitions: [{ from: null, to: 'ACCEPTED', side: 'PLATFORM' }],
    });
    const { rows } = await application.sql.query(
      `SELECT nextval('engagement_code_number')::int AS next`,
    );
    expect(rows).toEqual([{ next: 8 }]);
  });

  it('brings claims: verified at once, and in time or not by the recorded time', async () => {
    const { m, n, a, b, c } = codes;
    const sessions = await load('sessions', SESSIONS, [
      session('S1', m!, '01T20:00', '01T22:00'),
      session('S2', m!, '02T20:00', '02T22:00'),
      session('S3', m!, '02T21:00', '02T23:00'),
      session('S4', n!, '03T20:00', '03T22:00'),
      session('S5', m!, '03T23:30', '04T01:00'),
      session('S6', m!, '05T20:00', '05T22:00'),
    ]);
    expect(sessions).toMatchObject({ inserted: 6, rejects: [] });
    const result = await load('claims', CLAIMS, [
      `S1,E000007,${a},2025-03-01T20:15:00+08:00`,
      `S2,E000007,${a},2025-03-02T20:15:01+08:00`,
      `S3,E000007,${a},2025-03-01T10:00:00+08:00`,
      `S4,E000007,${a},2025-03-01T10:00:00+08:00`,
      `S5,E000007,${b},2025-03-01T10:00:00+08:00`,
      `S6,E-past,${a},2025-03-01T10:00:00+08:00`,
      `S7,E-none,O-none,2025-03-01T10:00:00+08:00`,
      `S6,E000007,${c},2025-03-01T10:00:00+08:00`,
    ]);
    expect(result.rejects).toEqual([
      '4 OPERATOR_OVERLAP',
      '5 OTHER_MERCHANT',
      '7 CONFLICTING_ROWS',
      '8 UNKNOWN_SESSION',
      '8 UNKNOWN_ENGAGEMENT',
      '8 UNKNOWN_OPERATOR',
      '9 CONFLICTING_ROWS',
    ]);
    expect(result).toMatchObject({ inserted: 3, superseded: 0 });
    const { rows } = await application.sql.query(
      'SELECT session_code, state, in_time, imported, verified_load FROM operated_session ORDER BY 1',
    );
    const imported = { state: 'VERIFIED', imported: true, verified_load: result.loadNumber };
    expect(rows).toEqual([
      { session_code: 'S1', in_time: true, ...imported },
      { session_code: 'S2', in_time: false, ...imported },
      { session_code: 'S5', in_time: true, ...imported },
    ]);
    const later = await load('claims', CLAIMS, [
      `S6,E-past,${a},2025-03-01T10:00:00+08:00`,
      `S3,E000007,${c},2025-03-01T10:00:00+08:00`,
      `S3,E000007,${c},2025-03-01T10:00:00+08:00`,
    ]);
    expect(later.rejects).toEqual(['2 OUTSIDE_TERM', '3 OPERATOR_NOT_NAMED']);
  });

  it('changes nothing when the same comes again, and remembers what a correction replaced', async () => {
    const { p, m, a, b } = codes;
    const same = await load('claims', CLAIMS, [`S1,E000007,${a},2025-03-01T20:15:00+08:00`]);
    expect(same).toMatchObject({ inserted: 0, superseded: 0, rejects: [] });
    const before = same.loadNumber;
    // The two operators swap their sessions of one evening each; S1's recorded time moves out of the grace.
    const swapped = await load('claims', CLAIMS, [
      `S1,E000007,${b},2025-03-01T20:16:00+08:00`,
      `S5,E000007,${a},2025-03-01T10:00:00+08:00`,
    ]);
    expect(swapped).toMatchObject({ inserted: 0, superseded: 2, rejects: [] });
    const asOf = async (loadNumber: string) => {
      const { rows } = await application.sql.query(
        `SELECT count(*) FILTER (WHERE in_time)::int AS in_time, count(*)::int FROM (
           SELECT in_time FROM operated_session WHERE state = 'VERIFIED' AND verified_load <= $1::bigint
           UNION ALL SELECT in_time FROM operated_session_history
            WHERE verified_load <= $1::bigint AND superseded_by > $1::bigint) AS c`,
        [loadNumber],
      );
      return rows[0];
    };
    expect(await asOf(before)).toEqual({ in_time: 2, count: 3 });
    expect(await asOf(swapped.loadNumber)).toEqual({ in_time: 1, count: 3 });

    const corrected = await load('engagements', ENGAGEMENTS, [
      `E000007,${p},${m},${b};${a},2025-01-01,2025-06-30,500000.00,20000.00`,
      `E-past,${p},${m},${a},2025-07-02,2025-12-31,500000.00,0`,
    ]);
    expect(corrected).toMatchObject({ inserted: 0, superseded: 1, rejects: [] });
    const { rows } = await application.sql.query(
      `SELECT started_on, superseded_by FROM engagement_history`,
    );
    expect(rows).toEqual([{ started_on: '2025-07-01', superseded_by: corrected.loadNumber }]);

    const refused = await load('engagements', ENGAGEMENTS, [
      `E000007,${p},${m},${b},2025-01-01,2025-06-30,500000.00,20000.00`,
      `E-past,${p},${codes.n},${a},2025-07-02,2025-12-31,500000.00,0`,
      `E-again,${p},${m},${a},2025-06-30,2025-06-30,500000.00,0`,
    ]);
    expect(refused.rejects).toEqual([
      '2 CLAIMS_LEFT_OUT',
      '3 PARTIES_CHANGED',
      '4 TERMS_OVERLAP_KNOWN',
    ]);
  });

  it('swaps the terms of two engagements of one pair in one file', async () => {
    const { q, n, c } = codes;
    const rows = (first: string, second: string) => [
      `X-1,${q},${n},${c},2025-0${first}-01,2025-0${first}-28,1.00,0`,
      `X-2,${q},${n},${c},2025-0${second}-01,2025-0${second}-28,1.00,0`,
    ];
    expect(await load('engagements', ENGAGEMENTS, rows('1', '2'))).toMatchObject({ inserted: 2 });
    expect(await load('engagements', ENGAGEMENTS, rows('2', '1'))).toMatchObject({ superseded: 2 });
  });

  it('does not touch what was agreed or claimed here', async () => {
    const pair = await world.pair();
    const { rows: known } = await application.sql.query(
      `SELECT e.engagement_code AS e, p.provider_code AS p, m.merchant_code AS m, o.operator_code AS o
         FROM engagement e JOIN provider p ON p.id = provider_id JOIN merchant m ON m.id = merchant_id
         JOIN operator o ON o.id = $2 WHERE e.id = $1`,
      [pair.engagementId, pair.operatorId],
    );
    const { e, p, m, o } = known[0];
    const engagement = await load('engagements', ENGAGEMENTS, [
      `${e},${p},${m},${o},2025-01-01,2025-02-01,1.00,0`,
    ]);
    expect(engagement.rejects).toEqual(['2 NOT_IMPORTED']);
    await load('sessions', SESSIONS, [
      session('S-native', m, '09T20:00', '09T22:00').replaceAll('2025-03', '2026-03'),
    ]);
    await application.sql.query(
      `INSERT INTO operated_session (id, provider_id, merchant_id, engagement_id, operator_id, client_reference,
              session_code, planned_start, planned_end, state, claimed_at, in_time, policy_version)
       VALUES (uuid_v7(), $1, $2, $3, $4, 'r', 'S-native', '2026-03-09T20:00:00+08', '2026-03-09T22:00:00+08',
               'CLAIMED', '2026-03-01', true, 1)`,
      [pair.providerId, pair.merchantId, pair.engagementId, pair.operatorId],
    );
    const claim = await load('claims', CLAIMS, [`S-native,${e},${o},2026-03-01T20:15:00+08:00`]);
    expect(claim.rejects).toContain('2 SESSION_HELD');
  });

  it('verifies what was claimed here when the worker has merged a load of sessions', async () => {
    const pair = await world.pair();
    const { rows } = await application.sql.query(
      'SELECT merchant_code FROM merchant WHERE id = $1',
      [pair.merchantId],
    );
    await application.sql.query(
      `INSERT INTO operated_session (id, provider_id, merchant_id, engagement_id, operator_id, client_reference,
              planned_start, planned_end, state, claimed_at, in_time, policy_version)
       VALUES (uuid_v7(), $1, $2, $3, $4, 'r', '2026-04-09T20:00:00+08', '2026-04-09T22:00:00+08', 'CLAIMED',
               '2026-03-01', true, 1)`,
      [pair.providerId, pair.merchantId, pair.engagementId, pair.operatorId],
    );
    await application.nest.get(JobWorker).start();
    const line = session('S-worker', rows[0].merchant_code, '09T20:10', '09T22:10');
    await upload('sessions', SESSIONS, [line.replaceAll('2025-03', '2026-04')]);
    const verified = await eventually(async () => {
      const { data } = await application.graphql(
        { role: 'PROVIDER_OWNER', providerId: pair.providerId },
        `{ operatedSessions(first: 1) { nodes { state sessionCode inTime } } }`,
      );
      const [node] = data.operatedSessions.nodes;
      return node.state === 'VERIFIED' ? node : undefined;
    });
    expect(verified).toMatchObject({ sessionCode: 'S-worker', inTime: true });
  }, 30_000);
});
