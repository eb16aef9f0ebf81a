import { ConductMomentsService } from '../../src/modules/admission/conduct-moments.service.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { TestApplication } from '../support/application.js';
import { codesOf, ConductDesk, ownerAt } from '../support/conduct-desk.js';
import { addProvider } from '../support/registry.js';

const DAY = 86_400_000;

describe('decisions on violations and appeals', () => {
  let application: TestApplication;
  let desk: ConductDesk;
  let moments: ConductMomentsService;

  beforeAll(async () => {
    application = await TestApplication.start();
    desk = new ConductDesk(application);
    moments = application.nest.get(ConductMomentsService);
  });
  afterAll(() => application.stop());

  it('are made once, however many officers make them at once', async () => {
    const providerId = await addProvider(application, '同时裁定');
    await desk.deposit(providerId, '100000.00');
    const id = await desk.record(providerId, 'OFF_PLATFORM_FEES');
    const decided = await Promise.all(
      [1, 2, 1, 2].map((officer) => desk.confirm(id, new Date(), officer)),
    );
    expect(decided.flatMap(codesOf)).toEqual(Array.from({ length: 3 }, () => 'ALREADY_DECIDED'));

    const statement = {
      statement: '当晚商家主动要求提前下播，附聊天记录，请求撤销。',
      fileIds: [],
    };
    const filed = await Promise.all(
      [1, 2, 3].map(() => desk.appeals.file(ownerAt(providerId), id, statement)),
    );
    expect(filed.flatMap(codesOf)).toEqual(['ALREADY_APPEALED', 'ALREADY_APPEALED']);
    const appeal = filed.flatMap((answer) => (answer.ok ? [answer.value] : []))[0]!;
    const outcomes = ['REVERSED', 'UPHELD', 'REVERSED', 'UPHELD'] as const;
    // All by the one officer who had no part in it.
    const ruled = await Promise.all(outcomes.map((outcome) => desk.decide(appeal.id, outcome)));
    expect(ruled.flatMap(codesOf)).toEqual(Array.from({ length: 3 }, () => 'ALREADY_DECIDED'));

    const { rows } = await application.sql.query<{ action: string; count: string }>(
      `SELECT action, count(*) FROM audit_entry WHERE provider_id = $1
          AND action IN ('violation.confirmed', 'appeal.filed', 'appeal.decided') GROUP BY action ORDER BY action`,
      [providerId],
    );
    expect(rows.map(({ action, count }) => `${action} ${count}`)).toEqual([
      'appeal.decided 1',
      'appeal.filed 1',
      'violation.confirmed 1',
    ]);
  });

  it('let an appeal hold back what the policy says, and take it up again for the time that is left', async () => {
    const providerId = await addProvider(application, '暂停执行');
    const start = new Date();
    const id = await desk.confirmed(providerId, 'FALSE_EVIDENCE', start);
    const delisted = async (at: Date) => {
      const { rows } = await application.sql.query(
        `SELECT FROM provider_restriction WHERE provider_id = $1 AND kind = 'DELISTING' AND starts_at <= $2
            AND $2 < least(coalesce(ends_at, 'infinity'), coalesce(lifted_at, 'infinity'))`,
        [providerId, at],
      );
      return rows.length === 1;
    };
    const later = (days: number) => new Date(start.getTime() + days * DAY);
    expect(await delisted(later(3))).toBe(true);
    const appealId = await desk.appeal(providerId, id, later(4));
    expect(await delisted(later(5))).toBe(false);
    await desk.decide(appealId, 'UPHELD', later(9));
    expect(await delisted(later(10))).toBe(true);
    expect(await delisted(later(34.9))).toBe(true);
    expect(await delisted(later(35.1))).toBe(false);
  });

  it('tell of each beginning and end once, whichever worker runs and however the clock jumps', async () => {
    const providerId = await addProvider(application, '按时通知');
    const start = new Date('2026-06-01T04:00:00.000Z');
    await desk.confirmed(providerId, 'FAKE_TRANSACTIONS', start);
    const run = (days: number) =>
      moments.tellOfRestrictions(systemContext('test', new Date(start.getTime() + days * DAY)));
    const told = async () => {
      const { rows } = await application.sql.query<{ line: string }>(
        `SELECT kind || ' ' || (parameters ->> 'measure') AS line FROM notification
          WHERE recipient = $1 AND kind LIKE 'conduct.restriction%' ORDER BY 1`,
        [`provider:${providerId}`],
      );
      return rows.map(({ line }) => line);
    };
    await run(-1);
    expect(await told()).toEqual([]);
    await Promise.all([run(1), run(1), run(1)]);
    const begun = [
      'conduct.restriction_started BOARD_EXCLUSION',
      'conduct.restriction_started RECRUITING_BAN',
    ];
    expect(await told()).toEqual(begun);
    await run(-2);
    await Promise.all([run(400), run(20), run(400)]);
    await run(1);
    const over = [
      'conduct.restriction_ended BOARD_EXCLUSION',
      'conduct.restriction_ended RECRUITING_BAN',
    ];
    expect(await told()).toEqual([...over, ...begun]);
  });

  it('let an expelled provider exit when its time to appeal is over, once', async () => {
    const providerId = await addProvider(application, '清退服务商');
    const start = new Date();
    await desk.confirmed(providerId, 'FALSE_EVIDENCE', start);
    await desk.confirmed(providerId, 'FALSE_EVIDENCE', start);
    const expel = (days: number) =>
      moments.expel(systemContext('test', new Date(start.getTime() + days * DAY)));
    const exits = async () => {
      const { rows } = await application.sql.query(
        `SELECT FROM provider_transition WHERE provider_id = $1 AND to_state = 'EXITED'`,
        [providerId],
      );
      return rows.length;
    };
    await expel(10);
    expect(await exits()).toBe(0);
    await Promise.all([expel(17), expel(17)]);
    await expel(18);
    expect(await exits()).toBe(1);
  });

  it('ask for a top-up once for each shortfall', async () => {
    const providerId = await addProvider(application, '补缴服务商');
    await desk.deposit(providerId, '100000.00');
    const ask = () => moments.askForTopUps(systemContext('test', new Date()));
    await ask();
    const asked = async () => {
      const { rows } = await application.sql.query<{ shortfall: string }>(
        `SELECT parameters ->> 'shortfall' AS shortfall FROM notification
          WHERE recipient = $1 AND kind = 'conduct.top_up_due'`,
        [`provider:${providerId}`],
      );
      return rows.map(({ shortfall }) => shortfall);
    };
    expect(await asked()).toEqual([]);
    await desk.confirmed(providerId, 'OFF_PLATFORM_FEES');
    await Promise.all([ask(), ask()]);
    await ask();
    expect(await asked()).toEqual(['10000.00']);
  });
});
