import { addDays, businessDateOf } from '../../src/modules/platform/kernel/business-date.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { EngagementsModule } from '../../src/modules/engagements/index.js';
import { SessionVerificationService } from '../../src/modules/engagements/session-verification.service.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { EngagementWorld } from '../support/engagement-world.js';
import { insertRow } from '../support/insert-row.js';

const HOUR = 3_600_000;

/** From the first offer to what came of it, as the two sides live it, over HTTP. */
describe('the journey of an engagement', () => {
  let application: TestApplication;
  let world: EngagementWorld;
  const today = businessDateOf(new Date());

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
  }, 30_000);
  afterAll(() => application.stop());

  async function send(caller: TestCaller, query: string, variables: object) {
    const { data, errors } = await application.graphql(caller, query, { ...variables });
    expect(errors).toBeUndefined();
    return Object.values(data)[0];
  }

  async function upload(caller: TestCaller, csv: string, type = 'text/csv') {
    const response = await fetch(`${application.url}/operated-sessions/claims`, {
      method: 'POST',
      headers: {
        'content-type': type,
        authorization: `Bearer ${await application.tokenFor(caller)}`,
      },
      body: csv,
    });
    return { status: response.status, body: await response.json() };
  }

  async function agreed() {
    const providerId = await world.provider();
    const operatorId = await world.operator(providerId);
    const merchantId = await world.merchant();
    const provider = { role: 'PROVIDER_OWNER', providerId } as const;
    const merchant = { role: 'MERCHANT_OWNER', merchantId } as const;
    const request = await send(
      merchant,
      `mutation ($input: RequestEngagementsInput!) { requestEngagements(input: $input) {
         results { engagement { id } } } }`,
      {
        input: {
          providerIds: [providerId, await world.provider(), await world.provider()].map((id) =>
            publicId('Provider', id),
          ),
          ...terms([]),
        },
      },
    );
    const engagementId = request.results[0].engagement.id;
    await send(
      provider,
      `mutation ($input: CounterEngagementInput!) { counterEngagement(input: $input) { userErrors { code } } }`,
      {
        input: {
          engagementId,
          expectedVersion: 1,
          ...terms([operatorId]),
          milestones: [
            { title: '首周', dueOn: addDays(today, 7), targetGmv: '150.00', targetSessions: 2 },
            { title: '收官', dueOn: addDays(today, 60), targetGmv: '99999.00' },
          ],
        },
      },
    );
    const { engagement } = await send(
      merchant,
      `mutation ($input: AcceptEngagementInput!) { acceptEngagement(input: $input) {
         engagement { id engagementCode status } userErrors { code } } }`,
      { input: { engagementId, expectedVersion: 2 } },
    );
    expect(engagement.status).toBe('ACTIVE');
    const { rows } = await application.sql.query<{ operator_code: string }>(
      'SELECT operator_code FROM operator WHERE id = $1',
      [operatorId],
    );
    return { engagement, provider, merchant, merchantId, operatorCode: rows[0]!.operator_code };
  }

  function terms(operatorIds: readonly string[]) {
    return {
      scopeModules: ['PLANNING_BIG_SESSIONS'],
      targetGmv: '1000.00',
      fee: '20000.00',
      startedOn: today,
      endedOn: addDays(today, 60),
      operatorIds: operatorIds.map((id) => publicId('Operator', id)),
    };
  }

  const HEADER =
    'client_reference,engagement_code,operator_code,planned_start,planned_end,target_gmv,note';

  it('logs twelve sessions in one upload: two are refused with reasons, and nothing is claimed twice', async () => {
    const { engagement, provider, operatorCode } = await agreed();
    const start = Date.now() + 24 * HOUR;
    const at = (hours: number) => new Date(start + hours * HOUR).toISOString();
    const lines = Array.from({ length: 12 }, (_, index) => {
      const code = index === 4 ? 'E999999' : engagement.engagementCode;
      // The tenth begins while the ninth still runs.
      const begin = index === 9 ? 8 * 3 + 1 : index * 3;
      return `r-${index},${code},${operatorCode},${at(begin)},${at(begin + 2)},80000.00,"第 ${index} 场, 大促"`;
    });
    const csv = [HEADER, ...lines].join('\r\n');
    const { status, body } = await upload(provider, csv);
    expect(status).toBe(200);
    expect(body).toMatchObject({ claimed: 10, refused: 2 });
    const refused = body.lines.filter((line: { errors: unknown[] }) => line.errors.length > 0);
    expect(refused).toMatchObject([
      { line: 6, errors: [{ code: 'UNKNOWN_ENGAGEMENT', column: 'engagement_code' }] },
      { line: 11, errors: [{ code: 'OPERATOR_BUSY', column: 'operator_code' }] },
    ]);
    // Corrected and sent again as a whole: what was claimed stays as it is.
    const corrected = csv
      .replace('E999999', engagement.engagementCode)
      .replace(`${at(25)},${at(27)}`, `${at(40)},${at(42)}`);
    const again = await upload(provider, corrected);
    expect(again.body).toMatchObject({ claimed: 12, refused: 0 });
    expect(again.body.lines[0].operatedSessionId).toBe(body.lines[0].operatedSessionId);
    const { rows } = await application.sql.query(
      `SELECT count(*)::int FROM operated_session WHERE client_reference LIKE 'r-%'`,
    );
    expect(rows).toEqual([{ count: 12 }]);
  });

  it('says what is wrong with a file as a whole, and claims nothing of it', async () => {
    const { provider, merchant } = await agreed();
    const code = async (csv: string, type?: string) => {
      const { status, body } = await upload(provider, csv, type);
      return [status, body.error?.code];
    };
    expect(await code('', 'text/csv')).toEqual([400, 'EMPTY']);
    expect(await code(`${HEADER}\r\n`)).toEqual([400, 'EMPTY']);
    expect(await code('client_reference,colour\r\na,b')).toEqual([400, 'HEADER_WRONG']);
    expect(await code(`${HEADER}\r\n"a,b`)).toEqual([400, 'MALFORMED']);
    expect(await code(`${HEADER}\r\n${'x\r\n'.repeat(501)}`)).toEqual([413, 'TOO_LARGE']);
    expect(await code('{}', 'application/json')).toEqual([415, 'CONTENT_TYPE']);
    const cells = await upload(
      provider,
      `${HEADER}\r\na,b,c,2026-02-30T20:00:00+08:00,20:00,1.234,n,x`,
    );
    expect(cells.body.lines[0].errors.map((error: { code: string }) => error.code)).toEqual([
      'CELLS_MISCOUNTED',
      'NOT_A_TIME',
      'NOT_A_TIME',
      'NOT_AN_AMOUNT',
      'UNKNOWN_ENGAGEMENT',
      'UNKNOWN_OPERATOR',
    ]);
    expect((await upload(merchant, HEADER)).status).toBe(403);
  });

  it('shows the merchant what it was promised beside what the data says, and lets it answer', async () => {
    const { engagement, provider, merchant, merchantId, operatorCode } = await agreed();
    const start = new Date(Date.now() - HOUR);
    const csv = [
      HEADER,
      ...[0, 30].map(
        (hours) =>
          `p-${hours}-${newId()},${engagement.engagementCode},${operatorCode},${new Date(+start + hours * HOUR).toISOString()},${new Date(+start + (hours + 2) * HOUR).toISOString()},,`,
      ),
    ].join('\n');
    const { body } = await upload(provider, csv);
    expect(body).toMatchObject({ claimed: 2 });
    const verification = application.nest.select(EngagementsModule).get(SessionVerificationService);
    for (const hours of [0, 30]) {
      const startedAt = new Date(+start + hours * HOUR);
      const loadNumber = await world.feedSession({ merchantId, code: newId(), startedAt });
      await verification.afterLoad({ loadNumber, firstDate: null, lastDate: null });
    }
    await application.sql.query(`SELECT ensure_month_partitions('merchant_day', $1, $1)`, [today]);
    await insertRow(application, 'merchant_day', {
      merchant_id: merchantId,
      date: today,
      paid_gmv: '300.00',
      refunded_gmv: '50.00',
    });
    const waiting = await send(
      merchant,
      '{ operatedSessions(first: 10, filter: { awaitsAnswer: true }) { nodes { id } } }',
      {},
    );
    const [first, second] = waiting.nodes.map(({ id }: { id: string }) => id);
    await send(
      merchant,
      `mutation ($ids: [ID!]!) { confirmOperatedSessions(operatedSessionIds: $ids) { userErrors { code } } }`,
      { ids: [first] },
    );
    await send(
      merchant,
      `mutation ($input: DisputeOperatedSessionInput!) { disputeOperatedSession(input: $input) { userErrors { code } } }`,
      {
        input: {
          operatedSessionId: second,
          grounds: 'NOT_OPERATED',
          statement: '当天是我们自己的团队开播的。',
        },
      },
    );
    const read = (caller: TestCaller) =>
      send(
        caller,
        `query ($id: ID!) { engagement(id: $id) { progress { targetGmv netGmv attainment daysElapsed
           daysReported sessionsClaimed sessionsVerified sessionsConfirmed sessionsDisputed
           milestones { title netGmv sessions reached } } } }`,
        { id: engagement.id },
      );
    const { progress } = await read(merchant);
    expect(progress).toEqual({
      targetGmv: '1000.00',
      netGmv: '250.00',
      attainment: '0.250000',
      daysElapsed: 1,
      daysReported: 1,
      sessionsClaimed: 2,
      sessionsVerified: 2,
      sessionsConfirmed: 1,
      sessionsDisputed: 1,
      milestones: [
        { title: '首周', netGmv: '250.00', sessions: 2, reached: true },
        { title: '收官', netGmv: '250.00', sessions: 2, reached: false },
      ],
    });
    expect((await read(provider)).progress).toEqual(progress);
  });

  it('shows nothing of a merchant’s sales before both sides have agreed', async () => {
    const providerId = await world.provider();
    const merchantId = await world.merchant();
    const provider = { role: 'PROVIDER_OWNER', providerId } as const;
    const { engagement } = await send(
      provider,
      `mutation ($input: ProposeEngagementInput!) { proposeEngagement(input: $input) {
         engagement { progress { netGmv } } userErrors { code } } }`,
      {
        input: {
          ...terms([await world.operator(providerId)]),
          merchantId: publicId('Merchant', merchantId),
        },
      },
    );
    expect(engagement.progress).toBeNull();
  });
});
